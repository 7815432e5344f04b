"""Tables whose rows and heads name a quantity together -> their lines.

| parameter | old | gradient | new |        | unit | z    | a     |        |   | h1  | h2   | o1  |
| W1[1,1]   | 0.3 | -0.021   | 0.34|        | h1   | 0.18 | 0.546 |        | z | 0.1 | -0.8 | 0.4 |

|   | ∂/∂x | ∂/∂y |
| u | 3    | 2    |

What is not certain is not read, and its columns are named.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.of_parameter import (
    GRADIENT,
    NAME_ITSELF,
    NEW,
    STEP,
    Aspect,
    aspect_of,
)
from backprop_cli.marking.sheets.formats.of_unit import (
    TableUnit,
    is_unit_head,
    layer_above,
    layer_in_column,
    named_unit,
    of_unit,
    units_of_layers,
)
from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import (
    MOST_COLUMNS,
    MOST_LOOKED_AT,
    IsName,
    TableLines,
    TableRow,
    answer_heads,
    heads,
    is_called,
    unread_columns,
)


def crossed_lines(
    head: Sequence[str], rows: Sequence[TableRow], is_name: IsName, above: Sequence[str] = ()
) -> TableLines | None:
    """The lines of such a table; None where it is none.

    The lines `above` it may say the layer.
    """
    head = [cell.strip() for cell in head[:MOST_COLUMNS]]
    names = partial(is_called, is_name)
    if found := _of_parameters(head, rows, names) or _of_slopes(head, rows, names):
        return found
    layer = layer_above(above, names)
    return _of_units(head, rows, names, layer) or _with_units_in_head(head, rows, names, layer)


def _is_filled(cell: str) -> bool:
    return bool(cell.strip("-–—: "))


# --- a row for each parameter -------------------------------------------------------------------------


def _of_parameters(head: Sequence[str], rows: Sequence[TableRow], names: IsName) -> TableLines | None:
    hits = [sum(names(row.cell(place)) for row in rows[:MOST_LOOKED_AT]) for place in range(len(head))]
    if not any(hits):
        return None
    own = hits.index(max(hits))
    found = {place: aspect_of(text) for place, text in enumerate(head) if place != own}
    plain = {each.kind for each in found.values() if each and not each.is_worked}
    heads = {
        place: each for place, each in found.items() if each and not (each.is_worked and each.kind in plain)
    }
    kinds = Counter(each.kind for each in heads.values())
    aspects = {place: each for place, each in heads.items() if kinds[each.kind] == 1}
    rows = [row for row in rows if _is_filled(row.cell(own))]
    read = {
        place: each
        for place, each in aspects.items()
        if each.kind != STEP and any(each.sure_of(row.cell(own), names) for row in rows[:MOST_LOOKED_AT])
    }
    if all(each.kind == NAME_ITSELF for each in read.values()):
        return None
    lines = [line for row in rows for line in _lines_of(row, own, read, names)]
    is_between = {GRADIENT, NEW} <= {each.kind for each in read.values()}
    steps = [place for place, each in found.items() if each and each.kind == STEP and is_between]
    new, old = (tuple(line for is_old, line in lines if is_old == asked) for asked in (False, True))
    return TableLines(new, unread_columns(head, rows, (own, *read, *steps)), old)


def _lines_of(
    row: TableRow, own: int, read: Mapping[int, Aspect], names: IsName
) -> Iterator[tuple[bool, RawLine]]:
    """The lines of a row, each with whether it has the old value; one where its name says nothing."""
    name = row.cell(own)
    filled = {place: each for place, each in read.items() if _is_filled(row.cell(place))}
    if filled and not names(name):
        yield False, RawLine(name, row.cell(next(iter(filled))), row.line)
        return
    for place, each in filled.items():
        yield each.is_old, RawLine(each.sure_of(name, names) or each.of(name), row.cell(place), row.line)


# --- a row for each quantity, a column for each that it is derived by ------------------------------------

_BY = re.compile(r"[∂d]?\s?/\s?[∂d]\s?([^\s/]+)")
"""`∂/∂x`"""


def _of_slopes(head: Sequence[str], rows: Sequence[TableRow], names: IsName) -> TableLines | None:
    """Derivatives of the rows by the columns, also of values beside them, or of columns by rows."""
    said = {place: each[1] for place, text in enumerate(head) if (each := _BY.fullmatch(text))}
    by = said or dict(enumerate(head[1:], start=1))
    rows = [row for row in rows if _is_filled(row.cell(0))]
    if not rows or (not said and len(by) < 2):
        return None
    for form in ("d{row}/d{column}", "d{column}/d{row}")[: 1 if said else 2]:
        found = [(row, place, form.format(row=row.cell(0), column=by[place])) for row in rows for place in by]
        if all(names(name) for _, _, name in found[:MOST_LOOKED_AT]):
            values = [place for place, word in enumerate(heads(head)) if word in answer_heads()]
            found += [(row, place, row.cell(0)) for row in rows for place in values]
            lines = (RawLine(name, row.cell(place), row.line) for row, place, name in found)
            return TableLines(tuple(lines), unread_columns(head, rows, (0, *by, *values)))
    return None


# --- a row, or a column, for each unit ----------------------------------------------------------------


class _UnitRows(NamedTuple):
    """The units that the rows of a table are of."""

    units: list[TableUnit | None]
    """One for each row; None: the row is of none, or it is open of which."""
    place: int
    """The column that says it."""
    of_layer: int | None = None
    """The column beside it that says the layer."""


def _unit_rows(head: Sequence[str], rows: Sequence[TableRow], names: IsName) -> _UnitRows | None:
    """What rows are of by the columns of units and layers; None where there is no such column."""
    heads = [each for each, text in enumerate(head) if is_unit_head(text)]
    place = max(heads, key=lambda each: bool(head[each]), default=None)
    of_layer = next((each for each, text in enumerate(head) if layer_in_column(text)), None)
    if place is not None and (of_layer is not None or head[place]):
        units = [named_unit(row.cell(place), names, bare=bool(head[place])) for row in rows]
        if of_layer is not None:
            both = zip(units, rows, strict=True)
            units = [each and each.said_in(row.cell(of_layer), names) for each, row in both]
        return _UnitRows(units, place, of_layer)
    first = place if of_layer is None else of_layer
    if first is None:
        return None
    cells = [row.cell(first) for row in rows]
    return _UnitRows(units_of_layers(cells, names, bare=of_layer is not None), first)


def _of_units(
    head: Sequence[str], rows: Sequence[TableRow], names: IsName, layer: int | None
) -> TableLines | None:
    rows = [row for row in rows if any(map(_is_filled, row.cells))]
    said = _unit_rows(head, rows, names) if rows else None
    if said is None:
        return None
    place, known = said.place, {each for each in (said.place, said.of_layer) if each is not None}
    units = [each and each.under(layer) for each in said.units]
    others = [each for each in range(len(head)) if each not in known]
    found = {each: [of_unit(head[each], unit, names) if unit else "" for unit in units] for each in others}
    read = {each: composed for each, composed in found.items() if any(map(names, composed))}
    if not read and not _is_of_units_only(head[place], place, rows, names):
        return None
    lines = [
        RawLine(composed[number], row.cell(each), row.line)
        for number, row in enumerate(rows)
        for each, composed in read.items()
        if composed[number] and _is_filled(row.cell(each))
    ]
    for unit, row in zip(units, rows, strict=True):
        filled = next((each for each in read if _is_filled(row.cell(each))), None)
        if unit is None and filled is not None:  # a row of no unit is named like a line of no quantity
            name = row.cell(place)  # h1 in a table of the output layer is no quantity of its own
            lines.append(
                RawLine(f"{head[place]} {name}" if names(name) else name, row.cell(filled), row.line)
            )
    of_units = [number for number, unit in enumerate(units) if unit]
    whole = {each for each, composed in read.items() if all(composed[number] for number in of_units)}
    return TableLines(tuple(lines), unread_columns(head, rows, known | whole))


def _is_of_units_only(head: str, place: int, rows: Sequence[TableRow], names: IsName) -> bool:
    """Whether rows are units, though it is open of what: `h1` below `neuron` is no vector then."""
    units = [named_unit(row.cell(place), names, bare=False) for row in rows]
    others = (cell for row in rows for each, cell in enumerate(row.cells) if each != place)
    return bool(head) and all(units) and not any(map(names, others))


def _with_units_in_head(
    head: Sequence[str], rows: Sequence[TableRow], names: IsName, layer: int | None
) -> TableLines | None:
    """The same with rows and columns exchanged; there a unit says that it is one, `unit 1` or `h1`."""
    said = units_of_layers(head[1:], names, bare=False)
    found = dict(enumerate(said, start=1))
    units = {place: unit for place, each in found.items() if each and (unit := each.under(layer))}
    if len(units) == 1 and not any(map(str.isdigit, "".join(head[place] for place in units))):
        return None  # `output` over all values is a head like another
    lines, open_places = [], set[int]()
    for row in rows:
        for place, unit in units.items():
            name = of_unit(row.cell(0), unit, names)
            if names(name) and _is_filled(row.cell(place)):
                lines.append(RawLine(name, row.cell(place), row.line))
            elif _is_filled(row.cell(place)):
                open_places.add(place)
    read = {0, *units} - open_places
    return TableLines(tuple(lines), unread_columns(head, rows, read)) if lines else None
