"""Tables with a column for each vector and a row for each entry -> a line for each vector.

|   | z1   | a1   |        z1      a1
| 0 | 0.37 | 0.59 |     0  0.37  0.59       as pandas prints it
| 1 | 0.39 | 0.60 |     1  0.39  0.60
"""

import re
from collections.abc import Sequence

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import IsName, TableLines, TableRow

MOST_ROWS, MOST_COLUMNS, LONGEST = 100, 20, 500
_INDEX_HEADS = frozenset(("", "#", "i", "j", "k", "no", "nr", "unit", "neuron", "index"))


def column_vectors(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> TableLines | None:
    """The vectors of such a table; None where it is none."""
    count, width = len(rows), len(head)
    if not 1 < count <= MOST_ROWS or not 0 < width <= MOST_COLUMNS:
        return None
    if any(len(row.cells) != width for row in rows):
        return None
    vectors = {place: head[place].strip() for place in range(width)}
    if _is_index([head[0], *(row.cell(0) for row in rows)]):
        del vectors[0]
    if not vectors or not all(_has_entries(each, count, is_name) for each in vectors.values()):
        return None
    if not all(row.number(place) for row in rows for place in vectors):
        return None
    line = rows[0].line
    return TableLines(
        tuple(RawLine(name, tuple(row.cell(place) for row in rows), line) for place, name in vectors.items())
    )


def _has_entries(name: str, count: int, is_name: IsName) -> bool:
    """Whether it is a vector of as many, of a layer that it says."""
    says_layer = any(map(str.isdigit, name))
    return (
        says_layer and is_name(name) and is_name(f"{name}[{count}]") and not is_name(f"{name}[{count + 1}]")
    )


def _is_index(column: Sequence[str]) -> bool:
    """Whether a column counts its rows, from 0 or from 1."""
    counts = [[str(start + place) for place in range(len(column) - 1)] for start in (0, 1)]
    return column[0].strip(" \t*_.").casefold() in _INDEX_HEADS and [*column[1:]] in counts


def with_printed_columns(text: str, is_name: IsName) -> str:
    """The text with such tables as pandas prints them, without lines between, as Markdown has them."""
    lines = text.split("\n")
    place = 0
    while place + 2 < len(lines):
        heads = lines[place].split() if len(lines[place]) <= LONGEST else []
        below = _rows_below(lines, place + 1, len(heads)) if heads and all(map(is_name, heads)) else []
        if len(below) > 1:
            lines[place : place + 1 + len(below)] = [
                f"| {' | '.join(each)} |" for each in (["", *heads], *below)
            ]
        place += 1 + len(below)
    return "\n".join(lines)


def _rows_below(lines: Sequence[str], start: int, width: int) -> list[list[str]]:
    """The rows of numbers from a line on, each with its index before it."""
    found = list[list[str]]()
    for line in lines[start : start + MOST_ROWS]:
        cells = line.split() if len(line) <= LONGEST else []
        if len(cells) != width + 1 or cells[0] != str(len(found)) or not all(map(_NUMBER.fullmatch, cells)):
            break
        found.append(cells)
    return found


_NUMBER = re.compile(r"[-+−]?[0-9]{0,20}\.?[0-9]{0,20}(?:e[-+]?[0-9]{1,3})?")
