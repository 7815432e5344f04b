"""The witness of the numbers: every gradient beside central differences.

They come from a forward pass of their own in numpy, vectorised over the samples.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.kinks import gaps
from backprop_cli.errors import FormulaError, WitnessError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.precise import many_digits
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.walk import reached
from backprop_cli.problem.model import Problem
from backprop_cli.proof.differences import Slopes, varied
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

TOLERANCE = 1e-6
"""Largest difference that counts as agreement, relative to the gradient's size."""
NOISE = 1e-9
"""What a difference of two losses cannot show, relative to the loss's size (at least 1)."""
NOISE_AT_KINK = 1e-6
"""The same where the curvature jumps within the difference step."""
NEAR = 1e-6
"""A quantity so near to a kink of its function is taken to stand at it."""


def prove_gradients(problem: Problem, derivation: Derivation) -> tuple[int, tuple[str, ...]]:
    """Compares every gradient with central differences; returns their number and those at a kink."""
    count, at_kink = 0, []
    kinks = _kinks(derivation)
    near_kink = bool(kinks)
    noise = NOISE_AT_KINK if near_kink else NOISE
    noise *= max(1.0, *(abs(derivation.values.get(result, 0)) for result in derivation.results))
    with many_digits():
        for name, slopes, finer, _ in varied(problem, derivation):
            if name not in derivation.values:
                continue  # too large for a number
            count += 1
            ours = Claim(derivation.values[name], noise)
            told = ours.beside(slopes, near_kink=near_kink)
            if told is Testimony.OTHERWISE and (again := finer()) is not None:
                slopes, told = again, ours.beside(again, near_kink=near_kink)
            if told is Testimony.OTHERWISE and _leads_through_several(name, kinks, derivation):
                told = Testimony.NOTHING
            if told is Testimony.NOTHING or (
                told is Testimony.OTHERWISE and slopes.are_coarser_than(ours.value)
            ):
                at_kink.append(name)
            elif told is Testimony.OTHERWISE:
                theirs = next(slopes.central(), None)
                raise WitnessError(f"{name}: ours {ours.value!r}, by central differences {theirs!r}")
    return count, tuple(at_kink)


class Testimony(Enum):
    """What differences say of a gradient."""

    AGREE = "they agree"
    NOTHING = "they say nothing: it is at a kink, or the output has no value beside it"
    OTHERWISE = "they disagree"


Sides = tuple[float | None, float | None]
"""Slopes from the left and from the right; None where the output has no value on that side."""


class Claim(NamedTuple):
    """A gradient of ours, beside which differences are held."""

    value: float
    noise: float
    """What a difference cannot show."""

    def equals(self, theirs: float | None) -> bool:
        """Whether a slope is the gradient; where there is none, nothing speaks against it."""
        return theirs is None or abs(self.value - theirs) <= TOLERANCE * abs(self.value) + self.noise

    def beside(self, slopes: Slopes, *, near_kink: bool) -> Testimony:
        """What the differences say, first of both sides together, then of each side."""
        agree = any(map(self.equals, slopes.central()))
        if agree and not near_kink:
            return Testimony.AGREE
        sides = list(slopes.sides())
        if any(map(self.is_both, sides)):
            return Testimony.AGREE
        nothing = all(each == (None, None) for each in sides)
        if nothing or any(self.is_between(each, near_kink=near_kink) for each in sides) or _jumps(sides):
            return Testimony.NOTHING
        return Testimony.AGREE if agree else Testimony.OTHERWISE

    def is_both(self, sides: Sides) -> bool:
        """Whether both sides have this slope, or the only side that there is."""
        return sides != (None, None) and all(map(self.equals, sides))

    def is_between(self, sides: Sides, *, near_kink: bool) -> bool:
        """Whether the slopes on the two sides differ, and ours is one of them or between.

        Where no function stands at its kink, small slopes differ by chance.
        """
        left, right = sides
        if left is None or right is None:
            return False
        slack = 1e-3 * (abs(left) + abs(right)) + (self.noise if near_kink else 1e-3)
        between = min(left, right) - slack <= self.value <= max(left, right) + slack
        return abs(left - right) > slack and between


def _jumps(sides: list[Sides]) -> bool:
    """Whether the output itself jumps here: the smaller the step, the steeper a side."""
    for first, *_, last in zip(*sides, strict=True) if len(sides) > 1 else ():
        if first is not None and last is not None and abs(last) > 1e3 * (1 + abs(first)):
            return True
    return False


def _kinks(derivation: Derivation) -> dict[str, int]:
    """In which quantities a function stands where its slope jumps, and how often in each.

    Both sides' slopes are compared then.
    """
    found = {
        node.name: sum(_is_near(gap, derivation.values) for gap in gaps(formula))
        for node, formula in derivation.graph.to_work
    }
    return {name: count for name, count in found.items() if count}


def _leads_through_several(name: str, kinks: Mapping[str, int], derivation: Derivation) -> bool:
    """Whether what a gradient is by moves more than one function at its kink.

    Then what we take for the slope at a kink may lie on neither side, nor between them: ReLU(x) − ReLU(−x)
    is x, but 0 by the slopes at 0.
    """
    gradient, graph = derivation.quantities[name], derivation.graph
    start = text(gradient.by) if isinstance(gradient, Gradient) else name
    leads_to = reached([start], lambda each: graph.users.get(each, ()))
    return sum(kinks.get(each, 0) for each in leads_to) > 1


def _is_near(gap: Expr, values: Mapping[str, float]) -> bool:
    try:
        return abs(evaluate(gap, values)) <= NEAR
    except FormulaError:
        return False  # a difference of numbers beyond a float
