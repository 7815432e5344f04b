"""A class's own list, `--roster FILE`: whose each sheet is, and who handed in none."""

from typing import NamedTuple

from backprop_cli.errors import UsageError, cited
from backprop_cli.marking.results.gradebooks.canvas import POSSIBLE, TEST_STUDENT
from backprop_cli.marking.results.matching import Handed, MatchedBy, Matching, folded
from backprop_cli.marking.sheets.csv_table import CsvTable, read_table
from backprop_cli.marking.sheets.formats.who_heads import FIRST, LAST, who_head
from backprop_cli.marking.sheets.sheet import Who

COLUMNS = {"id": "id", "email": "email", "name": "student", "file": ""}
"""The columns that a roster may have, and what says so on a sheet, where students may call it otherwise."""
WAYS = (
    *((MatchedBy.ID, "id"), (MatchedBy.EMAIL, "email"), (MatchedBy.USER, "id"), (MatchedBy.NAME, "name")),
    (MatchedBy.FILE, "file"),
)
"""How a sheet's row is found, the surest way first, and in which column."""
_WHAT = "roster"
NOBODY = {POSSIBLE, TEST_STUDENT}
"""Rows of Canvas's gradebook, which serves as a roster, that are no student's."""


class Student(NamedTuple):
    """A row of a roster; all but the ID may be empty."""

    id: str
    email: str
    name: str
    file: str

    @property
    def label(self) -> str:
        """The student for a message: `Ada Lovelace (101)`."""
        return f"{self.name} ({self.id})" if self.name and self.id else self.name or self.id or self.email


class Roll(NamedTuple):
    """What a roster says of the sheets of a class."""

    called: bool = True
    """Whether there is a roster at all."""
    missing: tuple[Student, ...] = ()
    """Students without a sheet, in the order of the roster."""
    unmatched: tuple[str, ...] = ()
    """Sheets that are nobody's, by their files."""
    ambiguous: tuple[tuple[str, tuple[Student, ...]], ...] = ()
    """Sheets that could be several students', each with these."""
    several: tuple[tuple[Student, tuple[str, ...]], ...] = ()
    """Students with more than one sheet, each with these."""


NO_ROLL = Roll(called=False)


class RollCall:
    """Calls the roll, sheet by sheet."""

    def __init__(self, students: tuple[Student, ...]) -> None:
        self.students = students
        rows = [[getattr(student, column) for _, column in WAYS] for student in students]
        self.matching = Matching([way for way, _ in WAYS], rows)

    def who(self, sheet: Handed) -> Who:
        """Whose a sheet is: what it says itself, and what the roster knows besides."""
        row = self.matching.add(sheet)
        if row is None:
            return sheet.who
        found, said = self.students[row], sheet.who
        return said.or_else(Who(found.name, found.id, found.email))

    def roll(self) -> Roll:
        """What came of it."""
        files, matching = self.matching.files, self.matching
        return Roll(
            True,
            tuple(each for row, each in enumerate(self.students) if matching.is_open(row)),
            tuple(matching.unmatched),
            tuple((each.file, tuple(self.students[row] for row in each.rows)) for each in matching.ambiguous),
            tuple((self.students[row], tuple(files[row])) for row in sorted(files) if len(files[row]) > 1),
        )


def read_roster(path: str) -> RollCall:
    """The roster in a CSV file with the column `id` and any of `name`, `email` and `file`.

    Whatever a sheet may have for them is a head as well: `Student ID`, `Mail`, `First name` and `Last name`.

    Raises `UsageError` where it cannot be read, has no `id`, or has an ID twice.
    """
    table = read_table(path, _WHAT)
    heads = [folded(each) for each in table.rows[0]]
    places = {column: _places(column, heads, path) for column in COLUMNS}
    if not places["id"]:
        found = ", ".join(map(cited, table.heads))
        raise UsageError(f"the roster {cited(path)} has no column `id`; its columns are {found}",
                         "the first line names the columns: id, name, email, file")  # fmt: skip
    rows = (
        Student(*(" ".join(table.cell(row, place) for place in found).strip() for found in places.values()))
        for row in range(1, len(table.rows))
        if any(map(folded, table.rows[row]))
    )
    students = tuple(student for student in rows if folded(student.name) not in NOBODY)
    _require_own_ids(table, places["id"][0], path)
    if not students:
        raise UsageError(f"the roster {cited(path)} has no students", "each line under the first is one")
    return RollCall(students)


def _places(column: str, heads: list[str], path: str) -> list[int]:
    """The places of a column, by its own head, else by another for the same: two of a name in two parts.

    Raises `UsageError` where two columns have a head for it.
    """
    found = [place for place, head in enumerate(heads) if head == column]
    if not found and COLUMNS[column]:
        found = [place for place, head in enumerate(heads) if who_head(head) == COLUMNS[column]]
    if len(found) > 1:
        both = " and ".join(dict.fromkeys(cited(heads[place]) for place in found))
        told = f"two columns {both}" if heads[found[0]] == heads[found[1]] else f"the columns {both}"
        raise UsageError(f"the roster {cited(path)} has {told}", "rename one of them")
    if not found and column == "name":
        return [heads.index(each) for part in (FIRST, LAST) for each in heads if who_head(each) == part]
    return found


def _require_own_ids(table: CsvTable, place: int, path: str) -> None:
    lines: dict[str, int] = {}
    for row in range(1, len(table.rows)):
        student = folded(table.cell(row, place))
        if student in lines:
            both = f"twice, in rows {lines[student]} and {row}"
            raise UsageError(
                f"the roster {cited(path)} has the ID {cited(student)} {both}", "an ID is one student's"
            )
        if student:
            lines[student] = row
