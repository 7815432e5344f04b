"""A table with a row for each student, as a form exports it -> a sheet for each row.

`student,z1[1],a1[1],…`: the head names quantities, the columns that say who it is, and others, which are set
aside. A bad row costs only itself.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.csv_table import SEPARATORS, CsvTable
from backprop_cli.marking.sheets.formats.crossed_table import crossed_lines
from backprop_cli.marking.sheets.formats.raw import PROBLEM, Raw, RawLine, RefusedError, visible
from backprop_cli.marking.sheets.formats.scoped_table import counts_rows, scoped_lines
from backprop_cli.marking.sheets.formats.sheet_frames import without_frame
from backprop_cli.marking.sheets.formats.table import MOST_LOOKED_AT, IsName, TableRow
from backprop_cli.marking.sheets.formats.who_heads import FIRST, LAST, WHO_HEADS, who_head
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

MOST_COLUMNS, MOST_ROWS = 2_000, 20_000
MOST_OF_A_ROW = 200_000
"""Characters, as of any sheet."""
NAME_OF_A_QUANTITY, ASIDE = "name of a quantity", "set aside"
_SEP_LINE = re.compile(r"\Asep=.\r?\n", re.IGNORECASE)


class FormRow(NamedTuple):
    """A row of the table."""

    number: int
    """As a spreadsheet counts it: the head is row 1."""
    raw: Raw
    fault: str = ""
    """Why it cannot be read; then there is nothing else of it."""


class FormRows(NamedTuple):
    """A table with a row for each student; rows without anything in them are left out."""

    rows: tuple[FormRow, ...]
    aside: tuple[str, ...]
    """The heads of columns that say nothing of the exercise."""


def read_form(text: str, is_name: IsName) -> FormRows | None:
    """The form in a CSV text; None where it is another table.

    Raises `RefusedError` where it has more columns or rows than are read.
    """
    body = without_frame(_SEP_LINE.sub("", visible(text).lstrip("\r\n")), is_name).lstrip("\r\n")
    first, end, _ = body[:MOST_OF_A_ROW].partition("\n")
    separator = _separator(first)
    if end and first.count('"') % 2 == 0 and not any(map(is_name, _heads(CsvTable(first, separator)))):
        return None  # a large file that is no form need not be taken apart
    table = CsvTable(body, separator)
    if len(table.raw) < 2:
        return None
    heads = _heads(table)
    meanings = [_meaning(head, is_name) for head in heads[:MOST_COLUMNS]]
    if not _is_form(heads[:MOST_COLUMNS], meanings, table, is_name):
        return None
    if len(heads) > MOST_COLUMNS:
        raise RefusedError(words.too_many_columns(len(heads), MOST_COLUMNS))
    if len(table.raw) > MOST_ROWS:
        raise RefusedError(words.too_many_rows(len(table.raw), MOST_ROWS))
    aside = [head for head, meaning in zip(heads, meanings, strict=True) if meaning == ASIDE and head]
    return FormRows(tuple(_rows(table, heads, meanings)), tuple(dict.fromkeys(aside)))


def _heads(table: CsvTable) -> list[str]:
    return [" ".join(cell.split()) for cell in _whole(table, 0)]


def _meaning(head: str, is_name: IsName) -> str:
    """What a column holds: a part of `Who`, `FIRST`, `LAST`, `PROBLEM`, `NAME_OF_A_QUANTITY` or `ASIDE`."""
    word = head.strip(" :*?")
    if key := PROBLEM if word.casefold() == PROBLEM else who_head(word):
        return key
    return NAME_OF_A_QUANTITY if is_name(head) else ASIDE


def _is_form(heads: Sequence[str], meanings: Sequence[str], table: CsvTable, is_name: IsName) -> bool:
    """Whether quantities stand side by side in the head; below each other they are lines of one sheet."""
    names = meanings.count(NAME_OF_A_QUANTITY)
    says_who = any(each in WHO_HEADS.values() for each in meanings)
    if counts_rows(heads, table.rows[1:]):
        if names and says_who:
            raise RefusedError(phrase(words.ROWS_OF_STEPS))
        return False
    rows = [TableRow(0, row) for row in table.rows[1 : MOST_LOOKED_AT + 1]]
    if names and not says_who and (scoped_lines(heads, rows, is_name) or crossed_lines(heads, rows, is_name)):
        return False  # the rows are of steps, samples, units or parameters, and belong to one sheet
    if names > 1 and meanings[0] != NAME_OF_A_QUANTITY:
        return True
    if names < 2 - says_who:
        return False
    below = (table.cell(row, 0) for row in range(1, len(table.raw)))
    return all(_meaning(cell, is_name) == ASIDE for cell in below)


def _rows(table: CsvTable, heads: list[str], meanings: list[str]) -> Iterator[FormRow]:
    for row in range(1, len(table.raw)):
        cells = table.rows[row]
        if len(cells) > len(heads):
            cells = _whole(table, row)
        cells = [cell.strip() for cell in cells]
        if any(cells) and cells != heads:
            yield FormRow(row + 1, *_read(cells, heads, meanings, table.separator))


def _read(cells: list[str], heads: list[str], meanings: list[str], separator: str) -> tuple[Raw, str]:
    """A row's sheet; of one that cannot be read, who it is, as far as that is sure, and why."""
    if fault := _fault(cells, len(heads), separator):
        before = meanings.index(NAME_OF_A_QUANTITY)
        return Raw(_who(meanings[:before], cells), ()), fault
    cells = [*cells, *[""] * (len(heads) - len(cells))]
    placed = list(zip(meanings, heads, cells, strict=False))
    entries = tuple(RawLine(head, cell) for meaning, head, cell in placed if meaning == NAME_OF_A_QUANTITY)
    headings = tuple(cell for meaning, _, cell in placed if meaning == PROBLEM and cell)
    return Raw(_who(meanings, cells), entries, headings), ""


def _fault(cells: Sequence[str], columns: int, separator: str) -> str:
    """Why a row cannot be read; empty where it can."""
    whole = "".join(cells)
    if "\0" in whole:
        return phrase(words.NO_TEXT)
    if any("\ud800" <= char <= "\udfff" for char in whole):
        return phrase(words.NOT_UTF8)
    if len(whole) > MOST_OF_A_ROW:
        return words.row_too_long(MOST_OF_A_ROW)
    below = (line for cell in cells for line in cell.split("\n")[1:])
    if any(line.count(separator) >= max(2, columns - 1) for line in below):
        return phrase(words.OPEN_QUOTE)  # a cell that holds a row
    if any(cells[columns:]):
        return words.too_many_cells(len(cells), columns)
    return ""


def _who(meanings: Sequence[str], cells: Sequence[str]) -> Who:
    """Whose row it is; the first column that says something counts."""
    said = dict[str, str]()
    for meaning, cell in zip(meanings, cells, strict=False):
        said[meaning] = said.get(meaning) or cell
    both = f"{said.get(FIRST, '')} {said.get(LAST, '')}".strip()
    return Who(said.get("student") or both, said.get("id", ""), said.get("email", ""))


def _whole(table: CsvTable, row: int) -> list[str]:
    """The cells of a row; those that an open bracket leads through belong together: W1[1,2]."""
    whole, depth = list[list[str]](), 0
    for raw, said in zip(table.raw[row], table.rows[row], strict=False):
        if depth > 0:
            whole[-1].append(raw)
        else:
            whole.append([said])
        if depth > 0 or not raw.startswith('"'):
            depth = max(0, depth + sum(map(raw.count, "[(")) - sum(map(raw.count, "])")))
    return [table.separator.join(parts) for parts in whole]


def _separator(head: str) -> str:
    """The sign that stands most often in a line outside brackets and quotes."""
    counts, depth, is_quoted = dict.fromkeys(SEPARATORS, 0), 0, False
    for char in head:
        is_quoted ^= char == '"'
        depth += (char in "[(") - (char in "])")
        if char in counts and depth <= 0 and not is_quoted:
            counts[char] += 1
    return max(SEPARATORS, key=counts.__getitem__)
