"""What a layer does, stage after stage: weighted sums, normalisation, activation, dropout.

A stage takes what came out of the one before, for each sample, and gives what goes into the next. Another
kind of layer is another stage.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from backprop_cli.expr.constants import constant, typed_number
from backprop_cli.expr.tree import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Ref, substitute
from backprop_cli.graph.graph import Node, Role, node
from backprop_cli.problem.model import Activation, Layer
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    activation,
    bias,
    dropped,
    mask,
    mean,
    normalised,
    pre_activation,
    scale,
    scaled,
    shift,
    variance,
    weights,
)
from backprop_cli.quantities.quantity import Quantity

Samples = Mapping[int | None, Node]
"""A node for each sample; under None where there is one only."""


class NumberedLayer(NamedTuple):
    """A layer in its network."""

    number: int
    layer: Layer
    also: Mapping[int | None, Quantity]
    """What else its activations are called, for each sample; of the last layer ŷ."""

    @property
    def units(self) -> tuple[int]:
        """The shape of what it gives."""
        return (self.layer.units,)


def parameters(place: NumberedLayer) -> Iterator[Node]:
    """The given nodes of a layer: what training changes."""
    number, layer, _ = place
    if layer.weights:
        yield node(weights(number), Role.WEIGHT, shape=(layer.units, layer.inputs))
    if layer.biases is not None:
        shape = () if isinstance(layer.biases, Num) else (len(layer.biases),)
        yield node(bias(number), Role.BIAS, shape=shape)
    if layer.normalization is not None:
        yield node(scale(number), Role.SCALE, shape=place.units)
        yield node(shift(number), Role.SCALE, shape=place.units)


def layer_nodes(place: NumberedLayer, before: Samples) -> Iterator[Node]:
    """The nodes of a layer over what comes in; of each sample the last one goes on."""
    out = dict(before)
    for stage in (_weighted, _normalised, _activated, _dropped):
        for made in stage(place, dict(out)):
            yield made
            if made.role in _GOES_ON and made.quantity.sample in out:
                out[made.quantity.sample] = made


_GOES_ON = {Role.PRE_ACTIVATION, Role.NORMAL, Role.ACTIVATION, Role.DROPPED}
"""Roles of what a stage gives for each sample."""


def _weighted(place: NumberedLayer, before: Samples) -> Iterator[Node]:
    """Z = W·(before) + b; of an activation alone it is what comes in."""
    number, layer, _ = place
    for sample, each in before.items():
        if not layer.weights:
            yield node(pre_activation(number, sample), Role.PRE_ACTIVATION, Ref(each.name), place.units)
            continue
        product = MatMul(Ref(text(weights(number))), Ref(each.name))
        with_bias = product if layer.biases is None else Add((product, Ref(text(bias(number)))))
        yield node(pre_activation(number, sample), Role.PRE_ACTIVATION, with_bias, place.units)


def _normalised(place: NumberedLayer, before: Samples) -> Iterator[Node]:
    """U = γ·(z − μ)/√(σ² + ε) + β, with mean and biased variance over the samples.

    Source: S. Ioffe, C. Szegedy, Batch normalization (2015).
    """
    number, layer, _ = place
    if layer.normalization is None:
        return
    share = constant(Fraction(1, len(before)))
    sums = [Ref(each.name) for each in before.values()]
    yield (mu := node(mean(number), Role.STATISTIC, Mul((share, Add(tuple(sums)))), place.units))
    gaps: list[Expr] = [_minus(each, mu) for each in sums]
    squares = tuple(Pow(gap, typed_number("2")) for gap in gaps)
    yield (var := node(variance(number), Role.STATISTIC, Mul((share, Add(squares))), place.units))
    root = Call("sqrt", (layer.normalization.under_root(Ref(var.name)),))
    for sample, gap in zip(before, gaps, strict=True):
        standard = node(normalised(number, sample), Role.NORMAL, Div(gap, root), place.units)
        yield standard
        moved = Add((Mul((Ref(text(scale(number))), Ref(standard.name))), Ref(text(shift(number)))))
        yield node(scaled(number, sample), Role.NORMAL, moved, place.units)


def _minus(left: Ref, right: Node) -> Add:
    return Add((left, Neg(Ref(right.name))))


def _activated(place: NumberedLayer, before: Samples) -> Iterator[Node]:
    """A = f(z), or f(u) behind a normalisation."""
    number, layer, also = place
    for sample, each in before.items():
        formula = _applied(layer.activation, Ref(each.name))
        yield node(activation(number, sample), Role.ACTIVATION, formula, place.units, also.get(sample))


def _applied(function: Activation, z: Ref) -> Expr:
    if function.name == "linear":
        return z
    return substitute(function.formula, {"z": z}.get)


def _dropped(place: NumberedLayer, before: Samples) -> Iterator[Node]:
    """H = a·mask/keep: units that the mask leaves out give 0, the others as much more."""
    number, layer, _ = place
    if layer.dropout is None:
        return
    for sample, each in before.items():
        own = sample if layer.dropout.is_by_sample else None
        hidden = node(mask(number, own), Role.CONSTANT, shape=place.units)
        if sample == own or sample == next(iter(before)):
            yield hidden
        kept = Div(Mul((Ref(each.name), Ref(hidden.name))), layer.dropout.keep)
        yield node(dropped(number, sample), Role.DROPPED, kept, place.units)
