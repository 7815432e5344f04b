"""The quantities of a network by their place in it."""

from __future__ import annotations

from backprop_cli.quantities.quantity import Quantity

INPUT, TARGET, OUTPUT, LOSS = "x", "y", "yhat", "L"
DATA_LOSS, PENALTY = "L_data", "R"
"""The loss without a penalty, and the penalty."""
WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION = "W", "b", "z", "a"
"""The symbols; those of the second line belong to a layer."""
MEAN, VARIANCE, NORMAL, SCALED, SCALE, SHIFT = "mu", "var", "zhat", "u", "gamma", "beta"
"""Of a layer's batch normalisation: u = γ·ẑ + β with ẑ = (z − μ)/√(var + ε)."""
MASK, DROPPED = "mask", "h"
"""Of a layer's dropout: h = a·mask/keep."""
BETWEEN = (MEAN, VARIANCE, NORMAL, SCALED, SCALE, SHIFT, MASK, DROPPED)
"""What stands between a layer's sums and the next layer's."""
OF_LAYERS = frozenset({WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION, *BETWEEN})
"""What every layer has its own of."""
PARAMETERS = frozenset({WEIGHT, BIAS, SCALE, SHIFT})
PRODUCT = "P"
"""Of the factors along one path from the loss to a parameter."""
ANY_PARAMETER = Quantity("w")
"""What an optimiser's formula is written of: w⁺ = w − α·∂L/∂w."""
BY_SAMPLE = frozenset({INPUT, TARGET, OUTPUT, PRE_ACTIVATION, ACTIVATION, NORMAL, SCALED, DROPPED})
"""What every sample has its own of."""


STACKS = {
    INPUT: "X",
    TARGET: "Y",
    OUTPUT: "Yhat",
    PRE_ACTIVATION: "Z",
    NORMAL: "Zhat",
    SCALED: "U",
    ACTIVATION: "A",
    MASK: "M",
    DROPPED: "H",
    LOSS: "ell",
}
"""What a quantity that each sample has is called as a matrix with one column for each sample."""
_STACKED = {stack: symbol for symbol, stack in STACKS.items()}


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


def as_output(quantity: Quantity, layers: int) -> Quantity:
    """One of the last layer's activations as an output; any other quantity as it is."""
    is_last = quantity.symbol == ACTIVATION and quantity.layer == layers
    return quantity._replace(symbol=OUTPUT, layer=None) if is_last else quantity


def loss(sample: int | None = None) -> Quantity:
    """The loss of the batch, or of one sample."""
    return Quantity(LOSS, sample=sample)


def mean(layer: int) -> Quantity:
    """The mean of a layer's z over the samples, μ."""
    return Quantity(MEAN, layer)


def variance(layer: int) -> Quantity:
    """Their variance, divided by the number of samples."""
    return Quantity(VARIANCE, layer)


def normalised(layer: int, sample: int | None = None) -> Quantity:
    """ẑ: with mean 0 and variance 1."""
    return Quantity(NORMAL, layer, sample=sample)


def scaled(layer: int, sample: int | None = None) -> Quantity:
    """U = γ·ẑ + β, what the activation is applied to."""
    return Quantity(SCALED, layer, sample=sample)


def scale(layer: int) -> Quantity:
    """γ of a layer."""
    return Quantity(SCALE, layer)


def shift(layer: int) -> Quantity:
    """β of a layer."""
    return Quantity(SHIFT, layer)


def mask(layer: int, sample: int | None = None) -> Quantity:
    """Which units dropout keeps: 1, else 0."""
    return Quantity(MASK, layer, sample=sample)


def dropped(layer: int, sample: int | None = None) -> Quantity:
    """h: an activation behind dropout."""
    return Quantity(DROPPED, layer, sample=sample)


def stack_of(quantity: Quantity) -> Quantity:
    """All samples of a quantity as one matrix: of z1@2, Z1; of L@2, ell."""
    return quantity._replace(symbol=STACKS[quantity.symbol], indices=(), sample=None)


def is_stack(quantity: Quantity) -> bool:
    """Whether a quantity is a matrix with a column for each sample."""
    return quantity.symbol in _STACKED


def unstacked(quantity: Quantity) -> Quantity:
    """What a stack is the stack of, for no sample in particular: of Z1, z1; any other quantity as it is."""
    return quantity._replace(symbol=_STACKED.get(quantity.symbol, quantity.symbol))


def is_losses(quantity: Quantity) -> bool:
    """Whether a quantity is the row of all samples' losses."""
    return quantity.symbol == STACKS[LOSS]


def in_column(stack: Quantity, sample: int, *indices: int) -> Quantity:
    """What stands in one column: of Z1, column 2, row 3, z1[3]@2; without a row the whole column, z1@2."""
    return stack._replace(symbol=_STACKED[stack.symbol], indices=indices, sample=sample)
