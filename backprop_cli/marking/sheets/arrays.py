"""A file of a program's own arrays, `.npz` or JSON -> a sheet, which is judged as a student's is."""

from __future__ import annotations

import os
from collections.abc import Iterator

from backprop_cli.errors import Fault, ProblemError, UsageError, refused
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.formats.json_sheet import json_pairs
from backprop_cli.marking.sheets.formats.npz import Archive, read_npz
from backprop_cli.marking.sheets.formats.raw import (
    Pairs,
    Raw,
    RawValue,
    RefusedError,
    UnreadableError,
    from_pairs,
)
from backprop_cli.marking.sheets.grain import DOUBLE, LONG, Precision, as_worked, coarsest
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.marking.sheets.sheet_file import unreadable_file
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem_file.reading import bytes_of
from backprop_cli.words import sheet_file as words

MAX_BYTES = 4_000_000
MAX_NUMBERS = 100_000
ARCHIVE = b"PK"
"""How a `.npz` begins."""
EXPECTED = 'a file of arrays is JSON, {"a1": [0.5, 0.6]}, or what `numpy.savez("arrays.npz", a1=a1)` writes'


def read_arrays(path: str, reader: Reader) -> AnswerSheet:
    """The sheet in a file of arrays.

    Raises `UsageError` where there is no such file, `ProblemError` where nothing of it can be read.
    """
    data = _read_bytes(path)
    if len(data) > MAX_BYTES:
        raise unreadable_file(words.larger_than_bytes(MAX_BYTES), path)
    try:
        return _sheet(data, path, reader)
    except RefusedError as error:
        raise unreadable_file(str(error), path) from None
    except UnreadableError as error:
        raise ProblemError([Fault(words.no_arrays(str(error)), hint=EXPECTED)], path) from None


def _read_bytes(path: str) -> bytes:
    if not os.path.lexists(path):
        raise UsageError(f"`{path}` is not there", EXPECTED)
    if os.path.isdir(path):
        raise UsageError(f"`{path}` is not a file", EXPECTED)
    try:
        return bytes_of(path, MAX_BYTES + 1)
    except OSError as error:
        raise refused(f"`{path}`", error) from None


def _sheet(data: bytes, path: str, reader: Reader) -> AnswerSheet:
    archive = read_npz(data) if data.startswith(ARCHIVE) else _from_json(data)
    raw = _bounded(archive.raw)
    stored = tuple(entry._replace(stored=True) for entry in raw.entries)
    sheet = reader.sheet_of(raw._replace(entries=stored), path)

    def of_program(sheet: AnswerSheet) -> AnswerSheet:
        answers = as_worked(sheet.answers, reader.lookup.derivation, archive.types)
        return sheet._replace(answers=answers, problems=(*archive.faults, *sheet.problems), is_arrays=True)

    return of_program(sheet)._replace(orders=tuple(map(of_program, sheet.orders)))


def _bounded(raw: Raw) -> Raw:
    """The same. Raises `RefusedError` where it holds too much."""
    if sum(1 for entry in raw.entries for _ in _scalars(entry.value)) > MAX_NUMBERS:
        raise RefusedError(f"more than {MAX_NUMBERS:,} numbers are not read")
    return raw


def _from_json(data: bytes) -> Archive:
    """In JSON a float32 is 0.10000000149011612; where all are, they are read as 0.1."""
    try:
        typed = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("this is neither JSON nor an archive of arrays") from None
    raw = _bounded(from_pairs(json_pairs(typed)))
    precision = coarsest(text for entry in raw.entries for text in _scalars(entry.value))
    if precision is DOUBLE:
        return Archive(raw)
    entries = (entry._replace(value=_respelled(entry.value, precision)) for entry in raw.entries)
    return Archive(raw._replace(entries=tuple(entries)), types=frozenset(precision.letter))


def _respelled(value: RawValue, precision: Precision) -> RawValue:
    if isinstance(value, tuple):
        return tuple(_respelled(each, precision) for each in value)
    is_full = isinstance(value, str) and len(value) > LONG and read_number(value) is not None
    return precision.shortest(str(value)) if is_full else value


def _scalars(value: RawValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for each in (entry.value for entry in value.pairs) if isinstance(value, Pairs) else value:
        yield from _scalars(each)
