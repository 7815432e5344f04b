"""A table's frame around cells that are already broken into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line in one style (a style name of rich's, or none)."""

    text: str
    style: str = ""


StyledLine = tuple[Span, ...]
Cell = tuple[StyledLine, ...]
"""The lines of a cell."""


class Frame(NamedTuple):
    """The signs of a frame: three rules of left end, line, joint, right end, and the upright."""

    top: str
    middle: str
    bottom: str
    upright: str


ROUNDED = Frame("╭─┬╮", "├─┼┤", "╰─┴╯", "│")
PLAIN = Frame("+-++", "+-++", "+-++", "|")
FRAME_STYLE = "dim"


def width(text: str) -> int:
    """The columns that `text` takes: a stroke through a letter takes none, a Chinese letter two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def cell(text: str, style: str = "") -> Cell:
    """A cell of one style."""
    return tuple((Span(line, style),) for line in text.split("\n"))


def cell_width(lines: Cell) -> int:
    """The columns of a cell's longest line."""
    return max((sum(width(span.text) for span in line) for line in lines), default=0)


def framed(
    head: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    frame: Frame,
    *,
    ruled: bool,
    right: Collection[int] = (),
) -> Iterator[StyledLine]:
    """The lines of a table; `ruled` puts a rule between rows, `right` are the columns set right."""
    widths = [max(map(cell_width, column)) for column in zip(head, *rows, strict=True)]
    yield _rule(frame.top, widths)
    yield from _row(head, widths, frame, right)
    for place, row in enumerate(rows):
        if ruled or place == 0:
            yield _rule(frame.middle, widths)
        yield from _row(row, widths, frame, right)
    yield _rule(frame.bottom, widths)


def _rule(signs: str, widths: list[int]) -> StyledLine:
    left, line, joint, end = tuple(signs)
    return (Span(left + joint.join(line * (width + 2) for width in widths) + end, FRAME_STYLE),)


def _row(
    row: Sequence[Cell], widths: list[int], frame: Frame, right: Collection[int]
) -> Iterator[StyledLine]:
    upright = Span(frame.upright, FRAME_STYLE)
    for place in range(max(map(len, row))):
        spans = [upright]
        for column, (lines, room) in enumerate(zip(row, widths, strict=True)):
            line = lines[place] if place < len(lines) else ()
            gap = Span(" " * (room - sum(width(span.text) for span in line)))
            body = (gap, *line) if column in right else (*line, gap)
            spans += [Span(" "), *body, Span(" "), upright]
        yield tuple(spans)
