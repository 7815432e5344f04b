"""The recipes of one marked sheet: its marks, a hint, the reasons of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike, fspath
from typing import ClassVar, NamedTuple

from backprop_cli.api.marks import Marks
from backprop_cli.api.page import Page
from backprop_cli.api.problems import StrPath, Unread, file_of, read_already
from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.formats import Format, Renderer, Subject
from backprop_cli.frozen import frozen
from backprop_cli.marking.results.hints import hint_of
from backprop_cli.marking.results.marker import Marker
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import Tally
from backprop_cli.marking.sheets.files import AnswerFiles, SheetFile, answer_files, arrays_file
from backprop_cli.marking.sheets.forms import with_form_rows
from backprop_cli.marking.sheets.returned import without_returned
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.problem.assume import assuming
from backprop_cli.problem.changes import with_changes, with_changes_named
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Problem
from backprop_cli.problem.notation import in_notation
from backprop_cli.words.language import ENGLISH, speaking
from backprop_cli.worksheet.hint import hint_page
from backprop_cli.worksheet.marked import marked
from backprop_cli.worksheet.policy import Wishes, policy
from backprop_cli.worksheet.why import why_page

MOST_NAMED = 8
"""Lines of a sheet that an error names."""


class Rules(NamedTuple):
    """How sheets are to be marked, where it is not as the problem says."""

    wishes: Wishes = Wishes()
    assume: tuple[str, ...] = ()
    """Other conventions than the problem's own: `loss=half_sse`."""
    why: tuple[str, ...] = ()
    """Quantities whose verdicts are to be given with their reasons."""
    notation: str | None = None
    """How quantities are written; none: as the problem says."""


class Why(NamedTuple):
    """Lines whose verdicts are to be given with their reasons."""

    asked: tuple[str, ...] = ()
    """As somebody asked for them."""
    names: tuple[str, ...] = ()
    """In the grammar."""


@frozen
class MarkedSheet(Marks):
    """A marked sheet."""

    subject: ClassVar = Subject.MARKED
    why: Why
    """The lines whose verdicts were asked to be given with their reasons."""

    @property
    def report(self) -> SheetReport:
        """Every line with its verdict, and the points."""
        (report,) = self.reports
        return report

    def hint(self, level: int = 1) -> HintPage:
        """For the student at work: where the first mistake is and, from level 1 to 4, the way to it."""
        with speaking(self.document.language):
            page = hint_page(self.document.problem, self.document.derivation, self.report, level)
        return HintPage(page, self.report)

    def grounds(self) -> GroundsPage:
        """Why the lines have their verdicts that were asked for: `check(…, why=["z1[1]"])`.

        Raises `UsageError` where the sheet has none of them.
        """
        if not self.why.names:
            raise UsageError("no line was asked about", 'name it where the sheet is marked: why=["z1[1]"]')
        lines = [line for line in self.report.shown if line.name in self.why.names]
        if not lines:
            raise _no_such_line(self.why, self.report)
        with speaking(self.document.language):
            page = why_page(self.document.problem, self.document.derivation, self.report, lines)
        return GroundsPage(page, self.reports, self.results)


@frozen
class HintPage(Page):
    """A hint, which never gives a result away."""

    report: SheetReport
    subject: ClassVar = Subject.HINT

    @property
    def nothing_to_mend(self) -> bool:
        """Whether there is no mistake, and no line that cannot be read."""
        return hint_of(self.report).line is None and not self.report.problems


@frozen
class GroundsPage(Marks):
    """Why lines of a sheet have their verdicts."""

    subject: ClassVar = Subject.GROUNDS


class Exercise:
    """A problem ready for marking: derived once, with its rules."""

    def __init__(self, problem: Problem, rules: Rules = Rules(), file: str = "") -> None:  # noqa: B008 - immutable
        problem = with_changes_named(in_notation(problem, rules.notation), rules.wishes.only)
        for wish in rules.assume:
            problem = assuming(problem, wish)
        self.problem = problem
        self.derivation: Derivation = derive_problem(problem, again=True)
        law = policy(problem, self.derivation, rules.wishes, file)._replace(assumed=rules.assume)
        named = with_changes_named(problem, rules.why)
        explained = self.derivation if named is problem else self._with_changes
        self.why = Why(rules.why, tuple(asked_names(explained, rules.why, known_of(named))))
        changes = None if with_changes(problem) is problem else lambda: self._with_changes
        self.marker = Marker(self.derivation, law, asked_why=self.why.names, with_changes=changes)

    @cached_property
    def _with_changes(self) -> Derivation:
        """The derivation for sheets that work with the changes Δw, where the problem does not."""
        return derive_problem(with_changes(self.problem), again=True)

    def derivation_of(self, lines: Iterable[str]) -> Derivation:
        """What the lines of sheets are of: with the changes Δw where one of them is such a change."""
        is_enough = all(name in self.derivation.quantities for name in lines)
        return self.derivation if is_enough else self._with_changes

    def _of(self, report: SheetReport) -> Derivation:
        return self.derivation_of(line.name for line in report.lines)

    def found(self, files: AnswerFiles) -> AnswerFiles:
        """The sheets in the files: no page of marks is one, and each row of a table for a class is.

        Raises `UsageError` where there are none.
        """
        return with_form_rows(without_returned(files), self.marker.reader.is_name)

    def tally(self, *, alone: bool = False) -> Tally:
        """Where sheets are added up, or one is that stands alone."""
        return Tally(self.problem, self.derivation, self.marker.policy, alone=alone)

    def sheet(self, report: SheetReport) -> MarkedSheet:
        """The page of one sheet that is marked."""
        tally = self.tally(alone=True)
        tally.add(report)
        page = marked(self.problem, self._of(report), report)
        return MarkedSheet(page, (report,), tally.results(), self.why)

    def of_file(self, file: SheetFile) -> MarkedSheet:
        """The page of a sheet that stands alone. Raises `BackpropError` where it cannot be read."""
        return self.sheet(self.marker.report(file))

    def in_format(self, form: Format, report: SheetReport) -> str:
        """One sheet of many as text."""
        maker = form.made()
        if isinstance(maker, Renderer):
            return maker.render(marked(self.problem, self._of(report), report))
        return self.sheet(report).gathered_by(maker)


def _no_such_line(why: Why, report: SheetReport) -> UsageError:
    """A quantity that there is, and that the sheet has not."""
    lines = [line.name for line in report.shown]
    told = f"the sheet has no line {' or '.join(map(cited, why.asked))}"
    if not lines:
        return UsageError(told, "no line of it could be read")
    if asked_too := [name for name in why.names if name in report.missing]:
        return UsageError(told, f"{cited(asked_too[0])} is asked, and counts as blank")
    more = len(lines) - MOST_NAMED
    listed = ", ".join(map(cited, lines[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
    return UsageError(told, nearest(why.names[0], lines) or f"it has {listed}")


def check(
    problem: Problem | Unread,
    sheet: AnswerSheet | Mapping[str, object] | StrPath,
    *,
    only: Iterable[str] = (),
    everything: bool = False,
    digits: int | None = None,
    follow: bool = True,
    accept: Iterable[str] = (),
    assume: Iterable[str] = (),
    arrays: bool = False,
    why: Iterable[str] = (),
    notation: str | None = None,
    language: str = ENGLISH,
) -> MarkedSheet:
    """The marked sheet of one student: a file, or the answers by name (`{"z1[1]": "0.3775"}`).

    `only` names the quantities that count (else as the problem asks), with `everything` every step does;
    `digits` are the significant digits asked (else as the problem says); without `follow` a line that follows
    correctly from an earlier mistake earns nothing; known mistakes that `accept` names by their keys pass;
    `assume` holds other conventions than the problem's, such as `loss=half_sse`. With `arrays` the file holds
    what a program has worked, `.npz` or JSON. Of the lines that `why` names the JSON, and `grounds()`, give
    the reasons of their verdicts. `notation` is how quantities are written, `language` that of the page.
    Raises `ProblemError` for the faults of either file, `UsageError` where there is no such file, or it holds
    the sheets of several students (see `check_class`).
    """
    wishes = Wishes(tuple(only), everything, digits, follow, tuple(accept))
    rules = Rules(wishes, tuple(assume), tuple(why), notation)
    with speaking(language):
        exercise = Exercise(read_already(problem), rules, file_of(problem))
        if not isinstance(sheet, str | PathLike):
            return exercise.sheet(exercise.marker.report_of(sheet))
        return exercise.of_file(_only_sheet(exercise, fspath(sheet), arrays=arrays))


def _only_sheet(exercise: Exercise, path: str, *, arrays: bool) -> SheetFile:
    """The one sheet in a file."""
    found = exercise.found(arrays_file(path) if arrays else answer_files([path]))
    if found.is_class:
        raise UsageError(f"`{path}` holds several sheets", "`check_class` marks all of them")
    return found.files[0]
