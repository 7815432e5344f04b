"""Where a written line may break, and what of it is struck out.

While a formula is written these are marks in its text, letters that no text has; whoever broke the line
into its columns reads them off as pieces.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

GLUE = "\ue000"
"""A space at which no line breaks: behind an operator, or inside a name."""
DOT = "\ue001"
"""Takes no room: before a dot without spaces, and before the bar of a long quotient."""
_STRUCK, _STRUCK_END = "\ue002", "\ue003"
"""Take no room: around what is struck out."""
_SPACES = (" ", *map(chr, range(0xE004, 0xE00C)))
"""A space outside brackets, and inside short ones as deep as they lie in each other."""
_DOTS = (DOT, *map(chr, range(0xE00C, 0xE014)))
"""What stands before a dot, likewise."""
_INNER = _SPACES[1]

_BREAKS = tuple(mark for space, dot in zip(_SPACES, _DOTS, strict=True) for mark in ((space, " "), (dot, "")))
"""Where a line breaks, and what stands there where it does not; each only where those before do not help."""
_NEW_LINE = "\n"
_NO_ROOM = (*_DOTS, _STRUCK, _STRUCK_END)
_SHOWN = str.maketrans({GLUE: " ", **dict.fromkeys(_SPACES, " "), **dict.fromkeys(_NO_ROOM)})
_IN_BRACKETS = str.maketrans(dict(pair for marks in (_SPACES, _DOTS) for pair in pairwise(marks)))
_FOREIGN = str.maketrans(dict.fromkeys((GLUE, *_SPACES[1:], *_NO_ROOM), "\N{REPLACEMENT CHARACTER}"))
"""An author's words may hold these letters, and mean nothing by them."""
_STROKE = "\N{COMBINING LONG STROKE OVERLAY}"
_SIGNS = frozenset(("+", "−", "-", "·", "∗", "*", "@", "=", "≈", "~=", "→", "->"))
"""Operators: one stays with what follows it."""
_OPTION = "--"
"""Begins an option, which stays with its value: --step 2."""
_BRACKETS = re.compile(r"(\([^()]*\))")
_RELATIONS = frozenset(("=", "≈", "~="))
"""In running text these stay with what stands before them too, if they can."""
SHORT = 48
"""Columns of brackets, or of a formula in a sentence, that stay on one line with what is in them."""
NARROWEST = 10
"""Columns that a line gets at least, however narrow the page."""
_OF_ONE_COLUMN = re.compile(
    f"[\0-\u02ff\u0370-\u0482\u1e00-\u20cf\u2100-\u22ff\u239b-\u23b3\u2500-\u25fc{GLUE}{_SPACES[1]}-{_SPACES[-1]}\U000f0000-\U000ffffd]*"
)
"""Letters that take a column each: nearly all there are, found at once."""


class Span(NamedTuple):
    """A part of a line, and whether it is struck out."""

    text: str
    struck: bool = False


def struck(text: str) -> str:
    """`text` marked as struck out, once, whatever of it was before."""
    once = text.replace(_STRUCK, "").replace(_STRUCK_END, "")
    return f"{_STRUCK}{once}{_STRUCK_END}"


def kept_together(text: str) -> str:
    """Text that breaks nowhere: a name."""
    return text.replace(" ", GLUE)


def hardly_broken(text: str) -> str:
    """Text in brackets, or a formula in a sentence: where short, it breaks only if nothing else helps."""
    return inside(text) if width(text) <= SHORT else text


def inside(text: str) -> str:
    """A part that breaks only where what is around it does not help."""
    return text.translate(_IN_BRACKETS)


def in_prose(words: str) -> str:
    """Running text: it breaks at spaces, hardly around an equals sign or within short brackets."""
    parts = words.translate(_FOREIGN).replace("\n", " ").split(" ")
    gaps = [_gap(before, after) for before, after in pairwise(parts)]
    text = "".join(map("".join, zip(parts, [*gaps, ""], strict=True)))
    return "".join(
        hardly_broken(part) if place % 2 else part for place, part in enumerate(_BRACKETS.split(text))
    )


def _gap(before: str, after: str) -> str:
    """What stands between two words."""
    if before in _SIGNS or before.startswith(_OPTION):
        return GLUE
    return _INNER if after in _RELATIONS else " "


def joined_by(sign: str) -> str:
    """An operator between its operands: a line may break before it, not behind it."""
    if sign.endswith(" "):
        return sign[:-1] + GLUE
    return DOT + sign if sign else ""


def above_bar(top: str) -> str:
    """What stands over a fraction bar in a line: behind it the line may break, unless it is short."""
    return top + DOT if width(top) > NARROWEST else top


def width(text: str) -> int:
    """The columns that `text` takes: a mark and a stroke through a letter take none, a Chinese letter two."""
    return len(text) if _OF_ONE_COLUMN.fullmatch(text) else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if char in _NO_ROOM or unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def broken(text: str, room: int, indent: str = "") -> list[str]:
    """A marked line as lines of at most `room` columns, still marked; later ones start with `indent`.

    A part without a place to break stays whole, and may then stick out.
    """
    if width(text) <= room:
        return [text]
    lines = [""]
    for gap, part in _parts(text, max(room - len(indent), NARROWEST)):
        if lines == [""]:
            lines = [part]
        elif gap != _NEW_LINE and width(lines[-1]) + len(gap) + width(part) <= max(room, NARROWEST):
            lines[-1] += gap + part
        else:
            lines.append(indent + part)
    return _each_struck(lines, indent)


def _parts(text: str, room: int, before: str = " ", level: int = 0) -> Iterator[tuple[str, str]]:
    """The parts between breaks, each with what stands before it on the same line, or the end of the line.

    Only a part that is too long for a line is divided at the next sort of mark; a term of a formula that is
    so long starts on a line of its own, but what an equals sign begins only where a stub of it would stay.
    """
    mark, shown = _BREAKS[level]
    for place, part in enumerate(text.split(mark)):
        gap = shown if place else before
        if width(part) <= room or level + 1 == len(_BREAKS):
            yield gap, part
        else:
            (_, first), *rest = _parts(part, room, gap, level + 1)
            is_apart = _is_stub(first, rest) if first.split(GLUE)[0] in _RELATIONS else DOT in part
            yield _NEW_LINE if is_apart and level == 0 and place > 0 else gap, first
            yield from rest


def _is_stub(first: str, rest: list[tuple[str, str]]) -> bool:
    """Whether the first of the parts is short, and a product that breaks behind it: `= ½`, then `·(…)`."""
    return width(first) <= NARROWEST and bool(rest) and not rest[0][0]


def _each_struck(lines: list[str], indent: str) -> list[str]:
    """What is struck out over the end of a line is so on both lines."""
    is_open = False
    for place, line in enumerate(lines):
        whole = f"{indent}{_STRUCK}{line.removeprefix(indent)}" if is_open else line
        is_open = whole.rfind(_STRUCK) > whole.rfind(_STRUCK_END)
        lines[place] = whole + (_STRUCK_END if is_open else "")
    return lines


def spans(text: str) -> tuple[Span, ...]:
    """A marked line as it is shown, in its parts."""
    if _STRUCK not in text:
        return (Span(text.translate(_SHOWN)),)
    found = []
    for place, part in enumerate(text.split(_STRUCK)):
        inside, end, after = part.partition(_STRUCK_END)
        found += [Span(inside, place > 0), Span(after)] if end else [Span(part)]
    return tuple(Span(each.text.translate(_SHOWN), each.struck) for each in found if each.text)


def bare(text: str) -> str:
    """A marked line as plain text; what is struck out with a stroke through each letter."""
    if text.isprintable():
        return text  # no mark is
    if _STRUCK not in text:
        return text.translate(_SHOWN)
    return "".join(stroked(part.text) if part.struck else part.text for part in spans(text))


def stroked(text: str) -> str:
    """A stroke through each letter."""
    return "".join(char if char == " " else char + _STROKE for char in text)
