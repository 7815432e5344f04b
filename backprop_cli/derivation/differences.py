"""Central differences: the derivative as a slope between two points, with a forward pass of its own.

    dL/dw ≈ [8 (L(w + h) − L(w − h)) − (L(w + 2h) − L(w − 2h))] / 12h

The networks' pass is written in numpy from the problem file's data, vectorised over samples; it shares no
code with the graph. Formulas are worked by SymPy's translation to numpy.
Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions (1964), 25.3.6.
"""

from __future__ import annotations

from collections.abc import Callable
from math import erf, sqrt
from typing import TYPE_CHECKING, Any

from backprop_cli.expr.algebra import to_sympy
from backprop_cli.expr.tree import Call, Expr, Num
from backprop_cli.problem.model import Formulas, Layer, Network
from backprop_cli.quantities.network import bias, weights
from backprop_cli.quantities.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Loss = Callable[[], float]
"""Reads its numbers where they stand and gives the output."""


def central_slope(loss: Loss, numbers: Array, place: tuple[int, ...], step: float) -> float:
    """The slope of `loss` in one entry of `numbers`, which `loss` reads; the entry is put back."""
    far_left, left, right, far_right = _around(loss, numbers, place, step, (-2, -1, 1, 2))
    return (8 * (right - left) - (far_right - far_left)) / (12 * step)


def side_slopes(loss: Loss, numbers: Array, place: tuple[int, ...], step: float) -> tuple[float, float]:
    """The slope from the left and from the right. At a kink they differ."""
    left, middle, right = _around(loss, numbers, place, step, (-1, 0, 1))
    return (middle - left) / step, (right - middle) / step


def _around(
    loss: Loss, numbers: Array, place: tuple[int, ...], step: float, multiples: tuple[int, ...]
) -> list[float]:
    middle = float(numbers[place])
    found = list[float]()
    for multiple in multiples:
        numbers[place] = middle + multiple * step
        found.append(loss())
    numbers[place] = middle
    return found


class NetworkPass:
    """The forward pass of a network over all samples at once: Z = A Wᵀ + b, rows are samples."""

    def __init__(self, network: Network) -> None:
        import numpy as np

        self.network = network
        self.parameters: dict[Quantity, Array] = {}
        for number, layer in enumerate(network.layers, start=1):
            self.parameters[weights(number)] = _array(layer.weights)
            if layer.biases is not None:
                self.parameters[bias(number)] = _array(layer.biases)
        self.inputs = np.array([[num.value for num in each.inputs] for each in network.samples])
        self.targets = np.array([[num.value for num in each.targets] for each in network.samples])
        self.activations = [_activation(layer) for layer in network.layers]
        self.loss_of = _loss(network)

    def loss(self) -> float:
        """The loss of the batch with the present parameters."""
        import numpy as np

        activated = z = self.inputs
        for number, activation in enumerate(self.activations, start=1):
            z = activated @ self.parameters[weights(number)].T + self.parameters.get(bias(number), 0.0)
            activated = activation(z)
        losses = self.loss_of(self.targets, activated, z)
        total = np.sum(losses)
        return float(total / len(losses) if self.network.reduction == "mean" else total)

    def places(self) -> list[tuple[Quantity, Array, tuple[int, ...]]]:
        """Every single parameter, its array and its place there."""
        import numpy as np

        return [
            (quantity.at(*(at + 1 for at in place)), array, place)
            for quantity, array in self.parameters.items()
            for place in np.ndindex(array.shape)
        ]


class FormulaPass:
    """The formulas at their point, worked by SymPy's translation to Python's math module."""

    def __init__(self, problem: Formulas, output: str) -> None:
        import numpy as np

        self.places = {name: place for place, (name, _) in enumerate(problem.at)}
        self.numbers = np.array([num.value for _, num in problem.at])
        self.output = output
        self.functions: list[tuple[str, Callable[..., float]]] = []
        known = list(self.places)
        for formula in problem.formulas:
            self.functions.append((formula.name, _translated(formula.body, known, "math")))
            known.append(formula.name)

    def loss(self) -> float:
        """The output at the present point."""
        values = [float(number) for number in self.numbers]
        for name, function in self.functions:
            values.append(function(values))
            if name == self.output:
                break
        return values[-1]


def _array(numbers: object) -> Array:
    import numpy as np

    def plain(part: Any) -> Any:
        return part.value if isinstance(part, Num) else [plain(each) for each in part]

    return np.array(plain(numbers), dtype=float)


def _translated(expr: Expr, names: list[str], modules: str) -> Callable[..., Any]:
    """A formula as a Python function of the list of its names' values."""
    import sympy as sp

    symbols = [sp.Symbol(name, real=True) for name in names]
    function: Callable[..., Any] = sp.lambdify([symbols], to_sympy(expr), modules=[{"erf": erf}, modules])
    return function


def _activation(layer: Layer) -> Callable[[Array], Array]:
    import numpy as np

    def softmax(z: Array) -> Array:
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    activation = layer.activation
    if activation.name == "leaky_relu" and isinstance(activation.formula, Call):
        slope = activation.formula.args[1]
        below = slope.value if isinstance(slope, Num) else 0.01
        return lambda z: np.where(z > 0, z, below * z)
    known: dict[str, Callable[[Array], Array]] = {
        "linear": lambda z: z,
        "sigmoid": lambda z: np.exp(-np.logaddexp(0, -z)),
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        "softplus": lambda z: np.logaddexp(0, z),
        "silu": lambda z: z * np.exp(-np.logaddexp(0, -z)),
        "gelu": lambda z: z * (1 + np.vectorize(erf)(z / sqrt(2))) / 2,
        "softmax": softmax,
    }
    if activation.name in known:
        return known[activation.name]
    return _spread(_translated(activation.formula, ["z"], "numpy"))


def _spread(function: Callable[..., Any]) -> Callable[[Array], Array]:
    import numpy as np

    return lambda z: np.broadcast_to(function([z]), z.shape)


def _loss(network: Network) -> Callable[[Array, Array, Array], Array]:
    """The loss of each sample, from targets, outputs and the last pre-activations."""
    import numpy as np

    last = network.layers[-1].activation.name
    known: dict[str, Callable[[Array, Array, Array], Array]] = {
        "mse": lambda y, a, z: np.mean((y - a) ** 2, axis=1),
        "half_mse": lambda y, a, z: np.mean((y - a) ** 2, axis=1) / 2,
        "sse": lambda y, a, z: np.sum((y - a) ** 2, axis=1),
        "half_sse": lambda y, a, z: np.sum((y - a) ** 2, axis=1) / 2,
        "rmse": lambda y, a, z: np.sqrt(np.mean((y - a) ** 2, axis=1)),
        "mae": lambda y, a, z: np.mean(np.abs(y - a), axis=1),
        "bce": lambda y, a, z: -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a), axis=1),
        "cross_entropy": lambda y, a, z: -np.sum(y * np.log(a), axis=1),
    }
    # From the logits where the outputs saturate: log σ(z) = −log(1 + e^(−z)).
    if (last, network.loss.name) == ("sigmoid", "bce"):
        return lambda y, a, z: np.sum(np.logaddexp(0, z) - y * z, axis=1)
    if (last, network.loss.name) == ("softmax", "cross_entropy"):
        return lambda y, a, z: np.sum(y * (np.logaddexp.reduce(z, axis=1, keepdims=True) - z), axis=1)
    if network.loss.name in known:
        return known[network.loss.name]
    term = _translated(network.loss.term, ["y", "yhat"], "numpy")
    return lambda y, a, z: np.sum(np.broadcast_to(term([y, a]), a.shape), axis=1)
