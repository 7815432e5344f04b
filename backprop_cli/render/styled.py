"""Lines of a page in their styles, before a screen or a file shows them."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from backprop_cli.notation.breaks import Span, broken, spans, stroked, width
from backprop_cli.notation.tall import Tall, drawn

STRUCK = "dim strike"
"""What is struck out, for screens that draw no strokes as well; a file has one through each letter."""

NARROWEST_TABLE = 80
"""Columns of a page that has tables; a narrower one has lines instead."""
GAP = "  "
"""Between tables that stand side by side."""


class Styled(NamedTuple):
    """A piece of a line in one style (names of rich's, or none)."""

    text: str
    style: str = ""


StyledLine = tuple[Styled, ...]
Cell = tuple[StyledLine, ...]
"""The lines of a cell."""


def styled(parts: Iterable[Span], style: str = "") -> StyledLine:
    """The parts of a line in a style; what is struck out is so besides."""
    return tuple(Styled(part.text, f"{style} {STRUCK}".lstrip() if part.struck else style) for part in parts)


def cell(text: str, style: str = "") -> Cell:
    """Plain text in one style, line by line."""
    return tuple((Styled(line, style),) for line in text.split("\n"))


def wrapped(text: str, room: int, indent: str = "", style: str = "") -> Cell:
    """A marked line, broken where it may be."""
    return tuple(styled(spans(line), style) for line in broken(text, room, indent))


def written(text: str, room: int, tall: tuple[Tall, ...]) -> Cell:
    """A marked formula, broken where it may be and its tall pieces drawn."""
    return tuple(styled(line) for part in broken(text, room, "  ") for line in drawn(part, tall))


def line_width(line: StyledLine) -> int:
    """The columns of a line."""
    return sum(width(part.text) for part in line)


def cell_width(lines: Cell) -> int:
    """The columns of a cell's longest line."""
    return max(map(line_width, lines), default=0)


def in_file(line: StyledLine) -> str:
    """A line without its styles."""
    return "".join(stroked(text) if STRUCK in style else text for text, style in line).rstrip()


class Grid(NamedTuple):
    """A table: rows of cells under their heads."""

    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    ruled: bool = False
    """Whether there is a rule between rows."""
    right: Collection[int] = ()
    """The columns that are set right."""


def framing(columns: int) -> int:
    """What the frame around so many columns takes, with a space on each side of a cell."""
    return 3 * columns + 1


class PagePart(NamedTuple):
    """A part of a page: lines, or tables side by side."""

    lines: Cell = ()
    grids: tuple[Grid, ...] = ()
