"""The recipes of one marked sheet: its marks, a hint, the reasons of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar, NamedTuple

from backprop_cli.api.arguments import (
    DIGITS_ASKED,
    HINT_LEVELS,
    OneOrMore,
    names_given,
    path_given,
    text_if_any,
    whole_given,
    whole_if_any,
)
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
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.notation import goes_with_names, in_letters_typed, in_notation, names_typed
from backprop_cli.words.language import ENGLISH, speaking
from backprop_cli.worksheet.hint import hint_page
from backprop_cli.worksheet.marked import marked
from backprop_cli.worksheet.policy import Wishes, policy
from backprop_cli.worksheet.why import why_page

BY_NAME = 'give a file, or the answers by name: {"z1[1]": 0.3775}'
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
        level = whole_given("level", level, *HINT_LEVELS)
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
        problem = in_notation(problem, rules.notation)
        only, why = (names_typed(problem, each) for each in (rules.wishes.only, rules.why))
        rules = rules._replace(wishes=rules.wishes._replace(only=only))
        problem = with_changes_named(problem, only)
        for wish in rules.assume:
            problem = assuming(problem, wish)
        self._rules, self._file = rules, file
        self.problem = problem
        self.derivation: Derivation = derive_problem(problem, again=True)
        named = with_changes_named(problem, why)
        explained = self.derivation if named is problem else self._with_changes
        with in_letters_typed(problem):
            law = policy(problem, self.derivation, rules.wishes, file)._replace(assumed=rules.assume)
            self.why = Why(rules.why, tuple(asked_names(explained, why, known_of(named))))
        changes = None if with_changes(problem) is problem else lambda: self._with_changes
        self.marker = Marker(
            self.derivation,
            law,
            asked_why=self.why.names,
            with_changes=changes,
            in_notation=self._marker_in,
        )
        self._others: dict[str, Exercise] = {}

    def _marker_in(self, notation: str) -> Marker | None:
        """Who marks a sheet that says its notation; None where that is the exercise's, or was chosen.

        None too where the problem's own names mean something else in it: no sheet was handed out so.
        """
        problem = self.problem
        if not isinstance(problem, Network) or notation == problem.lettering.notation:
            return None
        if self._rules.notation is not None or not goes_with_names(problem, notation):
            return None
        if notation not in self._others:
            self._others[notation] = self._in(notation)
        return self._others[notation].marker

    def _in(self, notation: str) -> Exercise:
        """The same exercise in another notation; what was asked for by name was named in this one."""
        rules = Rules(self._rules.wishes._replace(only=()), notation=notation)
        other, own = Exercise(self.problem, rules, self._file), self.marker.policy
        law = other.marker.policy._replace(assumed=own.assumed)
        if self._rules.wishes.only:
            asked = tuple(name for name in own.asked if name in other.derivation.by_name)
            worth = {name: own.worth[name] for name in asked if name in own.worth}
            law = law._replace(asked=asked, worth=worth, strict=own.strict)
        other.why = self.why
        other.marker.policy, other.marker.asked_why = law, self.why.names
        return other

    def _as_written(self, report: SheetReport) -> Exercise:
        """The exercise in the notation of a sheet."""
        return self._others.get(report.notation, self)

    @cached_property
    def _with_changes(self) -> Derivation:
        """The derivation for sheets that work with the changes Δw, where the problem does not."""
        return derive_problem(with_changes(self.problem), again=True)

    def derivation_of(self, lines: Iterable[str]) -> Derivation:
        """What the lines of sheets are of: with the changes Δw where one of them is such a change."""
        names = list(lines)
        every = (self.derivation, *(other.derivation for other in self._others.values()))
        enough = (each for each in every if all(name in each.quantities for name in names))
        return next(enough, None) or self._with_changes

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
        own = self._as_written(report)
        tally = own.tally(alone=True)
        tally.add(report)
        page = marked(own.problem, own._of(report), report)
        return MarkedSheet(page, (report,), tally.results(), self.why)

    def of_file(self, file: SheetFile) -> MarkedSheet:
        """The page of a sheet that stands alone. Raises `BackpropError` where it cannot be read."""
        return self.sheet(self.marker.report(file))

    def in_format(self, form: Format, report: SheetReport) -> str:
        """One sheet of many as text."""
        maker = form.made()
        if isinstance(maker, Renderer):
            own = self._as_written(report)
            return maker.render(marked(own.problem, own._of(report), report))
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
    only: OneOrMore = (),
    everything: bool = False,
    digits: int | None = None,
    follow: bool = True,
    accept: OneOrMore = (),
    assume: OneOrMore = (),
    arrays: bool = False,
    why: OneOrMore = (),
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
    asked = whole_if_any("digits", digits, *DIGITS_ASKED)
    wishes = Wishes(names_given("only", only), everything, asked, follow, names_given("accept", accept))
    rules = Rules(
        wishes, names_given("assume", assume), names_given("why", why), text_if_any("notation", notation)
    )
    with speaking(language):
        exercise = Exercise(read_already(problem), rules, file_of(problem))
        if isinstance(sheet, AnswerSheet | Mapping):
            return exercise.sheet(exercise.marker.report_of(sheet))
        return exercise.of_file(_only_sheet(exercise, path_given("sheet", sheet, BY_NAME), arrays=arrays))


def _only_sheet(exercise: Exercise, path: str, *, arrays: bool) -> SheetFile:
    """The one sheet in a file."""
    found = exercise.found(arrays_file(path) if arrays else answer_files([path]))
    if found.is_class:
        raise UsageError(f"`{path}` holds several sheets", "`check_class` marks all of them")
    return found.files[0]
