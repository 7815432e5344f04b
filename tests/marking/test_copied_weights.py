"""Old weights copied as new ones earn only where the digits asked show no change."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.results.report import MarkedLine
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read

X, Y = np.array([0.5, 1.1]), 1.0
W1, B1 = np.array([[0.3, 0.8], [-0.5, 0.4]]), np.array([0.2, 0.15])
W2, B2 = np.array([0.9, -0.7]), 0.3
COARSE, FINE, FINEST = 0.6, 0.01, 1e-5
"""Rates: two digits show that weights change; only four do; nothing does."""


def network(rate: float) -> Problem:
    return read(
        f"""
inputs: [0.5, 1.1]
targets: [1]
layers:
  - {{weights: [[0.3, 0.8], [-0.5, 0.4]], biases: [0.2, 0.15], activation: sigmoid}}
  - {{weights: [[0.9, -0.7]], biases: [0.3], activation: sigmoid}}
loss: bce
optimizer: {{name: sgd, learning_rate: {rate}}}
""",
        "",
    )


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def gradients() -> dict[str, float]:
    """Every δ and ∂L/∂w of the network."""
    a1 = sigmoid(W1 @ X + B1)
    delta2 = float(sigmoid(W2 @ a1 + B2) - Y)
    delta1 = delta2 * W2 * a1 * (1 - a1)
    by_w1, by_w2 = np.outer(delta1, X), delta2 * a1
    named = {"dL/dz2[1]": delta2, "dL/db2[1]": delta2}
    for i in range(2):
        named |= {f"dL/dz1[{i + 1}]": delta1[i], f"dL/db1[{i + 1}]": delta1[i]}
        named |= {f"dL/dW1[{i + 1},{j + 1}]": by_w1[i, j] for j in range(2)}
        named[f"dL/dW2[1,{i + 1}]"] = by_w2[i]
    return named


def old() -> dict[str, float]:
    """Every parameter, under the name of its new value."""
    named = {"b2_new[1]": B2}
    for i in range(2):
        named |= {f"W1_new[{i + 1},{j + 1}]": W1[i, j] for j in range(2)}
        named |= {f"b1_new[{i + 1}]": B1[i], f"W2_new[1,{i + 1}]": W2[i]}
    return named


def new(rate: float, slopes: Mapping[str, float]) -> dict[str, float]:
    return {name: was - rate * slopes[f"dL/d{name.replace('_new', '')}"] for name, was in old().items()}


def digits(count: int) -> Callable[[float], str]:
    return lambda value: f"{value:#.{count}g}"


def written(values: Mapping[str, float], write: Callable[[float], str]) -> dict[str, str]:
    return {name: write(value) for name, value in values.items()}


def marked(rate: float, answers: Mapping[str, str]) -> dict[str, MarkedLine]:
    return {line.name: line for line in check(network(rate), answers).report.shown}


def verdicts_on_new(lines: Mapping[str, MarkedLine]) -> set[tuple[str, float]]:
    names = ("W1_new", "b1_new", "W2_new", "b2_new")
    return {(line.verdict.value, line.points) for name, line in lines.items() if name.startswith(names)}


COPIED = {name: f"{value:g}" for name, value in old().items()}
"""0.3 for the new weight of 0.3."""


def test_copied_weights_earn_nothing_where_the_digits_asked_show_a_change() -> None:
    """0.3 beside a right gradient, where the new weight is 0.32: its two digits are another number."""
    slopes = gradients()
    lines = marked(COARSE, written(slopes, digits(4)) | COPIED)
    moved = [
        name for name, value in new(COARSE, slopes).items() if digits(2)(value) != digits(2)(old()[name])
    ]
    assert len(moved) == 9
    assert {lines[name].points for name in moved} == {0}
    assert lines["W1_new[1,2]"].verdict.value == "too few digits"


def test_weights_of_two_digits_beside_finer_gradients_keep_their_points() -> None:
    """0.30 for 0.3003 is right as far as is asked, whatever the other lines are written to."""
    slopes = gradients()
    assert all(digits(2)(value) == digits(2)(old()[name]) for name, value in new(FINE, slopes).items())
    lines = marked(FINE, written(slopes, digits(4)) | written(old(), digits(2)))
    assert verdicts_on_new(lines) == {("not assessable", 1)}


def test_weights_that_no_digit_of_the_sheet_shows_to_change_keep_their_points() -> None:
    """0.3 for 0.3000003: nobody who writes four digits sees a change."""
    slopes = gradients()
    assert all(digits(4)(value) == digits(4)(old()[name]) for name, value in new(FINEST, slopes).items())
    for copied in (COPIED, written(old(), digits(4))):
        lines = marked(FINEST, written(slopes, digits(4)) | copied)
        assert verdicts_on_new(lines) == {("not assessable", 1)}


@pytest.mark.parametrize("rate", [COARSE, FINE])
def test_who_rounds_to_two_digits_keeps_every_point(rate: float) -> None:
    """0.30 for 0.3003 is all that two digits say of it."""
    slopes = gradients()
    lines = marked(rate, written(slopes | new(rate, slopes), digits(2)))
    assert all(line.points == 1 for line in lines.values())


def test_gradients_of_too_few_digits_do_not_tell_that_weights_were_worked() -> None:
    """They earn nothing, and so do weights that show no change beside them."""
    slopes = gradients()
    short = {n: t for n, t in written(slopes, lambda value: f"{value:.1g}").items() if "dL/dz" not in n}
    lines = marked(FINEST, written({"dL/dz2[1]": slopes["dL/dz2[1]"]}, digits(4)) | short | COPIED)
    assert {lines[name].verdict.value for name in short} == {"too few digits"}
    assert verdicts_on_new(lines) == {("too few digits", 0)}


@pytest.mark.parametrize(("off", "points"), [(0.0173, 1), (1.7e-6, 0)])
def test_weights_that_nearly_move_behind_a_slip_keep_their_points(off: float, points: int) -> None:
    """A δ of 0.0173 times what it is has no name: 0.9000 is 0.900003, by gradients that follow from it."""
    slopes, rate, a1 = gradients(), 0.002, sigmoid(W1 @ X + B1)
    delta = float(f"{slopes['dL/dz2[1]'] * off:.3e}")
    follow = {"dL/dz2[1]": delta, "dL/db2[1]": delta}
    follow |= {f"dL/dW2[1,{i + 1}]": delta * a1[i] for i in range(2)}
    copied = {name: was for name, was in old().items() if "2_new" in name}
    right = {f"z1[{i + 1}]": z for i, z in enumerate(W1 @ X + B1)} | {
        f"a1[{i + 1}]": a for i, a in enumerate(a1)
    }
    lines = marked(rate, written(right | follow | copied, digits(4)))
    assert {lines[name].points for name in follow if "dz" not in name} == {1}
    assert (lines["dL/dz2[1]"].points, {lines[name].points for name in copied}) == (0, {points})
