"""From a command line to marked sheets: read, derive once, mark one by one, print or write."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from backprop_cli.cli import console
from backprop_cli.cli.choices import DATA, GRADESCOPE, PAGES, Choices
from backprop_cli.cli.feedback import Feedback, OfEach
from backprop_cli.cli.files import write_whole
from backprop_cli.cli.gradebook import Filling
from backprop_cli.cli.sheet import STANDARD_OUTPUT, Target, put, read_problem
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.select import asked_names
from backprop_cli.errors import UsageError, cited, nearest, printable
from backprop_cli.export.results import Results, results_in
from backprop_cli.marking.results.group import Marker
from backprop_cli.marking.results.matching import Handed
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.roster import RollCall, read_roster
from backprop_cli.marking.results.tally import ClassReport, Tally
from backprop_cli.marking.sheets.answers import set_aside
from backprop_cli.marking.sheets.files import AnswerFiles, SheetFile, answer_files, arrays_file
from backprop_cli.marking.sheets.forms import opened
from backprop_cli.problem.assume import assuming
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Problem
from backprop_cli.render.formats import by_name
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.policy import policy
from backprop_cli.worksheet.wording import counted

FEW = 20
"""Sheets that need no progress bar."""
MOST_NAMED = 8
"""Lines of a sheet that an error names."""


def check_files(argument: str, answers: tuple[str, ...], choices: Choices) -> bool:
    """Marks, prints or writes; whether nothing is wrong. What is refused is refused before any work."""
    form = choices.form()
    if argument == "-" and "-" in answers:
        raise UsageError("standard input is one file: the problem or a sheet, not both")
    choices.require_something(answers)
    choices.require_room(argument, answers)
    call = read_roster(choices.roster) if choices.roster else None
    found = _sheets(answers, choices)
    _require_one(found, choices, form)
    problem = read_problem(argument)
    for wish in choices.assume:
        problem = assuming(problem, wish)
    filling = None
    if choices.gradebook:
        filling = Filling(choices.book, problem.header.title or "", force=choices.force)
    derivation = derive_problem(problem)
    rules = policy(problem, derivation, choices.wishes, argument)._replace(assumed=choices.assume)
    asked_why = tuple(asked_names(derivation, choices.why, known_of(problem)))
    marker = Marker(derivation, rules, asked_why=asked_why)
    found = opened(found, marker.reader.is_name)
    _require_one(found, choices, form)
    marker.explain = not (found.is_class and choices.is_table(form))
    job = _Job(problem, marker, found, choices, call, filling)
    if asked_why:
        return job.put_why(asked_why, form)
    return job.run(form) if choices.hint is None else job.put_hint(choices.hint, form)


def _require_one(found: AnswerFiles, choices: Choices, form: str) -> None:
    """Raises `UsageError` for a class where what is asked for is of one sheet."""
    choices.require_one_sheet(form, is_class=found.is_class)
    if form == GRADESCOPE and len(found.files) > 1 and not choices.feedback:
        raise UsageError("results.json holds one sheet", "for a class add --feedback-dir DIR: one file each")


def _sheets(answers: tuple[str, ...], choices: Choices) -> AnswerFiles:
    """The sheets; with a list of the class they are a class, and the list is none of them."""
    if choices.arrays:
        return arrays_file(choices.arrays)
    found = answer_files(answers)
    for own_list in filter(None, (choices.roster, choices.gradebook)):
        found = found.without(own_list)._replace(is_class=True)
    return found


class _Job(NamedTuple):
    """One run of the command."""

    problem: Problem
    marker: Marker
    found: AnswerFiles
    choices: Choices
    call: RollCall | None
    """The roster, where there is one."""
    filling: Filling | None
    """The gradebook, where there is one."""

    def run(self, form: str, reports: Iterable[SheetReport] | None = None) -> bool:
        """The whole: every report, or those that are there already, gathered and put out."""
        tally = Tally(self.problem, self.marker.scheme.derivation, self.marker.policy)
        each = Feedback(
            self.choices.feedback, self.found.files, self._of_each(form), force=self.choices.force
        )
        collected = self._collected(form)
        last = None
        for file, report in self._called(self._reports(form) if reports is None else reports):
            tally.add(report)
            each.add(report)
            if collected is not None:
                collected.add(report)
            if self.filling is not None:
                self.filling.add(file, report)
            last = report
        results = tally.results()
        if self.call is not None:
            results = results._replace(roll=self.call.roll())
        self._say(results, each, named=form not in PAGES)
        if self.filling is not None:
            filled = self.filling.text()
            if filled is not None:
                _put_text(filled, self.choices.target)
        elif collected is not None:
            _put_text(collected.text(results), self.choices.target)
        elif last is not None and form in PAGES:
            put(self._document(results, last), by_name(form), self.choices.target)
        return results.nothing_wrong

    def put_hint(self, level: int, form: str) -> bool:
        """A hint for a student at work; whether there is no mistake."""
        from backprop_cli.marking.results.hints import hint_of
        from backprop_cli.worksheet.hint import hint_page

        report = self.marker.report(self.found.files[0])
        page = hint_page(self.problem, self.marker.scheme.derivation, report, level)
        put(page, by_name(form), self.choices.target)
        return hint_of(report).line is None and not report.problems

    def put_why(self, names: tuple[str, ...], form: str) -> bool:
        """Why lines have their verdicts, on a page or beside them in the JSON; whether nothing is wrong."""
        from backprop_cli.worksheet.why import why_page

        report = self.marker.report(self.found.files[0])
        lines = [line for line in report.shown if line.name in names]
        if not lines:
            raise _no_such_line(self.choices.why, names, report)
        if form not in PAGES:
            return self.run(form, [report])
        page = why_page(self.problem, self.marker.scheme.derivation, report, lines)
        put(page, by_name(form), self.choices.target)
        return report.nothing_wrong

    def _collected(self, form: str) -> Results | None:
        """The data that gathers sheet by sheet; a page has none, nor has a folder of results.json."""
        if form not in DATA or (form == GRADESCOPE and self.choices.feedback):
            return None
        return results_in(f"{form} lines" if self.choices.lines else form)

    def _of_each(self, form: str) -> OfEach:
        """What a folder gets for each sheet."""
        if form == GRADESCOPE:
            from backprop_cli.export.results_gradescope import results_json

            return OfEach(".json", results_json)
        return OfEach(".md", self._page)

    def _page(self, report: SheetReport) -> str:
        from backprop_cli.render.markdown import Markdown
        from backprop_cli.worksheet.marked import marked

        return Markdown().render(marked(self.problem, self.marker.scheme.derivation, report))

    def _reports(self, form: str) -> Iterator[SheetReport]:
        """A single sheet that cannot be read ends the command; of a class, and for Gradescope, it is one."""
        if not self.found.is_class and form != GRADESCOPE:
            yield self.marker.report(self.found.files[0])
            return
        with _progress(self.found.files) as files:
            yield from self.marker.reports(files)

    def _called(self, reports: Iterable[SheetReport]) -> Iterator[tuple[SheetFile, SheetReport]]:
        """The reports with their files, and with what the roster knows of their students."""
        for file, report in zip(self.found.files, reports, strict=True):
            who = report.who
            if self.call is not None:
                who = self.call.who(Handed(who, file.name, file.path))
            yield file, report._replace(who=who)

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
        for file, heads in self.found.aside:
            console.say(f"{printable(file)}: {printable(set_aside(heads))}")
        if feedback.written:
            console.say(f"{counted(feedback.written, 'sheet')} written to {self.choices.feedback}")
        if named and results.convention:
            console.say(class_words.convention(results.convention))
        if named and results.namesakes:
            console.say(class_words.namesakes(results.namesakes))
        if named:
            for sentence in class_words.of_the_roll(results.roll):
                console.say(sentence)


def _no_such_line(asked: tuple[str, ...], names: tuple[str, ...], report: SheetReport) -> UsageError:
    """A quantity that there is, and that the sheet has not."""
    lines = [line.name for line in report.shown]
    told = f"the sheet has no line {' or '.join(map(cited, asked))}"
    if not lines:
        return UsageError(told, "no line of it could be read")
    if asked_too := [name for name in names if name in report.missing]:
        return UsageError(told, f"{cited(asked_too[0])} is asked, and counts as blank")
    more = len(lines) - MOST_NAMED
    listed = ", ".join(map(cited, lines[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
    return UsageError(told, nearest(names[0], lines) or f"it has {listed}")


@contextmanager
def _progress(files: tuple[SheetFile, ...]) -> Iterator[Iterable[SheetFile]]:
    """The files, with a bar on standard error while they are worked through, if that is a terminal."""
    if len(files) < FEW or not sys.stderr.isatty():
        yield files
        return
    with click.progressbar(files, label="Marking", file=sys.stderr) as bar:
        yield bar


def _put_text(text: str, target: Target) -> None:
    if target.path != STANDARD_OUTPUT:
        write_whole(target.path, text, force=target.force)
    else:
        console.write(text)
