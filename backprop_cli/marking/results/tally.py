"""The results of a class, gathered sheet by sheet; hardly a sheet itself is kept."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.conventions import Convention, Conventions
from backprop_cli.marking.results.course_rule import CourseRule, CourseRules
from backprop_cli.marking.results.matching import folded
from backprop_cli.marking.results.report import MarkedLine, Policy, SheetReport
from backprop_cli.marking.results.roster import NO_ROLL, Roll
from backprop_cli.marking.results.same_student import Sender, Shared, shared
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.problem.model import Problem
from backprop_cli.words.inline import Words, as_text
from backprop_cli.words.marked import any_of


class WhyMissed(Enum):
    """Why a line is missed, where no mistake is named."""

    UNKNOWN = "unknown"
    ZERO = "zero"
    UNREADABLE = "unreadable"
    BLANK = "blank"


_CAUSES = {
    Verdict.WRONG: WhyMissed.UNKNOWN,
    Verdict.MISTAKE: WhyMissed.UNKNOWN,
    Verdict.UNREADABLE: WhyMissed.UNREADABLE,
    Verdict.BLANK: WhyMissed.BLANK,
}
_OTHERS = (Verdict.TOO_FEW_DIGITS, Verdict.NOT_ASSESSABLE, Verdict.UNREADABLE, Verdict.BLANK)


class StudentRow(NamedTuple):
    """One sheet in the list of a class."""

    who: Who
    file: str
    points: float
    total: float
    first_wrong: str
    """The line of the first mistake; empty: none."""
    mistakes: tuple[Words, ...]
    """The known mistakes that give it, as sentences."""
    others: tuple[tuple[Verdict, int], ...]
    """How many lines on the sheet have each verdict that is neither right nor a mistake."""
    missing: int
    """Asked lines that the sheet leaves out."""
    all_right: bool
    nothing_wrong: bool
    """As `all_right`, but for asked lines that the sheet leaves off."""
    fault: str
    """Why the sheet could not be marked; then there are no points."""
    seems_foreign: bool = False
    """Whether it may be the sheet of another problem."""
    heading: str = ""
    """The title on the sheet, where it names another problem."""
    holds_work: bool = True
    """Whether there is something on it to mark."""
    is_spare: bool = False
    """Whether it is none of those that hold their student's work, so that it does not count."""

    @property
    def folded(self) -> str:
        """The name without regard to case and spaces, to find two students with one name."""
        return folded(self.who.student)


class MissedLine(NamedTuple):
    """A line that students got wrong."""

    name: str
    sheets: int
    causes: tuple[tuple[Words | WhyMissed, int], ...]
    """Each mistake behind it, a sentence or a cause, with its number of sheets; the most frequent first."""


class ClassReport(NamedTuple):
    """The results of a class."""

    rows: tuple[StudentRow, ...]
    missed: tuple[MissedLine, ...]
    """The most missed first."""
    policy: Policy
    convention: Convention | None = None
    """What many sheets agree on and the problem says otherwise."""
    shared: Shared = Shared((), ())
    """Names and students that are on more than one sheet."""
    roll: Roll = NO_ROLL
    """What a list of the class says of the sheets."""
    course_rule: CourseRule | None = None
    """The optimiser's rule that most sheets keep to and the problem has otherwise."""

    @property
    def marked(self) -> tuple[StudentRow, ...]:
        """The rows of sheets that could be read, and count."""
        return tuple(row for row in self.counted if not row.fault)

    @property
    def mean(self) -> float:
        """The mean of the points of those; 0 where there are none."""
        points = [row.points for row in self.marked]
        return sum(points) / len(points) if points else 0

    @property
    def median(self) -> float:
        """The points in their middle, of two the mean; 0 where there are none."""
        points = sorted(row.points for row in self.marked)
        middle = len(points) // 2
        return (points[middle] + points[~middle]) / 2 if points else 0

    @property
    def counted(self) -> tuple[StudentRow, ...]:
        """The rows without those of which another one of the student's takes the place."""
        return tuple(row for row in self.rows if not row.is_spare)

    @property
    def nothing_wrong(self) -> bool:
        """Whether nobody wrote anything wrong."""
        return all(row.nothing_wrong for row in self.counted)


class Tally:
    """Adds up the sheets of a class; a sheet that stands `alone` tells of no convention."""

    def __init__(
        self, problem: Problem, derivation: Derivation, policy: Policy, *, alone: bool = False
    ) -> None:
        self.alone = alone
        self.policy = policy
        self.rows: list[StudentRow] = []
        self.order = derivation.order
        self.causes: dict[str, Counter[Words | WhyMissed]] = {}
        self.conventions = Conventions(problem, derivation.values)
        self.course_rules = CourseRules(problem)
        self.workless: list[SheetReport] = []
        """Sheets of which it is open whether they count."""

    def add(self, report: SheetReport) -> None:
        """One more sheet."""
        self.rows.append(_row(report))
        if report.holds_work:
            self._count(report)
        else:
            self.workless.append(report)

    def _count(self, report: SheetReport) -> None:
        """What a sheet that counts tells of the class."""
        if not self.alone:
            self.conventions.add(report)
            self.course_rules.add(report)
        for line in report.shown:
            if line.verdict in _CAUSES and not line.accepted:
                self.causes.setdefault(line.name, Counter())[_cause(line)] += 1

    def results(self) -> ClassReport:
        """What all sheets amount to."""
        common = shared([Sender(row.who, row.file, row.holds_work) for row in self.rows])
        for report in self.workless:
            if report.file not in common.spare:
                self._count(report)
        self.workless.clear()
        missed = [
            MissedLine(name, causes.total(), tuple(sorted(causes.items(), key=_most_first)))
            for name, causes in self.causes.items()
        ]
        missed.sort(key=lambda line: (-line.sheets, self.order.get(line.name, len(self.order))))
        rows = tuple(_spare(row) if row.file in common.spare else row for row in self.rows)
        settled = self.policy.assumed or self.policy.accepted  # the teacher has decided
        convention = None if settled or self.alone else self.conventions.found()
        rule = None if settled or self.alone else self.course_rules.found()
        return ClassReport(rows, tuple(missed), self.policy, convention, common, course_rule=rule)


def _row(report: SheetReport) -> StudentRow:
    first = report.wrong[0] if report.wrong else None
    return StudentRow(
        who=report.who,
        file=report.file,
        points=report.points,
        total=report.total,
        first_wrong=first.name if first else "",
        mistakes=tuple(mistake.words for mistake in first.judged.mistakes) if first else (),
        others=tuple(_others(report)),
        missing=len(report.missing),
        all_right=report.all_right,
        nothing_wrong=report.nothing_wrong,
        fault=report.fault,
        seems_foreign=report.seems_foreign,
        heading=report.heading,
        holds_work=report.holds_work,
    )


def _spare(row: StudentRow) -> StudentRow:
    """The row of a sheet that does not count, so that nothing is said of what is on it."""
    return row._replace(is_spare=True, first_wrong="", heading="")


def _others(report: SheetReport) -> Iterator[tuple[Verdict, int]]:
    """How many lines have each of those verdicts; unreadable ones may belong to no quantity."""
    for verdict in _OTHERS:
        count = report.unread if verdict is Verdict.UNREADABLE else report.counted(verdict)
        if count:
            yield verdict, count


def _cause(line: MarkedLine) -> Words | WhyMissed:
    """The mistake behind a line; where several fit, all of them as one."""
    if line.judged.finding.rests_on_zero:
        return WhyMissed.ZERO
    return any_of([mistake.words for mistake in line.judged.mistakes]) or _CAUSES[line.verdict]


def _most_first(cause: tuple[Words | WhyMissed, int]) -> tuple[int, str]:
    found, count = cause
    return -count, str(found) if isinstance(found, WhyMissed) else as_text(found)
