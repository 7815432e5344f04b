"""What mistakes in the gradient of a weight or bias give."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Div,
    Expr,
    Mul,
    Ref,
    references,
    substitute,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.back import raw_errors
from backprop_cli.marking.mistakes.forward import MOST_UNITS, SIGNALS, applied_to, coming_in, input_twice
from backprop_cli.marking.mistakes.penalties import without_penalty
from backprop_cli.marking.mistakes.samples import added_by_penalty, of_samples
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import PRE_ACTIVATION
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class _OwnGradient(NamedTuple):
    """Of a parameter's gradient the shares, one for each sample or unit, and what else is in it."""

    links: list[Link]
    """What each share comes through: its δ, and the input that this is multiplied with, or 1."""
    share: Expr
    """What the sum of the products is multiplied with."""
    added: tuple[Expr, ...]
    """What a penalty adds."""

    @property
    def pairs(self) -> list[tuple[Expr, Expr]]:
        """Each δ and what it is multiplied with."""
        return [(Ref(link.adjoint or ""), as_shown(link.local)) for link in self.links]

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
    """∂L/∂w with the z of the unit that the weight comes from, for its a; z of the next layer likewise."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION):
        formula = place.routes[0]
        put = {name: z for name in references(formula) for z in list(_before(Ref(name), place))[:1]}
        yield from [substitute(formula, put.get)] if put else ()
    for products in _products(place):
        before = [list(_before(factor, place)) for _, factor in products.pairs]
        for stage in range(min(map(len, before))):
            zs = [each[stage] for each in before]
            yield products.of(Mul((signal, z)) for (signal, _), z in zip(products.pairs, zs, strict=True))


def _before(factor: Expr, place: Spot) -> Iterator[Expr]:
    """What an activation was applied to, before dropout; and where that is normalised, the z before it."""
    node = place.graph.by_name.get(factor.name) if isinstance(factor, Ref) else None
    formula = place.graph.formulas.get(node.name) if node else None
    if node is None or formula is None or isinstance(formula, Ref):
        return
    match formula:
        case Div(Mul((Ref() as a, Ref())), _) if node.role is Role.DROPPED:
            yield from _before(a, place)
        case _ if node.role is Role.ACTIVATION and (argument := applied_to(formula)):
            yield argument
            yield from _before_normalisation(argument, place)


def _before_normalisation(argument: Ref, place: Spot) -> Iterator[Expr]:
    node = place.graph.by_name[argument.name]
    z = place.graph.by_quantity.get(node.quantity._replace(symbol=PRE_ACTIVATION))
    if node.role is Role.NORMAL and z is not None:
        yield Ref(z.name)


def raw_error(place: Spot) -> Iterator[Expr]:
    """∂L/∂w or ∂L/∂b with ∂L/∂a for δ."""
    for own in _shares(place, Kind.WEIGHT if place.is_weight else Kind.BIAS):
        errors = [error for link in own.links if (error := raw_errors(link, place))]
        if len(errors) == len(own.links):
            pairs = zip(errors, own.pairs, strict=True)
            yield own.of(error if place.is_bias else Mul((error, factor)) for error, (_, factor) in pairs)


def _products(place: Spot) -> Iterator[_OwnGradient]:
    """Of a weight's own gradient, or the batch's, the products δ · input that it is made of."""
    yield from _shares(place, Kind.WEIGHT)


def _shares(place: Spot, kind: Kind) -> Iterator[_OwnGradient]:
    """Of a parameter's own gradient, or the batch's, what it is the sum of."""
    links = of_samples(place.step) if place.is_weight or place.is_bias else []
    share: Expr = ONE
    inner = links
    if place.step.rule is Rule.BATCH and links:
        share, inner = links[0].local, [each for link in links for each in link.within]
    if len(inner) >= len(links) > 0 and all(link.adjoint and link.kind is kind for link in inner):
        yield _OwnGradient(inner, share, added_by_penalty(place.step))


def other_signal(place: Spot) -> Iterator[Expr]:
    """∂L/∂w or ∂L/∂b with the δ of another unit of the layer."""
    for own in _shares(place, Kind.WEIGHT if place.is_weight else Kind.BIAS):
        steps = [place.steps.get(link.adjoint or "") for link in own.links]
        signals = [step.quantity for step in steps if step and isinstance(step.quantity, Gradient)]
        if len(signals) < len(steps) or len({signal.by.indices for signal in signals}) != 1:
            continue
        for unit in _units_beside(signals[0].by, place):
            names = [text(signal._replace(by=signal.by.at(*unit))) for signal in signals]
            if all(name in place.steps for name in names):
                pairs = zip(map(Ref, names), own.pairs, strict=True)
                yield own.of(other if place.is_bias else Mul((other, factor)) for other, (_, factor) in pairs)


def _units_beside(of: Quantity, place: Spot) -> list[tuple[int, ...]]:
    """The indices of a layer's other units."""
    alike = (node.quantity for node in place.graph.nodes)
    layer = [each.indices for each in alike if each._replace(indices=of.indices) == of != each]
    return layer[:MOST_UNITS]


def bias_times_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂b := δ · x, with one of the values that come into the unit."""
    for own in _shares(place, Kind.BIAS):
        inputs = [coming_in(place.graph.formulas[link.user.name], place.graph) for link in own.links]
        for names in zip(*inputs, strict=False):
            yield own.of(Mul((signal, Ref(name))) for (signal, _), name in zip(own.pairs, names, strict=True))


def weight_for_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂w := δ · w."""
    if place.node is not None:
        for products in _products(place):
            yield products.of(Mul((signal, Ref(place.node.name))) for signal, _ in products.pairs)


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
    """∂L/∂b := δ · b, and what a penalty adds to it."""
    if place.is_bias and place.node is not None:
        added = added_by_penalty(place.step)
        data = as_shown(without_penalty(place.step)) if added else place.routes[0]
        yield as_sum((Mul((data, Ref(place.node.name))), *added))


def bias_gradient_zero(place: Spot) -> Iterator[Expr]:
    """∂L/∂b := 0, with or without what a penalty adds to it."""
    if place.is_bias:
        yield ZERO
        if added := added_by_penalty(place.step):
            yield as_sum(added)
