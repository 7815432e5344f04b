"""From a command line to marked sheets: read, derive once, mark one by one, print or write."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from backprop_cli.cli import console
from backprop_cli.cli.feedback import Feedback
from backprop_cli.cli.files import write_whole
from backprop_cli.cli.sheet import STANDARD_OUTPUT, Target, put, read_problem
from backprop_cli.derivation.derive import derive
from backprop_cli.errors import UsageError, nearest, printable
from backprop_cli.marking.group import AnswerFiles, Marker, answer_files
from backprop_cli.marking.report import SheetReport
from backprop_cli.marking.tally import ClassReport, Tally
from backprop_cli.problem.model import Problem
from backprop_cli.render.formats import by_name
from backprop_cli.render.results import Results, results_in
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.policy import policy

PAGES = ("terminal", "markdown")
DATA = ("json", "csv", "gradescope")
SUFFIXES = {".txt": "terminal", ".md": "markdown", ".markdown": "markdown", ".json": "json", ".csv": "csv"}
FEW = 20
"""Sheets that need no progress bar."""


class Choices(NamedTuple):
    """What the command line says besides the problem and the sheets."""

    target: Target
    digits: int | None = None
    follow: bool = True
    lines: bool = False
    feedback: str | None = None


def check_files(argument: str, answers: tuple[str, ...], choices: Choices) -> bool:
    """Marks, prints or writes; whether nothing is wrong. What is refused is refused before any work."""
    form = _format(choices)
    if argument == "-" and "-" in answers:
        raise UsageError("standard input is one file: the problem or a sheet, not both")
    found = answer_files(answers)
    if form == "gradescope" and len(found.files) > 1:
        raise UsageError("results.json holds one sheet", "Gradescope marks one submission at a time")
    problem = read_problem(argument)
    derivation = derive(problem)
    rules = policy(problem, derivation, digits=choices.digits, follow=choices.follow)
    table_only = found.is_class and form in {*PAGES, "csv"} and not choices.lines and not choices.feedback
    marker = Marker(derivation, rules, explain=not table_only)
    job = _Job(problem, marker, found, choices)
    results = results_in(f"{form} lines" if choices.lines else form) if form in DATA else None
    return job.run(results, form)


class _Job(NamedTuple):
    """One run of the command."""

    problem: Problem
    marker: Marker
    found: AnswerFiles
    choices: Choices

    def run(self, collected: Results | None, form: str) -> bool:
        tally = Tally(self.problem, self.marker.scheme.derivation, self.marker.policy)
        feedback = Feedback(
            self.problem, self.marker.scheme.derivation, self.choices.feedback, self.choices.target
        )
        last = None
        for report in self._reports():
            tally.add(report)
            feedback.add(report)
            if collected is not None:
                collected.add(report)
            last = report
        results = tally.results()
        self._say(results, feedback, named=collected is not None)
        if collected is not None:
            _put_text(collected.text(results), self.choices.target)
        elif last is not None:
            put(self._document(results, last), by_name(form), self.choices.target)
        return results.nothing_wrong

    def _reports(self) -> Iterator[SheetReport]:
        """A single sheet that cannot be read ends the command; in a class it is a row."""
        if not self.found.is_class:
            yield self.marker.report(self.found.files[0])
            return
        with _progress(self.found.files) as files:
            yield from self.marker.reports(files)

    def _document(self, results: ClassReport, last: SheetReport) -> Document:
        from backprop_cli.worksheet.class_sheet import class_sheet
        from backprop_cli.worksheet.marked import marked

        if self.found.is_class:
            return class_sheet(self.problem, self.marker.scheme.derivation, results)
        return marked(self.problem, self.marker.scheme.derivation, last)

    def _say(self, results: ClassReport, feedback: Feedback, *, named: bool) -> None:
        """What the data on standard output has no place for."""
        from backprop_cli.worksheet import class_words

        if self.found.left_out:
            names = ", ".join(printable(Path(path).name) for path in self.found.left_out[:5])
            more = len(self.found.left_out) - 5
            console.say(f"left out, no answer sheets: {names}{f', … {more} more' if more > 0 else ''}")
        if feedback.written:
            console.say(f"{feedback.written} sheets written to {self.choices.feedback}")
        if named and results.convention:
            console.say(class_words.convention(results.convention))
        if named and results.namesakes:
            console.say(class_words.namesakes(results.namesakes))


def _format(choices: Choices) -> str:
    target = choices.target
    form = target.format_name or "terminal"
    if not target.format_name and target.path != STANDARD_OUTPUT:
        form = SUFFIXES.get(Path(target.path).suffix.lower(), "")
        if not form:
            endings = ", ".join(SUFFIXES)
            raise UsageError(
                f"no format has the ending of `{target.path}`", f"use one of {endings}, or --format"
            )
    if form not in (*PAGES, *DATA):
        known = (*PAGES, *DATA)
        raise UsageError(
            f"there is no format `{form}`", nearest(form, known) or f"known are {', '.join(known)}"
        )
    if choices.lines and form != "csv":
        raise UsageError("--lines is for --format csv", "one row for each line of each sheet")
    return form


@contextmanager
def _progress(files: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The files, with a bar on standard error while they are worked through, if that is a terminal."""
    if len(files) < FEW or not sys.stderr.isatty():
        yield files
        return
    with click.progressbar(files, label="Marking", file=sys.stderr) as bar:
        yield bar  # type: ignore[misc]  # it is iterated over, once


def _put_text(text: str, target: Target) -> None:
    if target.path != STANDARD_OUTPUT:
        write_whole(target.path, text, force=target.force)
    else:
        console.write(text)
