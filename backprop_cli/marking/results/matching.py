"""Sheets and the rows of a class's list: which is whose."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import PurePath
from typing import NamedTuple

from backprop_cli.marking.sheets.downloads import submission_of
from backprop_cli.marking.sheets.folders import SUFFIXES
from backprop_cli.marking.sheets.formats.raw import visible
from backprop_cli.marking.sheets.sheet import Who

_MOST_WORDS = 40
"""Words of a path that are looked at."""


class MatchedBy(Enum):
    """What a cell of a list is compared with."""

    ID = "id"
    EMAIL = "email"
    NAME = "name"
    FILE = "file"
    SUBMISSION = "submission"
    """The number that Moodle gives the folder of a submission."""
    USER = "user"
    """The number of the student that Canvas gives the file of a submission."""


class Handed(NamedTuple):
    """A sheet as it came in."""

    who: Who
    file: str
    """As reports call it."""
    path: str
    """Where it lies."""


def folded(text: str) -> str:
    """A word without regard to case, spaces, unseen characters and how its accents are typed."""
    seen = visible(text).translate(_JOINERS)
    return " ".join(unicodedata.normalize("NFC", seen).casefold().split())


_JOINERS = dict.fromkeys(map(ord, "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"), "")
"""What shapes the letters of a Persian or an Indian name; not every keyboard has it."""


def _name(text: str) -> str:
    """`Lovelace, Ada` is `ada lovelace`."""
    last, comma, first = folded(text).partition(",")
    return f"{first.strip()} {last.strip()}" if comma else last


def _number(text: str) -> str:
    """A number without Brightspace's # and first zeros, which spreadsheets lose; empty of anything else."""
    said = folded(text).removeprefix("#")
    return f"№{said.lstrip('0')}" if said.isdecimal() else ""


def _file(text: str) -> str:
    """The path of a file without its ending and without signs around it."""
    path = folded(text)
    ending = next((each for each in SUFFIXES if path.endswith(each)), "")
    return re.sub(r"^[\W_]+|[\W_]+$", "", path.removesuffix(ending))


def _runs(path: str) -> Iterator[set[str]]:
    """The path, then what whole words of the file's name, and of each folder, say, the longest first."""
    yield {_file(path)}
    for part in reversed(PurePath(folded(path)).parts):
        words = list(re.finditer(r"[^\W_]+", part))[:_MOST_WORDS]
        runs = {part[a.start() : b.end()] for place, a in enumerate(words) for b in words[place:]}
        yield from ({run} for run in sorted(runs, key=len, reverse=True))


_OF_A_SHEET: Mapping[MatchedBy, Callable[[Handed], Iterable[set[str]]]] = {
    MatchedBy.ID: lambda sheet: [{folded(sheet.who.id)}, {_number(sheet.who.id)}],
    MatchedBy.EMAIL: lambda sheet: [{folded(sheet.who.email)}],
    MatchedBy.NAME: lambda sheet: [{_name(sheet.who.student)}],
    MatchedBy.FILE: lambda sheet: _runs(sheet.file),
    MatchedBy.SUBMISSION: lambda sheet: [{submission_of(sheet.path).participant}],
    MatchedBy.USER: lambda sheet: [{submission_of(sheet.path).user}],
}
"""What a sheet says for itself, the best first; each way is tried until one finds a row."""
_OF_A_ROW: Mapping[MatchedBy, tuple[Callable[[str], str], ...]] = {
    MatchedBy.ID: (folded, _number), MatchedBy.EMAIL: (folded,), MatchedBy.NAME: (_name,),
    MatchedBy.FILE: (_file,), MatchedBy.SUBMISSION: (folded,), MatchedBy.USER: (folded,),
}  # fmt: skip
"""How a cell of a list is read for the comparison."""


class Ambiguous(NamedTuple):
    """A sheet that could be several students'."""

    file: str
    rows: tuple[int, ...]


class Matching:
    """Takes sheets one by one and keeps whose they are; `rows` hold a cell for each of `ways`."""

    def __init__(self, ways: Sequence[MatchedBy], rows: Sequence[Sequence[str]]) -> None:
        self.ways = ways
        self.indices: list[dict[str, list[int]]] = [{} for _ in ways]
        for row, cells in enumerate(rows):
            for way, index, cell in zip(ways, self.indices, cells, strict=True):
                for said in filter(None, (read(cell) for read in _OF_A_ROW[way])):
                    index.setdefault(said, []).append(row)
        self.files: dict[int, list[str]] = {}
        """The sheets of each row."""
        self.ambiguous: list[Ambiguous] = []
        self.unmatched: list[str] = []

    def add(self, sheet: Handed) -> int | None:
        """The row of a sheet; None where there is none, or more than one."""
        rows = self._rows(sheet)
        if len(rows) == 1:
            self.files.setdefault(rows[0], []).append(sheet.file)
            return rows[0]
        if rows:
            self.ambiguous.append(Ambiguous(sheet.file, rows))
        else:
            self.unmatched.append(sheet.file)
        return None

    def is_open(self, row: int) -> bool:
        """Whether no sheet is a row's, and none could be."""
        return row not in self.files and all(row not in each.rows for each in self.ambiguous)

    def _rows(self, sheet: Handed) -> tuple[int, ...]:
        """The rows that the first way finds which finds any."""
        for way, index in zip(self.ways, self.indices, strict=True):
            for said in _OF_A_SHEET[way](sheet):
                found = sorted({row for each in said if each for row in index.get(each, ())})
                if found:
                    return tuple(found)
        return ()
