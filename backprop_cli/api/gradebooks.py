"""The recipe of a gradebook: the teacher's own file with the marks put in."""

from typing import NamedTuple

from backprop_cli.export.results_csv import harmless
from backprop_cli.marking.results.gradebook import FilledGradebook, Gradebook, Mark, WantedColumn
from backprop_cli.marking.results.gradebooks.kinds import read_gradebook
from backprop_cli.marking.results.matching import Handed
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet import gradebook_lines, verdicts


class FilledBook(NamedTuple):
    """A gradebook with marks in it."""

    text: str
    """The whole file."""
    summary: tuple[str, ...]
    """What was put in and what was not, in sentences."""


class Filling:
    """Gathers the marks of a class for a gradebook."""

    def __init__(self, wanted: WantedColumn) -> None:
        self.book: Gradebook = read_gradebook(wanted)
        self.marks: list[Mark] = []

    def add(self, file: SheetFile, report: SheetReport) -> None:
        """One more sheet."""
        points = None if report.fault else report.points
        sentence = harmless(as_text(verdicts.sentence(report)))
        sheet = Handed(report.who, file.name, file.path)
        self.marks.append(Mark(sheet, points, report.total, sentence, report.holds_work))

    def filled(self, *, force: bool, scale: bool) -> FilledBook:
        """The gradebook; `force` replaces grades that are there, `scale` makes all fit its maximum."""
        filled = FilledGradebook(self.book, self.marks, force=force, scale=scale)
        return FilledBook(filled.text, tuple(gradebook_lines.report_on(self.book, filled)))
