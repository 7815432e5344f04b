"""The numerical gradient beside the analytic one: (L(w + ε) − L(w − ε))/2ε for every parameter.

One ε serves a whole sheet, as in a course: 10⁻⁴ for numbers of size 1, smaller where that is too coarse.
Source: A. Karpathy, CS231n: Convolutional Neural Networks for Visual Recognition, "Gradient checks".
"""

from collections.abc import Collection
from math import floor, log10
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.expr.precise import many_digits
from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Network, Problem
from backprop_cli.proof.differences import Slopes, Varied, varied
from backprop_cli.proof.given_values import moves_given
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

FIRST_POWER, LAST_POWER = -4, -7
"""The powers of ten that are tried for ε, for numbers of size 1: what courses use."""
SETTLED = 1e-5
"""How far the slopes with ε and with a tenth of it may be apart, relative to their size."""
ROUNDING = 1e-13
"""A relative difference that is only the floats' own rounding."""
LEFT = 1e-7
"""What a step may leave of a slope that is 0, relative to the output's size (at least 1)."""


class Compared(NamedTuple):
    """One gradient by both routes; dimensionless."""

    gradient: str
    below: float | None
    """The output at w − ε; None where it has no value there, or beyond."""
    above: float | None
    """The output at w + ε."""
    numeric: float | None
    """(above − below)/2ε, before either is rounded."""
    analytic: float | None
    """By the chain rule; None where a float has no room."""
    crosses_kink: bool
    """Whether a slope jumps between w − ε and w + ε: then the difference says nothing."""

    @property
    def relative_difference(self) -> float | None:
        """|a − n|/max(|a|, |n|), and 0 where both are 0; None where it would say nothing.

        That is at a kink, without values, and where a is 0: a difference of size ε² is all that is left.
        """
        if self.crosses_kink or self.numeric is None or self.analytic is None:
            return None
        if self.analytic == 0:
            return 0.0 if self.numeric == 0 else None
        difference = abs(self.analytic - self.numeric) / max(abs(self.analytic), abs(self.numeric))
        return difference if difference > ROUNDING else 0.0


class GradientCheck(NamedTuple):
    """Every gradient asked for, by both routes, with one ε."""

    epsilon: Num
    rows: tuple[Compared, ...]
    moves: bool = False
    """Whether given activations move with the parameters before them."""
    left_out: tuple[str, ...] = ()
    """Gradients asked for by what lies before given activations that do not move."""


def gradient_check(problem: Problem, derivation: Derivation, wanted: Collection[str]) -> GradientCheck:
    """The comparison of the gradients in `wanted`; other names in it are passed over.

    Raises `UsageError` in a symbolic problem.
    """
    if not derivation.values:
        raise UsageError(
            "a gradient check needs numbers, and this problem has none", "give it a point with `at:`"
        )
    with many_digits():
        places = [each for each in varied(problem, derivation) if each.gradient in wanted]
        epsilon = _epsilon(places)
        rows = tuple(_compared(each, epsilon, derivation) for each in places)
    left_out = _left_out(derivation, {each.gradient for each in places}, wanted)
    moves = isinstance(problem, Network) and moves_given(problem)
    return GradientCheck(Num(epsilon, f"{epsilon:g}"), rows, moves, left_out)


def _left_out(derivation: Derivation, found: Collection[str], wanted: Collection[str]) -> tuple[str, ...]:
    """What is asked for and not compared, where activations are given."""
    graph = derivation.graph
    if not graph.rests_on_given:
        return ()
    by = (graph.by_name[name].quantity for name in (*graph.wrt, *graph.ends))
    names = (text(Gradient(graph.by_name[graph.outputs[0]].quantity, each)) for each in by)
    return tuple(name for name in names if name in wanted and name not in found)


def _compared(place: Varied, epsilon: float, derivation: Derivation) -> Compared:
    found = _finest(place).around(epsilon, (-1, 1))
    below, above = found or (None, None)
    return Compared(
        place.gradient,
        None if below is None else float(below),
        None if above is None else float(above),
        None if found is None else float((found[1] - found[0]) / (2 * epsilon)),
        derivation.values.get(place.gradient),
        place.crosses_kink(epsilon),
    )


def _finest(place: Varied) -> Slopes:
    """With many digits where that is quick: then no digit is lost in the difference."""
    return place.finer() or place.slopes


def _epsilon(places: list[Varied]) -> float:
    """The largest power of ten that gives the slopes which a tenth of it gives, at every place."""
    largest = max((abs(float(each.slopes.numbers[each.slopes.place])) for each in places), default=1.0)
    size = floor(log10(max(1.0, largest)))
    first, *others = (10.0 ** (power + size) for power in range(FIRST_POWER, LAST_POWER - size - 1, -1))
    return next((each for each in (first, *others) if all(_settles(place, each) for place in places)), first)


def _settles(place: Varied, epsilon: float) -> bool:
    if place.crosses_kink(epsilon):
        return True  # no ε makes it right
    slopes = _finest(place)
    coarse, fine = slopes.around(epsilon, (-1, 1)), slopes.around(epsilon / 10, (-1, 1))
    if coarse is None or fine is None:
        return False
    one, other = (coarse[1] - coarse[0]) / (2 * epsilon), (fine[1] - fine[0]) / (epsilon / 5)
    size = max(abs(one), abs(other))
    return bool(abs(one - other) <= SETTLED * size + LEFT * max(1, abs(coarse[0])))
