"""What a table is read into: its lines, and the heads of the columns that were not read."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import MOST_LOOKED_AT, columns_left, has_number, is_decimal


class TableRow(NamedTuple):
    """A row: its line in the file, and its cells."""

    line: int
    cells: Sequence[str]


class TableLines(NamedTuple):
    """What a table says."""

    lines: tuple[RawLine, ...]
    unread: tuple[str, ...] = ()
    """The heads of columns with numbers that were not read."""
    old: tuple[RawLine, ...] = ()
    """What the step starts with: given, or the new values of the step before."""


def unread_columns(head: Sequence[str], rows: Iterable[TableRow], read: Iterable[int]) -> tuple[str, ...]:
    """The columns with numbers besides those that are read, by their heads or, from 1, their places.

    Where none is read, those with decimals: lines and points are counted by whole numbers.
    """
    is_read = set(read)
    is_answer = has_number if is_read else is_decimal
    seen = [row.cells for row in rows][:MOST_LOOKED_AT]
    left = columns_left(head, seen, is_read)
    return tuple(said for place, said in left if any(is_answer(row, place) for row in seen))
