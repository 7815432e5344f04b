"""A marked sheet as Gradescope's results.json, with the fields of its autograder specification."""

from __future__ import annotations

from typing import Any

from backprop_cli.errors import UsageError, printable
from backprop_cli.export.as_json import as_json
from backprop_cli.marking.results.report import MarkedLine, SheetReport
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.words import gradescope as words
from backprop_cli.words.inline import as_text
from backprop_cli.words.typed import inert
from backprop_cli.worksheet import verdicts as said


class Gradescope:
    """One sheet: Gradescope runs its autograder once for each submission."""

    whole = True

    def __init__(self) -> None:
        self.sheets: list[str] = []

    def add(self, report: SheetReport) -> None:
        """The sheet."""
        self.sheets.append(results_json(report))

    def text(self, results: ClassReport) -> str:
        """The one sheet. Raises `UsageError` where there are more."""
        if len(self.sheets) != 1:
            hint = "Gradescope marks one submission at a time; name one file"
            raise UsageError(f"results.json holds one sheet; there are {len(self.sheets)}", hint)
        return self.sheets[0]


def results_json(report: SheetReport) -> str:
    """The results.json of one sheet; one that could not be marked has the score 0, and says why."""
    return as_json(_results(report), indent=1) + "\n"


def _results(report: SheetReport) -> dict[str, Any]:
    lines = [line for line in report.lines if line.on_sheet or line.worth]
    score = "" if report.is_spare else words.score(said.out_of(report), said.rule(report.policy))
    return {
        "score": report.points,
        "output": f"{as_text(said.sentence(report))}\n{score}".rstrip(),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {**report.who._asdict(), "file": report.file},
        "tests": [_test(line, number, report) for number, line in enumerate(lines, start=1)],
    }


def _test(line: MarkedLine, number: int, report: SheetReport) -> dict[str, Any]:
    expected = line.judged.expected
    return {
        "score": line.points,
        "max_score": line.worth,
        "status": "passed" if line.is_good else "failed",
        "name": line.name,
        "name_format": "text",
        "number": str(number),
        "output": "\n".join(
            [
                as_text(said.verdict(line, report.policy)),
                words.written(printable(inert(line.judged.answer.text, 60))),
                *([words.expected(expected)] if expected is not None else []),
            ]
        ),
        "output_format": "text",
        "visibility": "visible",
    }
