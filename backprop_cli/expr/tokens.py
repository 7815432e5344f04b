"""Text -> words: the numbers, names and operators of a formula, each with its place."""

import re
import unicodedata
from collections.abc import Container
from functools import cache
from typing import NamedTuple

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
            *("kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau"),
            *("upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda"),
            *("Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
        ),
        strict=True,
    )
)
"""A Greek letter and the name it is read as; the page writes the letter again."""

_LETTERS = {name: letter for letter, name in GREEK.items()}
_SPELLED = {**GREEK, "\N{MICRO SIGN}": "mu", **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))}

MARKS = {
    "hat": "\N{COMBINING CIRCUMFLEX ACCENT}",
    "bar": "\N{COMBINING MACRON}",
    "tilde": "\N{COMBINING TILDE}",
}
"""Words for marks over a letter, as they are typed, x_bar, and the marks themselves."""
_WORDS = {sign: word for word, sign in MARKS.items()}
_NAME = (
    r"[^\W\d₀-₉](?:[^\W⁰¹²³⁴⁵⁶⁷⁸⁹]|[\u0300-\u036f])*"
    r"(?:\[[0-9]+(?:,\s*[0-9]+)?\])?(?:@[0-9]+)?(?:\#[0-9]+)?"
)


def fraction_of(sign: str) -> str:
    """A fraction in one sign, ½, as it is typed: 1/2."""
    return unicodedata.normalize("NFKC", sign).replace("⁄", "/")


def _tokens(names: str) -> re.Pattern[str]:
    return re.compile(
        r"(?P<space>\s+)"
        r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
        r"|(?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
        rf"|(?P<name>{names})"
        r"|(?P<operator>\*\*|[-+*/^(),·×÷−–])"
        r"|(?P<other>.)",
        re.DOTALL,
    )


TOKEN = _tokens(f"√|{_NAME}")
_STATE = rf"(?:mhat|vhat|step|[mvsu])\({_NAME}\)(?:\#[0-9]+)?"


@cache
def token_of_answers() -> re.Pattern[str]:
    """In an answer, dL/dz2[1] is the name of a derivative; in a problem's own formula it is a quotient.

    And `v(W1[1,1])#2` is a state of the optimiser's. Only marking reads answers, so it is compiled there.
    """
    return _tokens(rf"√|d{_NAME}\s*/\s*d{_NAME}|{_STATE}|{_NAME}")


class Token(NamedTuple):
    """A word of a formula."""

    kind: str
    text: str
    start: int


def lettered(name: str) -> str:
    """A name with its Greek letter, α for alpha, β1 for beta1: never the spelling that `canonical` stores."""
    word = name.rstrip("0123456789")
    return _LETTERS[word] + name.removeprefix(word) if word in _LETTERS else name


def free_letter(name: str, taken: Container[str]) -> str:
    """A letter of ours for `name` that no author's name has: α for `alpha`, α₀ where an author has an α."""
    symbol = lettered(name)
    while canonical(symbol) in taken:
        symbol += "₀"
    return symbol


def canonical(name: str) -> str:
    """A name as it is stored: Greek letters spelled out, x̄ as x_bar, w₁ as w1, no spaces inside an index.

    Letters that Unicode has with their mark, as ŷ, stay as they are.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    plain = "".join(_SPELLED.get(char, char) for char in name if not char.isspace())
    return plain if plain.isascii() or _WORDS.keys().isdisjoint(plain) else _with_marks_spelled(plain)


def _with_marks_spelled(name: str) -> str:
    letter = rf"(?<![^\W\d_])(d?(?:{'|'.join(_LETTERS)}|[^\W\d_]))([{''.join(_WORDS)}])(?![^\W\d_])"
    return re.sub(letter, lambda found: f"{found[1]}_{_WORDS[found[2]]}", name)


def locate(text: str, name: str) -> tuple[int, int]:
    """Where `name` first stands in a formula, as start and width; the whole text if nowhere."""
    for match in TOKEN.finditer(text):
        if match.lastgroup == "name" and canonical(match.group()) == name:
            return match.start(), len(match.group())
    return 0, len(text)
