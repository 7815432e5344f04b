"""A network's step of gradient descent in numpy, from the problem file's text: nothing of the program's own.

Matrix form, all samples at once: Z = A Wᵀ + b, rows are samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

Array = np.ndarray[Any, np.dtype[np.float64]]


def worked(text: str) -> dict[str, float]:
    """The loss, every gradient and every new parameter, by the names that a program has for them."""
    data = yaml.safe_load(text)
    samples = data.get("samples") or [data]
    layers = data["layers"]
    x = np.array([_floats(each["inputs"]) for each in samples])
    y = np.array([targets(each["targets"], layers[-1]["weights"]) for each in samples])
    ws = [np.array(_floats(layer["weights"])) for layer in layers]
    if data.get("weight_rows") == "inputs":
        ws = [w.T for w in ws]
    bs = [None if "biases" not in layer else np.array(_floats(layer["biases"])) for layer in layers]
    names = [str(layer.get("activation", "linear")) for layer in layers]
    into, zs = [x], []
    for w, b, name in zip(ws, bs, names, strict=True):
        zs.append(into[-1] @ w.T + (0 if b is None else b))
        into.append(activated(name, zs[-1]))
    share = 1 if data.get("reduction") == "sum" else 1 / len(samples)
    loss, upstream = lost(data["loss"], y, into[-1])
    penalty = [_penalty(data.get("penalty", {}), w) for w in ws]
    found = {"L": float(loss.sum() * share) + sum(size for size, _ in penalty)}
    rate = data.get("optimizer", {}).get("learning_rate")
    fixed = data.get("fixed", [])
    upstream = upstream * share
    for number in range(len(layers), 0, -1):
        delta = through(names[number - 1], zs[number - 1], into[number], upstream)
        by_weights = delta.T @ into[number - 1] + penalty[number - 1][1]
        found |= _entries(f"w{number}", ws[number - 1], by_weights, rate, f"W{number}" in fixed)
        b = bs[number - 1]
        if b is not None:
            by_bias = delta.sum(axis=0) if b.ndim else np.array(delta.sum())
            is_fixed = bool({f"b{number}", "biases"} & set(fixed))
            found |= _entries(f"b{number}", b, by_bias, rate, is_fixed)
        upstream = delta @ ws[number - 1]
    return found


def targets(given: Any, weights: list[Any]) -> Any:
    """The targets; of a class, counted from 1, its one-hot vector."""
    if isinstance(given, dict):
        return [float(place == given["class"]) for place in range(1, len(weights) + 1)]
    return _floats(given)


def _penalty(penalty: dict[str, Any], w: Array) -> tuple[float, Any]:
    """What the weights of a layer add to the loss, and to their gradients."""
    if not penalty:
        return 0.0, 0.0
    rate = _floats(penalty["rate"])
    if penalty["name"] == "l1":
        return float(rate * np.abs(w).sum()), rate * np.sign(w)
    factor = {"l2": 1.0, "half_l2": 0.5}[penalty["name"]]
    return float(factor * rate * (w**2).sum()), 2 * factor * rate * w


def _floats(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_floats(each) for each in numbers]
    top, _, bottom = str(numbers).partition("/")
    return float(top) / float(bottom or 1)


def _entries(head: str, old: Array, gradient: Array, rate: Any, is_fixed: bool) -> dict[str, float]:
    found = {}
    for place in np.ndindex(old.shape):
        joint = "_" if any(index > 8 for index in place) else ""
        name = "_".join(filter(None, [head, joint.join(str(index + 1) for index in place)]))
        found[f"grad_{name}"] = float(gradient[place])
        if rate is not None and not is_fixed:
            found[f"{name}_new"] = float(old[place] - _floats(rate) * gradient[place])
    return found


def activated(name: str, z: Array) -> Array:
    if name == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
    table = {"linear": z, "sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(z, 0)}
    return np.asarray(table[name])


def through(name: str, z: Array, a: Array, upstream: Array) -> Array:
    """∂L/∂z from ∂L/∂a, for a softmax by its Jacobian."""
    if name == "softmax":
        return np.asarray(a * (upstream - (upstream * a).sum(axis=1, keepdims=True)))
    slopes = {"linear": np.ones_like(z), "sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": (z > 0) * 1.0}
    return np.asarray(upstream * slopes[name])


def lost(name: str, y: Array, a: Array) -> tuple[Array, Array]:
    """The loss of each sample, and its derivative by a."""
    m = y.shape[1]
    factors = {"mse": 1 / m, "half_mse": 1 / (2 * m), "sse": 1.0, "half_sse": 0.5}
    if name in factors:
        return factors[name] * ((y - a) ** 2).sum(axis=1), 2 * factors[name] * (a - y)
    if name == "bce":
        return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1), (a - y) / (a * (1 - a))
    assert name == "cross_entropy"
    return -(y * np.log(a)).sum(axis=1), -y / a
