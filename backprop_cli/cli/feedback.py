"""A file for each answer sheet, in a folder of the teacher's choice."""

import os
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from backprop_cli.cli.files import write_whole
from backprop_cli.errors import UsageError, refused
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.files import SheetFile


class OfEach(NamedTuple):
    """What is written for each sheet."""

    suffix: str
    text: Callable[[SheetReport], str]


class Feedback:
    """Writes a file for each sheet to a folder as they are marked; without a folder, nothing."""

    def __init__(
        self, folder: str | None, files: Sequence[SheetFile], of_each: OfEach, *, force: bool
    ) -> None:
        self.of_each = of_each
        self.force = force
        self.paths = dict[str, Path]()
        """The file of each sheet, by the sheet's name."""
        self.open: list[SheetReport] = []
        """Sheets of which it is not known yet whether they count."""
        self.written = 0
        if folder is not None:
            places = feedback_places([file.name for file in files], of_each.suffix)
            self.paths = {sheet: Path(folder, place) for sheet, place in places.items()}
            _prepare(Path(folder), self.paths, files, force=force)

    def add(self, report: SheetReport) -> None:
        """Writes one sheet's file, unless it holds no work and another one of the student's may."""
        if report.file in self.paths:
            self._write(report) if report.holds_work else self.open.append(report)

    def finish(self, spare: Container[str]) -> None:
        """Writes the others; those that are `spare` do not count."""
        for report in self.open:
            self._write(report.as_spare if report.file in spare else report)

    def _write(self, report: SheetReport) -> None:
        path = self.paths[report.file]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(path.parent, error) from None
        write_whole(str(path), self.of_each.text(report), force=self.force)
        self.written += 1


def feedback_places(sheets: Sequence[str], suffix: str) -> Mapping[str, str]:
    """Where each sheet's file lies in the folder: `group1/ada.yaml` gives `group1/ada.md`.

    Sheets that differ in their endings alone keep these, and where that does not tell them apart on every
    system, or the file would be called as a folder, they are numbered.
    """
    stems = [str(PurePosixPath(sheet).with_suffix("")).casefold() for sheet in sheets]
    taken = {str(parent).casefold() for sheet in sheets for parent in PurePosixPath(sheet).parents}
    places: dict[str, str] = {}
    for sheet, stem in zip(sheets, stems, strict=True):
        free = (
            each
            for each in _called(sheet, suffix, whole=stems.count(stem) > 1)
            if each.casefold() not in taken
        )
        places[sheet] = next(free)
        taken.add(places[sheet].casefold())
    return places


def _called(sheet: str, suffix: str, *, whole: bool) -> Iterator[str]:
    """The names that a sheet's file may have, the best first."""
    if not whole:
        yield str(PurePosixPath(sheet).with_suffix("")) + suffix
    yield sheet + suffix
    number = 2
    while True:
        yield f"{sheet}-{number}{suffix}"
        number += 1


def _unusable(folder: Path, error: OSError) -> UsageError:
    """Why a folder cannot be made or written to."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return UsageError(f"`{folder}` is no folder: there is a file in its place", _ANOTHER)
    return refused(f"the folder `{folder}`", error, to_be="used", way_out=_ANOTHER)


_ANOTHER = "choose another folder for --feedback-dir"


def _prepare(folder: Path, paths: Mapping[str, Path], files: Sequence[SheetFile], *, force: bool) -> None:
    """The folder, made if it is not there. Raises `UsageError` where anything would be overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sheets = {os.path.realpath(file.path) for file in files if file.path != "-"}
        taken = sorted(path for path in paths.values() if path.exists())
        answers = [path for path in taken if os.path.realpath(path) in sheets]
        inside = folder.resolve()
        astray = sorted(
            {path.parent for path in paths.values() if not path.parent.resolve().is_relative_to(inside)}
        )
    except OSError as error:
        raise _unusable(folder, error) from None
    except RuntimeError:
        raise UsageError(f"the folder `{folder}` cannot be used: a link leads to itself", _ANOTHER) from None
    if astray:
        raise UsageError(f"`{astray[0]}` leads out of `{folder}`", _ANOTHER)
    if answers:
        raise UsageError(f"`{answers[0]}` is a sheet of answers", _ANOTHER)
    homes = {os.path.dirname(each) for each in sheets}
    if beside := [path for path in paths.values() if os.path.realpath(path.parent) in homes]:
        hint = f"{_ANOTHER}: marks would be taken for answers there"
        raise UsageError(f"`{beside[0]}` would lie among the answers", hint)
    if taken and not force:
        held = taken[0].relative_to(folder)
        raise UsageError(f"`{folder}` already holds {held}", "choose another folder, or add --force")
