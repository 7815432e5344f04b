"""Slopes left out everywhere are one slip, also where only the gradients are written, and nothing between."""

from typing import Any

import numpy as np
import pytest

from backprop_cli import check

X, Y = np.array([0.4, -0.7]), np.array([0.2, 0.9])
W = [
    np.array([[0.3, -0.5], [0.7, 0.2]]),
    np.array([[-0.6, 0.8], [0.5, 0.45]]),
    np.array([[0.6, -0.35], [0.4, 0.55]]),
]
B = [np.array([0.1, -0.2]), np.array([0.25, -0.15]), np.array([0.2, -0.3])]


def network(layers: int) -> dict[str, Any]:
    return {
        "inputs": X.tolist(),
        "targets": Y.tolist(),
        "layers": [
            {"weights": w.tolist(), "biases": b.tolist(), "activation": "sigmoid"}
            for w, b in zip(W[:layers], B[:layers], strict=True)
        ],
        "loss": "half_sse",
    }


def gradients(layers: int, leaving_out: set[int]) -> dict[str, float]:
    """Those of all parameters, worked without σ′ in some layers."""
    values = [X]
    for w, b in zip(W[:layers], B[:layers], strict=True):
        values.append(1 / (1 + np.exp(-(w @ values[-1] + b))))
    back, found = values[-1] - Y, dict[str, float]()
    for layer in range(layers, 0, -1):
        a = values[layer]
        signal = back if layer in leaving_out else back * a * (1 - a)
        for i in range(2):
            for j in range(2):
                found[f"dL/dW{layer}[{i + 1},{j + 1}]"] = signal[i] * values[layer - 1][j]
            found[f"dL/db{layer}[{i + 1}]"] = signal[i]
        back = W[layer - 1].T @ signal
    return found


def lost(problem: dict[str, Any], answers: dict[str, float], digits: int) -> dict[str, set[str]]:
    """The lines that cost a point, each with its mistakes."""
    written = {name: f"{value:.{digits}g}" for name, value in answers.items()}
    lines = [line for line in check(problem, written).report.lines if line.on_sheet and not line.points]
    return {line.name: {mistake.key for mistake in line.judged.mistakes} for line in lines}


@pytest.mark.parametrize("digits", [3, 4, 6])
@pytest.mark.parametrize(
    ("layers", "leaving_out"), [(2, {1, 2}), (2, {1}), (3, {1, 2, 3}), (3, {1, 2}), (3, {3})]
)
def test_without_a_slope_in_some_layers_one_gradient_costs(
    layers: int, leaving_out: set[int], digits: int
) -> None:
    found = lost(network(layers), gradients(layers, leaving_out), digits)
    first = f"dL/dW{max(leaving_out)}[1,1]"
    assert found.keys() == {first}
    assert found[first] <= {"slope_left_out", "raw_error"}


def test_the_raw_error_in_one_layer_alone_keeps_its_name() -> None:
    """Behind it δ is as it should be: so it was worked, and ∂L/∂a was taken for it."""
    mixed = gradients(2, set()) | {name: value for name, value in gradients(2, {2}).items() if "2[" in name}
    assert lost(network(2), mixed, 4) == {"dL/dW2[1,1]": {"raw_error"}}


STEPS = 3
AT = {
    "w": 0.6,
    "u": -0.8,
    "b": 0.15,
    "v": 1.1,
    "c": -0.2,
    "x1": 0.5,
    "x2": -0.9,
    "x3": 0.7,
    "s0": 0.0,
    "t": 0.4,
}
RECURRENT: dict[str, Any] = {
    "formulas": {f"s{i}": f"tanh(w*x{i}+u*s{i - 1}+b)" for i in range(1, STEPS + 1)}
    | {"o": "v*s3+c", "L": "(o-t)^2/2"},
    "at": AT,
    "wrt": ["w", "u", "b", "v", "c"],
}


def through_time(*, slopes: bool) -> dict[str, float]:
    """The gradients of a recurrent network, with tanh′ or without."""
    w, u, b, v, c = (AT[name] for name in "wubvc")
    x = np.array([AT["x1"], AT["x2"], AT["x3"]])
    s = [AT["s0"]]
    for each in x:
        s.append(float(np.tanh(w * each + u * s[-1] + b)))
    error = v * s[-1] + c - AT["t"]
    found = {"dL/dv": error * s[-1], "dL/dc": error, "dL/dw": 0.0, "dL/du": 0.0, "dL/db": 0.0}
    back = error * v
    for step in range(STEPS, 0, -1):
        signal = back * (1 - s[step] ** 2) if slopes else back
        found["dL/dw"] += signal * x[step - 1]
        found["dL/du"] += signal * s[step - 1]
        found["dL/db"] += signal
        back = signal * u
    return found


@pytest.mark.parametrize("digits", [3, 4, 6])
def test_gradients_through_time_without_a_slope_cost_once(digits: int) -> None:
    """The mistake is in each line itself, and in those between that are not written."""
    assert lost(RECURRENT, through_time(slopes=True), digits) == {}
    assert lost(RECURRENT, through_time(slopes=False), digits) == {"dL/dw": {"slope_left_out"}}
