"""Files and folders named on a command line -> the answer sheets in them, each with a name for reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from backprop_cli.errors import UsageError, cited_path
from backprop_cli.marking.sheets.folders import in_folder
from backprop_cli.marking.sheets.formats.form import FormRow
from backprop_cli.marking.sheets.receipts import Senders
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.problem_file.files import STANDARD_INPUT
from backprop_cli.problem_file.reading import bytes_of, is_handle
from backprop_cli.words import sheet_file as words

MOST_BYTES = 20_000_000
"""Of a file that is read as a sheet; photographs may lie in it."""


class SheetFile(NamedTuple):
    """An answer sheet on disk, or standard input."""

    path: str
    name: str
    """As reports call it: without the folder that all have in common, so that the same sheets give the
    same bytes wherever they lie."""
    is_found: bool = False
    """Whether it was found in a folder, where a link could lead anywhere, and is not followed."""
    row: FormRow | None = None
    """The row of a form that is this sheet; None: the whole file is."""
    is_arrays: bool = False
    """Whether it holds the arrays of a program, and not what somebody wrote."""
    data: bytes | None = None
    """What standard input or a pipe held, to be read only once; None: it is not read yet, or a file."""
    sender: Who = Who()
    """Who has sent it, as the download it lies in has it."""

    @property
    def who(self) -> Who:
        """Whose sheet it is, as far as is known before it is read."""
        return self.row.raw.who if self.row else self.sender

    def beginning(self, most: int) -> bytes:
        """Up to `most` bytes, or all that is held; nothing of what cannot be read, or is a folder's link."""
        is_link = self.is_found and os.path.islink(self.path)
        if self.data is not None or is_link or not os.path.isfile(self.path):
            return self.data or b""
        try:
            return bytes_of(self.path, most)
        except (OSError, ValueError):
            return b""


class Aside(NamedTuple):
    """Columns of a form that say nothing of the exercise."""

    file: str
    heads: tuple[str, ...]


class AnswerFiles(NamedTuple):
    """What was named on the command line, folders opened."""

    files: tuple[SheetFile, ...]
    """In the order named; those of a folder sorted by name."""
    left_out: tuple[str, ...]
    """Files of a folder whose ending is no answer sheet's, as reports call them."""
    is_class: bool
    """Whether several sheets are meant: a folder, more than one file, or the rows of a form."""
    aside: tuple[Aside, ...] = ()
    """What is set aside of forms."""
    returned: tuple[str, ...] = ()
    """Sheets that are marked already, by their names."""

    def without(self, path: str) -> AnswerFiles:
        """The same, but for a file that was found in a folder and is no sheet: the class's own list."""
        own = _real(path)
        kept = tuple(file for file in self.files if not (file.is_found and _real(file.path) == own))
        return self._replace(files=kept)


def answer_files(paths: Sequence[str]) -> AnswerFiles:
    """The sheets that `paths` name, folders with all that is in them.

    Raises `UsageError` for a path that is not there, a folder without sheets, and too many files.
    """
    files: dict[str, tuple[str, bool]] = {}
    left_out: dict[str, None] = {}
    for path in dict.fromkeys(paths):
        if os.path.isdir(path):
            inside = in_folder(path)
            for each in inside.sheets:
                files.setdefault(_place(each), (each, True))
            left_out |= dict.fromkeys(inside.others)
        elif path == "-" or os.path.lexists(path):
            own = _place(path) if _place(path) in files else _real(path)
            if own not in files or files[own][1]:
                files[own] = (path, False)
        else:
            raise UsageError(
                f"there is no file {cited_path(path)}", "give an answer sheet, or a folder of them"
            )
    several = len(files) > 1 or any(map(os.path.isdir, paths))
    common = _common(paths)
    others = tuple(dict.fromkeys(_inside(path, common) for path in left_out))
    senders = Senders()
    named = (
        SheetFile(path, _inside(path, common), is_found, sender=senders.who(path))
        for path, is_found in files.values()
    )
    return AnswerFiles(tuple(named), others, several)


def arrays_file(path: str) -> AnswerFiles:
    """The one file of a program's arrays."""
    file = SheetFile(path, _inside(path, _common([path])), is_arrays=True)
    return AnswerFiles((file,), (), is_class=False)


def standard_input() -> bytes:
    """The bytes of standard input, up to one too many. Raises `UsageError` where there is none."""
    if sys.stdin is None:
        raise UsageError("there is no standard input to read", "name a file")
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def held(file: SheetFile) -> SheetFile:
    """The same file; of standard input and of a pipe with what came in, up to one byte too many.

    Where it is closed, the report of this one sheet says so.
    """
    if file.data is not None or file.is_arrays:
        return file
    if is_handle(file.path):
        try:
            return file._replace(data=bytes_of(file.path, MOST_BYTES + 1))
        except OSError:
            return file
    return file._replace(data=standard_input()) if file.path == "-" and sys.stdin is not None else file


def _real(path: str) -> str:
    """What tells files apart that are named in several ways; a pipe and standard input are as they are."""
    return path if path == "-" or is_handle(path) else os.path.realpath(path)


def _common(paths: Sequence[str]) -> str:
    """The folder in which all that is named lies: a folder, or the one that a file is in."""
    whole = {path: os.path.abspath(path) for path in paths if path != "-" and not is_handle(path)}
    folders = [each if os.path.isdir(path) else os.path.dirname(each) for path, each in whole.items()]
    return os.path.commonpath(folders) if folders else ""


def _place(path: str) -> str:
    """Where a file of a folder lies; a link there is one of its own, and is not followed."""
    return os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))


def _inside(path: str, common: str) -> str:
    """How reports call a file. What a shell has opened has only a number: `pipe 63`."""
    if path in {"-", "/dev/stdin"}:
        return STANDARD_INPUT
    if is_handle(path):
        return words.pipe(Path(path).name)
    return Path(os.path.relpath(os.path.abspath(path), common)).as_posix()
