"""Tables as rich draws them, around cells that are broken already: every column is as wide as it must be.

A cell gives rich its lines as they are, so that nothing is wrapped, and nothing cropped, a second time.
"""

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import zip_longest
from typing import NamedTuple

from rich.box import ASCII2, ROUNDED
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.table import Table

from backprop_cli.render.styled import GAP, Cell, Grid, StyledLine, framing, in_file

FRAME_STYLE = "dim"
Segments = list[Segment]


def without_styles(width: int) -> Console:
    """A console that draws for a file: no colour, whatever the environment says."""
    return Console(file=StringIO(), width=width, color_system=None, legacy_windows=False, _environ={})


class GridDrawing:
    """Draws for one console."""

    def __init__(self, console: Console, *, ascii_only: bool) -> None:
        self.console = console
        self.box = ASCII2 if ascii_only else ROUNDED

    def line(self, line: StyledLine) -> Segments:
        """A line with rich's styles, where the console has any."""
        if self.console.color_system is None:
            return [Segment(in_file(line))]
        get_style = self.console.get_style
        return [Segment(text, get_style(style) if style else None) for text, style in line]

    def tables(self, grids: Sequence[Grid]) -> list[Segments]:
        """The lines of tables side by side; none of none."""
        drawn, *others = map(self._table, grids) if grids else ([],)
        for lines in others:
            blank = [Segment(" " * Segment.get_line_length(drawn[0]))]
            drawn = [[*left, Segment(GAP), *right]
                     for left, right in zip_longest(drawn, lines, fillvalue=blank)]  # fmt: skip
        return drawn

    def _table(self, grid: Grid) -> list[Segments]:
        columns = list(zip(grid.head, *grid.rows, strict=True))
        rooms = [max(map(_width, column)) for column in columns]
        ready = [
            [self._in_column(cell, room, is_right=place in grid.right) for cell in column]
            for place, (column, room) in enumerate(zip(columns, rooms, strict=True))
        ]
        table = Table(
            box=self.box, show_lines=grid.ruled, border_style=FRAME_STYLE, header_style="", padding=0
        )
        for (head, *_), room in zip(ready, rooms, strict=True):
            table.add_column(head, width=room + 2)
        for row in list(zip(*ready, strict=True))[1:]:
            table.add_row(*row)
        width = sum(rooms) + framing(len(rooms))
        drawn = self.console.render(table, self.console.options.update(width=width))
        return list(Segment.split_lines(drawn))  # as wide as they must be: nothing is to be cropped

    def _in_column(self, cell: Cell, room: int, *, is_right: bool) -> "_Ready":
        """A cell with a space before it; rich fills it up to the width of its column."""
        parts = list[Segment]()
        for line in cell:
            before = " " * (1 + room - _line_width(line)) if is_right else " "
            parts += [Segment(before), *self.line(line), Segment.line()]
        return _Ready(parts[:-1])


class _Ready(NamedTuple):
    """A cell that is no wider than its column: rich has nothing to measure or to wrap."""

    parts: list[Segment]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        return self.parts


def _width(cell: Cell) -> int:
    return max(map(_line_width, cell), default=0)


def _line_width(line: StyledLine) -> int:
    """The columns of a line as rich counts them: it would crop what is wider than its column."""
    return sum(cell_len(part.text) for part in line)
