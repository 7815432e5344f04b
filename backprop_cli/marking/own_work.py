"""What a student's own lines lead to: each quantity recomputed from the lines written before it.

A quantity that the student wrote counts as written; one that was left out is worked from what it uses. The
last digit of every written number is uncertain, and that uncertainty is carried on to first order by the
same pull-back that derives the solution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor, log10

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Expr, Num, Prime, Slope, map_children
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.written import Written

FEWEST_DIGITS = 3
"""Nobody is assumed to round lines that are not shown to fewer significant digits."""


class OwnWork(Mapping[str, float]):
    """The values of a student's world, by name; `carried` are the numbers that count as written."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.steps = scheme.steps
        self.carried: dict[str, Written] = {}
        self.coarsest: int | None = None
        """Significant digits of the coarsest number written so far, at least 3."""
        self.tainted: set[str] = set()
        """Written quantities that are off: wrong themselves, or following from a wrong one."""
        self._worked: dict[str, float] = {}
        self._spread: dict[str, float] = {}

    def carry(self, name: str, number: Written, *, off: bool = False) -> None:
        """From now on `name` has the value that the student wrote; `off`: which is not the right one."""
        self.carried[name] = number
        if number.unit and number.value:
            digits = max(number.digits, FEWEST_DIGITS)
            self.coarsest = min(digits, self.coarsest or digits)
        if off:
            self.tainted.add(name)
        self._worked.clear()  # what was worked before may rest on this line
        self._spread.clear()

    # --- values -------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> float:
        if name in self.carried:
            return self.carried[name].value
        if name not in self._worked:
            known = name in self.steps
            self._worked[name] = (
                evaluate(self.scheme.routes(name)[0], self) if known else self.scheme.values[name]
            )
        return self._worked[name]

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
        if name not in self._spread:
            known = name in self.steps
            spread = self.spread_of(self.scheme.routes(name)[0]) if known else 0.0
            self._spread[name] = spread + (self._rounding(self[name]) if known else 0.0)
        return self._spread[name]

    def _hidden(self, name: str, number: Written) -> float:
        """What the last digit hides: nothing of an exact value, half a unit or, where it was cut, more."""
        gap = abs(number.value - self.scheme.values[name])
        if gap <= 1e-12 * abs(number.value):
            return 0.0
        return number.unit if name in self.tainted else min(max(gap, number.unit / 2), number.unit)

    def _rounding(self, value: float) -> float:
        """One unit of the last digit of an unwritten value, if those digits do not hold it exactly."""
        if self.coarsest is None or float(f"{value:.{self.coarsest}g}") == float(f"{value:.12g}"):
            return 0.0
        return 10.0 ** (floor(log10(abs(value))) - self.coarsest + 1)

    def spread_of(self, formula: Expr) -> float:
        """The uncertainty of a formula's value: Σ |∂formula/∂name| · spread(name)."""
        slopes = self.scheme.slopes(formula) or pull_back(self._with_numbers(formula))
        return sum(
            abs(evaluate(slope, self)) * spread
            for name, slope in slopes.items()
            if (spread := self.spread(name))
        )

    def _with_numbers(self, expr: Expr) -> Expr:
        """ReLU′(z) has a value but no derivative: it stands as the number it is."""
        if isinstance(expr, Prime):
            value = evaluate(Slope(expr.call, expr), self)
            return Num(value, repr(value))
        return map_children(expr, self._with_numbers)


def ancestors(name: str, work: OwnWork) -> set[str]:
    """The nearest written lines that lead to a line, through those left out."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(work.scheme.parents(name))
    while waiting:
        parent = waiting.pop()
        if parent in work.carried:
            found.add(parent)
        elif parent not in seen and parent in work.steps:
            seen.add(parent)
            waiting += work.scheme.parents(parent)
    return found


def value_or_none(formula: Expr, work: OwnWork) -> float | None:
    """The value of a formula in the student's world, or None where it has none."""
    try:
        return evaluate(formula, work)
    except FormulaError:
        return None
