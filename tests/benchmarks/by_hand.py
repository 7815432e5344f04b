"""Random networks worked line by line in numpy, as a student does it: nothing here is the program's own."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
RATE = 0.5
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0) * 1.0),
    "linear": (lambda z: z, lambda z, a: np.ones_like(z)),
}
"""Each with its slope, from z and a."""
LOSSES: dict[str, Callable[[int], float]] = {
    "half_sse": lambda outputs: 0.5,
    "mse": lambda outputs: 1 / outputs,
    "sse": lambda outputs: 1.0,
}
"""The factor before Σ (y − ŷ)², from the number of outputs."""
HIDDEN, LAST = ("sigmoid", "tanh", "relu"), ("sigmoid", "linear", "tanh")


class Layer(NamedTuple):
    """Weights with one row per unit, biases, and the activation's name."""

    weights: Array
    biases: Array
    activation: str


class Exercise(NamedTuple):
    """A network, one sample and a loss."""

    inputs: Array
    targets: Array
    layers: tuple[Layer, ...]
    loss: str

    def text(self) -> str:
        """The problem file."""
        lines = [f"inputs: {self.inputs.tolist()}", f"targets: {self.targets.tolist()}", "layers:"]
        for layer in self.layers:
            lines += [f"- weights: {layer.weights.tolist()}", f"  biases: {layer.biases.tolist()}"]
            lines += [f"  activation: {layer.activation}"]
        return "\n".join([*lines, f"loss: {self.loss}", f"optimizer: {{name: sgd, learning_rate: {RATE}}}"])


def exercise(shape: tuple[int, ...], rng: random.Random) -> Exercise:
    """A random network of a shape, with two-digit numbers."""

    def numbers(*size: int) -> Array:
        return np.array([round(rng.uniform(-1, 1), 2) for _ in range(int(np.prod(size)))]).reshape(size)

    inputs, targets = numbers(shape[0]), numbers(shape[-1])
    names = [rng.choice(HIDDEN) for _ in shape[2:]] + [rng.choice(LAST)]
    layers = [
        Layer(numbers(after, before), numbers(after), name)
        for (before, after), name in zip(pairwise(shape), names, strict=True)
    ]
    return Exercise(inputs, targets, tuple(layers), rng.choice(list(LOSSES)))


def worked(given: Exercise, rounded: Callable[[float], str]) -> dict[str, str]:
    """Every line as it is written; the next line uses what is written."""
    sheet: dict[str, str] = {}

    def write(name: str, values: Any) -> Array:
        array = np.asarray(values, dtype=float)
        kept = np.empty_like(array)
        for place, value in np.ndenumerate(array):
            key = name.format(*(index + 1 for index in place)) if place else name
            sheet[key] = rounded(float(value))
            kept[place] = float(sheet[key])
        return kept

    forward = _forward(given, write)
    _backward(given, forward, write)
    return sheet


Write = Callable[[str, Any], Array]


def _forward(given: Exercise, write: Write) -> list[tuple[Array, Array]]:
    """The z and a of every layer, then the loss."""
    values, into = list[tuple[Array, Array]](), given.inputs
    for number, layer in enumerate(given.layers, start=1):
        z = write(f"z{number}[{{}}]", layer.weights @ into + layer.biases)
        into = write(f"a{number}[{{}}]", ACTIVATIONS[layer.activation][0](z))
        values.append((z, into))
    write("L", LOSSES[given.loss](len(into)) * np.sum((given.targets - into) ** 2))
    return values


def _backward(given: Exercise, values: list[tuple[Array, Array]], write: Write) -> None:
    """Slopes, then from the last layer back: ∂L/∂a, δ, gradients; then the new parameters."""
    slopes = [
        write(f"da{number}[{{0}}]/dz{number}[{{0}}]", ACTIVATIONS[layer.activation][1](z, a))
        for number, (layer, (z, a)) in enumerate(zip(given.layers, values, strict=True), start=1)
    ]
    output = values[-1][1]
    upstream = 2 * LOSSES[given.loss](len(output)) * (output - given.targets)
    new = list[tuple[str, Array]]()
    for number in range(len(given.layers), 0, -1):
        layer = given.layers[number - 1]
        by_output = write(f"dL/da{number}[{{}}]", upstream)
        delta = write(f"dL/dz{number}[{{}}]", by_output * slopes[number - 1])
        into = values[number - 2][1] if number > 1 else given.inputs
        by_weight = write(f"dL/dW{number}[{{}},{{}}]", np.outer(delta, into))
        by_bias = write(f"dL/db{number}[{{}}]", delta)
        new += [(f"W{number}_new[{{}},{{}}]", layer.weights - RATE * by_weight)]
        new += [(f"b{number}_new[{{}}]", layer.biases - RATE * by_bias)]
        upstream = layer.weights.T @ delta
    for name, array in new:
        write(name, array)
