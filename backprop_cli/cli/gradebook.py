"""`check --gradebook`: the teacher's own gradebook with the marks put in."""

from __future__ import annotations

from typing import NamedTuple

from backprop_cli.cli import console
from backprop_cli.errors import UsageError
from backprop_cli.export.results_csv import harmless
from backprop_cli.marking.results.gradebook import Gradebook, Mark, Wanted, fill
from backprop_cli.marking.results.gradebooks.kinds import read_gradebook
from backprop_cli.marking.results.matching import Handed
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.worksheet import gradebook_words, marking_words


class BookChoices(NamedTuple):
    """What the command line says of a gradebook."""

    file: str | None
    column: str | None
    scale: bool
    dry_run: bool

    def require_a_book(self) -> None:
        """Raises `UsageError` for an option that needs a gradebook, where there is none."""
        said = {"--column": self.column, "--scale": self.scale, "--dry-run": self.dry_run}
        for option, value in said.items():
            if value and self.file is None:
                raise UsageError(f"{option} is for --gradebook FILE")


class Filling:
    """Gathers the marks of a class for a gradebook."""

    def __init__(self, choices: BookChoices, title: str, *, force: bool) -> None:
        self.choices = choices
        self.force = force
        self.book: Gradebook = read_gradebook(Wanted(choices.file or "", choices.column, title))
        self.marks: list[Mark] = []

    def add(self, file: SheetFile, report: SheetReport) -> None:
        """One more sheet."""
        points = None if report.fault else report.points
        sentence = harmless(marking_words.sentence(report))
        self.marks.append(Mark(Handed(report.who, file.name, file.path), points, report.total, sentence))

    def text(self) -> str | None:
        """The filled gradebook, after a summary on standard error; None where that is all that is wanted."""
        filled = fill(self.book, self.marks, force=self.force, scale=self.choices.scale)
        for line in gradebook_words.summary(self.book, filled):
            console.say(line)
        return None if self.choices.dry_run else filled.text
