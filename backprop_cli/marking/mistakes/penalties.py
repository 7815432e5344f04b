"""What mistakes with a penalty give: left out of loss or gradients, taken off, a factor 2 lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import worked_in
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.spot import Spot


def penalty_left_out(place: Spot) -> Iterator[Expr]:
    """Gives ∂L/∂w without what the penalty adds, and L without it."""
    match place.step.formula:
        case Add((Ref() as data, Ref(name))) if place.is_loss and _is_penalty(name, place):
            yield data
    if _of_penalty(place.step):
        yield _without(place.step)


def penalty_factor_two(place: Spot) -> Iterator[Expr]:
    """Gives ∂L/∂w with λw for 2λw, or the other way round; and R with ½λ for λ."""
    added = _of_penalty(place.step)
    for factor in (Fraction(1, 2), Fraction(2)):
        if added:
            yield Add((_without(place.step), *(Mul((constant(factor), worked_in(link))) for link in added)))
        elif place.has_role(Role.PENALTY) and place.step.rule is Rule.FORWARD:
            yield Mul((constant(factor), place.routes[0]))


def penalty_subtracted(place: Spot) -> Iterator[Expr]:
    """Gives ∂L/∂w, or L, with the penalty's part taken off."""
    match place.step.formula:
        case Add((Ref() as data, Ref(name) as penalty)) if place.is_loss and _is_penalty(name, place):
            yield Add((data, Neg(penalty)))
    if added := _of_penalty(place.step):
        yield Add((_without(place.step), *(Neg(worked_in(link)) for link in added)))


def _is_penalty(name: str, place: Spot) -> bool:
    node = place.graph.by_name.get(name)
    return node is not None and node.role is Role.PENALTY


def _of_penalty(step: Step) -> list[Link]:
    """What a penalty adds to a gradient that has something else too."""
    added = [link for link in step.links if link.kind is Kind.PENALTY]
    return added if len(added) < len(step.links) and step.rule in {Rule.CHAIN, Rule.BATCH} else []


def _without(step: Step) -> Expr:
    """The gradient of the loss without its penalty."""
    kept = tuple(link for link in step.links if link.kind is not Kind.PENALTY)
    return replace(step, links=kept).symbolic[-1].expr
