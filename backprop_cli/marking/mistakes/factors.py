"""What mistakes of sign, factor and decimal point give."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.expr.constants import constant
from backprop_cli.expr.tree import (
    Expr,
    Mul,
    Neg,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.multiples import unmade
from backprop_cli.marking.mistakes.optimisers import is_first_climb, turned_gradient
from backprop_cli.marking.mistakes.samples import mean_or_sum
from backprop_cli.marking.mistakes.spot import Spot

SHIFTS = Fraction(10), Fraction(100), Fraction(1, 10), Fraction(1, 100)
"""What a decimal point slips by."""


def sign(place: Spot) -> Iterator[Expr]:
    """The negative; of an updated parameter that is not the step's sign, and a step itself goes up then.

    An average of gradients takes one in with the other sign.
    """
    if not is_first_climb(place):
        yield from map(Neg, place.routes)
    yield from turned_gradient(place)


def _scaled(place: Spot, factors: list[Fraction]) -> Iterator[Expr]:
    for factor in factors:
        for route in place.routes[:1]:
            yield Mul((constant(factor), route))


def factor_two(place: Spot) -> Iterator[Expr]:
    """Twice or half of a loss or a derivative."""
    if place.is_derivative or place.is_loss:
        yield from _scaled(place, [Fraction(2), Fraction(1, 2)])


def factor_outputs(place: Spot) -> Iterator[Expr]:
    """Gives m times or 1/m of a loss or a derivative, m the number of outputs; of an output m/2, 2/m."""
    count = sum(node.role is Role.TARGET and node.quantity.sample in {None, 1} for node in place.graph.nodes)
    if count > 2 and (place.is_derivative or place.is_loss):
        yield from _scaled(place, [Fraction(count), Fraction(1, count)])
        if place.is_of_output:
            yield from _scaled(place, [Fraction(count, 2), Fraction(2, count)])


def decimal_point(place: Spot) -> Iterator[Expr]:
    """Ten, a hundred, a tenth, a hundredth, where the formula itself gives no such multiple another way."""
    yield from _scaled(place, unmade(SHIFTS, place))


def nowhere(place: Spot) -> Iterator[Expr]:
    """Has no formula of its own: it is recognised in formulas, or in the digits of a number."""
    return iter(())


ONE_OFF = frozenset({sign, factor_two, factor_outputs, mean_or_sum, decimal_point})
"""What is not a habit of several layers: twice a factor of 2 is a factor of 4, by chance."""
