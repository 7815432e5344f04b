"""A CSV sheet, `name,value` -> entries. `;` and tabs separate as well, a head is passed over or obeyed."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from backprop_cli.marking.sheets.corrections import corrected_in, correction_column, is_correction_head
from backprop_cli.marking.sheets.formats.crossed_table import crossed_lines
from backprop_cli.marking.sheets.formats.form import FormRows, read_form
from backprop_cli.marking.sheets.formats.loose import SPACED
from backprop_cli.marking.sheets.formats.raw import ANSWERS, WHO, Beside, Raw, RawLine, RefusedError
from backprop_cli.marking.sheets.formats.scoped_table import scoped_lines
from backprop_cli.marking.sheets.formats.sheet_frames import without_frame
from backprop_cli.marking.sheets.formats.table import (
    Columns,
    IsName,
    TableRow,
    answer_heads,
    columns,
    columns_beside,
    heads,
    name_heads,
    named_columns,
)
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.sides import PartedLine, names_apart, parted, several_named
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.words import sheet_file as words

_WHOLE, _DECIMALS = re.compile(r"[+−-]?[0-9]{1,3}"), re.compile(r"[0-9]+(?:[eE][+-]?[0-9]+)?")
_QUOTED_BY_EXCEL = re.compile(r'="([^"]*)"')
MOST_FIELDS = 2_000
MOST_OF_A_NUMBER = 5
"""Characters of a row's number, or of the head over such numbers."""
MOST_TITLES = 10
"""Rows over the heads."""
WITHOUT_HEADS = Columns(0, 1)
"""The columns of a table without heads."""


def read_csv(text: str, is_name: IsName) -> Raw:
    """The sheet in a CSV text, each line by itself: an open quote ends with its line.

    Raises `RefusedError` for a table with rows of several students.
    """
    text = without_frame(text, is_name)
    if form := read_form(text, is_name):
        return _single(form)
    delimiter = _delimiter(text)
    rows = _without_margins(_rows(text, delimiter))
    start = _titles(rows)
    above, rows = [row for row in rows[:start] if parted(row.typed)], rows[start:]
    first = rows[0] if rows else TableRow(0, ())
    for read in (scoped_lines, crossed_lines):
        if rows and (found := read(first.cells, rows[1:], is_name)):
            return Raw(Who(), (*found.old, *found.lines), beside=tuple(map(Beside, found.unread)))
    is_name = lru_cache(maxsize=MOST_FIELDS)(is_name)
    headed = (
        named_columns(first.cells) or _below_an_answer_head(rows, is_name) or _behind_numbers(rows, is_name)
    )
    places, head = headed or WITHOUT_HEADS, first.cells if headed else ()
    corrected = correction_column(head, places)
    passed_over = {*name_heads(), ANSWERS}
    if headed and not is_name(said := places.of(first)[0]):
        passed_over.add(said.casefold())
    who, entries = dict[str, str](), list[RawLine]()
    for row in [*above, *rows]:
        for name, value in _answers(row, delimiter, WITHOUT_HEADS if row in above else places, is_name):
            key = name.casefold()
            if key in WHO:
                who[key] = who.get(key) or value
            elif key not in passed_over and (name or value):
                line = RawLine(name, value, row.line, cells=places.behind(row))
                entries += [line, *corrected_in(row.cells, corrected, line)]
    tabled = [row for row in rows[bool(headed) :] if not _named_together(row.typed, is_name)]
    beside = columns_beside(head, tabled, places, is_name)
    unread = tuple(each for each in beside if not is_correction_head(each.head))
    return Raw(Who(**who), tuple(entries), beside=unread)


def _below_an_answer_head(rows: Sequence[TableRow], is_name: IsName) -> Columns | None:
    """The columns of a table with a head of answers, whatever stands over the names; None of any other."""
    head = rows[0].cells if rows else ()
    if answer_heads().isdisjoint(heads(head)) or any(map(is_name, head)):
        return None
    return columns(head, rows[1:], is_name)


def _behind_numbers(rows: Sequence[TableRow], is_name: IsName) -> Columns | None:
    """The columns of a table whose first one numbers the rows; None for any other."""
    filled = [row for row in rows if any(each.strip() for each in row.cells)]
    numbers = [row.cell(0) for row in filled]
    start = next((place for place, each in enumerate(numbers) if each.isdecimal()), None)
    if start not in (0, 1) or len(numbers[0]) > MOST_OF_A_NUMBER:
        return None
    counted = [str(int(numbers[start]) + place) for place in range(len(numbers) - start)]
    if len(numbers[start]) > MOST_OF_A_NUMBER or numbers[start:] != counted:
        return None
    found = columns(filled[0].cells, filled[start:], is_name)
    return found if found and found.name == 1 else None


def _single(form: FormRows) -> Raw:
    """The one sheet of a form."""
    if not form.rows:
        return Raw(Who(), ())
    if len(form.rows) > 1:
        raise RefusedError(words.rows_are_sheets(len(form.rows)))
    (row,) = form.rows
    if row.fault:
        raise RefusedError(row.fault)
    return row.raw._replace(aside=form.aside)


def _delimiter(text: str) -> str:
    """The separator that most lines have right behind the name."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    counts = {sign: sum(sign in line for line in lines) for sign in "\t;,"}
    return max(counts, key=lambda sign: (2 * counts[sign] > len(lines) and sign != ",", counts[sign]))


def _rows(text: str, delimiter: str) -> Iterator[TableRow]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#") and not line.lower().startswith("sep="):
            yield TableRow(number, _fields(line, delimiter), line)


def _without_margins(rows: Iterable[TableRow]) -> list[TableRow]:
    """The rows without columns at the left in which nothing stands, and without rows of nothing."""
    places = [(row, [place for place, each in enumerate(row.cells) if each.strip()]) for row in rows]
    margin = min((filled[0] for _, filled in places if filled), default=0)
    return [row._replace(cells=row.cells[margin:]) for row, filled in places if filled]


def _titles(rows: list[TableRow]) -> int:
    """How many rows stand over a table with the first cell alone filled, `Homework 3;;`."""
    ends = (place for place, row in enumerate(rows) if not _is_title(row.cells))
    end = next(ends, 0)
    return end if end <= MOST_TITLES else 0


def _is_title(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and bool(cells[0].strip()) and not any(each.strip() for each in cells[1:])


def _fields(line: str, delimiter: str) -> list[str]:
    """The fields of a line; what stands in brackets belongs together, as in W1[1,2]."""
    try:
        fields = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        fields = line.split(delimiter)
    if len(fields) > MOST_FIELDS:
        return fields
    whole: list[str] = []
    for field in fields:
        if whole and _is_open(whole[-1]):
            whole[-1] += f"{delimiter}{field}"
        else:
            whole.append(field)
    return [_QUOTED_BY_EXCEL.sub(r"\1", field.strip()) for field in whole]


def _is_open(field: str) -> bool:
    """`W1[1` of `W1[1,2]`."""
    return field.count("[") > field.count("]") or field.count("(") > field.count(")")


def _answers(row: TableRow, delimiter: str, places: Columns, is_name: IsName) -> Iterator[tuple[str, str]]:
    """The names in a row, each with what stands behind it: as a rule one."""
    if places != WITHOUT_HEADS:
        yield places.of(row)
    elif named := _named_together(row.typed, is_name):
        yield from named
    elif (lines := _as_lines(row, delimiter, is_name)) is not None:
        yield from lines
    else:
        yield _name_and_value(row.cells, delimiter)
        for name, value in pairwise(row.cells[2:]):
            if is_name(name) and read_number(value) is not None:  # z1[1], 0.3775, z1[2], 0.3925
                yield name, value


def _named_together(line: str, is_name: IsName) -> list[tuple[str, str]]:
    """The answers of `z1[1], z1[2] = 0.3775, 0.3925`; with other than as many values all that is said."""
    sides = parted(line)
    if sides is None or not names_apart(sides.name, is_name):
        return []
    named = several_named(sides.name, sides.value, is_name)
    return [(each.name, each.value) for each in named] or [(sides.name, sides.value)]


def _as_lines(row: TableRow, delimiter: str, is_name: IsName) -> list[tuple[str, str]] | None:
    """A row that is no row but text, `z1[1] = 0.3775, z1[2] = 0.3925`; None where it is one.

    Behind an answer words are a remark; what may belong to it, a number or a sign, stays with it.
    """
    sides = [_parted(field) for field in row.cells]
    known = [each is not None and (is_name(each.name) or each.name.casefold() in WHO) for each in sides]
    first = sides[0] if sides else None
    if first is None or not any(known):
        return None
    if not first.value:  # z1[1] =, 0.3775
        return [(first.name, row.cell(1))]
    found = [(first.name, [first.value])]
    for field, side, begins in list(zip(row.cells, sides, known, strict=True))[1:]:
        parts = found[-1][1]
        if side is not None and begins:
            found.append((side.name, [side.value]))
        elif _is_decimal(parts[-1], field, delimiter) and f"{parts[-1]},{field}" in row.typed:
            parts[-1] += f",{field}"
        elif side is not None or read_number(field) is not None:
            parts.append(field)
    return [(name, ", ".join(parts)) for name, parts in found]


def _parted(field: str) -> PartedLine | None:
    """A field apart at its sign, or at the space between a name and a number."""
    spaced = SPACED.fullmatch(field)
    return PartedLine(spaced["name"], spaced["value"]) if spaced else parted(field)


def _is_decimal(whole: str, rest: str, delimiter: str) -> bool:
    """Whether a comma that parts fields is a decimal one."""
    return delimiter == "," and bool(_WHOLE.fullmatch(whole) and _DECIMALS.fullmatch(rest))


def _name_and_value(fields: Sequence[str], delimiter: str) -> tuple[str, str]:
    """The first two fields: what follows is a remark, or the rest of 0,5.

    Empty ones before a number of two decimals or more count for nothing; points have fewer.
    """
    filled = next((place for place, each in enumerate(fields) if place and each.strip()), 1)
    if filled > 1 and (number := read_number(fields[filled])) and number.unit < 1 / 10:
        fields = [*fields[:1], *fields[filled:]]
    name, value, *rest = (*fields, "", "")[: max(len(fields), 2)]
    if rest and _is_decimal(value, rest[0], delimiter):
        value = f"{value},{rest[0]}"
    return name, value
