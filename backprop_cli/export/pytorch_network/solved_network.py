"""A network in one step of descent, with its solution: what the lines of a program are made from."""

from __future__ import annotations

from collections.abc import Iterator, Set

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.update import Update
from backprop_cli.expr.tree import Num
from backprop_cli.expr.value import Shape
from backprop_cli.frozen import frozen
from backprop_cli.problem.model import Layer, Network
from backprop_cli.quantities.network import bias, scale, shift, weights
from backprop_cli.quantities.quantity import Quantity


@frozen
class SolvedNetwork:
    """A network in one step of descent, and its solution."""

    network: Network
    derivation: Derivation
    lost: Set[str]
    """Names of quantities whose digits floats lose."""
    before: Network | None
    """The network of the step that this one goes on from."""

    @property
    def layers(self) -> list[tuple[int, Layer]]:
        """The layers with their numbers."""
        return list(enumerate(self.network.layers, start=1))

    @property
    def moved(self) -> Update | None:
        """The update, where there is one."""
        return self.derivation.update

    @property
    def starts_alone(self) -> bool:
        """Whether the first layer has no weights, so that its z is x."""
        return not self.network.layers[0].weights

    def parameters(self) -> Iterator[tuple[Quantity, Shape]]:
        """The parameters of each layer with their shapes."""
        for number, layer in self.layers:
            if layer.weights:
                yield weights(number), (layer.units, layer.inputs)
            if layer.biases is not None:
                yield bias(number), (len(layer.biases),) if isinstance(layer.biases, tuple) else ()
            if layer.normalization is not None:
                yield from ((each(number), (len(layer.weights),)) for each in (scale, shift))

    def held(self, number: int, layer: Layer) -> list[list[Num | None]]:
        """The activations of a layer that are given, at their places: a row for each sample."""
        # Activations are given for one step only, in which all samples are.
        held = {(of.sample or 1, *of.indices): given for of, given in self.network.held if of.layer == number}
        samples, units = range(1, len(self.network.samples) + 1), range(1, layer.units + 1)
        return [[held.get((sample, unit)) for unit in units] for sample in samples]
