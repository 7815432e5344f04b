"""A language in which every letter of a sentence is an x: a word that was not looked up stands out."""

import re
from collections.abc import Callable, Iterable
from gettext import NullTranslations
from string import Formatter

LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[A-Za-z]{2,}")
VEILED = re.compile("d?[Xx]x*")
"""∂ is a sign and no letter; ASCII writes it as d. A first letter may be made large."""


def veiled(message: str) -> str:
    """A sentence with its holes as they are and an x for every letter."""
    parts = []
    for literal, name, _, _ in Formatter().parse(message):
        parts.append(LETTER.sub("x", literal).replace("{", "{{").replace("}", "}}"))
        parts += [f"{{{name}}}"] if name is not None else []
    return "".join(parts)


class Pseudo(NullTranslations):
    """The catalogue of that language."""

    def __init__(self, change: Callable[[str], str] = veiled) -> None:
        super().__init__()
        self.change = change

    def gettext(self, message: str) -> str:
        return self.change(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.change(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.change(message)


def words_in(text: str) -> set[str]:
    """The words of a text: two letters or more."""
    return set(WORD.findall(text))


def plain_words(page: str, allowed: Iterable[str]) -> set[str]:
    """The words of a page that are neither veiled nor allowed."""
    return {word for word in words_in(page) - set(allowed) if not VEILED.fullmatch(word)}
