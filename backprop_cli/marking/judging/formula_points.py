"""Two formulas at the same points: the quantities that lead to both, worked there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from math import nan
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, Softmax, node_count, references
from backprop_cli.graph.graph import Role
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.points import SeededPoints, WorkedLine, WorkedPoint

MOST_POINTS, FEW_POINTS = 6, 3
MOST_WORK = 60_000
"""Nodes evaluated for one answer; a formula that needs more is left undecided."""
MOST_POINTS_KEPT = 4
"""For the questions to come: the formulas of neighbouring lines come of the same given quantities."""


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
        self._own: Mapping[str, WorkedLine] = {}
        self._lines: dict[str, WorkedLine] = {}
        self._points: dict[tuple[str, ...], SeededPoints] = {}
        """The last few that were asked for, the latest last."""

    def with_lines(self, own: Mapping[str, WorkedLine]) -> Workings:
        """The same, with a student's own formulas for some lines, worked from what comes before them."""
        other = copy(self)
        other._own, other._points = own, {}
        return other

    def needed(self, names: Iterable[str]) -> list[str]:
        """The steps that lead to `names`, in the order worked."""
        found = reached((name for name in names if name in self.steps), self._used)
        return sorted(found, key=self.order.__getitem__)

    def _used(self, name: str) -> Iterator[str]:
        """The steps that a step's formula uses."""
        return (each for each in self._line(name).names if each in self.steps)

    def _line(self, name: str) -> WorkedLine:
        if name in self._own:
            return self._own[name]
        if name not in self._lines:
            self._lines[name] = WorkedLine.of(name, routes(self.steps[name])[0])
        return self._lines[name]

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
        lines = [self._line(name) for name in self.needed(used)]
        names = {*used, *(name for line in lines for name in line.names)}
        free = sorted(names - self.steps.keys() - self._fixed.keys())
        return Question(answer, target, lines, self._points_from(tuple(free)))

    @cached_property
    def _fixed(self) -> dict[str, float]:
        """What has the same value at every point."""
        fixed = dict(self.derivation.settled)
        if any(isinstance(formula, Softmax) for _, formula in self.derivation.graph.worked):
            fixed |= self.targets  # ŷ − y is right for targets that sum to 1
        return fixed

    def _points_from(self, free: tuple[str, ...]) -> SeededPoints:
        found = self._points.pop(free, None) or SeededPoints(free, self._fixed, self.derivation.values)
        self._points[free] = found
        if len(self._points) > MOST_POINTS_KEPT:
            del self._points[next(iter(self._points))]
        return found

    def collapsed(self, question: Question) -> Question:
        """The question with ŷ − y where activation and loss leave that, for targets that sum to 1."""
        lines = [
            line
            if line.name in self._own
            else WorkedLine.of(line.name, self.steps[line.name].shortcut or line.formula)
            for line in question.lines
        ]
        return question.worked_from(question.points.free, question.points.fixed)._replace(lines=lines)


class Question(NamedTuple):
    """One comparison: everything is worked from the free quantities."""

    answer: Expr
    target: Expr
    """What it may be equal to."""
    lines: Sequence[WorkedLine]
    """What leads to the names of both, in the order worked."""
    points: SeededPoints

    def worked_from(self, free: Sequence[str], fixed: Mapping[str, float]) -> Question:
        """The same comparison at points where other quantities are free, or have other values."""
        return self._replace(points=SeededPoints(free, fixed, self.points.given))

    def given_as(self, numbers: Mapping[str, float]) -> Question:
        """The same comparison with some of the free quantities as the numbers they are."""
        free = [name for name in self.points.free if name not in numbers]
        return self.worked_from(free, {**self.points.fixed, **numbers})

    def with_free(self, names: Collection[str]) -> Question:
        """The same comparison with these quantities free, whatever they were fixed at."""
        fixed = {name: value for name, value in self.points.fixed.items() if name not in names}
        return self.worked_from(sorted({*self.points.free, *names}), fixed)

    @property
    def work(self) -> int:
        """Nodes to evaluate at each point."""
        return node_count(self.answer) + node_count(self.target) + sum(line.nodes for line in self.lines)

    @property
    def most_points(self) -> int:
        """How many points there is work left for."""
        return max(2, min(MOST_POINTS, MOST_WORK // self.work))

    def few_pairs(self) -> list[BothValues]:
        """Both values at a few points near the problem's numbers; anywhere in a symbolic one, without any."""
        near = list(self.points.near(FEW_POINTS))
        return list(self.pairs(near or self.points.far(FEW_POINTS)))

    def pairs(self, points: Iterable[WorkedPoint]) -> Iterator[BothValues]:
        """Both values at each point where the target has one."""
        return (both for _, both in self.worked(points))

    def worked(self, points: Iterable[WorkedPoint]) -> Iterator[tuple[Mapping[str, float], BothValues]]:
        """All quantities and both values, at each point where the target has one."""
        for point in points:
            values = point.values
            try:
                point.work(self.lines)
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
