"""The quantities of a network by their place in it."""

from __future__ import annotations

from backprop_cli.quantities.quantity import Quantity

INPUT, TARGET, OUTPUT, LOSS = "x", "y", "yhat", "L"
DATA_LOSS, PENALTY = "L_data", "R"
"""The loss without a penalty, and the penalty."""
WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION = "W", "b", "z", "a"
"""The symbols; those of the second line belong to a layer."""
PARAMETERS = frozenset({WEIGHT, BIAS})


def weights(layer: int) -> Quantity:
    """W of a layer, counted from 1."""
    return Quantity(WEIGHT, layer)


def bias(layer: int) -> Quantity:
    """The biases of a layer, or the one that it shares."""
    return Quantity(BIAS, layer)


def inputs(sample: int | None = None) -> Quantity:
    """What goes in, x."""
    return Quantity(INPUT, sample=sample)


def targets(sample: int | None = None) -> Quantity:
    """What should come out, y."""
    return Quantity(TARGET, sample=sample)


def outputs(sample: int | None = None) -> Quantity:
    """What comes out, ŷ: the last layer's activations."""
    return Quantity(OUTPUT, sample=sample)


def pre_activation(layer: int, sample: int | None = None) -> Quantity:
    """A layer's z = W a + b."""
    return Quantity(PRE_ACTIVATION, layer, sample=sample)


def activation(layer: int, sample: int | None = None) -> Quantity:
    """A layer's a = σ(z)."""
    return Quantity(ACTIVATION, layer, sample=sample)


def loss(sample: int | None = None) -> Quantity:
    """The loss of the batch, or of one sample."""
    return Quantity(LOSS, sample=sample)
