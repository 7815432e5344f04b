"""What a student's own lines lead to: each quantity recomputed from the lines written before it.

A quantity that the student wrote counts as written; one that was left out is worked from what it uses. A 0
that would make everything after it 0 counts as the true value, whether it was written or comes out. The last
digit of every written number is uncertain, and that uncertainty is carried on to first order by the
same pull-back that derives the solution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy

from backprop_cli.derivation.step import Rule
from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Add, Expr, Num, Prime, Ref, Slope, Softmax, map_children
from backprop_cli.graph.walk import reached
from backprop_cli.marking.rounding import Rounding
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.written import Written, is_bare_zero


class OwnWork(Mapping[str, float]):
    """The values of a student's world, by name; `carried` are the numbers that count as written."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.steps = scheme.steps
        self.carried: dict[str, Written] = {}
        self.disregarded: dict[str, Written] = {}
        """Written numbers that the true value stands for."""
        self.supposed: Mapping[str, Expr] = {}
        """What was worked in lines that are not written, where it is supposed not to be the right thing."""
        self.rounding = Rounding()
        """How lines that are not written may have been rounded."""
        self.tainted: set[str] = set()
        """Written quantities that are off: wrong themselves, or following from a wrong one."""
        self.literal = False
        """Whether a 0 stays a 0 where the truth is none."""
        self._worked: dict[str, float] = {}
        self._spread: dict[str, float] = {}
        self._open: set[str] = set()
        """Lines that are being worked out: what is supposed of two lines may lead in a circle."""

    def carry(self, name: str, number: Written, *, off: bool = False) -> None:
        """From now on `name` has the value that the student wrote; `off`: which is not the right one."""
        self.carried[name] = number
        if off:
            self.tainted.add(name)
        self._forget(name)

    def disregard(self, name: str, number: Written) -> None:
        """From now on `name` has its true value, whatever is written."""
        self.disregarded[name] = number
        self._forget(name)

    def stands(self, name: str) -> bool:
        """Whether a line is written, so that nothing before it leads through it."""
        return name in self.carried or name in self.disregarded

    def is_led_astray(self, name: str) -> bool:
        """Whether a line rests on a slip: in a written line, or supposed in one that is not."""

        def onward(parent: str) -> tuple[str, ...]:
            is_open = parent in self.steps and not self.stands(parent)
            return self.scheme.parents(parent) if is_open else ()

        leading = reached(self.scheme.parents(name), onward)
        return any(parent in self.tainted or parent in self.supposed for parent in leading)

    def _forget(self, name: str) -> None:
        """What was worked before may rest on the line that came now."""
        if self.steps[name].rule is Rule.FORWARD:
            self._worked.clear()  # nearly everything does
            self._spread.clear()
            return
        for each in (name, *self.scheme.descendants(name)):
            self._worked.pop(each, None)
            self._spread.pop(each, None)

    # --- other worlds -------------------------------------------------------------------------------

    def supposing(self, formulas: Mapping[str, Expr]) -> OwnWork:
        """The same written lines, with other formulas behind some unwritten ones; serves one line."""
        other = copy(self)
        other.supposed = {**self.supposed, **formulas}
        touched = set(formulas).union(*map(self.scheme.descendants, formulas))
        other._worked = {name: value for name, value in self._worked.items() if name not in touched}
        other._spread = {}
        return other

    def with_line(self, name: str, number: Written) -> OwnWork:
        """The same written lines and one more."""
        other = copy(self)
        other.carried = {**self.carried, name: number}
        other._worked, other._spread = {}, {}
        return other

    def without_slips(self) -> OwnWork:
        """The written lines that are right; serves one line."""
        other = copy(self)
        other.carried = {name: number for name, number in self.carried.items() if name not in self.tainted}
        other.tainted = set()
        other._worked, other._spread = {}, {}
        return other

    def literally(self) -> OwnWork:
        """The same written lines, with every 0 as it was written; serves one line."""
        other = copy(self)
        other.carried, other.disregarded = {**self.carried, **self.disregarded}, {}
        other.literal = True
        other._worked, other._spread = {}, {}
        return other

    # --- values -------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> float:
        if name in self.carried:
            return self.carried[name].value
        if name in self.disregarded or name not in self.steps:
            return self.scheme.values[name]
        if name not in self._worked:
            self._worked[name] = self._once(name, self._worked_out)
        return self._worked[name]

    def _once(self, name: str, work_out: Callable[[str], float]) -> float:
        """Raises `FormulaError` where a line would be worked out from itself."""
        if name in self._open:
            raise FormulaError(f"{cited(name)} is worked out from itself")
        self._open.add(name)
        try:
            return work_out(name)
        finally:
            self._open.discard(name)

    def _worked_out(self, name: str) -> float:
        """The value of a line that is not written; a 0 that should be none counts as the true value."""
        formula, true = self._formula(name), self.scheme.values.get(name)
        if self.literal or not true:
            return evaluate(formula, self)
        return value_or_none(formula, self) or true

    def _formula(self, name: str) -> Expr:
        return self.supposed.get(name) or self.scheme.routes(name)[0]

    def __contains__(self, name: object) -> bool:
        return name in self.scheme.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.scheme.values)

    def __len__(self) -> int:
        return len(self.scheme.values)

    # --- uncertainty --------------------------------------------------------------------------------

    def spread(self, name: str) -> float:
        """How far the student's own value of `name` may be from what stands there, by rounding.

        A number that is exact leaves no room; a line left out is rounded as coarsely as those written.
        """
        if name in self.carried:
            return self._hidden(name, self.carried[name])
        if name in self.disregarded:
            unit = self.disregarded[name].unit
            return unit if unit < 1 else 0.0  # a bare 0 or 1 hides nothing that was rounded
        if name not in self._spread:
            self._spread[name] = self._once(name, self._spread_out) if name in self.steps else 0.0
        return self._spread[name]

    def _spread_out(self, name: str) -> float:
        spread = self.spread_of(self._formula(name))
        self._open.discard(name)  # its value is another question
        return spread + self.rounding.room(self[name])

    def _hidden(self, name: str, number: Written) -> float:
        """What the last digit hides: nothing of an exact value, half a unit or, where it was cut, more."""
        gap = abs(number.value - self.scheme.values[name])
        if gap <= 1e-12 * abs(number.value):
            return 0.0
        if is_bare_zero(number):
            return gap
        return number.unit if name in self.tainted else min(max(gap, number.unit / 2), number.unit)

    def spread_of(self, formula: Expr) -> float:
        """The uncertainty of a formula's value: Σ |∂formula/∂name| · spread(name)."""
        slopes = self.scheme.slopes(formula) or pull_back(self._with_numbers(formula))
        return sum(
            abs(evaluate(slope, self)) * spread
            for name, slope in slopes.items()
            if (spread := self.spread(name))
        )

    def rounding_within(self, formula: Expr) -> float:
        """What rounding the terms of a sum, one by one, may come to: half a unit of each."""
        match formula:
            case Add(terms):
                worked = [term for term in terms if not isinstance(term, (Ref, Num))]
            case Softmax():
                worked = [formula]  # its exponentials are rounded, and then their sum
            case _:
                worked = []
        return sum(self.rounding.room(evaluate(term, self)) / 2 for term in worked)

    def _with_numbers(self, expr: Expr) -> Expr:
        """ReLU′(z) has a value but no derivative: it stands as the number it is."""
        if isinstance(expr, Prime):
            value = evaluate(Slope(expr.call, expr), self)
            return Num(value, repr(value))
        return map_children(expr, self._with_numbers)


def value_or_none(formula: Expr, work: OwnWork) -> float | None:
    """The value of a formula in the student's world, or None where it has none."""
    try:
        return evaluate(formula, work)
    except (FormulaError, KeyError):  # it is undefined, or the problem leaves a quantity open
        return None
