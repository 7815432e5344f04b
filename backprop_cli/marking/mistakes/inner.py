"""What is left where a factor of the chain is left out, in problems of formulas."""

from __future__ import annotations

from collections.abc import Container, Iterator

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_product
from backprop_cli.expr.tree import ONE, Expr, Mul, Ref
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.slopes import is_activation, slope_in, with_locals
from backprop_cli.marking.mistakes.spot import Spot


def inner_left_out(place: Spot) -> Iterator[Expr]:
    """Gives dy/dx := dy/dz, without dz/dx; in a network the factors have rows of their own."""
    outputs = place.graph.outputs
    if place.step.rule is Rule.CHAIN and place.graph.by_name[outputs[-1]].role is Role.FORMULA:
        if len(place.step.links) > 1:
            yield from _left_out_of_all(place)
        slopes = {as_shown(slope_in(link)) for link in place.step.links if is_activation(link, place)}
        for route in place.routes:
            for factors, left_out in _factors_left_out(route, slopes):
                kept = as_product((*factors[:left_out], *factors[left_out + 1 :]))
                if not any(_is_without_slope(kept, link, slopes) for link in place.step.links):
                    yield kept


def _is_without_slope(kept: Expr, link: Link, slopes: Container[Expr]) -> bool:
    """Whether what is left of ∂L/∂a · ∂a/∂z is ∂L/∂a, where all of ∂a/∂z is a slope: that has its own row."""
    return as_shown(link.local) in slopes and kept == Ref(link.adjoint or "")


def _factors_left_out(route: Expr, slopes: Container[Expr]) -> Iterator[tuple[tuple[Expr, ...], int]]:
    """Each factor of a product by its place in it; of a product within, σ′ · w, only what has a name."""
    if not isinstance(route, Mul):
        return
    for place, factor in enumerate(route.factors):
        yield route.factors, place
        if isinstance(factor, Mul) and factor not in slopes:
            others = (*route.factors[:place], *route.factors[place + 1 :])
            for within, each in enumerate(factor.factors):
                if isinstance(each, Ref):
                    yield (*others, *factor.factors), len(others) + within


def _left_out_of_all(place: Spot) -> Iterator[Expr]:
    """The same in every share of a sum: the inner derivative behind each slope, or all of ∂z/∂x."""
    behind = {
        link for link in place.step.links if is_activation(link, place) and slope_in(link) != link.local
    }
    yield from with_locals(place, lambda link: as_shown(slope_in(link)) if link in behind else None)
    if any(link in behind or not is_activation(link, place) for link in place.step.links):
        yield from with_locals(place, lambda link: ONE if link.adjoint else None)
