"""What mistakes with the product rule give: z·σ(z) and z·Φ(z) hold two factors that vary with z."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.expr.parts import as_product, as_sum, terms_of
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import ONE, Call, Div, Expr, Mul, Pow, integer, references, substitute
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.formulas import with_local
from backprop_cli.marking.mistakes.forward import applied_to
from backprop_cli.marking.mistakes.slopes import is_activation, slope_in, with_any_slope
from backprop_cli.marking.mistakes.spot import Spot

MOST_PARTS = 4
"""Ways to work a part of the rule: each half, in the activation's value or in z alone."""

Wrong = Callable[[Expr, Expr, str], Iterator[Expr]]
"""Of two factors and the name that both vary with: what is worked for the derivative of their product."""


def product_half(place: Spot) -> Iterator[Expr]:
    """Gives u′·v, or u·v′, for u′·v + u·v′."""
    yield from _worked(place, _halves)


def factors_differentiated(place: Spot) -> Iterator[Expr]:
    """Gives u′·v′ for u′·v + u·v′; of a quotient u′/v′."""
    yield from _worked(place, _both)


def _halves(u: Expr, v: Expr, name: str) -> Iterator[Expr]:
    yield Mul((_by(u, name), v))
    yield Mul((u, _by(v, name)))


def _both(u: Expr, v: Expr, name: str) -> Iterator[Expr]:
    match v:
        case Pow(divisor, power) if power == integer(-1):
            yield Div(_by(u, name), _by(divisor, name))
        case _:
            yield Mul((_by(u, name), _by(v, name)))


def _worked(place: Spot, wrong: Wrong) -> Iterator[Expr]:
    """The line with the derivative of a product worked so: of an activation, or of the author's formula."""
    for number in range(MOST_PARTS):

        def of_activation(link: Link, number: int = number) -> Expr | None:
            return next(islice(_slopes(link, place, wrong), number, None), None)

        yield from with_any_slope(place, of_activation)

    def of_formula(link: Link, name: str) -> Iterator[Expr]:
        if link.user.formula is not None and not is_activation(link, place):
            yield from _derivatives(link.user.formula, name, wrong)

    yield from with_local(place, of_formula)


def _slopes(link: Link, place: Spot, wrong: Wrong) -> Iterator[Expr]:
    """An activation's slope worked so; a half first as the page has it, which is in the value a too."""
    match formula := place.graph.formulas[link.user.name]:
        case Call(function, (inner,)) if rule := definition(function):
            found = [substitute(each, {"z": inner}.get) for each in _derivatives(rule, "z", wrong)]
        case _ if link.user.role is Role.ACTIVATION and (z := applied_to(formula)):
            found = list(_derivatives(formula, z.name, wrong))
        case _:
            return
    shown = as_shown(slope_in(link))
    if found and wrong is _halves and len(terms_of(shown)) == len(found):
        yield from terms_of(shown)
    yield from found


def _derivatives(formula: Expr, name: str, wrong: Wrong) -> Iterator[Expr]:
    """The derivative of a sum in which one product is differentiated so."""
    terms = [term for term in terms_of(formula) if name in references(term)]
    for place, term in enumerate(terms):
        if factors := _varying(term, name):
            constant, u, v = factors
            others = [_by(each, name) for each in (*terms[:place], *terms[place + 1 :])]
            for part in wrong(u, v, name):
                yield as_sum((part if constant == ONE else Mul((constant, part)), *others))


def _varying(term: Expr, name: str) -> tuple[Expr, Expr, Expr] | None:
    """What is constant in a product, and its two factors that vary; None where these are not two."""
    match term:
        case Mul(factors):
            varying = [factor for factor in factors if name in references(factor)]
            constant = as_product([factor for factor in factors if factor not in varying] or [ONE])
            return (constant, varying[0], varying[1]) if len(varying) == 2 else None
        case Div(u, v) if name in references(u) and name in references(v):
            return ONE, u, Pow(v, integer(-1))
    return None


def _by(expr: Expr, name: str) -> Expr:
    return as_shown(pull_back(expr)[name])
