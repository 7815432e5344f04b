"""Marked sheets as CSV: one row for each student, or one for each line of each sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from backprop_cli.errors import printable
from backprop_cli.marking.report import SheetReport
from backprop_cli.marking.tally import ClassReport
from backprop_cli.worksheet import marking_words as words

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
"""What makes a spreadsheet run a cell as a formula."""


class CsvResults:
    """One row for each student."""

    head: Sequence[str] = (
        *("student", "file", "points", "of", "first_wrong_line", "mistake", "sentence", "problem"),
    )

    def __init__(self) -> None:
        self.page = io.StringIO()
        self.writer = csv.writer(self.page, lineterminator="\n")
        self.writer.writerow(self.head)

    def add(self, report: SheetReport) -> None:
        """One more student."""
        first = report.wrong[0] if report.wrong else None
        points = ("", "") if report.fault else (words.number(report.points), words.number(report.total))
        self._row(
            *(report.student, report.file, *points),
            *(first.name if first else "", words.mistakes(first) if first else ""),
            *(words.sentence(report), report.fault),
        )

    def text(self, results: ClassReport) -> str:
        """All rows."""
        return self.page.getvalue()

    def _row(self, *cells: str) -> None:
        self.writer.writerow(map(harmless, cells))


class CsvLines(CsvResults):
    """One row for each line of each sheet."""

    head = (
        *("student", "file", "name", "given", "expected", "true", "verdict", "reason", "mistake"),
        *("points", "of"),
    )

    def add(self, report: SheetReport) -> None:
        """One more sheet; one that could not be marked is a row with the reason."""
        who = (report.student, report.file)
        if report.fault:
            self._row(*who, *[""] * 5, report.fault, *[""] * 3)
        for line in report.lines:
            judged = line.judged
            self._row(
                *(*who, line.name, judged.answer.text, _full(judged.expected), _full(judged.true)),
                *(line.verdict.value, words.reason(line, report.policy)),
                " ".join(mistake.key for mistake in judged.mistakes),
                *(words.number(line.points), words.number(line.worth)),
            )


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: a leading ' where it would; numbers stay numbers."""
    runs = text.startswith(_RUNS) or text.lstrip().startswith(_RUNS)
    quote = "'" if runs and not _NUMBER.fullmatch(text) else ""
    return quote + " ".join(printable(text).split())


def _full(value: float | None) -> str:
    return "" if value is None else repr(value)
