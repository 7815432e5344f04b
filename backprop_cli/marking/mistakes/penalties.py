"""What mistakes with a penalty give: left out or subtracted, its λ or its factor 2 lost, biases in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import worked_in
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.constants import constant
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import ONE, Add, Expr, Mul, Neg, Ref, map_children, references, substitute
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.spot import Spot


def penalty_left_out(place: Spot) -> Iterator[Expr]:
    """Gives ∂L/∂w without what the penalty adds, and L without it."""
    yield from (data for data, _ in _data_and_penalty(place))
    if _of_penalty(place.step):
        yield without_penalty(place.step)


def penalty_subtracted(place: Spot) -> Iterator[Expr]:
    """Gives L_data − R for L_data + R, and ∂L/∂w − 2λw."""
    yield from (Add((data, Neg(penalty))) for data, penalty in _data_and_penalty(place))
    yield from _with_added(place, Neg)


def rest_turned(place: Spot) -> Iterator[Expr]:
    """Gives −∂L_data/∂w + 2λw."""
    if added := _of_penalty(place.step):
        yield Add((Neg(without_penalty(place.step)), *map(worked_in, added)))


def penalty_factor_two(place: Spot) -> Iterator[Expr]:
    """Gives R, or ∂L/∂w, with λw for 2λw, ½ for 1, or the other way round."""
    half, twice = constant(Fraction(1, 2)), constant(Fraction(2))
    if place.has_role(Role.PENALTY):
        yield from (Mul((factor, place.routes[0])) for factor in (half, twice))
    yield from _with_added(place, lambda added: Mul((half, added)))
    yield from _with_added(place, lambda added: Mul((twice, added)))


def penalty_rate_left_out(place: Spot) -> Iterator[Expr]:
    """Gives Σw² for λ·Σw², and 2w for 2λw."""
    penalty = _penalty(place)
    if penalty is None:
        return
    rates = [name for name in place.graph.uses(penalty.name) if _role(name, place) is Role.CONSTANT]
    without = dict.fromkeys(rates, ONE)
    if place.node == penalty and place.step.formula is not None:
        yield substitute(place.step.formula, without.get)
    yield from _with_added(place, lambda added: substitute(added, without.get))


def penalty_not_differentiated(place: Spot) -> Iterator[Expr]:
    """Gives ∂L/∂w with λw², or 2λw², for 2λw."""
    penalty = _penalty(place)
    if penalty is not None and place.node is not None and _of_penalty(place.step):
        own = _terms_of(place.node.name, place.graph.formulas[penalty.name])
        yield from _with_added(place, lambda added: own)
        yield from _with_added(place, lambda added: Mul((constant(Fraction(2)), own)))


def bias_penalised(place: Spot) -> Iterator[Expr]:
    """Gives R with the biases in it too, and ∂L/∂b with what it would add then."""
    penalty = _penalty(place)
    used = place.graph.uses(penalty.name) if penalty else ()
    weight = next((name for name in used if _role(name, place) is Role.WEIGHT), None)
    if penalty is None or weight is None or any(_role(name, place) is Role.BIAS for name in used):
        return
    if place.node == penalty:
        term = _terms_of(weight, place.graph.formulas[penalty.name])
        step = place.step.quantity.step
        biases = [
            node
            for node in place.graph.nodes
            if node.role is Role.BIAS and node.quantity.step in {None, step}
        ]
        yield Add((place.routes[0], *(substitute(term, {weight: Ref(bias.name)}.get) for bias in biases)))
    elif place.is_bias and place.node is not None:
        local = place.graph.local(penalty.name)[weight]
        yield Add((place.routes[0], substitute(local, {weight: Ref(place.node.name)}.get)))


def _data_and_penalty(place: Spot) -> Iterator[tuple[Expr, Expr]]:
    """The two parts of a loss that has a penalty."""
    match place.step.formula:
        case Add((Ref() as data, Ref(name) as penalty)) if _role(name, place) is Role.PENALTY:
            yield data, penalty


def _with_added(place: Spot, changed: Callable[[Expr], Expr]) -> Iterator[Expr]:
    """A gradient with something else for what the penalty adds to it."""
    if added := _of_penalty(place.step):
        yield Add((without_penalty(place.step), *(changed(worked_in(link)) for link in added)))


def _penalty(place: Spot) -> Node | None:
    """The penalty, of a training that of the line's own step."""
    found = (node for node in place.graph.nodes if node.role is Role.PENALTY)
    return next((node for node in found if node.quantity.step == place.step.quantity.step), None)


def _terms_of(name: str, formula: Expr) -> Expr:
    """A penalty with those terms only that a parameter stands in."""
    if isinstance(formula, Add):
        return as_sum(term for term in formula.terms if name in references(term))
    return map_children(formula, lambda part: _terms_of(name, part))


def _role(name: str, place: Spot) -> Role | None:
    node = place.graph.by_name.get(name)
    return node.role if node else None


def _of_penalty(step: Step) -> list[Link]:
    """What a penalty adds to a gradient that has something else too."""
    added = [link for link in step.links if link.kind is Kind.PENALTY]
    return added if len(added) < len(step.links) and step.rule in {Rule.CHAIN, Rule.BATCH} else []


def without_penalty(step: Step) -> Expr:
    """The gradient of the loss without its penalty."""
    kept = tuple(link for link in step.links if link.kind is not Kind.PENALTY)
    return replace(step, links=kept).symbolic[-1].expr
