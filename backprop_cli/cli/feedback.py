"""One Markdown sheet for each student, in a folder of the teacher's choice."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from backprop_cli.cli.files import write_whole
from backprop_cli.cli.sheet import Target
from backprop_cli.derivation.step import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.marking.report import SheetReport
from backprop_cli.problem.model import Problem

LONGEST_NAME = 80
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""Names that Windows keeps for devices."""


class Feedback:
    """Writes sheets to a folder as they are marked; without a folder, nothing."""

    def __init__(self, problem: Problem, derivation: Derivation, folder: str | None, target: Target) -> None:
        self.problem = problem
        self.derivation = derivation
        self.folder = folder
        self.force = target.force
        self.taken: set[str] = set()
        self.written = 0
        if folder is not None:
            _prepare(Path(folder), force=target.force)

    def add(self, report: SheetReport) -> None:
        """Writes one student's sheet."""
        if self.folder is None:
            return
        from backprop_cli.render.markdown import Markdown
        from backprop_cli.worksheet.marked import marked

        path = Path(self.folder) / f"{self._name(report)}.md"
        text = Markdown().render(marked(self.problem, self.derivation, report))
        write_whole(str(path), text, force=self.force)
        self.written += 1

    def _name(self, report: SheetReport) -> str:
        """A file name of its own for each student, whatever they call themselves."""
        name = file_name(report.student) or file_name(Path(report.file).stem) or "sheet"
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


def _prepare(folder: Path, *, force: bool) -> None:
    """The folder, made if it is not there. Raises `UsageError` where sheets would be overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = sorted(each.name for each in folder.iterdir() if each.suffix == ".md")
    except OSError as error:
        raise UsageError(f"the folder `{folder}` cannot be used: {error.strerror}") from None
    if taken and not force:
        raise UsageError(f"`{folder}` already holds {taken[0]}", "choose another folder, or add --force")
