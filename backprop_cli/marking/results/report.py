"""A marked sheet as data: every line with its verdict and points, and where the first mistake lies."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.off_array import OffArray
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.marking.results.own_conventions import OwnConvention
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.symbols import AS_USUAL, Lettering

FOREIGN = 5
"""Lines that do not fit before a sheet seems to be another problem's."""
FOREIGN_NUMBERS = 4
"""Lines wrong for no known reason before a sheet that fits itself seems to be worked with other numbers."""


class Policy(NamedTuple):
    """What counts, and how much."""

    asked: tuple[str, ...]
    """The lines that the exercise asks for, in the order of the solution."""
    worth: Mapping[str, float]
    """Points of a right line, by name; a line that is not here earns nothing."""
    demands: Demands = Demands()
    """What an answer must be besides right."""
    follow: bool = True
    """Whether a line that follows correctly from an earlier slip earns its points."""
    once: bool = True
    """Whether the same slip made again in other lines costs nothing more."""
    own_points: bool = False
    """Whether the problem gives points of its own, and not 1 for each asked line."""
    strict: bool = False
    """Whether the problem says what it asks for, so that a line left off the sheet is missing."""
    by_input: bool = False
    """Whether a list of weights has one row for each input, as in the problem's own file."""
    lettering: Lettering = AS_USUAL
    """The notation that names may be written in."""
    accepted: frozenset[str] = frozenset()
    """Keys of known mistakes that pass as another convention: such a line counts as right."""
    titles: tuple[str, ...] = ()
    """What a sheet of this problem may be headed; none: it has no title."""
    assumed: tuple[str, ...] = ()
    """Conventions that the sheets are marked by, other than the problem's own: `loss=half_sse`."""


class MarkedLine(NamedTuple):
    """One line of a sheet with what it earns."""

    judged: Judged
    worth: float
    """Points of this line when right."""
    points: float
    """Points it earns."""
    on_sheet: bool
    """Whether the sheet has the line at all; an asked one that it lacks counts as blank."""
    accepted: bool = False
    """Whether its mistake passes as another convention."""
    repeats: AnyQuantity | None = None
    """The line whose slip is only made again here, so that it costs nothing more."""
    bears: AnyQuantity | None = None
    """The line, not asked itself, whose slip costs the points of this one, the first that it leads to."""
    copies: AnyQuantity | None = None
    """The line of another step or sample whose number stands here, so that it earns nothing."""

    @property
    def name(self) -> str:
        """The quantity."""
        return self.judged.answer.name

    @property
    def quantity(self) -> AnyQuantity:
        """What the name stands for."""
        return self.judged.step.quantity

    @property
    def verdict(self) -> Verdict:
        """What the line is worth, in a word."""
        return self.judged.verdict

    @property
    def is_wrong(self) -> bool:
        """Whether a mistake was made in this very line."""
        return self.judged.is_slip and not self.accepted

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.verdict in GOOD or self.accepted


class Origin(NamedTuple):
    """The first wrong line with the student's numbers that lead to it."""

    working: tuple[tuple[Step, float | None], ...]
    """The line, after those in which its mistake was made, where they are not on the sheet; each with the
    value that the student's own numbers give."""
    values: Mapping[str, float]
    """What these lines use, in the student's world."""
    written: Mapping[str, Written]
    """Those of them that the student wrote, with their digits."""


class SheetReport(NamedTuple):
    """One student's sheet, marked."""

    who: Who
    file: str
    lines: tuple[MarkedLine, ...]
    """In the order of the solution; lines that are asked and missing are in it."""
    policy: Policy
    origin: Origin | None = None
    """Where the first mistake was made, if there is one."""
    problems: tuple[str, ...] = ()
    """Lines of the sheet that belong to no quantity, each with the reason, or that there is none at all."""
    is_empty: bool = False
    """Whether nothing on the sheet could be an answer."""
    remarks: tuple[str, ...] = ()
    """Lines that were read in another way than they are written."""
    fault: str = ""
    """Why the sheet could not be marked at all; then it has no lines."""
    is_unworked: bool = False
    """Whether most lines hold one answer, or given numbers, so that only true values earn points."""
    heading: str = ""
    """The title on the sheet, where it names another problem."""
    convention: OwnConvention | None = None
    """What the sheet keeps to throughout where the problem has it otherwise; it was understood so."""
    notation: str = ""
    """The notation that the sheet says it is in, where that is not the exercise's: it was marked in that."""
    off: OffArray | None = None
    """Of a program's arrays the first with a mistake, if there is one."""
    is_spare: bool = False
    """Whether another file of the student has the answers, so that it does not count."""

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(line.points for line in self.lines)

    @property
    def total(self) -> float:
        """Points of a sheet without mistakes."""
        return sum(self.policy.worth.values())

    @property
    def has_points(self) -> bool:
        """Whether it was marked, and counts."""
        return not self.fault and not self.is_spare

    @property
    def as_spare(self) -> "SheetReport":
        """The same of a file that does not count: of none of its lines anything is said."""
        return self._replace(is_spare=True, lines=(), origin=None)

    @property
    def wrong(self) -> tuple[MarkedLine, ...]:
        """The lines in which a mistake was made, the first one first."""
        return tuple(line for line in self.lines if line.is_wrong)

    @property
    def shown(self) -> tuple[MarkedLine, ...]:
        """The lines that are on the sheet."""
        return tuple(line for line in self.lines if line.on_sheet)

    @property
    def missing(self) -> tuple[str, ...]:
        """The asked lines that the sheet leaves out."""
        return tuple(line.name for line in self.lines if not line.on_sheet)

    @property
    def holds_work(self) -> bool:
        """Whether there is something on it to mark, and its heading names no other problem."""
        written = any(line.verdict is not Verdict.BLANK for line in self.shown)
        return written and not self.heading

    @property
    def seems_foreign(self) -> bool:
        """Whether so little fits that it may be the sheet of another problem."""
        written = [line for line in self.shown if line.verdict is not Verdict.BLANK]
        strange = len(written) + len(self.problems)
        return strange >= FOREIGN and 10 * sum(line.is_good for line in written) <= strange

    @property
    def seems_of_other_numbers(self) -> bool:
        """Whether a sheet fits itself and hardly the given numbers, as that of another version does."""
        wrong, right = self.counted(Verdict.WRONG), self.counted(Verdict.RIGHT)
        fits_itself = self.counted(Verdict.FOLLOWS) >= FOREIGN
        return wrong >= FOREIGN_NUMBERS and right < wrong and fits_itself and not self.seems_foreign

    def counted(self, verdict: Verdict) -> int:
        """How many lines on the sheet have a verdict."""
        return sum(1 for line in self.shown if line.verdict is verdict)

    @property
    def unread(self) -> int:
        """How many lines on the sheet could not be read, or belong to no quantity."""
        return self.counted(Verdict.UNREADABLE) + len(self.problems) - self.is_empty

    @property
    def all_right(self) -> bool:
        """Whether every line is right and no asked one is missing."""
        return self.nothing_wrong and not self.missing

    @property
    def nothing_wrong(self) -> bool:
        """Whether all that is on the sheet is right; only where there is no `ask` may lines be left off."""
        complete = not (self.policy.strict and self.missing) and not self.fault and not self.problems
        return complete and bool(self.shown) and all(line.is_good for line in self.shown)
