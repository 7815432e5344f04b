"""What mistakes in the gradient of a weight or bias give."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.link import Kind
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.sides import worked_in
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Div,
    Expr,
    Mul,
    Ref,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.back import raw_errors
from backprop_cli.marking.mistakes.forward import SIGNALS, applied_to, input_twice
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class _WeightGradient(NamedTuple):
    """Of a weight's gradient the products δ · input, one for each sample, and what else is in it."""

    pairs: list[tuple[Expr, Expr]]
    """δ and the input that it is multiplied with."""
    share: Expr
    """What the sum of the products is multiplied with."""
    added: tuple[Expr, ...]
    """What a penalty adds."""

    def of(self, terms: Iterable[Expr]) -> Expr:
        """The gradient with other terms for the products."""
        body = as_sum(terms)
        return as_sum((body if self.share == ONE else Mul((self.share, body)), *self.added))


def input_left_out(place: Spot) -> Iterator[Expr]:
    """∂L/∂w := δ."""
    for products in _products(place):
        yield products.of(signal for signal, _ in products.pairs)


def wrong_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂w with another input of the layer, or with what goes into another layer; z with one input twice."""
    yield from input_twice(place)
    for products in _products(place):
        factors = [factor.name for _, factor in products.pairs if isinstance(factor, Ref)]
        own = [place.graph.by_name[name].quantity for name in factors if name in place.graph.by_name]
        kinds = {quantity._replace(sample=None) for quantity in own}
        if len(own) < len(products.pairs) or len(kinds) != 1:
            continue
        for other in _inputs(place, own[0]):
            found = [other._replace(sample=quantity.sample) for quantity in own]
            names = [node.name for each in found if (node := place.graph.by_quantity.get(each))]
            if other._replace(sample=None) not in kinds and len(names) == len(own):
                pairs = zip(products.pairs, names, strict=True)
                yield products.of(Mul((signal, Ref(name))) for (signal, _), name in pairs)


def _inputs(place: Spot, like: Quantity) -> Iterator[Quantity]:
    """What goes into layers in the same sample, of a training in the same step."""
    steps = {None, place.step.quantity.step}
    for node in place.graph.nodes:
        quantity = node.quantity
        if node.role in SIGNALS and quantity.sample == like.sample and quantity.step in steps:
            yield quantity


def z_for_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂w with the z of the unit that the weight comes from, for its a."""
    for products in _products(place):
        found = [(signal, z) for signal, factor in products.pairs if (z := _before(factor, place))]
        if len(found) == len(products.pairs):
            yield products.of(map(Mul, found))


def _before(factor: Expr, place: Spot) -> Expr | None:
    """What an activation was applied to, before dropout."""
    node = place.graph.by_name.get(factor.name) if isinstance(factor, Ref) else None
    formula = place.graph.formulas.get(node.name) if node else None
    if node is None or formula is None or isinstance(formula, Ref):
        return None
    match formula:
        case Div(Mul((Ref() as a, Ref())), _) if node.role is Role.DROPPED:
            return _before(a, place)
    return applied_to(formula) if node.role is Role.ACTIVATION else None


def raw_error(place: Spot) -> Iterator[Expr]:
    """∂L/∂w or ∂L/∂b with ∂L/∂a for δ."""
    if (place.is_weight or place.is_bias) and len(place.step.links) == 1:
        (link,) = place.step.links
        if link.adjoint and (error := raw_errors(link, place)):
            yield error if place.is_bias else Mul((error, as_shown(link.local)))


def _products(place: Spot) -> Iterator[_WeightGradient]:
    """Of a weight's own gradient, or the batch's, the products that it is made of."""
    links = [link for link in place.step.links if link.kind is not Kind.PENALTY] if place.is_weight else []
    added = tuple(worked_in(link) for link in place.step.links if link.kind is Kind.PENALTY)
    share: Expr = ONE
    inner = links
    if place.step.rule is Rule.BATCH and links:
        share, inner = links[0].local, [each for link in links for each in link.within]
    if len(inner) == len(links) > 0 and all(link.adjoint and link.kind is Kind.WEIGHT for link in inner):
        yield _WeightGradient(
            [(Ref(link.adjoint or ""), as_shown(link.local)) for link in inner], share, added
        )


def transposed_matrix(place: Spot) -> Iterator[Expr]:
    """∂L/∂W[j,i], or the new W[j,i], written at [i,j]."""
    if place.step.rule in {Rule.CHAIN, Rule.BATCH, Rule.UPDATE}:
        turned = _turned(place.step.quantity)
        if turned and (other := place.elsewhere(turned)):
            yield from other.routes[:1]


def _turned(quantity: AnyQuantity) -> AnyQuantity | None:
    """The entry of row and column exchanged; None on the diagonal, or where there are no two."""
    if isinstance(quantity, Gradient):
        by = _turned(quantity.by)
        return quantity._replace(by=by) if isinstance(by, Quantity) else None
    return quantity.at(*quantity.indices[::-1]) if len(set(quantity.indices)) == 2 else None


def bias_times_value(place: Spot) -> Iterator[Expr]:
    """∂L/∂b := δ · b."""
    if place.is_bias and place.node is not None:
        yield Mul((place.routes[0], Ref(place.node.name)))


def bias_gradient_zero(place: Spot) -> Iterator[Expr]:
    """∂L/∂b := 0."""
    if place.is_bias:
        yield ZERO
