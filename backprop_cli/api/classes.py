"""The recipe of many marked sheets: one after the other, each told to listeners, and what they amount to."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from typing import ClassVar, NamedTuple, Protocol

from backprop_cli.api.marks import Marks
from backprop_cli.api.problems import StrPath, Unread, file_of, read_already
from backprop_cli.api.sheets import Exercise, Rules
from backprop_cli.formats import Subject
from backprop_cli.frozen import frozen
from backprop_cli.marking.results.matching import Handed
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.roster import RollCall, read_roster
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.marking.sheets.files import AnswerFiles, SheetFile, answer_files
from backprop_cli.problem.model import Problem
from backprop_cli.words.language import ENGLISH, speaking
from backprop_cli.worksheet.class_sheet import class_sheet
from backprop_cli.worksheet.policy import Wishes


class Listener(Protocol):
    """Is told of every sheet as it is marked, so that no sheet need be kept."""

    def __call__(self, file: SheetFile, report: SheetReport, /) -> None:
        """One more sheet."""


class HandedIn(NamedTuple):
    """What is to be marked."""

    files: AnswerFiles
    call: RollCall | None = None
    """The roster, where there is one."""

    def to(self, exercise: Exercise) -> HandedIn:
        """The same as sheets of an exercise, which tells them from pages of marks and from tables of several.

        Raises `UsageError` where there are none.
        """
        return self._replace(files=exercise.found(self.files))


@frozen
class MarkedClass(Marks):
    """The results of a class."""

    subject: ClassVar = Subject.CLASS


def check_class(
    problem: Problem | Unread,
    sheets: StrPath | Iterable[StrPath],
    *,
    roster: StrPath | None = None,
    only: Iterable[str] = (),
    everything: bool = False,
    digits: int | None = None,
    follow: bool = True,
    accept: Iterable[str] = (),
    assume: Iterable[str] = (),
    notation: str | None = None,
    language: str = ENGLISH,
) -> MarkedClass:
    """The results of a class: folders of answer sheets, files, or a table with a row for each student.

    `roster` is the class's list, a CSV file; the rest is as for `check`. A sheet that cannot be read says so
    in the results.
    Raises `ProblemError` for the problem's faults, `UsageError` where there are no such files.
    """
    handed = handed_in(_several(sheets), roster)
    wishes = Wishes(tuple(only), everything, digits, follow, tuple(accept))
    rules = Rules(wishes, tuple(assume), notation=notation)
    reports = list[SheetReport]()
    with speaking(language):
        exercise = Exercise(read_already(problem), rules, file_of(problem))
        results = mark_all(exercise, handed.to(exercise), [lambda _, report: reports.append(report)])
        return class_page(exercise, results, reports)


def _several(sheets: StrPath | Iterable[StrPath]) -> Iterable[StrPath]:
    return [sheets] if isinstance(sheets, str | PathLike) else sheets


def handed_in(
    paths: Iterable[StrPath], roster: StrPath | None = None, gradebook: StrPath | None = None
) -> HandedIn:
    """The sheets in files and folders; with a list of the class they are a class, and it is none of them.

    Raises `UsageError` where there are no such files, or the roster is none.
    """
    call = read_roster(fspath(roster)) if roster is not None else None
    found = answer_files([fspath(each) for each in paths])
    for own_list in (roster, gradebook):
        if own_list:
            found = found.without(fspath(own_list))._replace(is_class=True)
    return HandedIn(found, call)


def mark_all(
    exercise: Exercise,
    handed: HandedIn,
    listeners: Iterable[Listener],
    marked: Iterable[SheetReport] | None = None,
) -> ClassReport:
    """The recipe: marks the files (or takes those `marked`), each student called as a roster has it.

    A file that cannot be read gives a report that says so.
    """
    tally, told = exercise.tally(), tuple(listeners)
    files, call = handed.files.files, handed.call
    reports = exercise.marker.reports(files) if marked is None else marked
    for file, report in zip(files, reports, strict=True):
        if call is not None:
            report = report._replace(who=call.who(Handed(report.who, file.name, file.path)))
        tally.add(report)
        for listener in told:
            listener(file, report)
    results = tally.results()
    return results if call is None else results._replace(roll=call.roll())


def class_page(exercise: Exercise, results: ClassReport, reports: Iterable[SheetReport] = ()) -> MarkedClass:
    """The page of a class that is marked."""
    told = [row.first_wrong for row in results.rows if row.first_wrong]
    derivation = exercise.derivation_of([*told, *(line.name for line in results.missed)])
    page = class_sheet(exercise.problem, derivation, results)
    return MarkedClass(page, tuple(reports), results)
