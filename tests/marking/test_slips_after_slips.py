"""A second slip costs its line: what follows is worked from it, or from what the own lines had there."""

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

X, Y, RATE = np.array([0.5, -1.0]), 1.0, 0.5
W1, B1 = np.array([[0.3, -0.2], [0.5, 0.4]]), np.array([0.1, 0.3])
W2, B2 = np.array([0.7, -0.6]), 0.2
NETWORK = """
inputs: [0.5, -1]
targets: [1]
layers:
  - {weights: [[0.3, -0.2], [0.5, 0.4]], biases: [0.1, 0.3], activation: relu}
  - {weights: [[0.7, -0.6]], biases: 0.2, activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
FIRST = {"z1[2]": 0.19}
"""For 0.15: no known mistake."""


def sheet(first: dict[str, float] = FIRST) -> dict[str, str]:
    """The lines up to the output's gradients, worked on from a first slip."""
    z1 = W1 @ X + B1
    z1[1] = first.get("z1[2]", z1[1])
    a1 = np.maximum(z1, 0)
    z2 = W2 @ a1 + B2
    a2 = 1 / (1 + np.exp(-z2))
    delta = (a2 - Y) * a2 * (1 - a2)
    lines = {"z1[1]": z1[0], "z1[2]": z1[1], "a1[1]": a1[0], "a1[2]": a1[1], "z2[1]": z2, "a2[1]": a2}
    lines |= {"dL/dz2[1]": delta, "dL/db2": delta, "b2_new": B2 - RATE * delta}
    for unit in (0, 1):
        lines |= {f"dL/dW2[1,{unit + 1}]": delta * a1[unit]}
        lines |= {f"W2_new[1,{unit + 1}]": W2[unit] - RATE * delta * a1[unit]}
    return {name: f"{value:.5f}" for name, value in lines.items()}


def marked(lines: dict[str, str]) -> SheetReport:
    return check(read(NETWORK, ""), lines).report


def lost(report: SheetReport) -> set[str]:
    return {line.name for line in report.shown if not line.points}


PAIRS = [("dL/db2", "b2_new", B2), ("dL/dW2[1,1]", "W2_new[1,1]", W2[0])]


def test_the_first_slip_costs_its_line() -> None:
    assert lost(marked(sheet())) == {"z1[2]"}


@pytest.mark.parametrize("text", ["0", "0.00000", "0.31415"])
@pytest.mark.parametrize(("slope", "new", "old"), PAIRS)
def test_what_is_worked_from_the_lines_before_a_second_slip_follows(
    text: str, slope: str, new: str, old: float
) -> None:
    """A gradient copied wrongly, as 0 or as anything: the new value comes of the own δ."""
    report = marked({**sheet(), slope: text})
    assert lost(report) == {"z1[2]", slope}
    line = next(each for each in report.shown if each.name == new)
    assert line.verdict.value == "follows"
    assert line.judged.expected == pytest.approx(float(sheet()[new]), abs=2e-5)


@pytest.mark.parametrize("first", [FIRST, {}], ids=["after a slip", "alone"])
@pytest.mark.parametrize("text", ["0", "0.00000"])
@pytest.mark.parametrize(("slope", "new", "old"), PAIRS)
def test_what_is_worked_from_the_0_itself_follows_too(
    text: str, slope: str, new: str, old: float, first: dict[str, float]
) -> None:
    """One 0 that is none, and a parameter that stays: the 0 costs its line."""
    lines = {**sheet(first), slope: text, new: f"{old:.5f}"}
    assert lost(marked(lines)) == {*first, slope}


def test_a_new_value_of_neither_is_wrong() -> None:
    for slope, new, old in PAIRS:
        lines = {**sheet(), slope: "0", new: f"{old + 0.01234:.5f}"}
        assert lost(marked(lines)) == {"z1[2]", slope, new}
