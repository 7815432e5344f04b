"""The formulas that stand on a sheet so far: a later one may be worked from them, and follow.

Where formulas are compared, the student's own ones stand for the lines of the page, with their values at the
same points. One that is 0 where the truth is none would make everything after it 0, and right: it counts as
left out.
"""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr, Mul, Neg, Ref, is_constant, references
from backprop_cli.marking.judging.compared_values import DIFFERENT, FormulaVerdict, Outcome
from backprop_cli.marking.judging.formula_answers import same_by_ways
from backprop_cli.marking.judging.formula_points import FEW_POINTS, MOST_WORK, BothValues, Workings
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.points import WorkedLine
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.sheets.formula import decimals_in


class Likeness(NamedTuple):
    """How a formula compares with a line."""

    found: FormulaVerdict
    workings: Workings
    """What the lines before it were worked by."""
    off: frozenset[str] = frozenset()
    """Those of them that are off, where they are worked by the student's own formulas."""


class OwnFormulas:
    """The formulas of one sheet."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.off = set[str]()
        """The lines whose formulas are not the right ones: wrong themselves, or following."""
        self.nothing = set[str]()
        """Those whose formulas are 0 wherever they are worked, and should not."""
        self._lines: dict[str, WorkedLine] = {}
        self._still = set[str]()
        """Those that have one value wherever they are worked, by no known mistake, and should not."""

    def stands(self, judged: Judged, formula: Expr) -> bool:
        """From now on a formula stands for its line; not one that is off, and 0 where the truth is none.

        Where it cannot be worked at other points, later lines are worked from what the page has.
        """
        step, name = judged.step, judged.answer.name
        if judged.verdict not in {*SLIPS, Verdict.FOLLOWS}:
            if next(decimals_in(formula), None) is None:  # with numbers put in it is right here only
                self._lines[name] = WorkedLine.of(name, formula)
            return True
        pairs = self._at_points(step, formula)
        if _is_nothing(pairs):
            self.nothing.add(name)
            return False
        if len(pairs) > 1 and name not in references(formula):
            self._lines[name] = WorkedLine.of(name, formula)
            self.off.add(name)
        if judged.verdict is Verdict.WRONG and _is_still(pairs):
            self._still.add(name)
        return True

    def is_0_here_only(self, step: Step, formula: Expr) -> bool:
        """Whether a formula that is 0 with the numbers of the problem is not with others: it was worked."""
        return any(each.theirs for each in self._at_points(step, formula))

    def _at_points(self, step: Step, formula: Expr) -> list[BothValues]:
        question = self.scheme.workings.question(formula, routes(step)[0])
        return [] if question.work * FEW_POINTS > MOST_WORK else question.few_pairs()

    def compared(self, answer: Expr, step: Step, without: AbstractSet[str]) -> Likeness | None:
        """How a formula compares with its line as it is worked from those that stand, `without` some.

        None where none of them that is off leads to it.
        """
        if self.off <= without:
            return None
        lines = self._lines
        if without:
            lines = {name: line for name, line in lines.items() if name not in without}
        ways = self.scheme.routes(step.name)
        workings = self.scheme.workings.with_lines(lines)
        before = {way: self.off.intersection(workings.needed(references(way))) - without for way in ways}
        ways = [way for way, off in before.items() if off]
        if not ways:
            return None
        found = same_by_ways(answer, ways, step.value, workings)
        if isinstance(answer, Ref) and not any(answer in (way, *_factors(way)) for way in ways):
            found = FormulaVerdict(Outcome.WRONG)  # that wrong lines are all alike tells of no work
        leading = frozenset[str]().union(*before.values())
        if leading & self._still and (is_idle(answer, step) or _is_still(self._at_points(step, answer))):
            found = FormulaVerdict(Outcome.WRONG)
        return Likeness(found, workings, leading)


def is_idle(answer: Expr, step: Step) -> bool:
    """Whether a formula is a number, or only a name of the line's own rule: a₁ for 1·a₁."""
    bare = answer.body if isinstance(answer, Neg) else answer
    is_of_rule = any(bare in _factors(way) for way in routes(step))
    return is_constant(bare) or (is_of_rule and isinstance(bare, Ref))


def _factors(way: Expr) -> tuple[Expr, ...]:
    return way.factors if isinstance(way, Mul) else ()


def _is_nothing(pairs: list[BothValues]) -> bool:
    """Whether a formula is 0 at all points, and the truth is not."""
    return any(each.ours for each in pairs) and all(
        abs(each.theirs) <= DIFFERENT * abs(each.ours) for each in pairs
    )


def _is_still(pairs: list[BothValues]) -> bool:
    """Whether a formula has one value at all points, and the truth has not."""
    theirs, ours = [each.theirs for each in pairs], [each.ours for each in pairs]
    return len(pairs) > 1 and _is_one(theirs) and not _is_one(ours)


def _is_one(values: list[float]) -> bool:
    return max(values) - min(values) <= DIFFERENT * max(map(abs, values))
