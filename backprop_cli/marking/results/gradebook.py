"""Marks put into a teacher's own gradebook: what changes, and why a row stays as it is.

A kind of gradebook says where the students, the grades and the maxima stand (see `gradebooks/`); everything
else is the same for all and stands here. Only cells of one column, and the feedback, ever change.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import NamedTuple, Protocol

from backprop_cli.errors import UsageError, cited
from backprop_cli.marking.results.matching import Handed, MatchedBy, Matching, folded
from backprop_cli.marking.sheets.csv_table import CsvTable

NO_GRADE = frozenset({"", "-", "–"})
"""What stands in a cell that holds no grade."""


class GradebookRow(NamedTuple):
    """A student's row of a gradebook."""

    row: int
    label: str
    """How messages call the student."""
    known: tuple[str, ...]
    """A cell for each of the gradebook's ways to find a sheet."""
    most: float | None
    """The maximum, where the file says one."""
    stays: str = ""
    """Why no grade may be put in; empty: it may."""


class Gradebook(NamedTuple):
    """A table with a column of grades."""

    kind: str
    table: CsvTable
    column: int
    entries: tuple[GradebookRow, ...]
    ways: tuple[MatchedBy, ...]
    """How sheets are found, the surest way first."""
    feedback: int | None = None
    """The column for a sentence on the sheet, where there is one."""
    as_feedback: Callable[[str], str] = str
    """A sentence as that column wants it."""
    comma: bool = False
    """Whether decimals are written with a comma."""
    capped: bool = False
    """Whether a grade over the maximum would not be taken."""

    @property
    def title(self) -> str:
        """The head of the column of grades."""
        return self.table.heads[self.column]


class WantedColumn(NamedTuple):
    """Which column is meant."""

    file: str
    column: str | None
    """As the teacher calls it."""
    title: str
    """The problem's title, which counts where the teacher says nothing."""


class GradebookKind(Protocol):
    """A kind of gradebook: the whole contract."""

    def __call__(self, table: CsvTable, wanted: WantedColumn) -> Gradebook | None:
        """The table as a gradebook of this kind; None where it is none.

        Raises `UsageError` where it is one, and the column is not in it.
        """


class Mark(NamedTuple):
    """What a sheet has come to."""

    sheet: Handed
    points: float | None
    """None: it could not be marked."""
    total: float
    sentence: str
    holds_work: bool = True
    """Whether there is something on it to mark."""


class Change(NamedTuple):
    """A grade of a student, before and after."""

    label: str
    old: str
    new: str


class FilledGradebook(NamedTuple):
    """A gradebook with marks put in, and what there is to say of it."""

    text: str
    sheets: int
    put_in: tuple[Change, ...]
    replaced: tuple[Change, ...]
    """Those of them that had another grade."""
    unchanged: int
    """Rows that had this very grade."""
    kept: tuple[Change, ...]
    """Rows that have another grade, which may not be overwritten."""
    over: tuple[Change, ...]
    """Marks over the maximum, which the gradebook would not take; `old` is the maximum."""
    stays: tuple[tuple[str, str], ...]
    """Rows with a sheet that stay as they are, and why."""
    not_marked: tuple[str, ...]
    """Students whose sheets could not be marked."""
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    """Sheets that could be several students', by their files."""
    several: tuple[tuple[str, tuple[str, ...]], ...]
    """Students with more than one sheet, which get no mark."""
    taken: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Students of whose files one alone holds work: that one, which is marked, and the others."""
    unmatched: tuple[str, ...]
    """Sheets that are nobody's."""
    without: tuple[str, ...]
    """Students without a sheet."""
    other_maximum: tuple[float, float] | None
    """The sheets' total and the gradebook's maximum, where they differ and marks are not scaled."""


def fill(book: Gradebook, marks: Iterable[Mark], *, force: bool, scale: bool) -> FilledGradebook:
    """The gradebook with the marks in it.

    Raises `UsageError` where marks are to be scaled and the file gives no maximum.
    """
    filling = _GradesPutIn(book, force=force, scale=scale)
    for mark in marks:
        filling.match(mark)
    return filling.filled()


class _GradesPutIn:
    """Marks on their way into a gradebook."""

    def __init__(self, book: Gradebook, *, force: bool, scale: bool) -> None:
        self.book, self.force, self.scale = book, force, scale
        self.matching = Matching(book.ways, [entry.known for entry in book.entries])
        self.marks: dict[int, list[Mark]] = {}
        self.sheets = 0
        self.changed: dict[tuple[int, int], str] = {}
        self.put_in, self.replaced, self.kept, self.over = (list[Change]() for _ in range(4))
        self.stays: list[tuple[str, str]] = []
        self.not_marked: list[str] = []
        self.several: list[tuple[str, tuple[str, ...]]] = []
        self.taken: list[tuple[str, str, tuple[str, ...]]] = []
        self.unchanged = 0

    def match(self, mark: Mark) -> None:
        self.sheets += 1
        place = self.matching.add(mark.sheet)
        if place is not None:
            self.marks.setdefault(place, []).append(mark)

    def filled(self) -> FilledGradebook:
        entries, matching = self.book.entries, self.matching
        for place, marks in sorted(self.marks.items()):
            self._put_one(entries[place], marks)
        maybe = {row for each in matching.ambiguous for row in each.rows}
        return FilledGradebook(
            text=self.book.table.text(self.changed),
            sheets=self.sheets,
            put_in=tuple(self.put_in),
            replaced=tuple(self.replaced),
            unchanged=self.unchanged,
            kept=tuple(self.kept),
            over=tuple(self.over),
            stays=tuple(self.stays),
            not_marked=tuple(self.not_marked),
            ambiguous=tuple(
                (each.file, tuple(entries[row].label for row in each.rows)) for each in matching.ambiguous
            ),
            several=tuple(self.several),
            taken=tuple(self.taken),
            unmatched=tuple(matching.unmatched),
            without=tuple(
                each.label
                for row, each in enumerate(entries)
                if row not in matching.files and row not in maybe
            ),
            other_maximum=self._other_maximum(),
        )

    def _put_one(self, entry: GradebookRow, marks: list[Mark]) -> None:
        """The mark of a student's only sheet, or of the only one with work on it."""
        working = [mark for mark in marks if mark.holds_work]
        (mark, *more) = working or marks
        if more:
            self.several.append((entry.label, tuple(each.sheet.file for each in marks)))
            return
        others = tuple(each.sheet.file for each in marks if each is not mark)
        self.taken += [(entry.label, mark.sheet.file, others)] if others else []
        self._put(entry, mark)

    def _put(self, entry: GradebookRow, mark: Mark) -> None:
        old = self.book.table.seen(entry.row, self.book.column)
        if mark.points is None:
            self.not_marked.append(entry.label)
        elif entry.stays:
            self.stays.append((entry.label, entry.stays))
        else:
            self._put_points(entry, old, self._scaled(mark.points, mark.total, entry), mark.sentence)

    def _put_points(self, entry: GradebookRow, old: str, points: float, sentence: str) -> None:
        new = self._written(points)
        has_grade = old not in NO_GRADE
        if self.book.capped and entry.most is not None and points > entry.most:
            self.over.append(Change(entry.label, self._written(entry.most), new))
        elif has_grade and number_in(old) == number_in(new):
            self.unchanged += 1
        elif has_grade and not self.force:
            self.kept.append(Change(entry.label, old, new))
        else:
            change = Change(entry.label, old if has_grade else "", new)
            self.put_in.append(change)
            self.replaced += [change] if has_grade else []
            self.changed[entry.row, self.book.column] = new
            self._say(entry, sentence)

    def _say(self, entry: GradebookRow, sentence: str) -> None:
        column = self.book.feedback
        if column is not None and (self.force or not self.book.table.seen(entry.row, column)):
            self.changed[entry.row, column] = self.book.as_feedback(sentence)

    def _scaled(self, points: float, total: float, entry: GradebookRow) -> float:
        if not self.scale or not total:
            return points
        if entry.most is None:
            hint = "leave out --scale"
            raise UsageError(f"the gradebook says no maximum for {cited(entry.label)}", hint)
        return points * entry.most / total

    def _written(self, points: float) -> str:
        text = f"{points:.2f}"
        return text.replace(".", ",") if self.book.comma else text

    def _other_maximum(self) -> tuple[float, float] | None:
        for place, marks in self.marks.items():
            most, total = self.book.entries[place].most, marks[0].total
            if not self.scale and most is not None and marks[0].points is not None and most != total:
                return total, most
        return None


def number_in(cell: str) -> float | None:
    """The number of a cell, with a point or a comma; None where there is none."""
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def has_decimal_commas(table: CsvTable, rows: Iterable[int], columns: Iterable[int]) -> bool:
    """Whether numbers in these columns have a decimal comma, and none a point."""
    cells = [table.seen(row, place) for row in rows for place in columns]
    signs = {sign for cell in cells if number_in(cell) is not None for sign in ",." if sign in cell}
    return signs == {","}


def maximum_in(cell: str) -> float | None:
    """The maximum that a cell gives; None where it is none that marks could be scaled to."""
    most = number_in(cell)
    return most if most is not None and 0 < most < inf else None


def columns_headed(heads: Mapping[int, str], text: str) -> list[int]:
    """The columns whose head is `text`, whatever the case."""
    return [place for place, head in heads.items() if folded(head) == folded(text)]


def listed(heads: Iterable[str]) -> str:
    """Columns for a message."""
    return ", ".join(map(cited, heads)) or "none"
