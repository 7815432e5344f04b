"""Characters that nobody sees, or takes for others: which one stands in a word, and what to type instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from backprop_cli.errors import cited
from backprop_cli.quantities.look_alikes import in_latin

INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of what leaves no ink."""


def is_invisible(char: str) -> bool:
    """Whether a character leaves no ink and is no plain space."""
    return char != " " and unicodedata.category(char) in INVISIBLE


def as_it_looks(text: str) -> str:
    """A text in the Latin letters that it looks to be written in, without what nobody sees."""
    return in_latin("".join(char for char in text if not is_invisible(char))).strip()


def what_is_odd(text: str) -> str:
    """The first character of a text that is not what it looks to be, in words; or nothing."""
    for position, char in enumerate(text):
        if is_invisible(char):
            return f"{_where(text, position)} stands {unseen(char)}"
        if in_latin(char) != char:
            return f"`{char}` in it is the {_alphabet(char)} U+{ord(char):04X} and not `{in_latin(char)}`"
    return ""


def typed_anew(word: str, known: Iterable[str]) -> str:
    """A hint for a word that only looks like one of `known`; nothing for any other."""
    plain = as_it_looks(word).casefold()
    meant = next((each for each in known if each.casefold() == plain), "")
    odd = what_is_odd(word) if meant and not word.isascii() else ""
    return f"{odd}: type `{meant}` anew" if odd else ""


def _where(text: str, position: int) -> str:
    before = text[:position].strip()
    return f"behind {cited(before)}" if before else "before it"


def unseen(char: str) -> str:
    """`a no-break space (U+00A0)`, `an invisible character (U+200B)`."""
    named = unicodedata.name(char, "").lower()
    what = named if named.endswith("space") and unicodedata.category(char) == "Zs" else "invisible character"
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what} (U+{ord(char):04X})"


def _alphabet(char: str) -> str:
    """`Cyrillic letter`, `fullwidth letter`."""
    first = unicodedata.name(char, "other").split()[0]
    of = first.capitalize() if first in {"CYRILLIC", "GREEK"} else first.lower()
    return f"{of} {'letter' if char.isalpha() else 'sign'}"
