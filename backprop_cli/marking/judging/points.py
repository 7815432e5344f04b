"""Where formulas are compared: seeded points, and the lines of a derivation worked there.

Some points lie near the problem's own numbers, where the same ReLUs are on, and some anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from random import Random
from typing import NamedTuple

from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, node_count, references

NEAR = 0.01
"""How far the nearer points lie from the problem's numbers, as a part of them."""


class WorkedLine(NamedTuple):
    """A line of a derivation, as it is worked."""

    name: str
    formula: Expr
    names: tuple[str, ...]
    """The quantities in its formula, each once."""
    nodes: int
    """The size of its formula."""

    @staticmethod
    def of(name: str, formula: Expr) -> WorkedLine:
        """The line `name`, worked by `formula`."""
        return WorkedLine(name, formula, tuple(dict.fromkeys(references(formula))), node_count(formula))


class WorkedPoint:
    """One point: a value for everything that is given, and for the lines that were worked there so far."""

    def __init__(self, values: dict[str, float]) -> None:
        self.values = values
        self._worked = set[str]()

    def work(self, lines: Iterable[WorkedLine]) -> None:
        """Give each of `lines`, in the order worked, its value. Raises `FormulaError` where one has none."""
        for line in lines:
            if line.name not in self._worked:
                self.values[line.name] = evaluate(line.formula, self.values)
                self._worked.add(line.name)


class SeededPoints:
    """The points of a comparison: a line that one question works there is worked for the next as well."""

    def __init__(self, free: Sequence[str], fixed: Mapping[str, float], given: Mapping[str, float]) -> None:
        self.free = free
        """The given quantities, sorted."""
        self.fixed = fixed
        """The optimiser's constants, which students put in as numbers, ∂y/∂y; the targets of a softmax."""
        self.given = given
        """The problem's own numbers."""
        self._near: dict[float, _FirstPoints] = {}
        self._far = _FirstPoints(fixed, _anywhere(free))

    def near(self, count: int, room: float = NEAR) -> Iterator[WorkedPoint]:
        """Points around the problem's own numbers; none in a symbolic problem."""
        if room not in self._near:
            self._near[room] = _FirstPoints(self.fixed, _around(self.free, self.given, room))
        return self._near[room].first(count)

    def far(self, count: int) -> Iterator[WorkedPoint]:
        """Points anywhere, twice as many; half of them positive, for logarithms and roots."""
        return self._far.first(2 * count)


class _FirstPoints:
    """Points that are drawn once, as far as they are asked for."""

    def __init__(self, fixed: Mapping[str, float], drawn: Iterator[dict[str, float]]) -> None:
        self._more = (WorkedPoint({**point, **fixed}) for point in drawn)
        self._known: list[WorkedPoint] = []

    def first(self, count: int) -> Iterator[WorkedPoint]:
        for number in range(count):
            if number == len(self._known):
                self._known += islice(self._more, 1)
            yield from self._known[number : number + 1]


def _around(free: Sequence[str], given: Mapping[str, float], room: float) -> Iterator[dict[str, float]]:
    random = Random(1)  # noqa: S311 - points to compare at, nothing secret
    if any(name not in given for name in free):
        return
    for nearer in cycle((room / 10, room)):
        yield {name: _moved(given[name], nearer, random) for name in free}


def _moved(value: float, room: float, random: Random) -> float:
    return value + random.choice((-1, 1)) * random.uniform(0.3, 1) * room * max(abs(value), 0.1)


def _anywhere(free: Sequence[str]) -> Iterator[dict[str, float]]:
    random = Random(2)  # noqa: S311 - points to compare at, nothing secret
    for low in cycle((0.1, -2.0)):
        yield {name: random.uniform(low, 1.5) for name in free}
