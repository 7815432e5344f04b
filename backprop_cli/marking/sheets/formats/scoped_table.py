"""Tables with a row or a column for each step, or each sample -> their lines, with what each is of.

| quantity | step 1 | step 2 |        | t | z1[1] | a1[1] |        | step | name  | answer |
| z1[1]    | 0.21   | 0.2424 |        | 1 | 0.21  | 0.552 |        | 1    | z1[1] | 0.21   |

Columns that are but numbered, `(1) | (2) | (3)`, are those of the samples or the steps where there are as
many, and so are numbered rows, whatever the head over their numbers, or none.
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
_NUMBERED = re.compile(
    r"(?:[xspi]|[#]|no\.?|nr\.?)?[_^]?[ ({⟨=]{0,3}([0-9]{1,3})[)}⟩]{0,2}[.:]?", re.IGNORECASE
)
"""`(1)`, `1`, `#1`, `x1`, `x^(1)`."""

_INDEXED = re.compile(
    r"(?P<base>.{1,40}?)[_^]?[{(]{0,2}(?:[iknst]|[ᵢₖₙₛₜ])(?:[ ]?(?P<sign>[-+−])[ ]?1)?[)}]{0,2}"
)
"""`z_i`, `z^{(i)}`, `w_{t+1}`, `gₜ`."""


def scoped_lines(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> TableLines | None:
    """The lines of such a table; None where it is none."""
    head = [cell.strip() for cell in head[:MOST_COLUMNS]]
    of_rows = _without_indices(head, is_name)
    if counted := _counted_or_numbered(of_rows, rows, is_name):
        return _by_row(of_rows, rows, counted, is_name)
    said = {place: scope for place, cell in enumerate(head) if (scope := scope_said(cell))}
    said = said or _numbered_columns(head, rows, is_name)
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
        place: [_scope_of(row.cell(place), kind) is not None for row in filled]
        for place, kind in found.items()
    }
    sums_up = [any(is_of_all(row.cell(place)) for place in found) for row in filled]
    return {
        place: found[place]
        for place, each in counts.items()
        if any(each) and all(one or other for one, other in zip(each, sums_up, strict=True))
    }


def _counted_or_numbered(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> dict[int, str]:
    """The columns that count; of `k` and `t` the names beside them tell what they count."""
    counted = _counted(head, rows)
    is_said = any(len(head[place].strip("*_`$ ")) > 1 for place in counted)
    return counted if is_said else _numbered_rows(head, rows, is_name) or counted


def _numbered_rows(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> dict[int, str]:
    """The first column, where it but numbers the rows of all steps or samples, in order."""
    cells = [row.cell(0) for row in rows[:MOST_LOOKED_AT] if row.is_filled]
    while cells and is_of_all(cells[-1]):
        cells.pop()
    if not head or (is_called(is_name, head[0]) and any(cell.isdecimal() for cell in cells)):
        return {}  # a vector
    if len(cells) > 1 and all(scope_said(cell) for cell in cells):
        return {0: "step"}  # or what else each of them says
    kind = _counted_so(cells, head[1:], is_name)
    return {0: kind} if kind else {}


def _numbered_columns(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> dict[int, LineScope]:
    """The columns of all steps or samples, numbered in order; none where the rows may have several."""
    places = [place for place, text in enumerate(head) if place and _number(text) is not None]
    cells = [head[place] for place in places]
    names = [row.cell(0) for row in rows[:MOST_LOOKED_AT]]
    kind = _counted_so(cells, names, is_name)
    scopes = (_scope_of(cell, kind) for cell in cells) if kind else ()
    return {place: scope for place, scope in zip(places, scopes, strict=False) if scope}


def _counted_so(cells: Sequence[str], names: Sequence[str], is_name: IsName) -> str:
    """What numbers in order count beside names, steps or samples; empty where it may be either, or neither.

    There are as many of these, and no more; `L` may be of both.
    """
    numbers, count = list(map(_number, cells)), len(cells)
    if count < 2 or numbers not in (list(range(count)), list(range(1, count + 1))):
        return ""
    bare = [name for name in names if name and of_first_sample(name)]
    of = {
        "sample": [name for name in bare if _has(name, is_name, count, "sample")],
        "step": [name for name in bare if _has(name, is_name, count, "step")],
    }
    both = {*of["sample"]} & {*of["step"]}
    told = [kind for kind, each in of.items() if {*each} - both] or [
        kind for kind, each in of.items() if each
    ]
    return told[0] if len(told) == 1 else ""


def _has(name: str, is_name: IsName, count: int, kind: str) -> bool:
    """Whether a quantity has as many samples, or steps, and no more; and not as many units."""
    last, further = (typed_of(name, **{kind: number}) for number in (count, count + 1))
    unit = typed_of(f"{name}[{count}]", **{kind: 1})
    return is_name(last) and not is_name(further) and not is_name(unit)


def _number(cell: str) -> int | None:
    found = _NUMBERED.fullmatch(cell.strip().strip("*_`$"))
    return int(found[1]) if found else None


def _scope_of(cell: str, kind: str) -> LineScope | None:
    """What a cell says that counts something, `2`, `(2)` or `step 2`; None where it says nothing of it."""
    number = _number(cell)
    return scope_of_cell(kind, cell if number is None else str(number))


def _without_indices(head: Sequence[str], is_name: IsName) -> list[str]:
    """The heads without the letter of any row: z_i is z; w_{t+1}, or w_t beside w_{t−1}, is the new w."""
    found = [None if is_called(is_name, cell) else _INDEXED.fullmatch(cell.strip("*` $")) for cell in head]
    before = {each["base"] for each in found if each and each["sign"] in {"-", "−"}}
    plain = []
    for cell, each in zip(head, found, strict=True):
        base = each["base"] if each and is_called(is_name, each["base"]) else ""
        is_new = each is not None and (each["sign"] == "+" or (each["sign"] is None and base in before))
        new = f"{base}_new"
        plain.append((new if is_new and is_name(new) else base) or cell)
    return plain


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
        own = _scope_of(row.cell(place), kind)
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
