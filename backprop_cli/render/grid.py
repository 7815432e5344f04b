"""Tables as rich draws them, around cells that are broken already: every column is as wide as it must be.

A cell gives rich its lines as they are, so that nothing is wrapped, and nothing cropped, a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import zip_longest
from typing import NamedTuple

from rich.box import ASCII2, ROUNDED
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.table import Table

from backprop_cli.render.styled import Cell, Grid, Styled, StyledLine, line_width

FRAME_STYLE = "dim"
GAP = "  "
"""Between tables that stand side by side."""
Line = list[Segment]


def drawn(grids: Sequence[Grid], console: Console, *, ascii_only: bool) -> list[Line]:
    """The lines of a table, or of several side by side."""
    first, *others = (_table(grid, console, ascii_only=ascii_only) for grid in grids)
    for place, lines in enumerate(others):
        blank = [Segment(" " * grids[place].width)]
        first = [[*left, Segment(GAP), *right]
                 for left, right in zip_longest(first, lines, fillvalue=blank)]  # fmt: skip
    return first


def without_styles(width: int) -> Console:
    """A console that draws for a file: no colour, whatever the environment says."""
    return Console(file=StringIO(), width=width, color_system=None, legacy_windows=False, _environ={})


def segments(line: StyledLine, console: Console) -> Line:
    """A line with rich's styles."""
    return [Segment(text, console.get_style(style) if style else None) for text, style in line]


def _table(grid: Grid, console: Console, *, ascii_only: bool) -> list[Line]:
    table = Table(
        box=ASCII2 if ascii_only else ROUNDED,
        show_lines=grid.ruled,
        border_style=FRAME_STYLE,
        header_style="",
        padding=0,
    )
    rooms = list(zip(grid.widths, grid.is_right, strict=True))
    for head, (room, is_right) in zip(grid.head, rooms, strict=True):
        table.add_column(_ready(head, room, console, is_right=is_right), width=room + 2)
    for row in grid.rows:
        table.add_row(*(_ready(cell, room, console, is_right=is_right)
                        for cell, (room, is_right) in zip(row, rooms, strict=True)))  # fmt: skip
    return console.render_lines(table, console.options.update(width=grid.width), pad=False)


class _Ready(NamedTuple):
    """A cell that is as wide as its column: rich has nothing to measure or to wrap."""

    parts: tuple[Segment, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        return self.parts


def _ready(cell: Cell, room: int, console: Console, *, is_right: bool) -> _Ready:
    return _Ready(tuple(_in_column(cell, room, console, is_right=is_right)))


def _in_column(cell: Cell, room: int, console: Console, *, is_right: bool) -> Iterator[Segment]:
    for place, line in enumerate(cell):
        if place:
            yield Segment.line()
        gap = " " * (room - line_width(line))
        before, after = (f" {gap}", " ") if is_right else (" ", f"{gap} ")
        yield from segments((Styled(before), *line, Styled(after)), console)
