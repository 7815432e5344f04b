"""Canvas's gradebook: a column for each assignment, `Title (number)`, and a row of points possible."""

from __future__ import annotations

import re

from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.marking.results.gradebook import (
    Gradebook,
    GradebookRow,
    WantedColumn,
    columns_headed,
    has_decimal_commas,
    listed,
    maximum_in,
)
from backprop_cli.marking.results.matching import MatchedBy, folded
from backprop_cli.marking.sheets.csv_table import CsvTable

KIND = "Canvas"
STUDENT, LAST, FIRST, ID = "student", "lastname", "firstname", "id"
USER, LOGIN, SECTION = "sis user id", "sis login id", "section"
NO_ASSIGNMENTS = {STUDENT, LAST, FIRST, ID, USER, LOGIN, SECTION, "integration id", "root account", "notes"}
CANVAS_OWN = re.compile(
    r"(?>.*?\b(current|final|override|unposted)\b).*\b(score|points|grade)", re.IGNORECASE
)
"""Columns that Canvas works out itself."""
POSSIBLE = "points possible"
ROWS_BEFORE = 3
"""Rows under the head in which the points possible may stand."""
EXCUSED = "EX"
TEST_STUDENT = "student, test"
WAYS = (
    *((MatchedBy.USER, ID), (MatchedBy.ID, ID), (MatchedBy.ID, USER), (MatchedBy.ID, LOGIN)),
    (MatchedBy.EMAIL, LOGIN),
)
"""What sheets are found by before the name, and the column of each; nobody mistypes the first."""


def canvas(table: CsvTable, wanted: WantedColumn) -> Gradebook | None:
    """A table as Canvas's gradebook. Raises `UsageError` where the column is not there."""
    heads = [head.casefold() for head in table.heads]
    if ID not in heads or not {USER, LOGIN, SECTION} & set(heads) or not {STUDENT, LAST} & set(heads):
        return None
    column = _column(table, wanted)
    possible = next((row for row in range(1, ROWS_BEFORE + 1) if _is_possible(table, row)), 0)
    most = maximum_in(table.seen(possible, column)) if possible else None
    entries = tuple(
        _entry(table, row, column, heads, most)
        for row in range(possible + 1, len(table.rows))
        if folded(_student(table, row, heads)) not in {"", TEST_STUDENT}
    )
    rows, marks = range(1, len(table.rows)), [each for each, head in enumerate(heads) if not _is_own(head)]
    comma = any(has_decimal_commas(table, rows, each) for each in ([column], marks))
    ways = (*(way for way, _ in WAYS), MatchedBy.NAME)
    return Gradebook(KIND, table, column, entries, ways, comma=comma)


def _is_possible(table: CsvTable, row: int) -> bool:
    return row < len(table.rows) and POSSIBLE in table.seen(row, 0).casefold()


def _entry(table: CsvTable, row: int, column: int, heads: list[str], most: float | None) -> GradebookRow:
    student = _student(table, row, heads)
    known = (*(table.cell(row, _at(heads, head)) for _, head in WAYS), student)
    is_excused = table.seen(row, column).upper() == EXCUSED
    return GradebookRow(row, student, known, most, "excused" if is_excused else "")


def _student(table: CsvTable, row: int, heads: list[str]) -> str:
    """`Lovelace, Ada`, from one column or from two."""
    parts = [table.cell(row, heads.index(head)) for head in (LAST, FIRST, STUDENT) if head in heads]
    return ", ".join(part for part in parts if part)


def _at(heads: list[str], head: str) -> int:
    """The place of a column; -1, where no cell is, if there is none."""
    return heads.index(head) if head in heads else -1


def _column(table: CsvTable, wanted: WantedColumn) -> int:
    """The column called as wanted, with or without the number that Canvas puts behind a title."""
    heads = dict(enumerate(table.heads))
    title = wanted.title if wanted.column is None else wanted.column
    titles = {place: re.sub(r" \(\d+\)$", "", head) for place, head in heads.items()}
    found = columns_headed(heads, title) or columns_headed(titles, title)
    assignments = [head for head in heads.values() if head and not _is_own(head)]
    if len(found) > 1:
        raise UsageError(
            f"{cited(wanted.file)} has {len(found)} columns {cited(title)}: "
            f"{listed(heads[place] for place in found)}",
            "give the whole head with its number as --column",
        )
    if not found:
        hint = nearest(title, assignments) or "--column TITLE says which is meant"
        message = f"{cited(wanted.file)} has no column {cited(title)}; its columns are {listed(assignments)}"
        raise UsageError(message, hint)
    if _is_own(heads[found[0]]):
        message = f"the column {cited(title)} is Canvas's own"
        raise UsageError(message, f"columns for marks are {listed(assignments)}")
    return found[0]


def _is_own(head: str) -> bool:
    return head.casefold() in NO_ASSIGNMENTS or CANVAS_OWN.match(head) is not None
