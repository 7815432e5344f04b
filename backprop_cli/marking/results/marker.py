"""A class: answer sheets -> one report each; a broken file costs only itself."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import PurePath

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import BackpropError, ProblemError, UsageError
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.results.one_sheet import mark, unmarked
from backprop_cli.marking.results.own_part import own_part
from backprop_cli.marking.results.report import Policy, SheetReport
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.arrays import read_arrays
from backprop_cli.marking.sheets.encodings import Decoded
from backprop_cli.marking.sheets.files import SheetFile, standard_input
from backprop_cli.marking.sheets.folders import is_sheet
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.marking.sheets.sheet_file import MAX_BYTES, most_bytes, sheet_text
from backprop_cli.problem_file.reading import bytes_of
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase, translated


class Marker:
    """Marks sheets of one problem, derived once."""

    def __init__(
        self, derivation: Derivation, policy: Policy, *, explain: bool = True, asked_why: Container[str] = ()
    ) -> None:
        self.explain = explain
        """Whether each line says what was expected; a class's table does without."""
        self.asked_why = asked_why
        """The lines whose verdicts are to be given with their grounds."""
        self.scheme = Scheme(derivation)
        self.policy = policy
        self.reader = Reader(Lookup(derivation, by_input=policy.by_input, lettering=policy.lettering))

    def report(self, file: SheetFile) -> SheetReport:
        """The report of one file. Raises `BackpropError` where it cannot be read."""
        if file.row is not None:
            sheet = self.reader.row(file.row, file.name)
        elif file.is_arrays:
            sheet = read_arrays(file.path, self.reader)
        else:
            sheet = self._read(file)
        return self._marked(sheet._replace(who=sheet.who.or_else(file.who)), file.name)

    def _read(self, file: SheetFile) -> AnswerSheet:
        """The sheet in a file, with a word on how it was read where that is not plain."""
        decoded = _text(file)
        part = own_part(decoded.text, self.policy.titles)
        sheet = self.reader.sheet(part.text, file.path)
        told = (each for each in (decoded.told, part.told) if each)
        return sheet._replace(remarks=(*told, *sheet.remarks))

    def report_of(self, answers: AnswerSheet | Mapping[str, object]) -> SheetReport:
        """The report of a sheet that is no file: read already, or answers by name."""
        if not isinstance(answers, AnswerSheet):
            text = json.dumps({name: _raw(value) for name, value in answers.items()})
            answers = self.reader.sheet(text, "answers.json")
        return self._marked(answers)

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
        return sheet_text(standard_input(MAX_BYTES + 1), file.name)
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
        return sheet_text(bytes_of(file.path, most_bytes(file.path) + 1), file.path)
    except OSError as error:
        is_forbidden = isinstance(error, PermissionError)
        told = words.closed_file(f"`{file.name}`", "" if is_forbidden else error.strerror or "")
        raise UsageError(told, phrase(words.PERMISSIONS) if is_forbidden else "") from None
