"""A CSV sheet, `name,value` -> entries. `;` and tabs separate as well, a head is passed over or obeyed."""

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.form import FormRows, read_form
from backprop_cli.marking.sheets.formats.raw import ANSWERS, WHO, Raw, RawLine, RefusedError
from backprop_cli.marking.sheets.formats.table import (
    Columns,
    IsName,
    columns_beside,
    name_heads,
    named_columns,
)
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.words import sheet_file as words

_WHOLE, _DECIMALS = re.compile(r"[+−-]?[0-9]{1,3}"), re.compile(r"[0-9]+(?:[eE][+-]?[0-9]+)?")
MOST_FIELDS = 2_000


class CsvRow(NamedTuple):
    """A line of the file as its fields."""

    number: int
    fields: list[str]


def read_csv(text: str, is_name: IsName) -> Raw:
    """The sheet in a CSV text, each line by itself: an open quote ends with its line.

    Raises `RefusedError` for a table with rows of several students.
    """
    if form := read_form(text, is_name):
        return _single(form)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    places = named_columns(rows[0].fields) if rows else None
    passed_over = {*name_heads(), ANSWERS}
    who, entries = dict[str, str](), list[RawLine]()
    for row in rows:
        name, value = _name_and_value(row.fields, delimiter, places)
        head = name.casefold()
        if head in WHO:
            who[head] = who.get(head) or value
        elif head not in passed_over and (name or value):
            entries.append(RawLine(name, value, row.number))
    heads = rows[0].fields if places else []
    below = [row.fields for row in (rows[1:] if places else rows)]
    beside = columns_beside(heads, below, places or Columns(0, 1), is_name)
    return Raw(Who(**who), tuple(entries), unread=tuple(beside))


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


def _rows(text: str, delimiter: str) -> list[CsvRow]:
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#") and not line.lower().startswith("sep="):
            rows.append(CsvRow(number, _fields(line, delimiter)))
    return rows


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
    return [field.strip() for field in whole]


def _is_open(field: str) -> bool:
    """`W1[1` of `W1[1,2]`."""
    return field.count("[") > field.count("]") or field.count("(") > field.count(")")


def _name_and_value(fields: Sequence[str], delimiter: str, places: Columns | None) -> tuple[str, str]:
    """By the heads; without them the first two fields: what follows is a remark, or the rest of 0,5."""
    if places is not None and places != Columns(0, 1):
        return places.of(fields)
    name, value, *rest = (*fields, "", "")[: max(len(fields), 2)]
    if delimiter == "," and rest and _WHOLE.fullmatch(value) and _DECIMALS.fullmatch(rest[0]):
        value = f"{value},{rest[0]}"
    return name, value
