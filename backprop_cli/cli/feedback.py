"""A file for each answer sheet, in a folder of the teacher's choice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import NamedTuple

from backprop_cli.cli.files import write_whole
from backprop_cli.errors import UsageError
from backprop_cli.marking.report import SheetReport

LONGEST_NAME = 80
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""Names that Windows keeps for devices."""


class OfEach(NamedTuple):
    """What is written for each sheet."""

    suffix: str
    text: Callable[[SheetReport], str]


class Feedback:
    """Writes a file for each sheet to a folder as they are marked; without a folder, nothing."""

    def __init__(self, folder: str | None, of_each: OfEach, *, force: bool) -> None:
        self.folder = folder
        self.of_each = of_each
        self.force = force
        self.taken: set[str] = set()
        self.written = 0
        if folder is not None:
            _prepare(Path(folder), of_each.suffix, force=force)

    def add(self, report: SheetReport) -> None:
        """Writes one sheet's file."""
        if self.folder is None:
            return
        path = Path(self.folder) / f"{self._name(report)}{self.of_each.suffix}"
        write_whole(str(path), self.of_each.text(report), force=self.force)
        self.written += 1

    def _name(self, report: SheetReport) -> str:
        """The name of the student's file, so that each finds its own; `a/b.yaml` is a-b."""
        name = file_name(str(PurePath(report.file).with_suffix(""))) or "sheet"
        free, number = name, 2
        while free.casefold() in self.taken:
            free, number = f"{name}-{number}", number + 1
        self.taken.add(free.casefold())
        return free


def file_name(text: str) -> str:
    """`text` as a name within a folder: letters, digits and `-` of any script; may be empty."""
    composed = unicodedata.normalize("NFC", text[:1_000])
    kept = "".join(
        char if char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"} else "-" for char in composed
    )
    name = re.sub("-+", "-", kept).strip("-")
    while len(name.encode()) > LONGEST_NAME:
        name = name[:-1]
    return f"{name}-sheet" if _RESERVED.fullmatch(name) else name


def _prepare(folder: Path, suffix: str, *, force: bool) -> None:
    """The folder, made if it is not there. Raises `UsageError` where sheets would be overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = sorted(each.name for each in folder.iterdir() if each.suffix == suffix)
    except OSError as error:
        raise UsageError(f"the folder `{folder}` cannot be used: {error.strerror}") from None
    if taken and not force:
        raise UsageError(f"`{folder}` already holds {taken[0]}", "choose another folder, or add --force")
