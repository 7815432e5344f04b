"""Where two formulas are compared: the quantities that lead to both, worked at seeded points.

Some points lie near the problem's own numbers, where the same ReLUs are on, and some anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Derivation, Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS
from backprop_cli.expr.names import derivative
from backprop_cli.expr.tree import Expr, references, size
from backprop_cli.marking.place import routes


class Pair(NamedTuple):
    """Both values at one point."""

    ours: float
    theirs: float
    size: float
    """The scale on which a difference counts."""

    @property
    def gap(self) -> float:
        """The relative difference."""
        return abs(self.ours - self.theirs) / self.size


class World:
    """The quantities of a derivation, with what leads to each."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.steps = {step.name: step for step in derivation.steps}

    def needed(self, names: Iterable[str]) -> list[Step]:
        """The steps that lead to `names`, in the order worked."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in self.steps and name not in found:
                found.add(name)
                waiting += references(routes(self.steps[name])[0])
        return [step for name, step in self.steps.items() if name in found]

    def circular(self, answer: Expr, step: Step) -> str:
        """A name in the answer that is the quantity itself or worked out from it; else nothing."""
        for name in dict.fromkeys(references(answer)):
            if name == step.name or any(each.name == step.name for each in self.needed([name])):
                return name
        return ""

    def question(self, answer: Expr, target: Expr) -> Question:
        """All that the comparison of `answer` with `target` needs."""
        used = [*references(answer), *references(target)]
        formulas = [(each.name, routes(each)[0]) for each in self.needed(used)]
        outputs = self.derivation.graph.outputs
        fixed = {derivative(output, output): 1.0 for output in outputs}
        if RATE in self.derivation.values:
            fixed[RATE] = self.derivation.values[RATE]
        names = {*used, *(name for _, formula in formulas for name in references(formula))}
        free = sorted(names - set(self.steps) - set(fixed) - set(CONSTANTS))
        return Question(answer, target, formulas, fixed, free, self.derivation.values)


class Question(NamedTuple):
    """One comparison: everything is worked from the free quantities."""

    answer: Expr
    target: Expr
    """What it may be equal to."""
    formulas: list[tuple[str, Expr]]
    """What leads to the names of both, in the order worked."""
    fixed: dict[str, float]
    """The learning rate, which students put in as a number, and ∂L/∂L."""
    free: list[str]
    """The given quantities, sorted."""
    given: Mapping[str, float]

    @property
    def work(self) -> int:
        """Nodes to evaluate at each point."""
        return size(self.answer) + size(self.target) + sum(size(formula) for _, formula in self.formulas)

    def pairs(self, points: Iterable[dict[str, float]]) -> Iterator[Pair]:
        """Both values at each point where both have one."""
        for point in points:
            values = {**point, **self.fixed}
            try:
                for name, formula in self.formulas:
                    values[name] = evaluate(formula, values)
                ours, theirs = evaluate(self.target, values), evaluate(self.answer, values)
            except (FormulaError, ValueError):
                continue
            used = (abs(values[name]) for name in references(self.target) if name in values)
            noise = 1e-12 * max(used, default=0.0)
            yield Pair(ours, theirs, max(abs(ours), abs(theirs), noise) or 1.0)


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
