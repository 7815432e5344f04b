"""What mistakes with the loss give: its derivative left out or worked wrongly, another target taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import applies, as_product, as_sum
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    is_constant,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.softmax import own_link
from backprop_cli.marking.mistakes.spot import Spot

MOST_UNITS = 10
"""Outputs whose targets are exchanged."""
OF_ONE_OUTPUT = frozenset({Role.TARGET, Role.SHARE})
"""What tells of which output a term of the loss is."""


def loss_left_out(place: Spot) -> Iterator[Expr]:
    """δ := ∂ŷ/∂z, without ∂L/∂ŷ; and ∂L/∂ŷ := 1."""
    if place.step.rule not in {Rule.CHAIN, Rule.COLLAPSED}:
        return
    if any(link.kind in {Kind.LOSS, Kind.OUTPUT} for link in place.step.links):
        yield ONE
    elif (link := own_link(place)) and link.user.is_output:
        yield as_shown(link.local)


def targets_exchanged(place: Spot) -> Iterator[Expr]:
    """Another output's target, in a loss two for each other; of one output another sample's."""
    if place.step.rule in {Rule.FORWARD, Rule.CHAIN, Rule.COLLAPSED}:
        for formula in (place.worked, *([place.step.shortcut] if place.step.shortcut else [])):
            named = (place.graph.by_name.get(name) for name in dict.fromkeys(references(formula)))
            used = [node for node in named if node and node.role is Role.TARGET]
            for first, second in _pairs(used, place):
                swapped = {first.name: Ref(second.name), second.name: Ref(first.name)}
                yield substitute(formula, swapped.get)


def _pairs(used: list[Node], place: Spot) -> Iterator[tuple[Node, Node]]:
    if len(used) > 1:
        yield from combinations(used[:MOST_UNITS], 2)
    for target in used if len(used) == 1 else ():
        alike = [node for node in place.graph.nodes if node.role is Role.TARGET and node is not target]
        same_sample = [node for node in alike if node.quantity.sample == target.quantity.sample]
        yield from ((target, other) for other in (same_sample or alike)[:MOST_UNITS])


def error_not_squared(place: Spot) -> Iterator[Expr]:
    """½(y − ŷ) for ½(y − ŷ)², or ½(ŷ − y), or ½|y − ŷ|; and the same without the ½."""
    formula = place.step.formula
    if place.step.rule is not Rule.FORWARD or not place.is_loss or formula is None:
        return
    plain, sizes = (_with_squares(formula, of) for of in (lambda body: body, _size))
    if plain != formula:
        yield from (plain, Neg(plain), sizes)
        yield from (bare for each in (plain, Neg(plain), sizes) if (bare := _without_factors(each)) != each)


def _with_squares(expr: Expr, of: Callable[[Expr], Expr]) -> Expr:
    """A formula with something else of what is squared in it."""
    match expr:
        case Pow(body, Num(2.0)):
            return of(body)
    return map_children(expr, lambda part: _with_squares(part, of))


def _size(expr: Expr) -> Expr:
    return Call("abs", (expr,))


def _without_factors(expr: Expr) -> Expr:
    """A sum without the constants that it, or each of its terms, is multiplied with or divided by."""
    match expr:
        case Neg(body):
            return Neg(_without_factors(body))
        case Add(terms):
            return as_sum(map(_without_factors, terms))
        case Mul(factors) if any(map(is_constant, factors)) and not is_constant(expr):
            return _without_factors(as_product([each for each in factors if not is_constant(each)]))
        case Div(top, bottom) if is_constant(bottom) and not is_constant(top):
            return _without_factors(top)
    return expr


def one_output(place: Spot) -> Iterator[Expr]:
    """The loss of one output alone, where there are several."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.LOSS) and place.step.formula is not None:
        yield from _of_one(place.step.formula, place)


def _of_one(expr: Expr, place: Spot) -> Iterator[Expr]:
    match expr:
        case Neg(body):
            yield from map(Neg, _of_one(body, place))
        case Div(top, bottom):
            yield from (Div(each, bottom) for each in _of_one(top, place))
        case Mul((*before, last)):
            yield from (Mul((*before, each)) for each in _of_one(last, place))
        case Add(terms):
            outputs: dict[str, list[Expr]] = {}
            for term in terms:
                named = (name for name in references(term) if place.graph.by_name[name].role in OF_ONE_OUTPUT)
                outputs.setdefault(next(named, ""), []).append(term)
            if len(outputs) > 1 and "" not in outputs:
                yield from map(as_sum, outputs.values())


def target_left_out(place: Spot) -> Iterator[Expr]:
    """1/ŷ, or −1/ŷ, for −y/ŷ."""
    for _, output in _over_output(place):
        yield Neg(Div(ONE, output))
        yield Div(ONE, output)


def times_output(place: Spot) -> Iterator[Expr]:
    """y·ŷ, or −y·ŷ, for −y/ŷ."""
    for target, output in _over_output(place):
        yield Neg(Mul((target, output)))
        yield Mul((target, output))


def _over_output(place: Spot) -> Iterator[tuple[Expr, Expr]]:
    """Of ∂L/∂ŷ of a loss with a logarithm: the target and the output that it is divided by."""
    for link in _to_the_loss(place) if place.step.rule is Rule.CHAIN else ():
        if place.node and applies(place.graph.formulas[link.user.name], "ln"):
            named = (place.graph.by_name.get(name) for name in references(link.local))
            targets = dict.fromkeys(node.name for node in named if node and node.role is Role.TARGET)
            yield from ((Ref(name), Ref(place.node.name)) for name in targets)


def _to_the_loss(place: Spot) -> Iterator[Link]:
    """Of an output's derivative the links to the loss, where ŷ = O is a step between them too."""
    for link in place.step.links:
        behind = link.within if link.kind is Kind.OUTPUT else (link,)
        yield from (each for each in behind if each.kind is Kind.LOSS)
