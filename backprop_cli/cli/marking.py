"""From a command line to marked sheets: read the options, have the sheets marked, print or write."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import click

from backprop_cli.api.classes import HandedIn, Listener, class_page, handed_in, mark_all
from backprop_cli.api.gradebooks import Filling
from backprop_cli.api.sheets import Exercise
from backprop_cli.cli import console
from backprop_cli.cli.choices import Choices
from backprop_cli.cli.feedback import Feedback, OfEach
from backprop_cli.cli.sheet import put, put_text, read_problem
from backprop_cli.cli.told import many
from backprop_cli.errors import UsageError, cited, one_line
from backprop_cli.formats import Format, Renderer, Results, Subject, format_names
from backprop_cli.marking.results.gradebook import WantedColumn
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.marking.sheets.answers import set_aside
from backprop_cli.marking.sheets.files import AnswerFiles, SheetFile, arrays_file
from backprop_cli.words.lists import counted
from backprop_cli.worksheet import class_rows

FEW_SHEETS = 20
"""Sheets that need no progress bar."""
MOST_NAMED = 20
"""Files left out that are named."""


def check_files(argument: str, answers: tuple[str, ...], choices: Choices) -> bool:
    """Marks, prints or writes; whether nothing is wrong. What is refused is refused before any work."""
    form = choices.form()
    if argument == "-" and "-" in answers:
        raise UsageError("standard input is one file: the problem or a sheet, not both")
    choices.require_something(answers)
    choices.require_room(argument, answers)
    handed = _handed(answers, choices)
    _require_one(handed.files, choices, form)
    problem = read_problem(argument)
    filling = None
    if choices.gradebook:
        filling = Filling(WantedColumn(choices.gradebook, choices.column, problem.header.title or ""))
    exercise = Exercise(problem, choices.rules, argument)
    handed = handed.to(exercise)
    _require_one(handed.files, choices, form)
    job = _Job(exercise, handed, choices, form, filling)
    if form is not None and (choices.why or choices.hint is not None):
        return job.of_one_line(form)
    return job.run()


def _require_one(found: AnswerFiles, choices: Choices, form: Format | None) -> None:
    """Raises `UsageError` for a class where what is asked for is of one sheet."""
    choices.require_one_sheet(form, is_class=found.is_class)
    if form is not None and _is_of_one(form) and len(found.files) > 1 and not choices.feedback:
        hint = "for a class add --feedback-dir DIR: one file each"
        raise UsageError(f"format {cited(form.name)} holds one sheet", hint)


def _is_of_one(form: Format | None) -> bool:
    """Whether a format holds one sheet, and no class."""
    return form is not None and form.name not in format_names(Subject.CLASS)


def _handed(answers: tuple[str, ...], choices: Choices) -> HandedIn:
    """What is named on the command line."""
    if choices.arrays:
        return HandedIn(arrays_file(choices.arrays))
    return handed_in(answers, choices.roster or None, choices.gradebook)


class _Job(NamedTuple):
    """One run of the command."""

    exercise: Exercise
    handed: HandedIn
    choices: Choices
    form: Format | None
    """None: that of the gradebook."""
    filling: Filling | None
    """The gradebook, where there is one."""

    def of_one_line(self, form: Format) -> bool:
        """A hint, or the reasons of a verdict; whether nothing is wrong."""
        sheet = self.exercise.of_file(self.found.files[0])
        if self.choices.hint is not None:
            hint = sheet.hint(self.choices.hint)
            put(hint, form, self.choices.target)
            return hint.nothing_to_mend
        put(sheet.grounds(), form, self.choices.target)
        return sheet.report.nothing_wrong

    def run(self) -> bool:
        """The whole: every report, gathered and put out; whether nothing is wrong."""
        maker = self.form.made() if self.form else None
        gathered = maker if isinstance(maker, Results) and not self._is_in_folder else None
        each = Feedback(self.choices.feedback, self.found.files, self._of_each(), force=self.choices.force)
        sheets = list[SheetReport]()
        listeners: list[Listener] = [lambda _, report: each.add(report)]
        if gathered is not None:
            listeners.append(lambda _, report: gathered.add(report))
        if self.filling is not None:
            listeners.append(self.filling.add)
        if not self.found.is_class:
            listeners.append(lambda _, report: sheets.append(report))
        self.exercise.marker.explain = self._explains(gathered)
        with _progress(self.found.files) as files:
            results = mark_all(self.exercise, self.handed, listeners, self._reports(files))
        each.finish(results.shared.spare)
        self._say(results, each, named=not isinstance(maker, Renderer))
        if gathered is not None:
            put_text(gathered.text(results), self.choices.target, self._sheets)
        elif isinstance(maker, Renderer) and self.form is not None:
            page = self.exercise.sheet(sheets[0]) if sheets else class_page(self.exercise, results)
            put(page, self.form, self.choices.target, self._sheets)
        self._fill()
        return results.nothing_wrong

    @property
    def found(self) -> AnswerFiles:
        """The sheets."""
        return self.handed.files

    @property
    def _sheets(self) -> str:
        """How many sheets the results are of."""
        return many(len(self.found.files), "sheet")

    @property
    def _is_in_folder(self) -> bool:
        """Whether each sheet has a file of its own and there is nothing besides."""
        return _is_of_one(self.form) and bool(self.choices.feedback)

    def _explains(self, gathered: Results | None) -> bool:
        """Whether each line says what was expected: the table of a class has no place for it."""
        in_full = gathered is not None and gathered.whole
        return in_full or not self.found.is_class or bool(self.choices.feedback)

    def _of_each(self) -> OfEach:
        """What a folder gets for each sheet: what is asked for, where that holds one sheet; else a page."""
        form = self.form if self.form is not None and _is_of_one(self.form) else None
        form = form or self.choices.of_each()
        return OfEach(form.endings[0], partial(self.exercise.in_format, form))

    def _reports(self, files: Iterable[SheetFile]) -> Iterable[SheetReport]:
        """A single sheet that cannot be read ends the command; of a class, and for Gradescope, it is one."""
        marker = self.exercise.marker
        ends = not self.found.is_class and not _is_of_one(self.form)
        return map(marker.report, files) if ends else marker.reports(files)

    def _fill(self) -> None:
        """Writes the gradebook, after a summary on standard error."""
        if self.filling is None:
            return
        book = self.filling.filled(force=self.choices.force, scale=self.choices.scale)
        for line in book.summary:
            console.tell(line)
        if not self.choices.dry_run:
            put_text(book.text, self.choices.target)

    def _say(self, results: ClassReport, feedback: Feedback, *, named: bool) -> None:
        """What the data on standard output has no place for."""
        asides = (("no answer sheets", self.found.left_out), ("marked already", self.found.returned))
        for told, names in asides:
            if names:
                shown = ", ".join(map(one_line, names[:MOST_NAMED]))
                more = len(names) - MOST_NAMED
                console.tell(f"left out, {told}: {shown}{f', … {more} more' if more > 0 else ''}")
        for file, heads in self.found.aside:
            console.tell(one_line(f"{file}: {set_aside(heads)}"))
        if feedback.written:
            console.tell(one_line(f"{counted(feedback.written, 'sheet')} written to {self.choices.feedback}"))
        if named and results.convention:
            console.tell(class_rows.convention(results.convention))
        if named:
            for sentence in class_rows.of_students(results):
                console.tell(sentence)


@contextmanager
def _progress(files: tuple[SheetFile, ...]) -> Iterator[Iterable[SheetFile]]:
    """The files, with a bar on standard error while they are worked through, if that is a terminal."""
    if len(files) < FEW_SHEETS or not sys.stderr.isatty():
        yield files
        return
    with click.progressbar(files, label="Marking", file=sys.stderr) as bar:
        yield bar
