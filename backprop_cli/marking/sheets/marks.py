"""Marks around an answer and in it: a remark behind `#`, emphasis, half of `$…$`, what is ~~struck out~~."""

import re
from typing import NamedTuple

_REMARK = re.compile(r"(?:^|\s)(?:#|//(?=\s*[^\W\d_]{2}))[^\n]*|\s/\*[^*\n]*\*/")
"""A name has its # without a space: L#1."""
_FRAMED = re.compile(
    r"\\(?:boxed|fbox|underline|mathbf|textbf|mathrm|text|bm|boldsymbol|num)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)
_ROW_END = re.compile(r"(?:\\\\(?:\[[^][]{0,20}\])?|\\cr)\s*$")
_OF_SPREADSHEET = re.compile(r"^\s*'(?=[-+−–=.\d][^'’]*$)")
_STRUCK = re.compile(r"~~[^~]+~~")
_ALL_STRUCK = re.compile(r"(?:~~[^~]+~~[\s=:≈]*)+")
"""Of a line also name and value each by itself."""
_EMPHASIS = "*` \t"
_UNDERLINED = re.compile(r"_{1,2}([-+−–.\d].*?)_{1,2}")
"""Emphasis around a number; a name may begin and end so."""


class BareAnswer(NamedTuple):
    """An answer without the marks around it."""

    text: str
    is_corrected: bool
    """Whether another one stood beside it, and was struck out."""


def without_marks(text: str) -> BareAnswer:
    """What counts of an answer; nothing where all of it is struck out."""
    kept = _STRUCK.sub(" ", text)
    plain = plain_side(without_remark(kept))
    number = _UNDERLINED.fullmatch(plain)
    return BareAnswer(number[1] if number else plain, kept != text)


def plain_side(text: str) -> str:
    """One side of an equation without emphasis, and without the frame that TeX draws around a result."""
    plain = text.strip(_EMPHASIS)
    framed = _FRAMED.fullmatch(plain)
    return framed[1].strip(_EMPHASIS) if framed else plain


def without_remark(text: str) -> str:
    """What stands behind a name, but for a remark, and the half of `$…$` whose other half is before it.

    The end of a row of TeX goes as well, and the sign by which a spreadsheet knows a text, `'0.5`.
    """
    plain = _OF_SPREADSHEET.sub("", _ROW_END.sub("", _REMARK.sub("", text)))
    for mark in "$`":
        if plain.count(mark) % 2:
            plain = plain.replace(mark, "", 1)
    return plain.strip()


def is_struck(line: str) -> bool:
    """Whether all of a line is struck out."""
    return _ALL_STRUCK.fullmatch(line.strip()) is not None
