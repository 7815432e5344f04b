"""A Markdown sheet -> entries: the rows of its tables with the heads of a sheet of ours, else of any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from backprop_cli.marking.sheets.corrections import (
    corrected_in,
    correction_column,
    correction_heading,
    is_correction_head,
)
from backprop_cli.marking.sheets.formats.circuit_table import without_gates
from backprop_cli.marking.sheets.formats.column_vectors import column_vectors
from backprop_cli.marking.sheets.formats.crossed_table import crossed_lines
from backprop_cli.marking.sheets.formats.headless import holds_answer, with_head
from backprop_cli.marking.sheets.formats.loose import read_loosely
from backprop_cli.marking.sheets.formats.raw import Beside, Raw, RawLine
from backprop_cli.marking.sheets.formats.scoped_table import scoped_lines
from backprop_cli.marking.sheets.formats.scopes import scope_said
from backprop_cli.marking.sheets.formats.table import (
    Columns,
    IsName,
    TableLines,
    TableRow,
    columns,
    columns_beside,
    columns_left,
    heads,
    is_called,
    is_filled,
    place_in,
    unread_columns,
)
from backprop_cli.marking.sheets.formats.titles import titles_in, unescaped
from backprop_cli.marking.sheets.formats.who_heads import who_head
from backprop_cli.marking.sheets.formats.worked import has_worked_marks
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.sides import answer_on, comes_to_a_number, last_side, parted, unframed_by
from backprop_cli.words.read_back import ANSWER, NAME, apart_from_mark, spellings, who_lines

AT_FIRST = "name"
"""What the names of a sheet of ours were headed with at first."""
_FRAME = " \t`$*\u00a0"
_SYMBOL = re.compile(r"[∂∇\\]?[^\W\d_](?=\S*[_^0-9₀-₉⁰¹²³⁴-⁹∂/])\S{1,30}")
_DECIMAL = re.compile(r"[-+−–]?\s?[0-9]*[.,][0-9]+")
MOST_TITLES = 20
MOST_LINES_ABOVE = 200
"""Lines over a table in which a heading is looked for."""


def read_markdown(text: str, is_name: IsName) -> Raw:
    """The sheet in a Markdown text; outside its tables what they leave open is looked for.

    Our own sheets have the heads `symbol | name to type | answer`; where no table has, names are looked for
    in all. What is corrected below a heading that says so is read by itself, lines outside tables too.
    """
    start = correction_heading(text, is_name)
    return (_corrected(text, start, is_name) if start else None) or _page(text, is_name)


def _corrected(text: str, start: int, is_name: IsName) -> Raw | None:
    """A page with its corrections, from the line `start` on; None where no table or no answer is in it."""
    lines = text.splitlines()
    parts = ["\n".join(lines[:start]), "\n".join([""] * start + lines[start:])]
    first, later = (_page(part, is_name) for part in parts)
    if not (first.entries or later.entries):
        return None
    above, below = (
        each.entries or tuple(_lines_of(part, is_name))
        for each, part in zip((first, later), parts, strict=True)
    )
    corrections = (each._replace(corrects=True) for each in below)
    who, beside = first.who.or_else(later.who), (*first.beside, *later.beside)
    return first._replace(who=who, entries=(*above, *corrections), beside=beside) if above else None


def _page(text: str, is_name: IsName) -> Raw:
    """The same of a page, or a part of one, without corrections."""
    tables = [_with_plain_head(without_gates(with_head(rows, is_name)), is_name) for rows in _tables(text)]
    around = Around.of(text)
    read = [(rows, _lines_of_table(rows, around, is_name)) for rows in tables]
    by_heads, others = [lines for _, lines in read if lines], [rows for rows, lines in read if not lines]
    own = [(rows, places) for rows in others if (places := _own_columns(rows[0].cells))]
    placed = [(rows, columns(rows[0].cells, rows[1:], is_name)) for rows in others if not own]
    found = own or [(rows, places) for rows, places in placed if places]
    came_worked = has_worked_marks(text)
    entries = [
        entry._replace(given=entry.given and came_worked)
        for rows, places in found
        for entry in _entries(rows, places, is_name)
    ]
    entries += [line for each in by_heads for line in each.lines]
    if entries:
        entries += _beside_tables(text, is_name)
    beside = [Beside(head) for each in by_heads for head in each.unread]
    passed_over = (rows for rows, places in placed if not places)
    beside += [each for rows in passed_over for each in _passed_over(rows)]
    beside += [
        column
        for rows, places in found
        for column in columns_beside(rows[0].cells, rows[1:], places, is_name)
        if not is_correction_head(column.head)
    ]
    headings = _headings(text) if own else ()
    entries += _said_of_student(text) if entries else ()
    entries.sort(key=lambda each: (each.outside, each.line))  # what the tables say first
    return Raw(_whose(text), tuple(entries), headings, beside=tuple(beside))


def _with_plain_head(rows: list[TableRow], is_name: IsName) -> list[TableRow]:
    """The rows, in the head `z = w*x + b` as z; an answer there stays one."""
    plain = [_without_formula(cell, is_name) for cell in rows[0].cells]
    return [rows[0]._replace(cells=plain), *rows[1:]]


def _without_formula(cell: str, is_name: IsName) -> str:
    bare = cell[1:-1] if cell[:1] == "(" and cell[-1:] == ")" else cell
    sides = parted(bare)
    is_formula = sides is not None and not sides.is_colon and not comes_to_a_number(sides.value)
    name = sides.name if sides and is_formula else bare
    return name if name != cell and is_called(is_name, name) and not is_called(is_name, cell) else cell


def _beside_tables(text: str, is_name: IsName) -> Iterator[RawLine]:
    """The answers outside the tables, `L = 0.25`: of all steps and samples, or what no table has.

    What looks like one, `delta_q = 0.25`, is kept to be named as not read.
    """
    for each in read_loosely(outside_tables(text)).entries:
        if each.value and _is_of(each, is_name):
            yield each._replace(outside=True)
        elif _SYMBOL.fullmatch(each.name) and _DECIMAL.fullmatch(last_side(each.text)):
            yield each


def outside_tables(text: str) -> str:
    """A page without the rows of its tables, as many lines as before."""
    rows = {row.line for table in _tables(text) if _is_table(table) for row in table}
    lines = enumerate(text.splitlines(), start=1)
    return "\n".join("" if number in rows else line for number, line in lines)


def _is_table(rows: Sequence[TableRow]) -> bool:
    """Whether rows have a rule below their head, or words in it; those of a matrix have neither."""
    if len(rows) < 2:
        return False
    is_ruled = not any(map(str.isalnum, "".join(rows[1].cells)))
    return is_ruled or (min(len(row.cells) for row in rows) > 1 and rows[0].cell(0)[:1].isalpha())


def _lines_of(text: str, is_name: IsName) -> Iterator[RawLine]:
    """The lines of a text that name a quantity."""
    yield from (each for each in read_loosely(text).entries if each.value and _is_of(each, is_name))


def _is_of(line: RawLine, is_name: IsName) -> bool:
    """Whether a line names a quantity, be it behind its step: `Step 2: L = 0.3`."""
    is_behind_scope = scope_said(line.name) and answer_on(line.text, partial(is_called, is_name))
    return is_name(line.name) or bool(is_behind_scope)


class Around(NamedTuple):
    """A page around its tables, looked at once for all of them."""

    lines: list[str]
    has_steps: bool
    """Whether headings say which step what stands below them is of."""

    @classmethod
    def of(cls, text: str) -> Around:
        """Of the text of a page."""
        lines = text.splitlines()
        return cls(lines, any((said := scope_said(line)) and said.step for line in lines))

    def above(self, number: int) -> list[str]:
        """The lines over a line, as far as a heading may still be meant there."""
        return self.lines[max(0, number - 1 - MOST_LINES_ABOVE) : number - 1]


def _lines_of_table(rows: list[TableRow], around: Around, is_name: IsName) -> TableLines | None:
    """The lines of a table whose heads say what stands below them; None for one of names and answers.

    Below the headings of steps an old value is what the step before has made, and is no line of its own.
    """
    head, below = rows[0].cells, _below(rows)
    if scoped := scoped_lines(head, below, is_name):
        return scoped
    if crossed := crossed_lines(head, below, is_name, around.above(rows[0].line)):
        return crossed if around.has_steps else crossed._replace(lines=(*crossed.old, *crossed.lines))
    return column_vectors(head, below, is_name)


def _passed_over(rows: list[TableRow]) -> Iterator[Beside]:
    """The columns of a table that is not read: those with decimals, and any other behind the first."""
    head, below = rows[0].cells, _below(rows)
    yield from map(Beside, unread_columns(head, below, ()))
    for place, said in columns_left(head, below, (0,)):
        if any(is_filled(row.cell(place)) for row in below):
            yield Beside(said, is_alone=True)


def _below(rows: list[TableRow]) -> list[TableRow]:
    """The rows under the head, without the rule."""
    return [row for row in rows[1:] if row.is_filled]


def _headings(text: str) -> tuple[str, ...]:
    """As what the headings of a sheet of ours, which has a line for the student, may be read."""
    lines = text.splitlines()
    if not any(line.strip().lstrip("*_# ").startswith(head) for line in lines for head in who_lines()):
        return ()
    return tuple(each for title in islice(titles_in(lines), MOST_TITLES) for each in title.texts)


def _whose(text: str) -> Who:
    who, keys = dict[str, str](), who_lines()
    for line in text.splitlines():
        who = _who(line.strip().lstrip("*_# "), keys) | who
    return Who(**who)


def _said_of_student(text: str) -> Iterator[RawLine]:
    """Lines beside the tables that say whose the sheet is in other words than ours, `**Full name:** Ada`."""
    for number, line in enumerate(text.splitlines(), start=1):
        head, colon, said = line.lstrip(" \t*_#>+•–-").partition(":")
        if colon and who_head(head):
            yield RawLine(head, said, number)


def _tables(text: str) -> Iterator[list[TableRow]]:
    """The tables, each with its rows, the head first."""
    rows: list[TableRow] = []
    lines = [*text.splitlines(), ""]
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        if line.lstrip().startswith("|") or ("|" in line and (rows or _is_rule(below))):
            rows.append(TableRow(number, _cells(line)))
        elif rows:
            yield rows
            rows = []


def _is_rule(line: str) -> bool:
    """The line under a head, `--|--`."""
    return "-" in line and "|" in line and not line.strip("-:| \t")


def _own_columns(head: Sequence[str]) -> Columns | None:
    """The columns of names and answers in a table of ours; None for any other table."""
    words = heads(head)
    name = place_in(words, (*heads(spellings(NAME)), AT_FIRST))
    answer = place_in(words, heads(spellings(ANSWER)))
    return None if name is None or answer is None else Columns(name, answer)


def _entries(rows: Sequence[TableRow], places: Columns, is_name: IsName) -> Iterator[RawLine]:
    corrected = correction_column(rows[0].cells, places)
    for row in rows[not holds_answer(rows[0], places, is_name) :]:
        name, answer = places.of(row)
        if is_filled(name):
            answer, given = apart_from_mark(answer)
            line = RawLine(name, answer, row.line, given=given, cells=places.behind(row))
            yield line
            yield from corrected_in(row.cells, corrected, line)


def _who(line: str, keys: Mapping[str, str]) -> dict[str, str]:
    """What a line says of the student; an editor may have made an address a link: `<ada@…>`."""
    said = {key: line.removeprefix(head) for head, key in keys.items() if line.startswith(head)}
    found = {key: unescaped(text).strip(f"{_FRAME}<>") for key, text in said.items()}
    return {key: text for key, text in found.items() if text}


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar behind a backslash belongs to its cell."""
    cells = line.strip().removeprefix("|").replace("\\|", "\0").split("|")
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [_bare(cell.replace("\0", "|")) for cell in cells]


def _bare(cell: str) -> str:
    """A cell without code marks, dollars or emphasis around it."""
    plain = unframed_by(unescaped(cell), _FRAME)
    while len(plain) > 1 and plain.startswith("_") and plain.endswith("_"):
        plain = plain[1:-1].strip(_FRAME)
    return plain
