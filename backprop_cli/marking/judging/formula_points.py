"""Where two formulas are compared: the quantities that lead to both, worked at seeded points.

Some points lie near the problem's own numbers, where the same ReLUs are on, and some anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from math import nan
from random import Random
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, Softmax, node_count, references
from backprop_cli.graph.graph import Role
from backprop_cli.graph.walk import reached


class BothValues(NamedTuple):
    """Both values at one point."""

    ours: float
    theirs: float
    """NaN where the student's formula has no value."""
    size: float
    """The scale on which a difference counts."""

    @property
    def gap(self) -> float:
        """The relative difference."""
        return abs(self.ours - self.theirs) / self.size


class Workings:
    """How each line of a derivation is worked: by which formula, and from which lines."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.steps = derivation.by_name
        self.order = derivation.order
        self._uses: dict[str, tuple[str, ...]] = {}

    def needed(self, names: Iterable[str]) -> list[str]:
        """The steps that lead to `names`, in the order worked."""
        found = reached((name for name in names if name in self.steps), self._used)
        return sorted(found, key=self.order.__getitem__)

    def _used(self, name: str) -> tuple[str, ...]:
        """The steps that a step's formula uses."""
        if name not in self._uses:
            used = dict.fromkeys(references(self._formula(name)))
            self._uses[name] = tuple(each for each in used if each in self.steps)
        return self._uses[name]

    def _formula(self, name: str) -> Expr:
        return routes(self.steps[name])[0]

    def circular(self, answer: Expr, step: Step) -> str:
        """A name in the answer that is the quantity itself or worked out from it; else nothing."""
        for name in dict.fromkeys(references(answer)):
            if step.name in self.needed([name]):
                return name
        return ""

    @cached_property
    def targets(self) -> dict[str, float]:
        """The given targets."""
        nodes, values = self.derivation.graph.nodes, self.derivation.values
        return {node.name: values[node.name] for node in nodes if node.role is Role.TARGET}

    def question(self, answer: Expr, target: Expr) -> Question:
        """All that the comparison of `answer` with `target` needs."""
        used = [*references(answer), *references(target)]
        formulas = [(name, self._formula(name)) for name in self.needed(used)]
        fixed = dict(self.derivation.settled)
        if any(isinstance(formula, Softmax) for _, formula in self.derivation.graph.worked):
            fixed |= self.targets  # ŷ − y is right for targets that sum to 1
        names = {*used, *(name for _, formula in formulas for name in references(formula))}
        free = sorted(names - set(self.steps) - set(fixed))
        return Question(answer, target, formulas, fixed, free, self.derivation.values)

    def collapsed(self, formulas: Iterable[tuple[str, Expr]]) -> list[tuple[str, Expr]]:
        """The formulas with ŷ − y where activation and loss leave that, for targets that sum to 1."""
        return [(name, self.steps[name].shortcut or formula) for name, formula in formulas]


class Question(NamedTuple):
    """One comparison: everything is worked from the free quantities."""

    answer: Expr
    target: Expr
    """What it may be equal to."""
    formulas: list[tuple[str, Expr]]
    """What leads to the names of both, in the order worked."""
    fixed: dict[str, float]
    """The optimiser's constants, which students put in as numbers, ∂y/∂y, and under a softmax the targets."""
    free: list[str]
    """The given quantities, sorted."""
    given: Mapping[str, float]

    def given_as(self, numbers: Mapping[str, float]) -> Question:
        """The same comparison with some of the free quantities as the numbers they are."""
        free = [name for name in self.free if name not in numbers]
        return self._replace(fixed={**self.fixed, **numbers}, free=free)

    def with_free(self, names: Collection[str]) -> Question:
        """The same comparison with these quantities free, whatever they were fixed at."""
        fixed = {name: value for name, value in self.fixed.items() if name not in names}
        return self._replace(fixed=fixed, free=sorted({*self.free, *names}))

    @property
    def work(self) -> int:
        """Nodes to evaluate at each point."""
        return (
            node_count(self.answer)
            + node_count(self.target)
            + sum(node_count(formula) for _, formula in self.formulas)
        )

    def pairs(self, points: Iterable[dict[str, float]]) -> Iterator[BothValues]:
        """Both values at each point where the target has one."""
        return (both for _, both in self.worked(points))

    def worked(self, points: Iterable[dict[str, float]]) -> Iterator[tuple[dict[str, float], BothValues]]:
        """All quantities and both values, at each point where the target has one."""
        for point in points:
            values = {**point, **self.fixed}
            try:
                for name, formula in self.formulas:
                    values[name] = evaluate(formula, values)
                ours = evaluate(self.target, values)
            except (FormulaError, ValueError):
                continue
            theirs = value_or_nan(self.answer, values)
            used = (abs(values[name]) for name in references(self.target) if name in values)
            noise = 1e-12 * max(used, default=0.0)
            yield values, BothValues(ours, theirs, max(abs(ours), noise, abs(theirs)) or 1.0)


def value_or_nan(answer: Expr, values: Mapping[str, float]) -> float:
    """The value of a student's formula; NaN where it has none."""
    try:
        return evaluate(answer, values)
    except (FormulaError, ValueError):
        return nan


def near_points(question: Question, count: int, room: float = 0.01) -> Iterator[dict[str, float]]:
    """Points around the problem's own numbers; none in a symbolic problem."""
    random = Random(1)  # noqa: S311 - points to compare at, nothing secret
    if any(name not in question.given for name in question.free):
        return
    for place in range(count):
        nearer = room if place % 2 else room / 10
        yield {name: _moved(question.given[name], nearer, random) for name in question.free}


def _moved(value: float, room: float, random: Random) -> float:
    return value + random.choice((-1, 1)) * random.uniform(0.3, 1) * room * max(abs(value), 0.1)


def far_points(question: Question, count: int) -> Iterator[dict[str, float]]:
    """Points anywhere; half of them positive, for logarithms and roots."""
    random = Random(2)  # noqa: S311 - points to compare at, nothing secret
    for place in range(2 * count):
        low = -2.0 if place % 2 else 0.1
        yield {name: random.uniform(low, 1.5) for name in question.free}
