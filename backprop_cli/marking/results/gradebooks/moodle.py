"""Moodle's grading worksheet of an assignment: `Participant 123`, a grade, its maximum, feedback.

The heads are in the language of the site, so that a column is found by its English head or by its place:
the maximum is one number for all, the grade stands before it, the status before that.
"""

from __future__ import annotations

import re
from html import escape

from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.marking.results.gradebook import (
    NO_GRADE,
    Gradebook,
    GradebookRow,
    WantedColumn,
    columns_headed,
    has_decimal_commas,
    listed,
    maximum_in,
    number_in,
)
from backprop_cli.marking.results.matching import MatchedBy
from backprop_cli.marking.sheets.csv_table import CsvTable

KIND = "Moodle"
IDENTIFIER = re.compile(r"\D+(\d+)")
NAME, ID_NUMBER = "full name", "id number"
GRADE, MOST, CHANGEABLE = "grade", "maximum grade", "grade can be changed"
FEEDBACK = re.compile("feedback|comment|kommentar|coment|commento", re.IGNORECASE)
LOCKED = "no"
STATUS_COLUMNS = 1
"""Columns between who it is and the grade."""


def moodle(table: CsvTable, wanted: WantedColumn) -> Gradebook | None:
    """A table as Moodle's worksheet. Raises `UsageError` where the column asked for is not there."""
    rows = [row for row in range(1, len(table.rows)) if table.seen(row, 0)]
    if not rows or not all(IDENTIFIER.fullmatch(table.seen(row, 0)) for row in rows):
        return None
    column = _grade(table, rows, wanted)
    if column is None:
        return None
    heads = [head.casefold() for head in table.heads]
    columns = _who(table, rows, heads, column)
    changeable = heads.index(CHANGEABLE) if CHANGEABLE in heads else -1
    entries = tuple(
        GradebookRow(
            row,
            table.cell(row, 1 if column > 1 + STATUS_COLUMNS else 0),
            tuple(_cell(table, row, place) for place in columns),
            maximum_in(table.seen(row, column + 1)),
            "locked" if table.seen(row, changeable).casefold() == LOCKED else "",
        )
        for row in rows
    )
    feedback = [place for place, head in enumerate(heads) if place > column and FEEDBACK.search(head)]
    comma = has_decimal_commas(table, rows, (column, column + 1))
    return Gradebook(
        KIND, table, column, entries, tuple(columns.values()),
        feedback=feedback[0] if feedback else None, as_feedback=escape, comma=comma, capped=True,
    )  # fmt: skip


def _grade(table: CsvTable, rows: list[int], wanted: WantedColumn) -> int | None:
    """The column of grades; None where there is none."""
    heads = dict(enumerate(table.heads))
    if wanted.column is not None:
        found = columns_headed(heads, wanted.column)
        if len(found) != 1:
            hint = nearest(wanted.column, heads.values()) or "--column TITLE says which is meant"
            known = f"its columns are {listed(heads.values())}"
            message = f"{cited(wanted.file)} has no column {cited(wanted.column)}; {known}"
            raise UsageError(message, hint)
        return found[0]
    if (english := columns_headed(heads, MOST)) and columns_headed(heads, GRADE) == [english[0] - 1]:
        return english[0] - 1
    after_who = range(2, len(heads))
    return next((place - 1 for place in after_who if _is_maximum(table, rows, place)), None)


def _is_maximum(table: CsvTable, rows: list[int], place: int) -> bool:
    """Whether a column holds one number for all, and the one before it nothing but grades."""
    cells = {table.seen(row, place) for row in rows}
    grades = {table.seen(row, place - 1) for row in rows} - NO_GRADE
    return (
        len(cells) == 1
        and maximum_in(cells.pop()) is not None
        and all(number_in(grade) is not None for grade in grades)
    )


def _who(table: CsvTable, rows: list[int], heads: list[str], column: int) -> dict[int, MatchedBy]:
    """The columns that say who a row is, the surest first."""
    between = range(2, column - STATUS_COLUMNS)
    emails = [place for place in between if any("@" in table.seen(row, place) for row in rows)]
    numbers = [place for place in between if heads[place] == ID_NUMBER] or [
        place for place in between if place not in emails
    ]
    ways = (
        {0: MatchedBy.SUBMISSION}
        | dict.fromkeys(numbers, MatchedBy.ID)
        | dict.fromkeys(emails, MatchedBy.EMAIL)
    )
    return ways | ({1: MatchedBy.NAME} if column > 1 + STATUS_COLUMNS else {})


def _cell(table: CsvTable, row: int, place: int) -> str:
    """A cell that says who; of `Participant 123` the number."""
    cell = table.seen(row, place)
    found = IDENTIFIER.fullmatch(cell) if place == 0 else None
    return found[1] if found else cell
