"""What mistakes in the gradient of a weight or bias give."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import (
    ZERO,
    Call,
    Expr,
    Mul,
    Ref,
    Softmax,
)
from backprop_cli.marking.mistakes.back import raw_errors
from backprop_cli.marking.mistakes.forward import SIGNALS
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


def input_left_out(place: Spot) -> Iterator[Expr]:
    """∂L/∂w := δ."""
    for signal, _ in _through(place):
        yield signal


def wrong_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂w with another input of the layer, or with what goes into another layer."""
    for signal, factor in _through(place):
        used = place.graph.by_name.get(factor.name) if isinstance(factor, Ref) else None
        for node in place.graph.nodes if used else ():
            alike = used and node.quantity.sample == used.quantity.sample and node is not used
            if node.role in SIGNALS and alike:
                yield Mul((signal, Ref(node.name)))


def z_for_input(place: Spot) -> Iterator[Expr]:
    """∂L/∂w with the z of the unit that the weight comes from, for its a."""
    for signal, factor in _through(place):
        match place.graph.formulas.get(factor.name) if isinstance(factor, Ref) else None:
            case Call(_, (z, *_)):
                yield Mul((signal, z))
            case Softmax(index, logits):
                yield Mul((signal, logits[index]))


def raw_error(place: Spot) -> Iterator[Expr]:
    """∂L/∂w or ∂L/∂b with ∂L/∂a for δ."""
    if (place.is_weight or place.is_bias) and len(place.step.links) == 1:
        (link,) = place.step.links
        if link.adjoint and (error := raw_errors(link, place)):
            yield error if place.is_bias else Mul((error, as_shown(link.local)))


def _through(place: Spot) -> Iterator[tuple[Expr, Expr]]:
    """Of a weight's own gradient the δ that comes to it, and the input that it is multiplied with."""
    if place.is_weight and place.step.rule is Rule.CHAIN and len(place.step.links) == 1:
        (link,) = place.step.links
        if link.adjoint:
            yield Ref(link.adjoint), as_shown(link.local)


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
