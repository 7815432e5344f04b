"""Tables with a row or a column for each step, or each sample -> their lines, with what each is of.

| quantity | step 1 | step 2 |        | t | z1[1] | a1[1] |        | step | name  | answer |
| z1[1]    | 0.21   | 0.2424 |        | 1 | 0.21  | 0.552 |        | 1    | z1[1] | 0.21   |

Columns that are but numbered, `(1) | (2) | (3)`, are those of the samples where there are as many.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import LineScope, RawLine
from backprop_cli.marking.sheets.formats.scopes import counted_by, scope_of_cell, scope_said
from backprop_cli.marking.sheets.formats.table import MOST_LOOKED_AT, Columns, IsName, columns, named_columns
from backprop_cli.quantities.grammar import of_first_sample, typed_of

MOST_COLUMNS = 200
"""Columns that are looked at."""
_NUMBERED = re.compile(r"(?:x|s|[#]|no\.?|nr\.?)?[_^]?[ ({⟨]{0,3}([1-9][0-9]{0,2})[)}⟩]{0,2}", re.IGNORECASE)
"""`(1)`, `1`, `#1`, `x1`, `x^(1)`."""


class TableRow(NamedTuple):
    """A row: its line in the file, and its cells."""

    line: int
    cells: Sequence[str]


def scoped_lines(
    head: Sequence[str], rows: Sequence[TableRow], is_name: IsName
) -> tuple[RawLine, ...] | None:
    """The lines of such a table; None where it is none."""
    head = [cell.strip() for cell in head[:MOST_COLUMNS]]
    if counted := _counted(head, rows):
        return tuple(_by_row(head, rows, counted, is_name))
    said = {place: scope for place, cell in enumerate(head) if (scope := scope_said(cell))}
    said = said or _of_samples(head, rows, is_name)
    names = next((place for place in range(len(head)) if place not in said), None)
    if not said or names is None:
        return None
    return tuple(
        RawLine(row.cells[names].strip(), row.cells[place].strip(), row.line, scope=_sure(scope))
        for row in rows
        for place, scope in said.items()
        if place < len(row.cells) and names < len(row.cells) and row.cells[names].strip("-: ")
    )


def counts_rows(head: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a column counts the steps or samples of the rows, so that they belong to one sheet."""
    return bool(_counted([cell.strip() for cell in head[:MOST_COLUMNS]], [TableRow(0, row) for row in cells]))


def _counted(head: Sequence[str], rows: Sequence[TableRow]) -> dict[int, str]:
    """The columns that count epochs, steps or samples, each with what it counts."""
    found = {place: kind for place, cell in enumerate(head) if (kind := counted_by(cell))}
    filled = [row.cells for row in rows if any(cell.strip("-: ") for cell in row.cells)]
    return {
        place: kind
        for place, kind in found.items()
        if filled and all(place < len(cells) and scope_of_cell(kind, cells[place]) for cells in filled)
    }


def _of_samples(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> dict[int, LineScope]:
    """The columns of all samples, numbered in order; none where a row has steps, or other samples.

    The rows then have names of a sample's own quantities, `z2` or `L`.
    """
    found = {
        place: each for place, text in enumerate(head) if (each := _NUMBERED.fullmatch(text.strip("*_`$")))
    }
    count = len(found)
    if count < 2 or 0 in found or [int(each[1]) for each in found.values()] != list(range(1, count + 1)):
        return {}
    bare = [
        row.cells[0].strip() for row in rows[:MOST_LOOKED_AT] if row.cells and of_first_sample(row.cells[0])
    ]
    own = [name for name in bare if is_name(typed_of(name, count)) and not is_name(typed_of(name, count + 1))]
    if not own or any(is_name(typed_of(name, step=count)) for name in own):
        return {}
    return {place: LineScope(said=each[0]).at("sample", int(each[1])) for place, each in found.items()}


def _by_row(
    head: Sequence[str], rows: Sequence[TableRow], counted: dict[int, str], is_name: IsName
) -> Iterator[RawLine]:
    filled = [row for row in rows if any(cell.strip("-: ") for cell in row.cells)]
    places = _of_names(head, [row.cells for row in filled], counted, is_name)
    for row in filled:
        scope = LineScope()
        for place, kind in counted.items():
            scope = (scope_of_cell(kind, row.cells[place]) or LineScope()).within(scope)
        if places is not None:
            yield RawLine(*places.of(row.cells), row.line, scope=_sure(scope))
            continue
        for place, name in enumerate(head):
            cell = row.cells[place].strip() if place < len(row.cells) else ""
            if place not in counted and name and cell:
                yield RawLine(name, cell, row.line, scope=_sure(scope))


def _of_names(
    head: Sequence[str], rows: Sequence[Sequence[str]], counted: dict[int, str], is_name: IsName
) -> Columns | None:
    """The columns of names and answers, where names stand below each other; None: they are in the head."""
    named = sum(is_name(cell) or is_name(of_first_sample(cell)) for cell in head if cell)
    bare = [[cell for place, cell in enumerate(row) if place not in counted] for row in rows]
    if named > 1 or (named and not any(is_name(row[0]) for row in bare if row)):
        return None
    return named_columns(head) or columns(head, rows, is_name)


def _sure(scope: LineScope) -> LineScope:
    return scope._replace(is_table=True)
