"""Marks put into a teacher's own gradebook: what changes, and why a row stays as it is.

A kind of gradebook says where the students, the grades and the maxima stand (see `gradebooks/`); everything
else is the same for all and stands here. Only cells of one column, and the feedback, ever change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


class FilledGradebook:
    """A gradebook with marks put in, and what there is to say of it."""

    def __init__(self, book: Gradebook, marks: Sequence[Mark], *, force: bool, scale: bool) -> None:
        """Raises `UsageError` where marks are to be scaled and the file gives no maximum."""
        self.book, self.force, self.scale = book, force, scale
        self.put_in: list[Change] = []
        self.replaced: list[Change] = []
        """Those of them that had another grade."""
        self.unchanged = 0
        """Rows that had this very grade."""
        self.kept: list[Change] = []
        """Rows that have another grade, which may not be overwritten."""
        self.over: list[Change] = []
        """Marks over the maximum, which the gradebook would not take; `old` is the maximum."""
        self.stays: list[tuple[str, str]] = []
        """Rows with a sheet that stay as they are, and why."""
        self.not_marked: list[str] = []
        """Students whose sheets could not be marked."""
        self.several: list[tuple[str, tuple[str, ...]]] = []
        """Students with more than one sheet, which get no mark."""
        self.taken: list[tuple[str, str, tuple[str, ...]]] = []
        """Students of whose files one alone holds work: that one, which is marked, and the others."""
        self.other_maximum: tuple[float, float] | None = None
        """The sheets' total and the gradebook's maximum, where they differ and marks are not scaled."""
        self.changed: dict[tuple[int, int], str] = {}
        self.matching = Matching(book.ways, [entry.known for entry in book.entries])
        self.sheets = len(marks)
        of_rows: dict[int, list[Mark]] = {}
        for mark in marks:
            if (place := self.matching.add(mark.sheet)) is not None:
                of_rows.setdefault(place, []).append(mark)
        for place, of_row in sorted(of_rows.items()):
            self._put_one(book.entries[place], of_row)
            self.other_maximum = self.other_maximum or self._other_maximum(book.entries[place], of_row[0])

    @property
    def text(self) -> str:
        """The whole file."""
        return self.book.table.text(self.changed)

    @property
    def ambiguous(self) -> list[tuple[str, list[str]]]:
        """Sheets that could be several students', by their files."""
        entries = self.book.entries
        return [(each.file, [entries[row].label for row in each.rows]) for each in self.matching.ambiguous]

    @property
    def without(self) -> list[str]:
        """Students without a sheet."""
        return [each.label for row, each in enumerate(self.book.entries) if self.matching.is_open(row)]

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

    def _other_maximum(self, entry: GradebookRow, mark: Mark) -> tuple[float, float] | None:
        if self.scale or mark.points is None or entry.most is None or entry.most == mark.total:
            return None
        return mark.total, entry.most


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
