"""Whole vectors and matrices: a list's entries, each with its quantity."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.marking.formats.raw import Value
from backprop_cli.marking.lookup import Block

MAX_DEPTH = 3


def list_in(text: str) -> Value:
    """The list that a text writes, `[[1, 2], [3, 4]]`, or the text itself where it writes none.

    `;` separates rows, as in `[1, 2; 3, 4]`.
    """
    plain = text.strip()
    if not _is_list(plain):
        return text
    if ";" in plain and plain.count("[") == 1:
        plain = f"[[{plain[1:-1].replace(';', '], [')}]]"
    return _parsed(plain, MAX_DEPTH)


def _is_list(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


def _parsed(text: str, deep: int) -> Value:
    if not deep or not _is_list(text):
        return text
    return tuple(_parsed(part.strip(), deep - 1) for part in _parts(text[1:-1]))


def _parts(text: str) -> Iterator[str]:
    """The text between those commas that stand in no bracket."""
    start = depth = 0
    for place, char in enumerate(text):
        depth += (char in "[(") - (char in "])")
        if char == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def placed(values: tuple[Value, ...], block: Block) -> tuple[list[tuple[str, Value]], str]:
    """Every entry that has a quantity, with its name; and what is wrong with the shape, or nothing."""
    cells = _cells(_shaped(values, block.shape))
    found = [(block.places[place], value) for place, value in cells if place in block.places]
    if {place for place, _ in cells} == set(block.places):
        return found, ""
    return found, f"has {_size(block.shape)}, this list has {_described(values)}{_hint(values, block)}"


def _hint(values: tuple[Value, ...], block: Block) -> str:
    """[0,3775, 0.39] has three entries, and the student meant two."""
    flat = not any(isinstance(value, tuple) for value in values)
    too_many = flat and len(block.shape) == 1 and len(values) > block.shape[0]
    return "; in a list, write decimals with a point: 0.5" if too_many else ""


def _shaped(values: tuple[Value, ...], shape: tuple[int, ...]) -> tuple[Value, ...]:
    """A column or row as a plain vector; a plain vector as the one row or column of a matrix."""
    nested = [value for value in values if isinstance(value, tuple)]
    if len(shape) == 1 and len(nested) == len(values):
        if len(nested) == 1:
            return nested[0]
        if all(len(row) == 1 for row in nested):
            return tuple(row[0] for row in nested)
    if len(shape) == 2 and not nested:
        return (
            (values,) if shape[0] == 1 else tuple((value,) for value in values) if shape[1] == 1 else values
        )
    return values


def _cells(values: tuple[Value, ...]) -> list[tuple[tuple[int, ...], Value]]:
    cells: list[tuple[tuple[int, ...], Value]] = []
    for row, value in enumerate(values):
        if isinstance(value, tuple):
            cells += [((row, column), each) for column, each in enumerate(value)]
        else:
            cells.append(((row,), value))
    return cells


def _size(shape: tuple[int, ...]) -> str:
    return f"{' × '.join(map(str, shape))} {'entry' if shape == (1,) else 'entries'}"


def _described(values: tuple[Value, ...]) -> str:
    rows = [len(value) if isinstance(value, tuple) else 1 for value in values]
    if not any(isinstance(value, tuple) for value in values):
        return str(len(values))
    return f"{len(values)} × {rows[0]}" if len(set(rows)) == 1 else f"rows of {sorted(set(rows))[:4]} entries"
