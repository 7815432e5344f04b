"""A ReLU whose sides are exchanged turns units off that are on: one slip, where one that is off tells."""

from typing import Any

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import SLIPS

NAMED = {"relu_of_minus_z"}
X, Y, RATE = np.array([0.6, -0.4]), np.array([0.3, 0.8]), 0.5
W1, B1 = np.array([[0.2, 0.7], [0.5, -0.6], [0.9, 0.3]]), np.array([0.05, 0.1, -0.2])
W2, B2 = np.array([[0.4, -0.7, 0.3], [0.8, 0.25, -0.5]]), np.array([0.15, -0.1])
NET: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": Y.tolist(),
    "layers": [
        {"weights": W1.tolist(), "biases": B1.tolist(), "activation": "relu"},
        {"weights": W2.tolist(), "biases": B2.tolist(), "activation": "sigmoid"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": RATE},
}
Z1 = W1 @ X + B1
"""−0.11, 0.64 and 0.22: one unit is off."""


def sheet(a1: np.ndarray, slopes: np.ndarray) -> dict[str, str]:
    """A sheet with these activations of the first layer, and these derivatives of them."""
    z2 = W2 @ a1 + B2
    a2 = 1 / (1 + np.exp(-z2))
    d2 = (a2 - Y) * a2 * (1 - a2)
    d1 = (W2.T @ d2) * slopes
    lines = {"L": ((Y - a2) ** 2).sum() / 2}
    for name, values in (("z1", Z1), ("a1", a1), ("z2", z2), ("a2", a2), ("dL/dz2", d2), ("dL/dz1", d1)):
        lines |= {f"{name}[{i + 1}]": value for i, value in enumerate(values)}
    for layer, signal, into, w, b in ((1, d1, X, W1, B1), (2, d2, a1, W2, B2)):
        for i, each in enumerate(signal):
            for j, value in enumerate(into):
                lines[f"dL/dW{layer}[{i + 1},{j + 1}]"] = each * value
                lines[f"W{layer}_new[{i + 1},{j + 1}]"] = w[i, j] - RATE * each * value
            lines[f"dL/db{layer}[{i + 1}]"] = each
            lines[f"b{layer}_new[{i + 1}]"] = b[i] - RATE * each
    return {name: f"{value:.4f}" if "new" in name else f"{value:.4g}" for name, value in lines.items()}


def lost(answers: dict[str, str]) -> dict[str, set[str]]:
    lines = [line for line in check(NET, answers).report.lines if not line.points]
    return {line.name: {mistake.key for mistake in line.judged.mistakes} for line in lines}


IS_ON, OFF = (Z1 > 0) * 1.0, np.zeros(3)
RIGHT = sheet(np.maximum(0, Z1), IS_ON)


def test_the_sheet_without_a_slip_is_right() -> None:
    assert lost(RIGHT) == {}


def test_the_activations_of_a_layer_on_the_other_side_cost_once() -> None:
    """max(0, −z): unit 1 has 0.11 for 0, and the others 0; what follows is worked from that."""
    assert lost(sheet(np.maximum(0, -Z1), IS_ON)) == {"a1[1]": {"relu_of_minus_z"}}


def test_the_slopes_of_a_layer_on_the_other_side_cost_once() -> None:
    """1 for 0, which is the slope left out, and 0 for 1."""
    assert lost(sheet(np.maximum(0, Z1), 1 - IS_ON)) == {"dL/dz1[1]": {"slope_left_out"}}


def test_both_cost_a_line_each() -> None:
    found = lost(sheet(np.maximum(0, -Z1), 1 - IS_ON))
    assert set(found) == {"a1[1]", "dL/dz1[1]"}


@pytest.mark.parametrize(
    "answers",
    [sheet(OFF, IS_ON), sheet(np.maximum(0, Z1), OFF), sheet(OFF, OFF)],
    ids=["activations", "slopes", "both"],
)
def test_zeros_that_no_other_unit_bears_out_are_not_carried_on(answers: dict[str, str]) -> None:
    """Nothing but 0 in a layer takes no work: what rests on that is not earned."""
    lines = {line.name: line for line in check(NET, answers).report.lines}
    zeros = [name for name, text in answers.items() if float(text) == 0 and float(RIGHT[name])]
    assert len(zeros) >= 6
    assert all(lines[name].verdict in SLIPS for name in zeros)
    assert not any(lines[name].points for name in zeros)
