"""What mistakes with paths and weights give in the backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.sides import chain_term, worked_in
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import Expr, Mul, Ref, references, substitute
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.samples import added_by_penalty
from backprop_cli.marking.mistakes.softmax import own_link
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.mistakes.stages import past_statistics
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

MOST_UNITS, MOST_LAYERS = 10, 6
"""Rows, columns and layers that are mistaken for others; nobody works larger networks by hand."""


def one_path(place: Spot) -> Iterator[Expr]:
    """A single term of the sum over paths; that of a softmax's own output, or of ẑ, has a row of its own."""
    named = [own_link(place), past_statistics(place)]
    for terms, rest in _sums(place):
        links = _paths(place)
        for term, link in zip(terms, links[0].within if rest is not None else links, strict=True):
            if all(link is not each for each in named):
                yield _with_penalty(_times(term, rest), place)


def path_dropped(place: Spot) -> Iterator[Expr]:
    """All terms of the sum over paths but one."""
    for terms, rest in _sums(place):
        if len(terms) > 2:
            for dropped in range(len(terms)):
                kept = as_sum((*terms[:dropped], *terms[dropped + 1 :]))
                yield _with_penalty(_times(kept, rest), place)


def _sums(place: Spot) -> Iterator[tuple[list[Expr], Expr | None]]:
    """The sums over links in a line, in symbols and worked, each with what they are multiplied with."""
    links, gradient = _paths(place), place.step.quantity
    if place.step.rule is not Rule.CHAIN or not isinstance(gradient, Gradient):
        return
    if len(links) > 1:
        if all(link.adjoint for link in links):
            yield [chain_term(gradient, link) for link in links], None
        yield [as_shown(worked_in(link)) for link in links], None
    elif links and len(links[0].within) > 1:
        yield [as_shown(worked_in(inner)) for inner in links[0].within], as_shown(links[0].local)


def _paths(place: Spot) -> tuple[Link, ...]:
    """The links of a line, but for a penalty's: that is no path to the loss of the data."""
    return tuple(link for link in place.step.links if link.kind is not Kind.PENALTY)


def _with_penalty(data: Expr, place: Spot) -> Expr:
    """What the paths give, and what a penalty adds to it."""
    return as_sum((data, *added_by_penalty(place.step)))


def _times(term: Expr, rest: Expr | None) -> Expr:
    return term if rest is None else Mul((term, rest))


def _weights(place: Spot) -> list[Node]:
    """The weights that a line goes through, each once."""
    if place.step.rule is Rule.UPDATE:
        return []
    named = (place.graph.by_name.get(name) for name in dict.fromkeys(references(place.worked)))
    return [node for node in named if node and node.role is Role.WEIGHT]


def _all_at_once(place: Spot, others: Mapping[str, Quantity]) -> Iterator[Expr]:
    """The line with every weight replaced that has a counterpart, where those are several."""
    changed = _counterparts(place, others)
    if len(changed) > 1:
        yield substitute(place.worked, changed.get)


def _counterparts(place: Spot, others: Mapping[str, Quantity]) -> dict[str, Expr]:
    """What stands for each weight that has a counterpart."""
    found = {name: place.graph.by_quantity.get(other) for name, other in others.items()}
    return {name: Ref(new.name) for name, new in found.items() if new and new.name != name}


def _one_by_one(place: Spot, others: Callable[[Node], Iterable[Node]]) -> Iterator[Expr]:
    """The line with a single weight replaced, by each of its counterparts."""
    for weight in _weights(place):
        for wrong in others(weight):
            if wrong is not weight:
                yield substitute(place.worked, {weight.name: Ref(wrong.name)}.get)


def transposed_weights(place: Spot) -> Iterator[Expr]:
    """W[j,i] for W[i,j]."""

    def turned(weight: Node) -> list[Node]:
        found = place.graph.by_quantity.get(_turned(weight))
        return [found] if found else []

    yield from _all_at_once(place, {weight.name: _turned(weight) for weight in _weights(place)})
    yield from _one_by_one(place, turned)


def transposed_throughout(formula: Expr, place: Spot) -> Expr:
    """A formula of a line with W[j,i] for W[i,j] wherever there is one."""
    turned = _counterparts(place, {weight.name: _turned(weight) for weight in _weights(place)})
    return substitute(formula, turned.get)


def _turned(weight: Node) -> Quantity:
    return weight.quantity.at(*weight.quantity.indices[::-1])


def neighbour_weight(place: Spot) -> Iterator[Expr]:
    """Another row or column of the same matrix throughout, or any other entry of it for one."""
    weights = _weights(place)
    rows, columns = ({weight.quantity.indices[axis] for weight in weights} for axis in (0, 1))
    for index in range(1, MOST_UNITS):
        if len(rows) == 1:
            yield from _all_at_once(place, {each.name: _at(each, index, None) for each in weights})
        if len(columns) == 1:
            yield from _all_at_once(place, {each.name: _at(each, None, index) for each in weights})
    yield from _one_by_one(
        place, lambda weight: _same(place, weight, lambda other: other.layer == weight.quantity.layer)
    )


def _at(weight: Node, row: int | None, column: int | None) -> Quantity:
    """A weight with another row or column."""
    own_row, own_column = weight.quantity.indices
    return weight.quantity.at(row or own_row, column or own_column)


def _same(place: Spot, weight: Node, alike: Callable[[Quantity], bool]) -> list[Node]:
    """The weights like one, of a training those of the step that it belongs to."""
    nodes = (node for node in place.graph.nodes if node.role is Role.WEIGHT and alike(node.quantity))
    return [node for node in nodes if node.quantity.step == weight.quantity.step]


def other_layer(place: Spot) -> Iterator[Expr]:
    """The entry of the same place in another layer."""
    for layer in range(1, MOST_LAYERS):
        same_place = {weight.name: weight.quantity._replace(layer=layer) for weight in _weights(place)}
        yield from _all_at_once(place, same_place)
    yield from _one_by_one(
        place,
        lambda weight: _same(place, weight, lambda other: other.indices == weight.quantity.indices),
    )


def updated_weights(place: Spot) -> Iterator[Expr]:
    """The new weights in the backward pass."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL}:
        parameters = (place.graph.by_name[name] for name in place.graph.wrt)
        new = {each.name: text(each.quantity.updated) for each in parameters}
        known = {name: Ref(each) for name, each in new.items() if each in place.derivation.values}
        changed = substitute(place.worked, known.get)
        if changed != place.worked:
            yield changed
