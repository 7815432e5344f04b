"""Marked sheets as CSV: one row for each student, or one for each line of each sheet."""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Iterable, Iterator, Sequence

from backprop_cli.errors import printable
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.marking.sheets.returned import OF_LINES, OF_SHEETS
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.words.class_results import NO_SHEET, SPARE
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
        self.sheets: list[tuple[Who, str, str]] = []
        """Of each sheet its student, its file and its rows."""

    def add(self, report: SheetReport) -> None:
        """One more student."""
        self.sheets.append((report.who, report.file, _csv(self._rows(report))))

    def text(self, results: ClassReport) -> str:
        """All rows; a student of the roster without a sheet, and a file that does not count, only say so."""
        spare = results.shared.spare
        page = [_csv([self.head])]
        for who, file, rows in self.sheets:
            page.append(_csv([self._without_points(who, file, phrase(SPARE))]) if file in spare else rows)
        for each in results.roll.missing:
            who = Who(each.name, each.id, each.email)
            page.append(_csv([self._without_points(who, "", phrase(NO_SHEET))]))
        return "".join(page)

    def _rows(self, report: SheetReport) -> Iterator[Sequence[str]]:
        first = report.wrong[0] if report.wrong else None
        points = (plain_number(report.points), plain_number(report.total)) if report.has_points else ("", "")
        yield (
            *(*report.who, report.file, *points),
            *(first.name if first else "", as_text(said.mistakes(first)) if first else ""),
            *(as_text(said.sentence(report)), report.fault),
        )

    def _without_points(self, who: Who, file: str, why: str) -> Sequence[str]:
        row = dict.fromkeys(self.head, "") | who._asdict() | {"file": file, self.says_why: why}
        return list(row.values())


class CsvLines(CsvResults):
    """One row for each line of each sheet; one that could not be marked is a row with the reason."""

    whole = True
    head = (
        *(*OF_LINES, "true", "verdict", "reason", "mistake"),
        *("points", "of"),
    )
    says_why = "reason"

    def _rows(self, report: SheetReport) -> Iterator[Sequence[str]]:
        if report.fault:
            yield self._without_points(report.who, report.file, report.fault)
        for line in report.lines:
            judged = line.judged
            yield (
                *(*report.who, report.file),
                *(line.name, judged.answer.text, _full(judged.expected), _full(judged.true)),
                *(line.verdict.value, as_text(said.reason(line, report.policy))),
                " ".join(mistake.key for mistake in judged.mistakes),
                *(plain_number(line.points), plain_number(line.worth)),
            )


def _csv(rows: Iterable[Sequence[str]]) -> str:
    page = io.StringIO()
    csv.writer(page, lineterminator="\n").writerows(map(harmless, row) for row in rows)
    return page.getvalue()


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
