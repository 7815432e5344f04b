"""The numbers of bundled problems by plain numpy, as a student programs them: a second source.

Networks are read with PyYAML from the file itself; only weights that the program draws are taken from it.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from backprop_cli import load
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import path

Numbers = dict[str, float]
Array = np.ndarray[Any, np.dtype[np.float64]]


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "linear": (lambda z: z, lambda z: np.diag(np.ones_like(z))),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.diag((z > 0) * 1.0)),
    "tanh": (np.tanh, lambda z: np.diag(1 - np.tanh(z) ** 2)),
    "sigmoid": (sigmoid, lambda z: np.diag(sigmoid(z) * sigmoid(-z))),
    "softmax": (
        lambda z: np.exp(z) / np.exp(z).sum(),
        lambda z: np.diag(p := np.exp(z) / np.exp(z).sum()) - np.outer(p, p),
    ),
}
"""Value and Jacobian."""

LOSSES: dict[str, tuple[Callable[[Array, Array], float], Callable[[Array, Array], Array]]] = {
    "half_sse": (lambda y, p: float(((y - p) ** 2).sum() / 2), lambda y, p: p - y),
    "sse": (lambda y, p: float(((y - p) ** 2).sum()), lambda y, p: 2 * (p - y)),
    "mse": (lambda y, p: float(((y - p) ** 2).mean()), lambda y, p: 2 * (p - y) / len(y)),
    "bce": (
        lambda y, p: float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).sum()),
        lambda y, p: (1 - y) / (1 - p) - y / p,
    ),
    "cross_entropy": (lambda y, p: float(-(y * np.log(p)).sum()), lambda y, p: -y / p),
}


class Net:
    """A network of a problem file, with parameters that may change."""

    def __init__(self, name: str) -> None:
        self.raw: dict[str, Any] = yaml.safe_load(Path(path(name)).read_text(encoding="utf-8"))
        layers = self.raw["layers"]
        self.W = [np.array(layer.get("weights", ()), float) for layer in layers]
        if "units" in layers[0]:
            drawn = load(name)
            assert isinstance(drawn, Network)
            self.W = [np.array([[w.value for w in row] for row in layer.weights]) for layer in drawn.layers]
        if self.raw.get("weight_rows") == "inputs":
            self.W = [W.T for W in self.W]
        self.b = [_biases(layer, W) for layer, W in zip(layers, self.W, strict=True)]
        self.kinds = [ACTIVATIONS[layer["activation"]] for layer in layers]
        one = [{key: self.raw.get(key) for key in ("inputs", "targets")}]
        self.samples = [
            (np.array(s["inputs"], float), _targets(s, self)) for s in self.raw.get("samples", one)
        ]
        self.rate = self.raw.get("optimizer", {}).get("learning_rate", 0.0)

    def backward(self, x: Array, y: Array) -> tuple[float, list[Array], list[Array], list[Array]]:
        """The loss of a sample, and z, a and dL/dz of every layer."""
        zs, activations = [], [x]
        for W, b, (value, _) in zip(self.W, self.b, self.kinds, strict=True):
            zs.append(W @ activations[-1] + b)
            activations.append(value(zs[-1]))
        loss, slope = LOSSES[self.raw["loss"]]
        upper, deltas = slope(y, activations[-1]), []
        for W, z, (_, jacobian) in zip(self.W[::-1], zs[::-1], self.kinds[::-1], strict=True):
            deltas.insert(0, jacobian(z).T @ upper)
            upper = W.T @ deltas[0]
        return loss(y, activations[-1]), zs, activations, deltas

    def gradients(self, batch: list[tuple[Array, Array]]) -> tuple[float, list[Array], list[Array]]:
        """The mean loss of a batch, and its gradients by W and b."""
        runs = [self.backward(x, y) for x, y in batch]
        layers = range(len(self.W))
        dW = [np.mean([np.outer(deltas[k], a[k]) for _, _, a, deltas in runs], axis=0) for k in layers]
        db = [np.mean([deltas[k] for *_, deltas in runs], axis=0) for k in layers]
        return float(np.mean([loss for loss, *_ in runs])), dW, db

    def descend(self, dW: list[Array], db: list[Array]) -> None:
        """One step of gradient descent. Layers without biases keep none."""
        self.W = [W - self.rate * g for W, g in zip(self.W, dW, strict=True)]
        for k, layer in enumerate(self.raw["layers"]):
            if "biases" in layer:
                shared = isinstance(layer["biases"], float)
                self.b[k] = self.b[k] - self.rate * (db[k].sum() if shared else db[k])


def _biases(layer: Mapping[str, Any], W: Array) -> Array:
    found = layer.get("biases", 0)
    return np.zeros(len(W)) + (0 if found == "zeros" else np.array(found, float))


def _targets(sample: Mapping[str, Any], net: Net) -> Array:
    found = sample["targets"]
    return np.eye(len(net.W[-1]))[found["class"] - 1] if isinstance(found, dict) else np.array(found, float)


def entries(name: str, values: Array) -> Iterator[tuple[str, float]]:
    """A vector's or matrix's entries by name."""
    for place, value in np.ndenumerate(values):
        yield f"{name}[{','.join(str(each + 1) for each in place)}]", float(value)


# --- networks ---------------------------------------------------------------------------------------


def one_step(name: str) -> Numbers:
    """Loss, gradients and new weights; of a single sample every z, a and dL/dz."""
    net = Net(name)
    loss, dW, db = net.gradients(net.samples)
    found = {"L": loss}
    if len(net.samples) == 1:
        _, zs, activations, deltas = net.backward(*net.samples[0])
        for k, (z, a, delta) in enumerate(zip(zs, activations[1:], deltas, strict=True), start=1):
            found |= {**dict(entries(f"z{k}", z)), **dict(entries(f"a{k}", a))}
            found |= entries(f"dL/dz{k}", delta)
    for k, g in enumerate(dW, start=1):
        found |= entries(f"dL/dW{k}", g)
    if net.rate:
        net.descend(dW, db)
        for k, W in enumerate(net.W, start=1):
            found |= entries(f"W{k}_new", W)
    return found


def descent(name: str) -> Numbers:
    """The loss before and the weights after every step of a training by gradient descent."""
    net, found = Net(name), {}
    size = net.raw["training"].get("batch_size", len(net.samples))
    batches = [net.samples[k : k + size] for k in range(0, len(net.samples), size)]
    for step, batch in enumerate(batches * net.raw["training"]["epochs"], start=1):
        loss, dW, db = net.gradients(batch)
        net.descend(dW, db)
        found[f"L#{step}"] = loss
        found |= {f"{key}#{step}": value for key, value in entries("W1_new", net.W[0])}
        found[f"b1_new[1]#{step}"] = float(net.b[0][0])
    return found


def l2(name: str) -> Numbers:
    """L = L_data + λΣw²."""
    net = Net(name)
    loss, (dW,), _ = net.gradients(net.samples)
    rate, W = net.raw["penalty"]["rate"], net.W[0]
    found = {"L_data": loss, "R": rate * float((W**2).sum()), "L": loss + rate * float((W**2).sum())}
    gradient = dW + 2 * rate * W
    return found | dict(entries("dL/dW1", gradient)) | dict(entries("W1_new", W - net.rate * gradient))


def l1(name: str) -> Numbers:
    """L = L_data + λΣ|w|, three steps; sign(0) = 0."""
    net, found = Net(name), {}
    rate = net.raw["penalty"]["rate"]
    for step in range(1, net.raw["training"]["steps"] + 1):
        loss, (dW,), db = net.gradients(net.samples)
        found[f"L#{step}"] = loss + rate * float(np.abs(net.W[0]).sum())
        signs = np.sign(np.where(np.abs(net.W[0]) < 1e-12, 0, net.W[0]))
        net.descend([dW + rate * signs], db)
        found[f"W1_new[1,2]#{step}"] = float(net.W[0][0, 1])
    return found


def normalised(name: str) -> Numbers:
    """Batch normalisation of one unit: S. Ioffe, C. Szegedy (2015), section 3."""
    net = Net(name)
    (gamma,), (beta,), eps = (net.raw["layers"][0]["normalize"][key] for key in ("gamma", "beta", "epsilon"))
    X, Y = (np.array(each) for each in zip(*net.samples, strict=True))
    z = X @ net.W[0][0]
    mean, variance = z.mean(), z.var()
    zhat = (z - mean) / np.sqrt(variance + float(eps))
    out = sigmoid(gamma * zhat + beta)
    du = (out - Y[:, 0]) * out * (1 - out) / len(z)
    dzhat = du * gamma
    dz = (dzhat - dzhat.mean() - zhat * (dzhat * zhat).mean()) / np.sqrt(variance + float(eps))
    gradient = dz @ X
    return {
        "mu1[1]": mean,
        "var1[1]": variance,
        "L": float(((Y[:, 0] - out) ** 2).mean() / 2),
        "dL/dgamma1[1]": float(du @ zhat),
        "dL/dbeta1[1]": float(du.sum()),
        **dict(entries("dL/dW1", gradient[None])),
        **dict(entries("W1_new", net.W[0] - net.rate * gradient)),
    }


# --- optimisers on w² from 5 ------------------------------------------------------------------------


def momentum(_: str) -> Numbers:
    w, v, found = 5.0, 0.0, {}
    for t in (1, 2, 3):
        v = 0.9 * v + 2 * w
        w -= 0.1 * v
        found |= {f"v(w)#{t}": v, f"w_new#{t}": w}
    return found


def rmsprop(_: str) -> Numbers:
    w, s, found = 5.0, 0.0, {}
    for t in (1, 2, 3):
        g = 2 * w
        s = 0.9 * s + 0.1 * g**2
        w -= 0.1 * g / (s**0.5 + 1e-8)
        found |= {f"s(w)#{t}": s, f"w_new#{t}": w}
    return found


def adam(_: str) -> Numbers:
    w, m, v, found = 5.0, 0.0, 0.0, {}
    for t in (1, 2, 3):
        g = 2 * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        mhat, vhat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        w -= 0.1 * mhat / (vhat**0.5 + 1e-8)
        found |= {f"m(w)#{t}": m, f"v(w)#{t}": v, f"mhat(w)#{t}": mhat, f"vhat(w)#{t}": vhat, f"w_new#{t}": w}
    return found


def parabola(_: str) -> Numbers:
    w, found = 0.0, {}
    for t in (1, 2, 3, 4):
        w -= 0.1 * (2 * w - 4)
        found[f"w_new#{t}"] = w
    return found


# --- formulas ---------------------------------------------------------------------------------------

E, LN = np.exp, np.log
BY_HAND: dict[str, Numbers] = {
    "surface_descent_step": {"f": 25, "df/dx": 6, "df/dy": 8, "x_new": 3 - 0.6, "y_new": 4 - 0.8},
    "chain_rule_at_a_point": {"z": 10, "y": 8105, "dy/dz": 2420, "dz/dx": 5, "dy/dx": 12100},
    "activation_derivatives_at_a_point": {
        "dg1/dz": E(0.5) / (1 + E(0.5)) ** 2,
        "dg2/dz": 1 - np.tanh(-0.5) ** 2,
        "dg3/dz": 0,
        "dg4/dz": 0.01,
    },
    "losses_of_a_table": {
        "SSE": 1.5,
        "MSE": 0.5,
        "RMSE": 0.5**0.5,
        "dRMSE/dp1": -0.5 / (3 * 0.5**0.5),
        "dRMSE/dp2": 1 / (3 * 0.5**0.5),
        "dRMSE/dp3": 0.5 / (3 * 0.5**0.5),
    },
    "sum_times_number": {"q": 3, "f": -12, "df/dx": -4, "df/dy": -4, "df/dz": 3},
    "two_paths": {"e": 6, "de/da": 2, "de/db": 5},
    "input_noise": {
        "L": (1 + 0.04) / 2,
        "J": 0.36 + 0.25 * 0.64,
        "dL/dw": -(1 - 2) * 2.5 - (1 - 1.2) * 1.5,
        "dJ/dw": -2 * (1 - 1.6) * 2 + 2 * 0.25 * 0.8,
    },
}

ONE_STEP = (
    *("one_neuron", "two_layer_no_output_bias", "batch_of_four", "counting_parameters"),
    *("two_linear_layers", "planar_data_tanh", "small_random_weights", "large_weights"),
    *("xavier_initialisation", "vanishing_gradient_sigmoid", "vanishing_gradient_relu"),
    *("linear_with_mse", "sigmoid_with_cross_entropy", "softmax_with_cross_entropy", "sigmoid_with_mse"),
    *("linear_regression", "linear_regression_collinear", "softmax_class"),
)

NUMBERS: dict[str, Callable[[str], Numbers]] = {
    **dict.fromkeys(ONE_STEP, one_step),
    **dict.fromkeys(
        ("descent_on_all_samples", "descent_sample_by_sample", "descent_in_mini_batches"), descent
    ),
    **{name: lambda each: BY_HAND[each] for name in BY_HAND},
    "l2_penalty": l2,
    "l1_penalty": l1,
    "batch_normalisation": normalised,
    "momentum_by_hand": momentum,
    "rmsprop_by_hand": rmsprop,
    "adam_by_hand": adam,
    "parabola_descent": parabola,
}
"""For each problem what gives its numbers."""
