"""Which quantities a network has."""

from __future__ import annotations

from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Layer, Network, Penalty
from backprop_cli.problem.quantities import Biases, Extras, LayerSize, Quantities
from backprop_cli.problem.times import times_of
from backprop_cli.quantities.network import BIAS, WEIGHT


def quantities_of(network: Network) -> Quantities:
    """The names that a network has."""
    sizes = tuple(LayerSize(layer.inputs, layer.units) for layer in network.layers)
    biases = tuple(map(_biases, network.layers))
    times = times_of(network.optimizer, network.schedule)
    return Quantities(
        *(sizes, biases, len(network.samples), network.optimizer is not None, network.fixed, times),
        extras=tuple(map(_extras, network.layers)),
        penalised=penalised_by(network.penalty),
        above=network.above,
        held=frozenset(each for each, _ in network.held),
        lettering=network.lettering,
    )


def _extras(layer: Layer) -> Extras:
    return Extras(
        normalised=layer.normalization is not None,
        dropped=layer.dropout is not None,
        alone=not layer.weights,
        softmax=layer.activation.name == "softmax",
    )


def _biases(layer: Layer) -> Biases:
    if layer.biases is None:
        return "none"
    return "shared" if isinstance(layer.biases, Num) else "own"


def penalised_by(penalty: Penalty | None) -> frozenset[str]:
    """The symbols of the parameters that a penalty is of."""
    if penalty is None:
        return frozenset()
    return frozenset({WEIGHT, BIAS} if penalty.on_biases else {WEIGHT})
