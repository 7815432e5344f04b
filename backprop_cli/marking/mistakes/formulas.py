"""What mistakes with the rules of differentiation give, in problems of formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import islice
from math import pi

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.sides import worked_in
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.constants import as_fraction, constant
from backprop_cli.expr.parts import as_product, as_sum, terms_of
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Mul,
    Num,
    Pow,
    Ref,
    is_constant,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.graph.walk import reached
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.quantity import Gradient

MOST_ROUTES = 8
"""Ways from one quantity to another that are added up."""
MOST_POWERS = 6
"""Powers of one formula that are taken one by one."""


def power_not_lowered(place: Spot) -> Iterator[Expr]:
    """Gives n·xⁿ for n·xⁿ⁻¹."""
    yield from _with_powers(place, lambda base, n: (n / (n + 1), n + 1) if n != -1 else None)


def power_without_factor(place: Spot) -> Iterator[Expr]:
    """Gives xⁿ⁻¹ for n·xⁿ⁻¹; of a square alone that is a factor 2, which has a row of its own."""
    users = [link.user.formula for link in place.step.links]
    if not any(isinstance(each, Pow) and as_fraction(each.exponent) == 2 for each in users):
        yield from _with_powers(place, lambda base, n: (1 / n, n) if n and n != 1 else None)


def constant_kept(place: Spot) -> Iterator[Expr]:
    """Gives 2x + 5 for the derivative of x² + 5."""

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        match link.user.formula:
            case Add(terms):
                kept = [term for term in terms if is_constant(term)]
                if kept:
                    yield as_sum((as_shown(link.local), *kept))

    yield from with_local(place, wrong)


def own_factor(place: Spot) -> Iterator[Expr]:
    """Gives u for the derivative of u·v by u, which is v."""

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        formula = link.user.formula
        for term in terms_of(formula) if formula else ():
            match term:
                case Mul((Ref(first), Ref(second))) if name in {first, second} and first != second:
                    yield Ref(name)

    yield from with_local(place, wrong)


def outer_at_inner(place: Spot) -> Iterator[Expr]:
    """Gives f′(x) for f′(z), where z is worked from x."""
    made_of = dict.fromkeys(references(place.node.formula)) if place.node and place.node.formula else {}

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        for inner in made_of:
            yield substitute(as_shown(link.local), {name: Ref(inner)}.get)

    if len(made_of) == 1:
        yield from with_local(place, wrong)


def all_ways(place: Spot) -> Iterator[Expr]:
    """Gives dh₂/du along every way from u to h₂ for ∂h₂/∂u, in which h₁ is held fixed."""
    quantity, graph = place.step.quantity, place.graph
    if place.step.rule is not Rule.LOCAL or not isinstance(quantity, Gradient):
        return
    of, by = graph.by_quantity.get(quantity.of), graph.by_quantity.get(quantity.by)
    if of and by:
        on_a_way = set(reached([by.name], lambda name: graph.users.get(name, ())))
        ways = list(islice(_ways(graph, of.name, by.name, on_a_way), MOST_ROUTES + 1))
        if 1 < len(ways) <= MOST_ROUTES:
            yield as_sum(map(as_product, ways))


def _ways(graph: Graph, of: str, by: str, on_a_way: AbstractSet[str]) -> Iterator[tuple[Expr, ...]]:
    """The ways from one quantity back to another, each with its local derivatives."""
    for name, local in graph.local(of).items():
        if name == by:
            yield (as_shown(local),)
        elif name in on_a_way:
            yield from ((as_shown(local), *way) for way in _ways(graph, name, by, on_a_way))


def in_degrees(place: Spot) -> Iterator[Expr]:
    """Gives sin(x°) for sin(x)."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.FORMULA) and place.step.formula:
        yield from _unless_same(_in_degrees(place.step.formula), place.step.formula)

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        local = as_shown(link.local)
        yield from _unless_same(_in_degrees(local), local)

    yield from with_local(place, wrong)


def _in_degrees(expr: Expr) -> Expr:
    match expr:
        case Call("sin" | "cos" as function, (angle,)):
            return Call(function, (Mul((Num(pi / 180, "π/180"), angle)),))
    return map_children(expr, _in_degrees)


def _unless_same(changed: Expr, formula: Expr) -> Iterator[Expr]:
    if changed != formula:
        yield changed


WrongPower = Callable[[Expr, Fraction], tuple[Fraction, Fraction] | None]
"""Of a base and its exponent: the factor and the exponent of the power that has the wrong derivative."""


def _with_powers(place: Spot, changed: WrongPower) -> Iterator[Expr]:
    """The line with the derivative of all powers, or of one, worked wrongly."""

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        powers = [power for power in _powers(link.user.formula, name) if changed(*power) is not None]
        chosen = [powers, *([each] for each in powers[:MOST_POWERS] if len(powers) > 1)]
        for some in chosen if powers else ():
            formula = link.user.formula and _changed(link.user.formula, some, changed)
            yield as_shown(pull_back(formula)[name]) if formula else link.local

    yield from with_local(place, wrong)


def _powers(expr: Expr | None, name: str) -> Iterator[tuple[Expr, Fraction]]:
    """The powers of a name in a formula: with the terms of a sum each by itself, not inside functions."""
    match expr:
        case Pow(Ref(base) as power, exponent) if base == name and (exact := as_fraction(exponent)):
            yield power, exact
        case Add(parts) | Mul(parts):
            for part in parts:
                yield from _powers(part, name)


def _changed(expr: Expr, some: list[tuple[Expr, Fraction]], changed: WrongPower) -> Expr:
    match expr:
        case Pow(base, exponent) if (power := (base, as_fraction(exponent) or Fraction())) in some:
            found = changed(*power)
            if found:
                return Mul((constant(found[0]), Pow(base, constant(found[1]))))
    return map_children(expr, lambda part: _changed(part, some, changed))


def with_local(place: Spot, wrong: Callable[[Link, str], Iterator[Expr]]) -> Iterator[Expr]:
    """The line with the local derivative of one of its links worked wrongly."""
    if place.node is None or place.step.rule not in {Rule.LOCAL, Rule.CHAIN}:
        return
    links = place.step.links
    for index, link in enumerate(links):
        if link.user.role is Role.FORMULA and place.node.name in references(link.user.formula or link.local):
            for local in wrong(link, place.node.name):
                own = (
                    local
                    if link.adjoint is None or place.step.rule is Rule.LOCAL
                    else Mul((Ref(link.adjoint), local))
                )
                others = [as_shown(worked_in(each)) for each in (*links[:index], *links[index + 1 :])]
                yield as_sum((own, *others))


def with_formula(place: Spot, slips: Callable[[Expr], Iterator[Expr]]) -> Iterator[Expr]:
    """The line with one of the author's formulas differentiated as it stands after a slip."""

    def wrong(link: Link, name: str) -> Iterator[Expr]:
        for formula in slips(link.user.formula) if link.user.formula else ():
            if name in references(formula):
                yield as_shown(pull_back(formula)[name])

    yield from with_local(place, wrong)
