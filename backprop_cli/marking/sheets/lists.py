"""Whole vectors and matrices: a list's entries, each with its quantity."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import Pairs, RawValue
from backprop_cli.marking.sheets.list_texts import list_in, list_of
from backprop_cli.marking.sheets.named_arrays import NamedArray
from backprop_cli.marking.sheets.sheet import OTHER_ROWS
from backprop_cli.marking.sheets.sides import last_side
from backprop_cli.marking.sheets.values import in_one_line
from backprop_cli.words.reading import lists as words
from backprop_cli.words.say import phrase

_WHOLE = re.compile("[+−-]?[0-9]{1,3}")


class Placed(NamedTuple):
    """A list with its entries placed."""

    found: list[tuple[str, RawValue]]
    """Every entry that has a quantity, with its name."""
    complaint: str = ""
    """What is wrong with the shape."""
    is_read: bool = True
    """Whether the whole list could be read all the same."""
    is_turned: bool = False
    """Whether its rows are the columns of the matrix."""
    may_be_cut: bool = False
    """Whether it is longer than it should be, and may be of decimals that were cut at their commas."""


def list_for(value: RawValue, block: NamedArray) -> RawValue:
    """The list that a value writes for a vector or matrix; the value where it writes none."""
    values = list_in(value)
    if isinstance(values, str) and isinstance(last := list_in(last_side(values)), tuple):
        return last  # z1 = W1·x + b1 = [0.2, 0.9]
    if isinstance(values, str) and values and len(block.places) == 1:
        return (values,)  # a layer of one unit needs no brackets
    if isinstance(values, Pairs) and not any(in_one_line(each.value) for each in values.pairs):
        return tuple(each.name for each in values.pairs)  # {0.1, 0.2} in YAML
    return list_of(values, block.shape) if isinstance(values, str) else values


def placed(values: tuple[RawValue, ...], block: NamedArray, *, typed: bool = True) -> Placed:
    """The entries of a list with their quantities.

    Of a vector with too many entries none is read: which of them is meant, nobody can say. `typed`: by hand,
    maybe with decimal commas.
    """
    joined = _with_decimals(values, block.shape) if typed else values
    cells = dict(_cells(_shaped(joined, block.shape)))
    if set(cells) == set(block.places):
        return Placed([(block.places[place], value) for place, value in cells.items()])
    complaint = words.other_size(words.entries(block.shape), _described(values))
    if {place[::-1] for place in cells} == set(block.places):
        turned = [(block.places[place[::-1]], value) for place, value in cells.items()]
        how = phrase(words.ROWS_OF[OTHER_ROWS[block.row_of]] if block.row_of else words.TURNED)
        return Placed(turned, words.read_anyway(complaint, how), is_turned=True)
    if len(block.shape) == 1 and len(cells) > block.shape[0]:
        return Placed([], complaint, is_read=False, may_be_cut=_may_be_cut(list(cells.values())))
    known = [(block.places[place], cells[place]) for place in cells if place in block.places]
    how = phrase(words.AS_FAR)
    return Placed(known, words.read_anyway(complaint, how) if known else complaint, is_read=False)


def _may_be_cut(parts: Sequence[RawValue]) -> bool:
    """Whether a number with a comma may have been cut to two of these, 0 and 3775."""
    pairs = pairwise(str(part).strip() for part in parts)
    return any(_WHOLE.fullmatch(left) and right.isdigit() for left, right in pairs)


def exchanged_names(block: NamedArray) -> tuple[tuple[str, str], ...]:
    """Every entry of a square matrix with that of row and column exchanged; empty where it is not square."""
    if block.shape[0] != block.shape[-1]:
        return ()
    return tuple((name, block.places[place[::-1]]) for place, name in block.places.items())


def _with_decimals(values: tuple[RawValue, ...], shape: tuple[int, ...]) -> tuple[RawValue, ...]:
    """[0,3775, 0,3925] for two entries: twice as many whole numbers are decimals with a comma."""
    rows = [value for value in values if isinstance(value, tuple)]
    if not rows:  # a plain list is right for a vector, and for a matrix of one row or one column
        return _joined(values) if len(values) == 2 * prod(shape) and prod(shape) in shape else values
    if len(rows) != len(values) or len(rows) != shape[0]:
        return values
    width = shape[1] if len(shape) == 2 else 1
    return tuple(_joined(row) if len(row) == 2 * width else row for row in rows)


def _joined(parts: tuple[RawValue, ...]) -> tuple[RawValue, ...]:
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    if all(_WHOLE.fullmatch(str(left).strip()) and str(right).strip().isdigit() for left, right in pairs):
        return tuple(f"{str(left).strip()},{str(right).strip()}" for left, right in pairs)
    return parts


def _shaped(values: tuple[RawValue, ...], shape: tuple[int, ...]) -> tuple[RawValue, ...]:
    """A column or row as a plain vector; a plain vector as the one row or column of a matrix."""
    nested = [value for value in values if isinstance(value, tuple)]
    if len(shape) == 1 and len(nested) == len(values):
        if len(nested) == 1:
            return nested[0]
        if all(len(row) == 1 for row in nested):
            return tuple(row[0] for row in nested)
    if len(shape) == 2 and not nested:
        if shape[0] == 1:
            return (values,)
        if shape[1] == 1:
            return tuple((value,) for value in values)
    return values


def _cells(values: tuple[RawValue, ...]) -> Iterator[tuple[tuple[int, ...], RawValue]]:
    for row, value in enumerate(values):
        if isinstance(value, tuple):
            yield from (((row, column), each) for column, each in enumerate(value))
        else:
            yield (row,), value


def _described(values: tuple[RawValue, ...]) -> str:
    rows = [len(value) if isinstance(value, tuple) else 1 for value in values]
    if not any(isinstance(value, tuple) for value in values):
        return str(len(values))
    return f"{len(values)} × {rows[0]}" if len(set(rows)) == 1 else words.rows_of(sorted(set(rows))[:4])
