"""Marks around an answer and in it: a remark behind `#`, emphasis, half of `$…$`, what is ~~struck out~~."""

import re
from typing import NamedTuple

_REMARK = re.compile(r"(?:^|\s)#[^\n]*")
"""A name has its # without a space: L#1."""
_STRUCK = re.compile(r"~~[^~]+~~")
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
    """One side of an equation without emphasis."""
    return text.strip(_EMPHASIS)


def without_remark(text: str) -> str:
    """What stands behind a name, but for a remark, and the half of `$…$` whose other half is before it."""
    plain = _REMARK.sub("", text)
    for mark in "$`":
        if plain.count(mark) % 2:
            plain = plain.replace(mark, "", 1)
    return plain.strip()


def is_struck(line: str) -> bool:
    """Whether all of a line is struck out."""
    return _STRUCK.fullmatch(line.strip()) is not None
