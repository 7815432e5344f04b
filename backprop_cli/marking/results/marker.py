"""A class: answer sheets -> one report each; a broken file costs only itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import PurePath

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import BackpropError, ProblemError, UsageError, as_own_fault
from backprop_cli.expr.tree import references
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.results.one_sheet import mark, unmarked
from backprop_cli.marking.results.own_part import own_part
from backprop_cli.marking.results.report import Policy, SheetReport
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.arrays import read_arrays
from backprop_cli.marking.sheets.encodings import Decoded
from backprop_cli.marking.sheets.files import MOST_BYTES, SheetFile, standard_input
from backprop_cli.marking.sheets.folders import is_sheet
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.said_notation import said_notation
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.marking.sheets.sheet_file import sheet_text
from backprop_cli.problem.changes import is_change
from backprop_cli.problem_file.reading import bytes_of
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase, translated
from backprop_cli.words.typed import inert


class Marker:
    """Marks sheets of one problem, derived once."""

    def __init__(
        self,
        derivation: Derivation,
        policy: Policy,
        *,
        explain: bool = True,
        asked_why: Container[str] = (),
        with_changes: Callable[[], Derivation] | None = None,
        in_notation: Callable[[str], Marker | None] = lambda _: None,
    ) -> None:
        self.explain = explain
        """Whether each line says what was expected; a class's table does without."""
        self.asked_why = asked_why
        """The lines whose verdicts are to be given with their grounds."""
        self.with_changes = with_changes
        """The same derivation with every change Δw worked; none where it has them, or there are none."""
        self.in_notation = in_notation
        """Who marks the sheets that say they are in another notation; nobody else where it is the same."""
        self.scheme = Scheme(derivation)
        self.policy = policy
        self.reader = Reader(Lookup(derivation, by_input=policy.by_input, lettering=policy.lettering))

    def report(self, file: SheetFile) -> SheetReport:
        """The report of one file. Raises `BackpropError` where it cannot be read."""
        notation, read = self._way_to_read(file)

        def with_student(reader: Reader) -> AnswerSheet:
            sheet = read(reader)
            return sheet._replace(who=sheet.who.or_else(file.who))

        return self._marked_in(notation, with_student, file.name)

    def _way_to_read(self, file: SheetFile) -> tuple[str, Callable[[Reader], AnswerSheet]]:
        """The notation that a file says, and how it is read, with a word on that where it is not plain."""
        if (row := file.row) is not None:
            return "", lambda reader: reader.row(row, file.name)
        if file.is_arrays:
            return "", lambda reader: read_arrays(file.path, reader)
        decoded = _text(file)
        part = own_part(decoded.text, self.policy.titles)
        told = tuple(each for each in (decoded.told, part.told) if each)

        def read(reader: Reader) -> AnswerSheet:
            sheet = reader.sheet(part.text, file.path)
            return sheet._replace(remarks=(*told, *sheet.remarks))

        return said_notation(part.text), read

    def report_of(self, answers: AnswerSheet | Mapping[str, object]) -> SheetReport:
        """The report of a sheet that is no file: read already, or answers by name."""
        if isinstance(answers, AnswerSheet):
            return self._marked(answers)
        text = json.dumps({name: _raw(value) for name, value in answers.items()})
        return self._marked_in(said_notation(text), lambda reader: reader.sheet(text, "answers.json"))

    def _marked_in(self, notation: str, read: Callable[[Reader], AnswerSheet], file: str = "") -> SheetReport:
        """The report of a sheet that says a notation, or none: its names and its lines are those of that."""
        other = self.in_notation(notation) if notation else None
        if other is None:
            return self._read_and_marked(read, file)
        other.explain = self.explain
        return other._read_and_marked(read, file)._replace(notation=notation)

    def _read_and_marked(self, read: Callable[[Reader], AnswerSheet], file: str = "") -> SheetReport:
        """The report of what a reader reads; one who works with Δw is marked by the lines that have it."""
        sheet = read(self.reader)
        is_clear = not sheet.problems and all(each.is_read or not each.text for each in sheet.answers)
        if not is_clear and (other := self._of_changes):
            other.explain = self.explain
            again = read(other.reader)
            if other.works_with_changes(again):
                return other._marked(again, file)
        return self._marked(sheet, file)

    @cached_property
    def _of_changes(self) -> Marker | None:
        return self.with_changes and Marker(self.with_changes(), self.policy, asked_why=self.asked_why)

    def works_with_changes(self, sheet: AnswerSheet) -> bool:
        """Whether a sheet has the change of a parameter, or works with one, in any order of its names."""
        answers = [answer for each in (sheet, *sheet.orders) for answer in each.answers]
        formulas = (name for answer in answers if answer.formula for name in references(answer.formula))
        names = chain((answer.name for answer in answers), formulas)
        return any(is_change(self.scheme.derivation.quantities.get(name)) for name in names)

    def _marked(self, sheet: AnswerSheet, file: str = "") -> SheetReport:
        return mark(self.scheme, sheet, self.policy, file, explain=self.explain, asked_why=self.asked_why)

    def reports(self, files: Iterable[SheetFile]) -> Iterator[SheetReport]:
        """A report for every file; of one that cannot be read it says why."""
        for file in files:
            try:
                yield self.report(file)
            except BackpropError as error:
                yield unmarked(file.name, in_short(error), self.policy, file.who)
            except RecursionError:
                yield unmarked(file.name, phrase(words.NESTED), self.policy, file.who)
            except Exception as error:
                yield unmarked(
                    file.name, words.own_fault(inert(as_own_fault(error), 200)), self.policy, file.who
                )


def _raw(value: object) -> object:
    """A value as text, list by list: its digits are what counts."""
    if isinstance(value, (list, tuple)):
        return [_raw(each) for each in value]
    return "" if value is None else str(value)


def in_short(error: BackpropError) -> str:
    """An error as one line for a table: its first fault and where that is."""
    if isinstance(error, ProblemError) and error.faults:
        fault = error.faults[0]
        if fault.place is None or f"line {fault.place.line}" in fault.message:
            return translated(fault.message)
        return words.in_line(fault.message, fault.place.line)
    return error.message if isinstance(error, UsageError) else str(error)


def _why_closed(folder: str) -> str:
    try:
        os.listdir(folder)
    except OSError as error:
        return error.strerror or ""
    return ""


def _text(file: SheetFile) -> Decoded:
    """The text of an answer file, up to the limit that every file has."""
    if file.data is not None:
        return sheet_text(file.data, file.name)
    if file.path == "-":
        return sheet_text(standard_input(), file.name)
    if file.is_found and os.path.islink(file.path):
        raise UsageError(words.a_link(f"`{file.name}`"))
    if os.path.isdir(file.path):
        raise UsageError(words.closed_folder(f"`{file.name}`", _why_closed(file.path)))
    if file.is_found and not is_sheet(file.path):
        raise UsageError(words.no_sheet(PurePath(file.path).suffix.lower()))
    if not os.path.lexists(file.path):
        raise UsageError(words.gone(f"`{file.name}`"))
    if file.is_found and not os.path.isfile(file.path):
        raise UsageError(words.no_file(f"`{file.name}`"))
    try:
        return sheet_text(bytes_of(file.path, MOST_BYTES + 1), file.path)
    except OSError as error:
        is_forbidden = isinstance(error, PermissionError)
        told = words.closed_file(f"`{file.name}`", "" if is_forbidden else error.strerror or "")
        raise UsageError(told, phrase(words.PERMISSIONS) if is_forbidden else "") from None
