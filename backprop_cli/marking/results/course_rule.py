"""The optimiser's rule that a class keeps to and the problem states otherwise: ε under the root, say.

Every update on a sheet is compared with what each rule gives that sources have under the optimiser's name.
Where most sheets fit another one it is no slip but their course's rule.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.step import Rule
from backprop_cli.errors import BackpropError
from backprop_cli.marking.judging.compare import allows
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.marking.results.report import MarkedLine, SheetReport
from backprop_cli.problem.model import Problem
from backprop_cli.problem.optimizer_variants import Variant, optimizer_variants

FEWEST_SHEETS = 3
"""Sheets that make a course's rule and not a slip."""
COUNTED_FROM_ZERO = "step_from_zero"
"""The known mistake that is a convention too, and that no key of a problem file states."""
IN_STEP_ONE = "not_corrected"
"""What it looks like in the first step, where 1 − β⁰ is 0 and nothing can be divided by it."""


class CourseRule(NamedTuple):
    """A rule that most sheets with an update keep to."""

    keys: tuple[tuple[str, str], ...]
    """The keys of `optimizer` that state it, and what they have to say; empty where none does."""
    written: str
    """The whole entry of the problem file; empty where it cannot say that."""
    mistakes: tuple[str, ...]
    """The known mistakes to accept, where no key states the rule; else none."""
    sheets: int
    """How many keep to it."""
    of: int
    """How many have an update that could be read."""


class CourseRules:
    """Counts, sheet by sheet, which rule of the optimiser's family fits better than the problem's own."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.votes: Counter[str] = Counter()
        """By the entry of the problem file that states a rule, or by the known mistake that it is."""
        self.from_zero: set[str] = set()
        """The known mistakes of the sheets that count from 0."""
        self.sheets = 0

    def add(self, report: SheetReport) -> None:
        """One more sheet; one whose updates are right agrees with the problem."""
        if self.problem.optimizer is None or report.fault:
            return
        updates = [line for line in report.shown if _is_update(line) and line.judged.answer.number]
        if not updates:
            return
        self.sheets += 1
        slips = [line for line in updates if line.verdict in SLIPS]
        if not slips:
            return
        made = {mistake.key for line in slips for mistake in line.judged.mistakes}
        if COUNTED_FROM_ZERO in made:
            self.votes[COUNTED_FROM_ZERO] += 1
            self.from_zero |= made & {COUNTED_FROM_ZERO, IN_STEP_ONE}
        elif better := self._better(report, updates, len(slips)):
            self.votes[better.written] += 1

    def found(self) -> CourseRule | None:
        """The rule that two thirds of the sheets with an update, and at least `FEWEST_SHEETS`, keep to."""
        if not self.votes:
            return None
        rule, count = self.votes.most_common(1)[0]
        if count < FEWEST_SHEETS or 3 * count < 2 * self.sheets:
            return None
        if rule == COUNTED_FROM_ZERO:
            return CourseRule((), "", tuple(sorted(self.from_zero)), count, self.sheets)
        variant = next(each for each, _ in self.schemes if each.written == rule)
        return CourseRule(variant.differs, rule, (), count, self.sheets)

    @cached_property
    def schemes(self) -> list[tuple[Variant, Scheme]]:
        """The marking scheme of every other rule."""
        return list(self._schemes())

    def _schemes(self) -> Iterator[tuple[Variant, Scheme]]:
        descent = self.problem.optimizer
        for variant in optimizer_variants(descent) if descent else ():
            try:
                derivation = derive_problem(self.problem._replace(optimizer=variant.descent))
            except BackpropError:
                continue  # a rule without a value here is nobody's
            yield variant, Scheme(derivation)

    def _better(self, report: SheetReport, updates: list[MarkedLine], slips: int) -> Variant | None:
        """The rule under which the fewest updates are slips: less than half as many as now."""
        best, fewest = None, slips / 2
        for variant, scheme in self.schemes:
            if any(line.is_good and line.name not in scheme.order for line in updates):
                continue  # what the rule has no line for was worked, and well
            fitting = list(_fitting(report, scheme))
            left = len(fitting) - sum(fitting)
            if any(fitting) and left < fewest:
                best, fewest = variant, left
            if not fewest:
                break
        return best


def _is_update(line: MarkedLine) -> bool:
    return line.judged.step.rule is Rule.UPDATE


def _fitting(report: SheetReport, scheme: Scheme) -> Iterator[bool]:
    """Whether each update on a sheet is what another rule gives, worked from the sheet's own lines."""
    work = OwnWork(scheme)
    for line in report.shown:
        number = line.judged.answer.number
        if number is None or line.name not in scheme.order:
            continue
        if _is_update(line):
            yield any(allows(route, number, work) for route in scheme.routes(line.name))
        work.carry(line.name, number)
