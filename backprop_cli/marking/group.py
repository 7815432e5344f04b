"""A class: files and folders of answer sheets -> one report each; a broken file costs only itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop_cli.derivation.step import Derivation
from backprop_cli.errors import BackpropError, ProblemError, UsageError
from backprop_cli.marking.answers import MAX_BYTES, Reader, sheet_text
from backprop_cli.marking.lookup import Lookup
from backprop_cli.marking.report import Policy, SheetReport, mark, unmarked
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.sheet import Sheet
from backprop_cli.problem.files import STANDARD_INPUT

SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".md", ".txt")


class AnswerFiles(NamedTuple):
    """What was named on the command line, folders opened."""

    files: tuple[str, ...]
    """In the order named; those of a folder sorted by name."""
    left_out: tuple[str, ...]
    """Files of a folder whose ending is no answer sheet's."""
    is_class: bool
    """Whether several sheets are meant: a folder, or more than one file."""


def answer_files(paths: Sequence[str]) -> AnswerFiles:
    """The sheets that `paths` name. Raises `UsageError` for a path that is not there, or an empty folder."""
    files: dict[str, None] = {}
    left_out: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            sheets, others = _in_folder(path)
            files |= dict.fromkeys(sheets)
            left_out += others
        elif path == "-" or os.path.lexists(path):
            files[path] = None
        else:
            raise UsageError(f"there is no file `{path}`", "give an answer sheet, or a folder of them")
    several = len(files) > 1 or any(map(os.path.isdir, paths))
    return AnswerFiles(tuple(files), tuple(left_out), several)


def _in_folder(folder: str) -> tuple[list[str], list[str]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise UsageError(f"the folder `{folder}` cannot be read: {error.strerror}") from None
    visible = [name for name in names if not name.startswith(".")]
    paths = [path for name in visible if not os.path.isdir(path := os.path.join(folder, name))]
    sheets = [path for path in paths if path.lower().endswith(SUFFIXES)]
    if not sheets:
        raise UsageError(f"there is no answer sheet in `{folder}`", f"they end in {', '.join(SUFFIXES)}")
    return sheets, [path for path in paths if not path.lower().endswith(SUFFIXES)]


class Marker:
    """Marks sheets of one problem, derived once."""

    def __init__(self, derivation: Derivation, policy: Policy, *, explain: bool = True) -> None:
        self.explain = explain
        """Whether each line says what was expected; a class's table does without."""
        self.scheme = Scheme(derivation)
        self.policy = policy
        self.reader = Reader(Lookup(derivation, by_input=policy.by_input))

    def report(self, path: str) -> SheetReport:
        """The report of one file. Raises `BackpropError` where it cannot be read."""
        sheet = self.reader.sheet(_text(path), path)
        return mark(self.scheme, sheet, self.policy, _shown(path), explain=self.explain)

    def report_of(self, answers: Sheet | Mapping[str, object]) -> SheetReport:
        """The report of a sheet that is no file: read already, or answers by name."""
        if not isinstance(answers, Sheet):
            text = json.dumps({name: _raw(value) for name, value in answers.items()})
            sheet = self.reader.sheet(text, "answers.json")
            answers = sheet if "student" in answers else sheet._replace(student="")
        return mark(self.scheme, answers, self.policy)

    def reports(self, paths: Sequence[str]) -> Iterator[SheetReport]:
        """A report for every file; of one that cannot be read it says why."""
        for path in paths:
            try:
                yield self.report(path)
            except BackpropError as error:
                yield unmarked(_shown(path), in_short(error), self.policy)
            except RecursionError:
                yield unmarked(_shown(path), "it is nested too deeply", self.policy)


def _raw(value: object) -> object:
    """A value as text, list by list: its digits are what counts."""
    if isinstance(value, (list, tuple)):
        return [_raw(each) for each in value]
    return "" if value is None else str(value)


def in_short(error: BackpropError) -> str:
    """An error as one line for a table: its first fault and where that is."""
    if isinstance(error, ProblemError) and error.faults:
        fault = error.faults[0]
        return fault.message + (f" (line {fault.place.line})" if fault.place else "")
    return error.message if isinstance(error, UsageError) else str(error)


def _shown(path: str) -> str:
    """The file as reports call it: without its folder, so that the same sheets give the same bytes."""
    return STANDARD_INPUT if path == "-" else os.path.basename(path)


def _text(path: str) -> str:
    """The text of an answer file, up to the limit that every file has."""
    if path == "-":
        return sheet_text(sys.stdin.buffer.read(MAX_BYTES + 1), STANDARD_INPUT)
    if not os.path.isfile(path):
        raise UsageError(f"`{_shown(path)}` is not a file" + ("" if os.path.lexists(path) else " any more"))
    try:
        with open(path, "rb") as file:
            return sheet_text(file.read(MAX_BYTES + 1), path)
    except OSError as error:
        raise UsageError(f"`{_shown(path)}` cannot be read: {error.strerror}") from None
