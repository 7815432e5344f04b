"""What a table is read into: its lines, and the heads of the columns that were not read."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import MOST_LOOKED_AT, TableRow, columns_left, is_decimal


class TableLines(NamedTuple):
    """What a table says."""

    lines: tuple[RawLine, ...]
    unread: tuple[str, ...] = ()
    """The heads of columns with numbers that were not read."""
    old: tuple[RawLine, ...] = ()
    """What the step starts with: given, or the new values of the step before."""


def unread_columns(head: Sequence[str], rows: Sequence[TableRow], read: Iterable[int]) -> tuple[str, ...]:
    """The columns with numbers besides those that are read, by their heads or, from 1, their places.

    Where none is read, those with decimals: lines and points are counted by whole numbers.
    """
    is_read, seen = set(read), rows[:MOST_LOOKED_AT]
    is_answer = bool if is_read else is_decimal
    left = columns_left(head, seen, is_read)
    return tuple(said for place, said in left if any(is_answer(row.number(place)) for row in seen))
