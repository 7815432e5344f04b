"""What slips with a part of the author's own formula give: a term, a number, a power or a function left out.

Here the whole of a neuron may stand in one formula, tanh(w·h + u·x + b), and a slip anywhere inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import applies, as_product, as_sum
from backprop_cli.expr.tree import (
    Add,
    Div,
    Expr,
    Mul,
    Neg,
    Pow,
    Ref,
    children,
    is_constant,
    map_children,
    references,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.formulas import with_formula
from backprop_cli.marking.mistakes.forward import weighted_sum
from backprop_cli.marking.mistakes.penalties import rest_turned
from backprop_cli.marking.mistakes.spot import Spot

PartSlips = Callable[[Expr], Iterator[Expr]]
"""What a part of a formula may become by a slip; nothing where there is none to make."""


def summand_left_out(place: Spot) -> Iterator[Expr]:
    """Gives tanh(w·h) for tanh(w·h + b), and −y/a for −y/a + (1 − y)/(1 − a); first what stands alone."""
    for formula in own_formula(place):
        yield from _one_left_out(formula)
    yield from with_formula(place, _one_left_out_of_logarithms)


def _one_left_out(formula: Expr) -> Iterator[Expr]:
    yield from one_changed(formula, _without_lone)
    yield from one_changed(formula, _without_composed)


def _one_left_out_of_logarithms(formula: Expr) -> Iterator[Expr]:
    """Of a cross entropy the half that is left out is missing in its derivative too."""
    if applies(formula, "ln"):
        yield from _one_left_out(formula)


def summand_turned(place: Spot) -> Iterator[Expr]:
    """Gives tanh(w·h − b) for tanh(w·h + b); c + h for the derivative of (1 − z)·h + z·c by z.

    Of a network's z the sign of one product that has a minus in it; beside a penalty the gradient's.
    """
    yield from rest_turned(place)
    if formula := weighted_sum(place):
        yield from _with_turned(formula, lambda term: _has_minus(term, place.derivation.values))
    for formula in own_formula(place):
        yield from one_changed(formula, _with_turned)
    yield from with_formula(place, lambda formula: one_changed(formula, _without_minus))


def number_not_multiplied(place: Spot) -> Iterator[Expr]:
    """Gives (y − a)² for ½(y − a)², or for (y − a)²/2."""
    for formula in own_formula(place):
        yield from one_changed(formula, _without_constant)


def power_not_taken(place: Spot) -> Iterator[Expr]:
    """Gives y − a for (y − a)²."""
    for formula in own_formula(place):
        yield from one_changed(formula, _without_power)


def own_formula(place: Spot) -> Iterator[Expr]:
    """The formula of a line that works out one of the author's own."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.FORMULA) and place.step.formula:
        yield place.step.formula


def one_changed(expr: Expr, change: PartSlips) -> Iterator[Expr]:
    """The formula with one of its parts changed, in each place in turn."""
    yield from change(expr)
    for place, part in enumerate(children(expr)):
        for other in one_changed(part, change):
            yield _with_part(expr, place, other)


def _with_part(expr: Expr, place: int, other: Expr) -> Expr:
    numbers = iter(range(len(children(expr))))
    return map_children(expr, lambda part: other if next(numbers) == place else part)


def _without_lone(part: Expr) -> Iterator[Expr]:
    yield from _without_term(part, _is_lone)


def _without_composed(part: Expr) -> Iterator[Expr]:
    yield from _without_term(part, lambda term: not _is_lone(term))


def _without_term(part: Expr, chosen: Callable[[Expr], bool]) -> Iterator[Expr]:
    match part:
        case Add(terms):
            for place in filter(lambda place: chosen(terms[place]), reversed(range(len(terms)))):
                yield as_sum((*terms[:place], *terms[place + 1 :]))


def _is_lone(term: Expr) -> bool:
    return isinstance(term.body if isinstance(term, Neg) else term, Ref)


def _with_turned(part: Expr, chosen: Callable[[Expr], bool] = bool) -> Iterator[Expr]:
    match part:
        case Add(terms):
            for place, term in enumerate(terms):
                turned = term.body if isinstance(term, Neg) else Neg(term)
                if chosen(term):
                    yield Add((*terms[:place], turned, *terms[place + 1 :]))


def _has_minus(product: Expr, values: Mapping[str, float]) -> bool:
    """Whether a number that is multiplied is negative."""
    return isinstance(product, Mul) and any(values.get(name, 0) < 0 for name in references(product))


def _without_minus(part: Expr) -> Iterator[Expr]:
    match part:
        case Add(terms):
            for place, term in enumerate(terms):
                if isinstance(term, Neg):
                    yield Add((*terms[:place], term.body, *terms[place + 1 :]))


def _without_constant(part: Expr) -> Iterator[Expr]:
    match part:
        case Mul(factors) if not is_constant(part):
            for place, factor in enumerate(factors):
                if is_constant(factor):
                    yield as_product((*factors[:place], *factors[place + 1 :]))
        case Div(top, bottom) if is_constant(bottom) and not is_constant(top):
            yield top


def _without_power(part: Expr) -> Iterator[Expr]:
    match part:
        case Pow(base, exponent) if is_constant(exponent) and not is_constant(base):
            yield base
