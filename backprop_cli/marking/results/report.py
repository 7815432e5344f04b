"""A marked sheet as data: every line with its verdict and points, and where the first mistake lies."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Ref, references
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.judge import Judge, Judged
from backprop_cli.marking.judging.numbers import Demands
from backprop_cli.marking.judging.off_array import OffArray, first_off
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.habits import repeated
from backprop_cli.marking.results.headings import foreign_heading
from backprop_cli.marking.results.layout import read_laid_out
from backprop_cli.marking.results.own_conventions import OwnConvention, Reading, read_in_own
from backprop_cli.marking.results.signals import decided
from backprop_cli.marking.results.unworked import holds_the_truth, is_unworked
from backprop_cli.marking.sheets.sheet import Answer, Sheet, Who
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.symbols import AS_USUAL, Lettering

MOST_WORKED = 2
"""Lines that are not on the sheet and are shown with the first wrong one."""
FOREIGN = 5
"""Lines that do not fit before a sheet seems to be another problem's."""


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
        return self.verdict in SLIPS and not self.judged.finding.rests_on_zero and not self.accepted

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
    """Lines of the sheet that belong to no quantity, each with the reason."""
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
    off: OffArray | None = None
    """Of a program's arrays the first with a mistake, if there is one."""

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(line.points for line in self.lines)

    @property
    def total(self) -> float:
        """Points of a sheet without mistakes."""
        return sum(self.policy.worth.values())

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
    def seems_foreign(self) -> bool:
        """Whether so little fits that it may be the sheet of another problem."""
        written = [line for line in self.shown if line.verdict is not Verdict.BLANK]
        strange = len(written) + len(self.problems)
        return strange >= FOREIGN and 10 * sum(line.is_good for line in written) <= strange

    def counted(self, verdict: Verdict) -> int:
        """How many lines on the sheet have a verdict."""
        return sum(1 for line in self.shown if line.verdict is verdict)

    @property
    def all_right(self) -> bool:
        """Whether every line is right and no asked one is missing."""
        return self.nothing_wrong and not self.missing

    @property
    def nothing_wrong(self) -> bool:
        """Whether all that is on the sheet is right; only where there is no `ask` may lines be left off."""
        complete = not (self.policy.strict and self.missing) and not self.fault and not self.problems
        return complete and bool(self.shown) and all(line.is_good for line in self.shown)


def mark(
    scheme: Scheme,
    sheet: Sheet,
    policy: Policy,
    file: str = "",
    *,
    explain: bool = True,
    asked_why: Container[str] = (),
) -> SheetReport:
    """The report of one sheet: each line judged by what the student wrote before it."""

    def judging(answers: Iterable[Answer]) -> Reading:
        judge = Judge(scheme, policy.demands, explain=explain, asked_why=asked_why)
        return Reading(judge, tuple(judge.marked(answers)))

    def read(sheet: Sheet) -> Reading:
        names = {answer.name for answer in sheet.answers}
        asked = _of_the_batch(_without_given(policy, sheet), names, scheme).asked
        missing = [Answer(name, "") for name in asked if name not in names]
        return read_in_own([*sheet.answers, *missing], scheme, judging)

    sheet, reading = read_laid_out(decided(sheet, read), read)
    policy = _of_the_batch(_without_given(policy, sheet), {each.name for each in sheet.answers}, scheme)
    on_sheet = {answer.name: answer for answer in sheet.answers}
    all_judged = reading.lines
    unworked = is_unworked(all_judged, scheme)
    pardoned = _pardoned(all_judged, policy, scheme)
    costing = () if unworked or not policy.once else all_judged
    again = repeated((each for each in costing if each.answer.name not in pardoned), policy.worth, scheme)
    lines = tuple(_line(judged, policy, on_sheet, pardoned, again) for judged in all_judged)
    if unworked:
        lines = tuple(line if holds_the_truth(line.judged) else line._replace(points=0.0) for line in lines)
    origin = _origin(lines, reading.judge.work) if explain else None
    not_accepted = (line.judged for line in lines if not line.accepted)
    off = first_off(not_accepted, reading.judge.work) if sheet.is_arrays else None
    lines = tuple(
        line._replace(judged=reading.in_own(line.judged, on_sheet.get(line.name))) for line in lines
    )
    return SheetReport(
        *(sheet.who, file, lines, policy, origin, sheet.problems, sheet.remarks),
        is_unworked=unworked,
        heading=foreign_heading(sheet.headings, policy.titles),
        convention=reading.convention,
        off=off,
    )


def _without_given(policy: Policy, sheet: Sheet) -> Policy:
    """Lines that came worked with the sheet are nobody's to earn."""
    given = {answer.name for answer in sheet.answers if answer.given}
    if not given:
        return policy
    asked = tuple(name for name in policy.asked if name not in given)
    return policy._replace(
        asked=asked, worth={name: worth for name, worth in policy.worth.items() if name not in given}
    )


def _of_the_batch(policy: Policy, on_sheet: Container[str], scheme: Scheme) -> Policy:
    """Who writes the batch's ∂L/∂z@2 has done the line that asks for sample 2's own."""
    instead = {
        own.name: name
        for name, own in scheme.shares.items()
        if name in on_sheet and own.name not in on_sheet and own.name in policy.worth
    }
    return policy._replace(
        asked=tuple(instead.get(name, name) for name in policy.asked),
        worth={instead.get(name, name): worth for name, worth in policy.worth.items()},
    )


_NOBODY = Who()


def unmarked(file: str, fault: str, policy: Policy, who: Who = _NOBODY) -> SheetReport:
    """The report of a sheet that cannot be read."""
    return SheetReport(who, file, (), policy, fault=fault)


def _pardoned(all_judged: Iterable[Judged], policy: Policy, scheme: Scheme) -> set[str]:
    """The lines with an accepted mistake, and those that follow from such mistakes and no others."""
    pardoned, blamed = set[str](), set[str]()
    if not policy.accepted:
        return pardoned
    written = set[str]()

    def onward(parent: str) -> tuple[str, ...]:
        return scheme.parents(parent) if parent in scheme.steps and parent not in written else ()

    for judged in all_judged:
        name = judged.answer.name
        if judged.verdict in SLIPS:
            at = {text(each) for slip in judged.finding.slips for each in slip.at}
            (pardoned if _is_accepted(judged, policy) else blamed).update({name, *at})
        elif judged.finding.astray:
            leading = reached(scheme.parents(name), onward)
            (blamed if blamed.intersection(leading) else pardoned).add(name)
        if judged.answer.text:
            written.add(name)
    return pardoned


def _is_accepted(judged: Judged, policy: Policy) -> bool:
    return any(mistake.key in policy.accepted for mistake in judged.mistakes)


def _line(
    judged: Judged,
    policy: Policy,
    on_sheet: Container[str],
    pardoned: Container[str],
    again: Mapping[str, AnyQuantity],
) -> MarkedLine:
    name = judged.answer.name
    worth = policy.worth.get(name, 0.0)
    accepted = name in pardoned and judged.verdict in SLIPS
    earning = GOOD if policy.follow or name in pardoned else GOOD - {Verdict.FOLLOWS}
    earns = judged.verdict in earning or accepted or name in again
    return MarkedLine(judged, worth, worth if earns else 0.0, name in on_sheet, accepted, again.get(name))


def _origin(lines: Iterable[MarkedLine], work: OwnWork) -> Origin | None:
    first = next((line for line in lines if line.is_wrong), None)
    if first is None:
        return None
    at = first.judged.finding.slips[0].at if first.judged.finding.slips else ()
    leading = [name for name in map(text, at) if first.name in work.scheme.descendants(name)]
    steps = [work.steps[name] for name in leading[:MOST_WORKED]]
    working = [(step, value_or_none(work.scheme.routes(step.name)[0], work)) for step in steps]
    working.append((work.steps[first.name], first.judged.expected))
    used = dict.fromkeys(name for step, _ in working for side in step.sides for name in references(side.expr))
    values = {name: value for name in used if (value := value_or_none(Ref(name), work)) is not None}
    written = {name: work.carried[name] for name in used if name in work.carried}
    return Origin(tuple(working), values, written)
