"""Backpropagation in plain numpy, as courses write it: all samples side by side, a row for each.

Forward, then back through each layer: dropout, activation, normalisation, weighted sum. All slopes are
written by hand; nothing here is ours.
Sources: S. Ioffe, C. Szegedy, Batch normalization (2015), algorithm 1 and section 3; N. Srivastava et al.,
Dropout (2014); M. Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

from collections.abc import Callable, Mapping
from math import erf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Curve = Callable[[Array], Array]


class Function(NamedTuple):
    """A function of one number and its slope, entry by entry."""

    value: Curve
    slope: Curve


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def bell(z: Array) -> Array:
    return np.asarray(np.exp(-z * z / 2) / np.sqrt(2 * np.pi))


def area(z: Array) -> Array:
    """Φ, the normal distribution's."""
    return np.asarray((1 + np.vectorize(erf, otypes=[float])(z / np.sqrt(2))) / 2)


def broken(slope: float) -> Function:
    """What is z above 0 and slope·z elsewhere."""
    return Function(lambda z: np.where(z > 0, z, slope * z), lambda z: np.where(z > 0, 1.0, slope))


FUNCTIONS: Mapping[str, Function] = {
    "linear": Function(lambda z: z, np.ones_like),
    "sigmoid": Function(sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": Function(np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": broken(0),
    "elu": Function(lambda z: np.where(z > 0, z, np.exp(z) - 1), lambda z: np.where(z > 0, 1, np.exp(z))),
    "softplus": Function(lambda z: np.log(1 + np.exp(z)), sigmoid),
    "silu": Function(lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "gelu": Function(lambda z: z * area(z), lambda z: area(z) + z * bell(z)),
    "leaky_relu": broken(0.01),
    "{name: leaky_relu, slope: 0.2}": broken(0.2),
    "z^2/(1 + z^2)": Function(lambda z: z**2 / (1 + z**2), lambda z: 2 * z / (1 + z**2) ** 2),
    "sin(z) - 0.5*z": Function(lambda z: np.sin(z) - 0.5 * z, lambda z: np.cos(z) - 0.5),
    "ln(1 + z^2)": Function(lambda z: np.log(1 + z**2), lambda z: 2 * z / (1 + z**2)),
    "max(z, 0.1*z)": broken(0.1),
    "z*exp(-z^2)": Function(lambda z: z * np.exp(-(z**2)), lambda z: (1 - 2 * z**2) * np.exp(-(z**2))),
    "abs(z)/(1 + abs(z))": Function(
        lambda z: np.abs(z) / (1 + np.abs(z)), lambda z: np.sign(z) / (1 + np.abs(z)) ** 2
    ),
    "2^z": Function(lambda z: 2**z, lambda z: np.log(2) * 2**z),
}

Slopes = Callable[[Array, Array], Array]
OF_LOSSES: Mapping[str, Slopes] = {
    "mse": lambda y, a: 2 * (a - y) / y.shape[1],
    "half_mse": lambda y, a: (a - y) / y.shape[1],
    "sse": lambda y, a: 2 * (a - y),
    "half_sse": lambda y, a: a - y,
    "rmse": lambda y, a: (a - y) / np.sqrt(y.shape[1] * ((a - y) ** 2).sum(axis=1, keepdims=True)),
    "mae": lambda y, a: np.sign(a - y) / y.shape[1],
    "(y - yhat)^4": lambda y, a: 4 * (a - y) ** 3,
    "ln(1 + (y - yhat)^2)": lambda y, a: 2 * (a - y) / (1 + (a - y) ** 2),
    "max(0, 1 - y*yhat)": lambda y, a: np.where(y * a < 1, -y, 0),
    "sqrt(1 + (y - yhat)^2) - 1": lambda y, a: (a - y) / np.sqrt(1 + (a - y) ** 2),
    "bce": lambda y, a: (1 - y) / (1 - a) - y / a,
    "cross_entropy": lambda y, a: -y / a,
    "-y*log2(yhat)": lambda y, a: -y / (a * np.log(2)),
}
"""∂L/∂a of each sample's own loss."""
OF_PENALTIES: Mapping[str, Curve] = {
    "": np.zeros_like,
    "l2": lambda w: 2 * w,
    "half_l2": lambda w: w,
    "l1": np.sign,
}
"""The derivative of the penalty by a weight, without λ."""


class Cache(NamedTuple):
    """What a layer keeps on its way forward."""

    before: Array
    root: Array
    standard: Array
    into: Array
    """What the activation is applied to."""
    activated: Array
    kept: Array
    """What each activation is multiplied with behind it."""


def gradients(
    layers: list[dict[str, Any]],
    samples: list[dict[str, list[float]]],
    loss: str,
    *,
    mean: bool,
    penalty: tuple[str, float],
    on_biases: bool,
) -> dict[str, Array]:
    """∂L/∂W1, ∂L/∂b1, …, each in the shape of its parameter."""
    x, y = (np.array([each[key] for each in samples], dtype=float) for key in ("inputs", "targets"))
    caches: list[Cache] = []
    for layer in layers:
        caches.append(forward(layer, x))
        x = caches[-1].activated * caches[-1].kept
    arriving = OF_LOSSES[loss](y, x) / (len(samples) if mean else 1)
    found: dict[str, Array] = {}
    name, rate = penalty
    for number, layer in reversed(list(enumerate(layers, start=1))):
        own, arriving = backward(layer, caches[number - 1], arriving)
        for letter, gradient in own.items():
            if letter == "W" or (letter == "b" and on_biases):
                held = np.array(layer["weights" if letter == "W" else "biases"], dtype=float)
                gradient = gradient + rate * OF_PENALTIES[name](held)
            found[f"{letter}{number}"] = gradient
    return found


def forward(layer: dict[str, Any], before: Array) -> Cache:
    """A layer's z = W·before + b, normalised where the layer says so, f of it, and the mask."""
    into = before @ np.array(layer["weights"], dtype=float).T + np.array(layer.get("biases", 0.0))
    root = standard = np.zeros_like(into)
    if "normalize" in layer:
        made = layer["normalize"]
        root = np.sqrt(into.var(axis=0) + made["epsilon"])
        standard = (into - into.mean(axis=0)) / root
        into = standard * made["gamma"] + made["beta"]
    if layer["activation"] == "softmax":
        powers = np.exp(into - into.max(axis=1, keepdims=True))
        activated = powers / powers.sum(axis=1, keepdims=True)
    else:
        activated = FUNCTIONS[layer["activation"]].value(into)
    kept = np.ones_like(into)
    if "dropout" in layer:
        kept = kept * np.array(layer["dropout"]["mask"]) / layer["dropout"]["keep"]
    return Cache(before, root, standard, into, activated, kept)


def backward(layer: dict[str, Any], cache: Cache, arriving: Array) -> tuple[dict[str, Array], Array]:
    """The gradients of a layer's parameters, and what goes on to the layer before."""
    found: dict[str, Array] = {}
    arriving = arriving * cache.kept
    a = cache.activated
    if layer["activation"] == "softmax":
        arriving = a * (arriving - (arriving * a).sum(axis=1, keepdims=True))
    else:
        arriving = arriving * FUNCTIONS[layer["activation"]].slope(cache.into)
    if "normalize" in layer:
        found["gamma"], found["beta"] = (arriving * cache.standard).sum(axis=0), arriving.sum(axis=0)
        hat = arriving * np.array(layer["normalize"]["gamma"])
        spread = cache.standard * (hat * cache.standard).mean(axis=0)
        arriving = (hat - hat.mean(axis=0) - spread) / cache.root
    found["W"] = arriving.T @ cache.before
    if "biases" in layer:
        own = isinstance(layer["biases"], list)
        found["b"] = arriving.sum(axis=0) if own else arriving.sum()
    return found, arriving @ np.array(layer["weights"], dtype=float)
