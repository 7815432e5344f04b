"""Tables with a row or a column for each step, or each sample -> their lines, with what each is of.

| quantity | step 1 | step 2 |        | t | z1[1] | a1[1] |        | step | name  | answer |
| z1[1]    | 0.21   | 0.2424 |        | 1 | 0.21  | 0.552 |        | 1    | z1[1] | 0.21   |

Columns that are but numbered, `(1) | (2) | (3)`, are those of the samples where there are as many.
"""

import re
from collections.abc import Iterator, Sequence

from backprop_cli.marking.sheets.formats.raw import LineScope, RawLine
from backprop_cli.marking.sheets.formats.scopes import counted_by, is_of_all, scope_of_cell, scope_said
from backprop_cli.marking.sheets.formats.table import (
    MOST_LOOKED_AT,
    Columns,
    IsName,
    TableLines,
    TableRow,
    columns,
    is_called,
    is_filled,
    named_columns,
    unread_columns,
)
from backprop_cli.quantities.grammar import of_first_sample, typed_of

MOST_COLUMNS = 200
"""Columns that are looked at."""
_NUMBERED = re.compile(r"(?:x|s|[#]|no\.?|nr\.?)?[_^]?[ ({⟨]{0,3}([1-9][0-9]{0,2})[)}⟩]{0,2}", re.IGNORECASE)
"""`(1)`, `1`, `#1`, `x1`, `x^(1)`."""


def scoped_lines(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> TableLines | None:
    """The lines of such a table; None where it is none."""
    head = [cell.strip() for cell in head[:MOST_COLUMNS]]
    if counted := _counted(head, rows):
        return _by_row(head, rows, counted, is_name)
    said = {place: scope for place, cell in enumerate(head) if (scope := scope_said(cell))}
    said = said or _of_samples(head, rows, is_name)
    names = next((place for place in range(len(head)) if place not in said), None)
    if not said or names is None:
        return None
    lines = tuple(
        RawLine(row.cell(names), row.cell(place), row.line, scope=_sure(scope))
        for row in rows
        for place, scope in said.items()
        if place < len(row.cells) and is_filled(row.cell(names))
    )
    return TableLines(lines, unread_columns(head, rows, (names, *said)))


def counts_rows(head: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a column counts the steps or samples of the rows, so that they belong to one sheet."""
    return bool(_counted([cell.strip() for cell in head[:MOST_COLUMNS]], [TableRow(0, row) for row in cells]))


def _counted(head: Sequence[str], rows: Sequence[TableRow]) -> dict[int, str]:
    """The columns that count epochs, steps or samples, each with what it counts."""
    found = {place: kind for place, cell in enumerate(head) if (kind := counted_by(cell))}
    filled = [row for row in rows if row.is_filled]
    counts = {
        place: [scope_of_cell(kind, row.cell(place)) is not None for row in filled]
        for place, kind in found.items()
    }
    sums_up = [any(is_of_all(row.cell(place)) for place in found) for row in filled]
    return {
        place: found[place]
        for place, each in counts.items()
        if any(each) and all(one or other for one, other in zip(each, sums_up, strict=True))
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
    bare = [cell for row in rows[:MOST_LOOKED_AT] if of_first_sample(cell := row.cell(0))]
    own = [name for name in bare if is_name(typed_of(name, count)) and not is_name(typed_of(name, count + 1))]
    if not own or any(is_name(typed_of(name, step=count)) for name in own):
        return {}
    return {place: LineScope(said=each[0]).at("sample", int(each[1])) for place, each in found.items()}


def _by_row(
    head: Sequence[str], rows: Sequence[TableRow], counted: dict[int, str], is_name: IsName
) -> TableLines:
    filled = [row for row in rows if row.is_filled]
    places = _of_names(head, filled, counted, is_name)
    lines = tuple(line for row in filled for line in _lines_of(row, head, counted, places))
    return TableLines(lines, unread_columns(head, filled, (*counted, *places)) if places else ())


def _lines_of(
    row: TableRow, head: Sequence[str], counted: dict[int, str], places: Columns | None
) -> Iterator[RawLine]:
    """The lines of a row; one that sums up the others is named like a line of no quantity."""
    scope = LineScope()
    for place, kind in counted.items():
        own = scope_of_cell(kind, row.cell(place))
        if own is None:
            behind = (cell for each, cell in enumerate(row.cells) if each not in counted and cell.strip())
            yield RawLine(row.cell(place), next(behind, ""), row.line)
            return
        scope = own.within(scope)
    if places is not None:
        yield RawLine(*places.of(row), row.line, scope=_sure(scope))
        return
    for place, name in enumerate(head):
        if place not in counted and name and (cell := row.cell(place)):
            yield RawLine(name, cell, row.line, scope=_sure(scope))


def _of_names(
    head: Sequence[str], rows: Sequence[TableRow], counted: dict[int, str], is_name: IsName
) -> Columns | None:
    """The columns of names and answers, where names stand below each other; None: they are in the head."""
    named = sum(is_called(is_name, cell) for cell in head)
    first = next((place for place in range(len(counted) + 1) if place not in counted), 0)
    if named > 1 or (named and not any(is_name(row.cell(first)) for row in rows)):
        return None
    return named_columns(head) or columns(head, rows, is_name)


def _sure(scope: LineScope) -> LineScope:
    return scope._replace(is_table=True)
