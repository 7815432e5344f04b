"""Two digits on a long way leave room for the double of a value: a lost factor is found all the same."""

from math import erf, pi, sqrt
from typing import Any

import numpy as np
import pytest

from backprop_cli import check, load
from backprop_cli.marking.judging.verdict import GOOD, Verdict

X, Y = np.array([0.05, 0.1]), np.array([0.01, 0.99])
W1, B1 = np.array([[0.15, 0.2], [0.25, 0.3]]), 0.35
W2, B2 = np.array([[0.4, 0.45], [0.5, 0.55]]), 0.6
NET: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": Y.tolist(),
    "layers": [
        {"weights": W1.tolist(), "biases": B1, "activation": "relu"},
        {"weights": W2.tolist(), "biases": B2, "activation": "sigmoid"},
    ],
    "loss": "mse",
}


def true_signals() -> tuple[np.ndarray, np.ndarray]:
    """δ of both layers, with numpy."""
    z1 = W1 @ X + B1
    a2 = 1 / (1 + np.exp(-(W2 @ np.maximum(z1, 0) + B2)))
    last = (a2 - Y) * a2 * (1 - a2)
    return (W2.T @ last) * (z1 > 0), last


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("unit", [1, 2])
def test_half_and_double_of_a_gradient_are_no_rounding(unit: int, factor: float) -> None:
    """A single line in two digits, nothing before it: the true value is right, a factor of 2 a mistake."""
    gradient = true_signals()[0][unit - 1] * X[0]
    name = f"dL/dW1[{unit},1]"
    (right,) = check(NET, {name: f"{gradient:.2g}"}).report.shown
    assert right.verdict is Verdict.RIGHT
    (line,) = check(NET, {name: f"{factor * gradient:.2g}"}).report.shown
    assert line.verdict is Verdict.MISTAKE
    assert "factor_two" in [mistake.key for mistake in line.judged.mistakes]


def test_a_difference_of_like_numbers_may_be_anything() -> None:
    """A = 0.7066 and y = 0.70: who keeps two digits has 0.01 for 0.0066, and 0.0021 for δ = 0.0014."""
    net = {
        "inputs": [1],
        "targets": [0.70],
        "layers": [{"weights": [[0.8785]], "activation": "sigmoid"}],
        "loss": "half_sse",
    }
    a = 1 / (1 + np.exp(-0.8785))
    assert f"{a:.4f}" == "0.7065"
    kept = (0.71 - 0.70) * 0.71 * (1 - 0.71)
    (line,) = check(net, {"dL/dz1[1]": f"{kept:.2g}"}).report.shown
    assert line.verdict in GOOD


def test_a_student_of_two_digits_is_right() -> None:
    """Every line rounded to two digits and worked on with that."""

    def kept(values: np.ndarray) -> np.ndarray:
        return np.array([[float(f"{value:.2g}") for value in row] for row in np.atleast_2d(values)]).reshape(
            values.shape
        )

    z1 = kept(kept(W1 * X).sum(axis=1) + B1)
    z2 = kept(kept(W2 * z1).sum(axis=1) + B2)
    a2 = kept(1 / (1 + np.exp(-z2)))
    last = kept(kept(a2 - Y) * kept(a2 * kept(1 - a2)))
    hidden = kept(kept(W2.T * last).sum(axis=1))
    sheet = {f"dL/dW1[{i + 1},{j + 1}]": f"{hidden[i] * X[j]:.1e}" for i in (0, 1) for j in (0, 1)}
    assert {line.verdict for line in check(NET, sheet).report.shown} == {Verdict.RIGHT}


def test_digits_on_the_way_are_not_far_fewer_than_those_of_a_line() -> None:
    """Beside a z of two digits, gradients of five that are a tenth off are no rounding of anything."""
    first, last = true_signals()
    z1 = W1 @ X + B1
    gradients = {f"dL/dW2[{i + 1},{j + 1}]": last[i] * z1[j] for i in range(2) for j in range(2)}
    gradients |= {f"dL/dW1[{i + 1},{j + 1}]": first[i] * X[j] for i in range(2) for j in range(2)}
    short = {f"z1[{unit + 1}]": f"{z:.2g}" for unit, z in enumerate(z1)}
    tenths = dict(zip(gradients, (0.9, 1.1, 1.1, 0.9) * 2, strict=True))
    wrong = {name: f"{value * tenths[name]:.5g}" for name, value in gradients.items()}
    earned = {line.name for line in check(NET, short | wrong).report.shown if line.points}
    assert len(earned & set(wrong)) <= 3
    right = {name: f"{value:.5g}" for name, value in gradients.items()}
    assert all(line.points for line in check(NET, short | right).report.shown)


INVENTED = {
    "W1_new[1,1]": "0.0910", "W1_new[1,2]": "0.3314", "W1_new[1,3]": "-0.1990",
    "W1_new[2,1]": "0.3181", "W1_new[2,2]": "-0.4655", "W1_new[2,3]": "0.2081",
    "W2_new[1,1]": "0.1820", "W2_new[1,2]": "-0.0889", "W2_new[2,1]": "0.4956",
    "W2_new[2,2]": "0.3150", "W2_new[3,1]": "-0.3704", "W2_new[3,2]": "0.5626",
}  # fmt: skip
"""The old weights, each moved by a random number of the size of a step."""


def test_new_weights_alone_that_nobody_worked_bear_no_slip_out() -> None:
    """A logit taken a hundred times makes the softmax 1 and 0: four decimals of those say nothing more."""
    marked = check(load("softmax_cross_entropy"), INVENTED)
    assert marked.report.points == 0


# --- sheets of invented numbers --------------------------------------------------------------------

STEPS: dict[str, Any] = {
    "inputs": [-0.74, 1.65, -0.09],
    "targets": [0.26, 0.9],
    "layers": [
        {"weights": [[0.51, 0.6, 0.97]], "biases": [0.4], "activation": "gelu"},
        {"weights": [[-0.8], [0.8]], "biases": [-0.17, -0.4], "activation": "silu"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 1},
    "training": {"steps": 2},
}
INVENTED = {
    "z1[1]": "-0.69",
    "a1[1]": "0.41",
    "z2[1]": "-0.057",
    "z2[2]": "0.36",
    "a2[1]": "0.52",
    "a2[2]": "-0.54",
    "dL/dz2[1]": "-0.44",
    "dL/dz2[2]": "0.97",
    "dL/dz1[1]": "-0.76",
    "W1_new[1,1]": "-0.43",
    "W1_new[1,2]": "0.51",
    "W1_new[1,3]": "0.82",
    "b1_new[1]": "0.19",
    "W2_new[1,1]": "-0.93",
    "W2_new[2,1]": "-0.39",
    "b2_new[1]": "0.58",
    "b2_new[2]": "-0.32",
    "z1[1]#2": "0.060",
    "a1[1]#2": "-0.50",
    "z2[1]#2": "0.84",
    "z2[2]#2": "-0.67",
    "a2[1]#2": "-0.17",
    "a2[2]#2": "-0.42",
    "dL/dz2[1]#2": "0.15",
    "dL/dz2[2]#2": "0.25",
    "dL/dz1[1]#2": "0.063",
}
"""Drawn from −1 to 1; nothing in it is right."""


def gelu(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """z·Φ(z) and its slope."""
    share = np.array([(1 + erf(each / sqrt(2))) / 2 for each in z])
    return z * share, share + z * np.exp(-z * z / 2) / sqrt(2 * pi)


def silu(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """z·σ(z) and its slope."""
    share = 1 / (1 + np.exp(-z))
    return z * share, share + z * share * (1 - share)


def second_step() -> dict[str, float]:
    """The loss and the gradients by the first weights in step 2, with numpy."""
    x, y = np.array(STEPS["inputs"]), np.array(STEPS["targets"])
    w1, w2 = (np.array(layer["weights"]) for layer in STEPS["layers"])
    b1, b2 = (np.array(layer["biases"]) for layer in STEPS["layers"])
    found = {}
    for _ in range(2):
        a1, slope1 = gelu(w1 @ x + b1)
        a2, slope2 = silu(w2 @ a1 + b2)
        last = (a2 - y) * slope2
        first = w2.T @ last * slope1
        found = {"L#2": float(((y - a2) ** 2).sum() / 2)}
        found |= {f"dL/dW1[1,{j}]#2": float(first[0] * x[j - 1]) for j in (1, 2)}
        w1, b1, w2, b2 = w1 - np.outer(first, x), b1 - first, w2 - np.outer(last, a1), b2 - last
    return found


@pytest.mark.parametrize("made_up", [["0.040", "-0.18", "0.27"], ["3.9", "-3.1", "6.2"]])
def test_among_invented_lines_a_wide_room_earns_nothing(made_up: list[str]) -> None:
    """Where more lines are slips than are good, a number counts by the right ones only if it shows them."""
    truth = second_step()
    right = {name: f"{value:.2g}" for name, value in truth.items()}
    wrong = dict(zip(truth, made_up, strict=True))
    verdicts = {line.name: line.verdict for line in check(STEPS, {**INVENTED, **right}).report.shown}
    assert {verdicts[name] for name in truth} == {Verdict.RIGHT}
    verdicts = {line.name: line.verdict for line in check(STEPS, {**INVENTED, **wrong}).report.shown}
    assert not {verdicts[name] for name in truth} & GOOD
