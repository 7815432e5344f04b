"""What a student's own lines lead to: each quantity recomputed from the lines written before it.

A quantity that the student wrote counts as written; one that was left out is worked from what it uses. The
last digit of every written number is uncertain, and that uncertainty is carried on to first order by the
same pull-back that derives the solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.check.written import Written
from backprop_cli.derivation.step import Derivation, Form, Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Expr, Num, Prime, Slope, map_children, references


class OwnWork(Mapping[str, float]):
    """The values of a student's world, by name; `carried` are the numbers that count as written."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.steps = {step.name: step for step in derivation.steps}
        self.carried: dict[str, Written] = {}
        self._worked: dict[str, float] = {}
        self._spread: dict[str, float] = {}

    def carry(self, name: str, number: Written) -> None:
        """From now on `name` has the value that the student wrote."""
        self.carried[name] = number
        self._worked.clear()  # what was worked before may rest on this line
        self._spread.clear()

    # --- values -------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> float:
        if name in self.carried:
            return self.carried[name].value
        if name not in self._worked:
            step = self.steps.get(name)
            self._worked[name] = (
                self.derivation.values[name] if step is None else evaluate(routes(step)[0], self)
            )
        return self._worked[name]

    def __contains__(self, name: object) -> bool:
        return name in self.derivation.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.derivation.values)

    def __len__(self) -> int:
        return len(self.derivation.values)

    # --- uncertainty --------------------------------------------------------------------------------

    def spread(self, name: str) -> float:
        """How far `name` may be off because its writers round: one unit of the last digit written."""
        if name in self.carried:
            return self.carried[name].unit
        if name not in self._spread:
            step = self.steps.get(name)
            self._spread[name] = 0.0 if step is None else self.spread_of(routes(step)[0])
        return self._spread[name]

    def spread_of(self, formula: Expr) -> float:
        """The uncertainty of a formula's value: Σ |∂formula/∂name| · spread(name)."""
        return sum(
            abs(evaluate(slope, self)) * self.spread(name)
            for name, slope in pull_back(self._with_numbers(formula)).items()
            if self.spread(name)
        )

    def _with_numbers(self, expr: Expr) -> Expr:
        """ReLU′(z) has a value but no derivative: it stands as the number it is."""
        if isinstance(expr, Prime):
            value = evaluate(Slope(expr.call, expr), self)
            return Num(value, repr(value))
        return map_children(expr, self._with_numbers)


def routes(step: Step) -> list[Expr]:
    """The ways to a quantity: the symbolic sides of its step, the finest first.

    A slope is as the page writes it: a(1 − a) takes the student's own a.
    """
    sides = [side.expr for side in step.sides if side.form is not Form.NUMBERS]
    return list(dict.fromkeys(map(as_shown, sides)))


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def ancestors(step: Step, work: OwnWork) -> set[str]:
    """The nearest written lines that lead to a step, through those left out."""
    found: set[str] = set()
    waiting = [name for route in routes(step) for name in references(route)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in work.carried:
            found.add(name)
        elif name in work.steps:
            waiting += [each for route in routes(work.steps[name]) for each in references(route)]
    return found


def value_or_none(formula: Expr, work: OwnWork) -> float | None:
    """The value of a formula in the student's world, or None where it has none."""
    try:
        return evaluate(formula, work)
    except FormulaError:
        return None
