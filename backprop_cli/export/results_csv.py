"""Marked sheets as CSV: one row for each student, or one for each line of each sheet."""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Sequence

from backprop_cli.errors import printable
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.marking.sheets.returned import OF_LINES, OF_SHEETS
from backprop_cli.words.class_results import NO_SHEET
from backprop_cli.words.inline import as_text
from backprop_cli.words.marked import plain_number
from backprop_cli.words.say import phrase
from backprop_cli.worksheet import verdicts as said

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
"""What makes a spreadsheet run a cell as a formula."""
_EDGES = string.whitespace + '\u00a0"'
"""What may stand before it all the same."""


class CsvResults:
    """One row for each student."""

    whole = False
    head: Sequence[str] = (*(*OF_SHEETS, "first_wrong_line", "mistake", "sentence", "problem"),)
    says_why = "problem"
    """The column that says why there are no points."""

    def __init__(self) -> None:
        self.page = io.StringIO()
        self.writer = csv.writer(self.page, lineterminator="\n")
        self.writer.writerow(self.head)

    def add(self, report: SheetReport) -> None:
        """One more student."""
        first = report.wrong[0] if report.wrong else None
        points = ("", "") if report.fault else (plain_number(report.points), plain_number(report.total))
        self._row(
            *(*report.who, report.file, *points),
            *(first.name if first else "", as_text(said.mistakes(first)) if first else ""),
            *(as_text(said.sentence(report)), report.fault),
        )

    def text(self, results: ClassReport) -> str:
        """All rows; a student of the roster without a sheet is one with nothing but that."""
        for student in results.roll.missing:
            who = {"student": student.name, "id": student.id, "email": student.email}
            row = dict.fromkeys(self.head, "") | who | {self.says_why: phrase(NO_SHEET)}
            self._row(*row.values())
        return self.page.getvalue()

    def _row(self, *cells: str) -> None:
        self.writer.writerow(map(harmless, cells))


class CsvLines(CsvResults):
    """One row for each line of each sheet."""

    whole = True
    head = (
        *(*OF_LINES, "true", "verdict", "reason", "mistake"),
        *("points", "of"),
    )
    says_why = "reason"

    def add(self, report: SheetReport) -> None:
        """One more sheet; one that could not be marked is a row with the reason."""
        who = (*report.who, report.file)
        if report.fault:
            self._row(*who, *[""] * 5, report.fault, *[""] * 3)
        for line in report.lines:
            judged = line.judged
            self._row(
                *(*who, line.name, judged.answer.text, _full(judged.expected), _full(judged.true)),
                *(line.verdict.value, as_text(said.reason(line, report.policy))),
                " ".join(mistake.key for mistake in judged.mistakes),
                *(plain_number(line.points), plain_number(line.worth)),
            )


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: a leading ' where it would; numbers stay numbers.

    Where `;` separates, a spreadsheet takes what follows one for a cell of its own, and a quote for its edge.
    """
    line = " ".join(printable(text).split())
    parts = zip(text.split(";"), line.split(";"), strict=True)
    return ";".join(f"'{shown}" if _is_run(typed) else shown for typed, shown in parts)


def _is_run(text: str) -> bool:
    runs = text.startswith(_RUNS) or text.lstrip(_EDGES).startswith(_RUNS)
    return runs and not _NUMBER.fullmatch(text.strip())


def _full(value: float | None) -> str:
    return "" if value is None else repr(value)
