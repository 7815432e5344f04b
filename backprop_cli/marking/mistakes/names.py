"""What it gives to take one of the author's names for another: w1 for w2, and y for 1 − y."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.constants import as_fraction
from backprop_cli.expr.parts import applies, every_part
from backprop_cli.expr.tree import ONE, Add, Expr, Neg, Ref, references, substitute
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.formulas import with_formula
from backprop_cli.marking.mistakes.parts import own_formula
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.look_alikes import without_numbers

MOST_NAMES = 6
"""Names of a formula, and names like one of them, that are taken for each other."""


def names_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives w2·x1 for w1·x1, of names that differ in their numbers only; or two of them exchanged."""
    formula = _with_own_names(place)
    if formula is None:
        return
    named = [node for name in dict.fromkeys(references(formula)) if (node := place.graph.by_name.get(name))]
    for one, other in combinations(named[:MOST_NAMES], 2):
        if _are_alike(one, other):
            yield substitute(formula, {one.name: Ref(other.name), other.name: Ref(one.name)}.get)
    for one in named[:MOST_NAMES]:
        for other in _like(one, place):
            yield substitute(formula, {one.name: Ref(other.name)}.get)


def _with_own_names(place: Spot) -> Expr | None:
    """The author's formula, or a derivative with those that it goes through put in."""
    if place.step.rule is Rule.FORWARD:
        return next(own_formula(place), None)
    is_own = place.step.rule in {Rule.LOCAL, Rule.CHAIN} and bool(place.step.links)
    return place.worked if is_own and all(_is_own(link.user) for link in place.step.links) else None


def _is_own(node: Node) -> bool:
    return node.role is Role.FORMULA


def _like(one: Node, place: Spot) -> list[Node]:
    """The first names like one, of what is given or worked before the line."""
    order = place.derivation.order
    before = order.get(place.step.name, len(order))
    known = (node for node in place.graph.nodes if order.get(node.name, -1) < before)
    return [node for node in known if _are_alike(one, node)][:MOST_NAMES]


def _are_alike(one: Node, other: Node) -> bool:
    """Whether two names differ in their numbers only, and stand in the same step of a training."""
    first, second = one.quantity, other.quantity
    alike = without_numbers(first.symbol) == without_numbers(second.symbol)
    return alike and first.symbol != second.symbol and first.step == second.step


def complement_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives (1 − y)·ln a + y·ln(1 − a) for y·ln a + (1 − y)·ln(1 − a), and what it has as derivative."""
    for formula in (*own_formula(place), *_loss(place)):
        yield from _complemented(formula, place)
    yield from with_formula(place, lambda formula: _complemented(formula, place))


def _loss(place: Spot) -> Iterator[Expr]:
    """The formula of a network's loss."""
    is_loss = place.has_role(Role.LOSS) or place.has_role(Role.SHARE)
    if place.step.rule is Rule.FORWARD and is_loss and place.step.formula:
        yield place.step.formula


def _complemented(formula: Expr, place: Spot) -> Iterator[Expr]:
    """A cross entropy with 1 − y for y: of a network's targets all of them, else one name in turn."""
    if not applies(formula, "ln"):
        return
    names = list(dict.fromkeys(filter(None, map(_taken_from_one, every_part(formula)))))
    targets = [name for name in names if place.graph.by_name[name].role is Role.TARGET]
    for some in [targets] if targets else [[name] for name in names[:MOST_NAMES]]:
        yield substitute(formula, {name: Add((ONE, Neg(Ref(name)))) for name in some}.get)


def _taken_from_one(part: Expr) -> str:
    """The name in 1 − y."""
    match part:
        case Add((first, Neg(Ref() as taken))) if as_fraction(first) == 1:
            return next(references(taken), "")
    return ""
