"""A student who writes no minus, and works on with the right numbers, makes one mistake. Worked in numpy."""

import numpy as np
import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

X, Y, RATE = np.array([0.5, -1.2]), np.array([0.2]), 0.5
W1, B1 = np.array([[0.3, -0.1], [-0.4, 0.2]]), np.array([0.1, -0.2])
W2, B2 = np.array([[-0.7, 0.6]]), np.array([-0.3])
PROBLEM = f"""
inputs: {X.tolist()}
targets: {Y.tolist()}
layers:
- {{weights: {W1.tolist()}, biases: {B1.tolist()}, activation: tanh}}
- {{weights: {W2.tolist()}, biases: {B2.tolist()}, activation: sigmoid}}
loss: half_sse
optimizer: {{name: sgd, learning_rate: {RATE}}}
"""


def worked() -> dict[str, float]:
    """All lines with their signs."""
    z1 = W1 @ X + B1
    a1 = np.tanh(z1)
    z2 = W2 @ a1 + B2
    a2 = 1 / (1 + np.exp(-z2))
    d2 = (a2 - Y) * a2 * (1 - a2)
    da1 = W2.T @ d2
    d1 = da1 * (1 - a1**2)
    lines = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "dL/dz2": d2, "dL/dW2": np.outer(d2, a1), "dL/db2": d2}
    lines |= {"dL/da1": da1, "dL/dz1": d1, "dL/dW1": np.outer(d1, X), "dL/db1": d1}
    lines |= {"W1_new": W1 - RATE * np.outer(d1, X), "b1_new": B1 - RATE * d1}
    lines |= {"W2_new": W2 - RATE * np.outer(d2, a1), "b2_new": B2 - RATE * d2}
    found = {"L": float(((a2 - Y) ** 2).sum() / 2)}
    for name, array in lines.items():
        for place, value in np.ndenumerate(array):
            found[f"{name}[{','.join(str(at + 1) for at in place)}]"] = float(value)
    return found


@pytest.mark.parametrize("digits", [4, 5])
def test_a_minus_lost_throughout_is_named_in_each_line_and_costs_once(digits: int) -> None:
    """New weights too: −0.7123, worked with the right gradient and written 0.7123, is it again."""
    values = worked()
    sheet = {name: f"{abs(value):#.{digits}g}" for name, value in values.items()}
    report = check(read(PROBLEM), sheet).report
    shown = [line for line in report.shown if line.name in sheet]
    negative = {name for name, value in values.items() if value < 0}
    off = {line.name for line in shown if not line.is_good}
    assert negative >= off >= {"z1[2]", "W2_new[1,1]", "b2_new[1]"}  # |tanh z| follows from |z|
    assert {each.key for line in shown for each in line.judged.mistakes} == {"sign"}
    assert report.total - report.points == 1


def test_another_number_is_not_excused_by_a_lost_minus() -> None:
    """1.37 times the new weight is wrong, with its minus or without."""
    values = worked()
    sheet = {name: f"{abs(value):.4g}" for name, value in values.items()}
    sheet["W2_new[1,1]"] = f"{abs(1.37 * values['W2_new[1,1]']):.4g}"
    (line,) = (each for each in check(read(PROBLEM), sheet).report.shown if each.name == "W2_new[1,1]")
    assert line.verdict is Verdict.WRONG
