"""Two mistakes that meet in one line; each alone has a row of its own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.expr.constants import constant
from backprop_cli.expr.tree import ONE, Expr, Mul, Neg, references, substitute
from backprop_cli.marking.mistakes.forward import bias_left_out
from backprop_cli.marking.mistakes.slopes import slope_left_out
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.mistakes.update import update_plus
from backprop_cli.marking.mistakes.weights import transposed_throughout


def plus_without_rate(place: Spot) -> Iterator[Expr]:
    """Gives `w + ∂L/∂w`; `w + v` is another optimiser's formula."""
    for formula in update_plus(place):
        changed = substitute(formula, {place.derivation.rate: ONE}.get)
        if changed != formula and {*place.derivation.moved_by(place.step)} <= {*references(formula)}:
            yield changed


def slope_left_out_and_sign(place: Spot) -> Iterator[Expr]:
    """δ := −∂L/∂a, of an output."""
    yield from map(Neg, _without_slope(place))


def slope_left_out_and_two(place: Spot) -> Iterator[Expr]:
    """δ := 2·∂L/∂a or ½·∂L/∂a, of an output."""
    for formula in _without_slope(place):
        yield from (Mul((constant(factor), formula)) for factor in (Fraction(2), Fraction(1, 2)))


def _without_slope(place: Spot) -> Iterator[Expr]:
    if place.is_of_output:
        yield from slope_left_out(place)


def transposed_without_bias(place: Spot) -> Iterator[Expr]:
    """Gives Σ W[j,i]·x[j] for Σ W[i,j]·x[j] + b[i]."""
    for formula in bias_left_out(place):
        if (turned := transposed_throughout(formula, place)) != formula:
            yield turned
