"""The forward pass of a network in numpy, from the problem file's data, vectorised over samples.

It shares no code with the graph's: differences are taken of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isfinite
from typing import Any

from backprop_cli.derivation.kinks import gaps
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.problem.model import Layer, Network
from backprop_cli.proof.array_functions import NumpyArray, activation_of, entrywise, function_of, loss_of
from backprop_cli.proof.given_values import last_that_stays, sums_of_given
from backprop_cli.quantities.network import WEIGHT, bias, pre_activation, scale, shift, weights
from backprop_cli.quantities.quantity import Quantity

STEPS = (1e-3, 1e-5, 1e-7)
"""For floats: smaller ones drown in rounding."""


class NetworkPass:
    """The forward pass of a network over all samples at once: Z = A Wᵀ + b, rows are samples."""

    def __init__(self, network: Network) -> None:
        import numpy as np

        self.network = network
        self.steps: tuple[Any, ...] = STEPS
        self.parameters: dict[Quantity, NumpyArray] = {}
        for number, layer in enumerate(network.layers, start=1):
            if layer.weights:
                self.parameters[weights(number)] = _array(layer.weights)
            if layer.biases is not None:
                self.parameters[bias(number)] = _array(layer.biases)
            if layer.normalization is not None:
                self.parameters[scale(number)] = _array(layer.normalization.gamma)
                self.parameters[shift(number)] = _array(layer.normalization.beta)
        self.masks = [_mask(layer) for layer in network.layers]
        self.inputs = np.array([[num.value for num in each.inputs] for each in network.samples])
        self.targets = np.array([[num.value for num in each.targets] for each in network.samples])
        self.activations = [activation_of(layer) for layer in network.layers]
        self.loss_of = loss_of(network)
        self.stays = last_that_stays(network)
        """The last layer of which given activations are numbers that nothing moves; 0: there is none."""
        self.shifts: dict[int, NumpyArray] = {}
        """What is added to a layer's sums, so that activations are those that are given."""
        if network.held:
            self._shift()

    def loss(self) -> Any:
        """The loss of the batch with the present parameters. Raises `FormulaError` where there is none."""
        import numpy as np

        with np.errstate(all="ignore"):
            losses = self._losses()
            total = float(np.sum(losses)) / (len(losses) if self.network.reduction == "mean" else 1)
            total += self._penalty(function_of)
        if not isfinite(total):
            raise FormulaError("the loss has no value here")
        return total

    def _penalty(self, function: Callable[[Expr, tuple[str, ...]], Callable[[NumpyArray], Any]]) -> Any:
        """What the parameters themselves add to the loss."""
        penalty = self.network.penalty
        if penalty is None:
            return 0
        term = function(penalty.row.term, ("w",))
        total = sum(each for array in self._penalised() for each in term(array).flat)
        return (
            total * self._number(penalty.rate) * penalty.row.factor.numerator / penalty.row.factor.denominator
        )

    def _penalised(self) -> list[NumpyArray]:
        """The parameters that a penalty counts."""
        on_biases = self.network.penalty is not None and self.network.penalty.on_biases
        return [array for each, array in self.parameters.items() if on_biases or each.symbol == WEIGHT]

    def _number(self, typed: Num) -> Any:
        return typed.value

    def _losses(self) -> NumpyArray:
        z, activated = list(self._layers())[-1]
        return self.loss_of(self.targets, activated, z)

    def _layers(self) -> Iterator[tuple[NumpyArray, NumpyArray]]:
        """The pre-activations and activations of each layer."""
        activated = self.inputs
        for number, activation in enumerate(self.activations, start=1):
            z = self._weighted(number, activated)
            z = self._normalised(number, z) + self.shifts.get(number, 0.0)
            activated = self._held(number, activation(z)) * self.masks[number - 1]
            yield z, activated

    def _held(self, number: int, activated: NumpyArray) -> NumpyArray:
        """A layer's activations, with the numbers that are given in their places."""
        for quantity, given in self.network.held:
            if quantity.layer == number and number not in self.shifts:
                activated[(quantity.sample or 1) - 1, quantity.indices[0] - 1] = given.value
        return activated

    def _shift(self) -> None:
        """Shifts the sums of given activations, layer after layer, with the parameters of the exercise."""
        import numpy as np

        for number in sorted({of.layer for of, _ in self.network.held if of.layer}):
            wanted = sums_of_given(self.network, number)
            if wanted is not None:
                sums = np.array(wanted, dtype=float)
                z, _ = list(self._layers())[number - 1]
                self.shifts[number] = np.where(np.isnan(sums), 0.0, sums - z)

    def _weighted(self, number: int, before: NumpyArray) -> NumpyArray:
        """A layer's sums; of an activation alone they are what comes in."""
        matrix = self.parameters.get(weights(number))
        if matrix is None:
            return before
        return before @ matrix.T + self.parameters.get(bias(number), 0.0)

    def gaps(self) -> list[int]:
        """On which side of its kink each function with a kink stands, layer by layer, the loss's last."""
        import numpy as np

        layers = list(self._layers())
        found = [
            entrywise(gap, {"z": z})
            for layer, (z, _) in zip(self.network.layers, layers, strict=True)
            for gap in gaps(layer.activation.formula)
        ]
        ends = {"y": self.targets, "yhat": layers[-1][1]}
        found += [entrywise(gap, ends) for gap in gaps(self.network.loss.term)]
        penalty = self.network.penalty
        for gap in gaps(penalty.row.term) if penalty else ():
            found += [entrywise(gap, {"w": array}) for array in self._penalised()]
        return [int(sign) for values in found for sign in np.sign(values).flat]

    def _normalised(self, number: int, z: NumpyArray) -> NumpyArray:
        """A layer's z over the samples with mean β and standard deviation γ, where the layer has such."""
        import numpy as np

        normalization = self.network.layers[number - 1].normalization
        if normalization is None:
            return z
        spread = np.sqrt(z.var(axis=0) + normalization.epsilon.value)
        standard = (z - z.mean(axis=0)) / spread
        return np.asarray(standard * self.parameters[scale(number)] + self.parameters[shift(number)])

    def places(self) -> list[tuple[Quantity, NumpyArray, tuple[int, ...]]]:
        """Every single parameter, its array and its place there; then what a first layer is applied to.

        That is where it has no weights, so that its pre-activations are what comes in. What lies before
        activations that stay as they are given is left out: the loss does not change with them.
        """
        import numpy as np

        found = [
            (quantity.at(*(at + 1 for at in place)), array, place)
            for quantity, array in self.parameters.items()
            if (quantity.layer or 0) > self.stays
            for place in np.ndindex(array.shape)
        ]
        if not self.network.layers[0].weights and not self.stays:
            several = len(self.inputs) > 1
            found += [
                (pre_activation(1, row + 1 if several else None).at(column + 1), self.inputs, (row, column))
                for row, column in np.ndindex(self.inputs.shape)
            ]
        return found


def _mask(layer: Layer) -> Any:
    """What a layer's activations are multiplied with: rows are samples, or one row serves all."""
    return 1.0 if layer.dropout is None else _array(layer.dropout.masks) / layer.dropout.keep.value


def _array(numbers: object) -> NumpyArray:
    import numpy as np

    def plain(part: Any) -> Any:
        return part.value if isinstance(part, Num) else [plain(each) for each in part]

    return np.array(plain(numbers), dtype=float)
