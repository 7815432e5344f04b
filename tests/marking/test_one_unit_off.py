"""A slip that turns a ReLU off costs one line where the sheet shows work; invented zeros earn nothing."""

from collections.abc import Mapping

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read

X, Y, RATE = np.array([1.0, 2.0]), 1.0, 0.5
W1, B1 = np.array([[0.5, -0.1], [0.3, 0.2]]), np.array([0.2, -0.1])
W2, B2 = np.array([0.8, -0.4]), 0.1
NETWORK = """
inputs: [1, 2]
targets: [1]
layers:
  - {weights: [[0.5, -0.1], [0.3, 0.2]], biases: [0.2, -0.1], activation: relu}
  - {weights: [[0.8, -0.4]], biases: [0.1], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
HINGE = """
formulas: {u: w*x, y: "max(0, 1 - u)", L: y^2 + 0.1*w^2}
at: {w: 0.5, x: 1.5}
wrt: [w]
optimizer: {name: sgd, learning_rate: 0.1}
"""


def network() -> Problem:
    return read(NETWORK, "")


def sheet(z1: Mapping[int, float]) -> dict[str, str]:
    """All lines, worked on from `z1`: by unit what is written there instead of the truth."""
    z = W1 @ X + B1
    for unit, value in z1.items():
        z[unit] = value
    a = np.maximum(z, 0)
    out = W2 @ a + B2
    yhat = 1 / (1 + np.exp(-out))
    delta = (yhat - Y) * yhat * (1 - yhat)
    hidden = W2 * delta * (z > 0)
    lines = {"z2[1]": out, "a2[1]": yhat, "L": (Y - yhat) ** 2 / 2, "dL/dz2[1]": delta, "dL/db2[1]": delta}
    lines["b2_new[1]"] = B2 - RATE * delta
    for unit in range(2):
        lines |= {f"z1[{unit + 1}]": z[unit], f"a1[{unit + 1}]": a[unit]}
        lines |= {f"dL/dW2[1,{unit + 1}]": delta * a[unit], f"dL/dz1[{unit + 1}]": hidden[unit]}
        lines |= {f"W2_new[1,{unit + 1}]": W2[unit] - RATE * delta * a[unit]}
        lines |= {f"dL/db1[{unit + 1}]": hidden[unit], f"b1_new[{unit + 1}]": B1[unit] - RATE * hidden[unit]}
        for at in range(2):
            name, slope = f"[{unit + 1},{at + 1}]", hidden[unit] * X[at]
            lines |= {f"dL/dW1{name}": slope, f"W1_new{name}": W1[unit, at] - RATE * slope}
    return {name: f"{value:.5f}" if value else "0" for name, value in lines.items()}


def lost(report: SheetReport) -> list[str]:
    return [line.name for line in report.lines if not line.points]


@pytest.mark.parametrize("slip", [-0.5, -0.3, -0.1, -1.2])
def test_one_unit_that_a_slip_turns_off_costs_its_line(slip: float) -> None:
    """The sign turned, or a number that nobody can explain."""
    report = check(network(), sheet({0: slip})).report
    assert lost(report) == ["z1[1]"]
    signal = next(line for line in report.lines if line.name == "dL/dz1[1]")
    assert (signal.verdict.value, signal.judged.expected) == ("follows", 0)


def test_a_slip_elsewhere_changes_nothing_for_it() -> None:
    """What is worked from the lines before it follows, as beside a sheet that is right."""
    answers = sheet({0: -0.3})
    report = check(network(), {**answers, "dL/db2[1]": "0.7"}).report
    assert lost(report) == ["z1[1]", "dL/db2[1]"]


def test_two_units_turned_off_are_no_slip() -> None:
    """Whoever invents both gets the zeros of neither."""
    report = check(network(), sheet({0: -0.3, 1: -0.8})).report
    assert {f"dL/dW1[{unit},{at}]" for unit in (1, 2) for at in (1, 2)} <= set(lost(report))


BOTH = {0: -0.5, 1: -0.6}
"""Both z with the sign turned."""
HIDDEN = ("a1", "dL/dz1", "dL/dW1", "dL/db1", "W1_new", "b1_new", "dL/dW2", "W2_new")
"""What is 0, or stays, where both units are off."""


def test_two_units_turned_off_by_their_signs_cost_their_lines() -> None:
    """Each number was worked, and what follows from them follows."""
    report = check(network(), sheet(BOTH)).report
    assert lost(report) == ["z1[1]", "z1[2]"]


@pytest.mark.parametrize("kept", [("z1",), ("z1", "z2")])
def test_turned_signs_and_nothing_worked_beside_them_earn_no_zeros(kept: tuple[str, ...]) -> None:
    answers = {name: text for name, text in sheet(BOTH).items() if name.startswith((*kept, *HIDDEN))}
    report = check(network(), answers).report
    earned = {line.name for line in report.lines if line.points and line.name.startswith(HIDDEN)}
    assert earned <= {"a1[1]", "a1[2]", "dL/dz1[1]", "dL/dz1[2]"}  # these say no more than their z


def test_turned_signs_before_a_right_forward_pass_earn_no_zeros() -> None:
    """Outputs copied from who has them right: nothing on the sheet is worked from the zeros."""
    copied = {name: text for name, text in sheet({}).items() if name.startswith(("z2", "a2", "L"))}
    answers = {name: "0" if name.startswith("dL") else text for name, text in sheet(BOTH).items()}
    answers |= {**copied, "b2_new[1]": f"{B2:.5f}"}
    report = check(network(), answers).report
    earned = {line.name for line in report.lines if line.points and line.name.startswith(HIDDEN)}
    assert earned <= {"a1[1]", "a1[2]", "dL/dz1[1]", "dL/dz1[2]"}


@pytest.mark.parametrize("slips", [{0: -0.5}, {0: -0.3}, BOTH], ids=["sign", "no name", "signs"])
@pytest.mark.parametrize(
    "left_out", [("dL/dW1", "dL/db1", "dL/dW2"), ("dL/d",), ("dL/dW1[1,2]", "dL/dW2[1,1]")]
)
def test_parameters_that_stay_follow_without_the_zeros_of_their_gradients(
    slips: Mapping[int, float], left_out: tuple[str, ...]
) -> None:
    """δ = 0, or the z of the unit itself, tells that the gradient was 0."""
    answers = {name: text for name, text in sheet(slips).items() if not name.startswith(left_out)}
    report = check(network(), answers).report
    off = {line.name for line in report.shown if not line.is_good}
    assert off == {f"z1[{unit + 1}]" for unit in slips}


def test_a_parameter_that_stays_where_its_gradient_is_none_shows_nothing() -> None:
    """Unit 2 is on: W1_new[2,1] = 0.3 without its gradient is no new value."""
    answers = {name: text for name, text in sheet({0: -0.5}).items() if not name.startswith("dL/dW1")}
    report = check(network(), {**answers, "W1_new[2,1]": "0.30000"}).report
    assert {line.name for line in report.shown if not line.is_good} == {"z1[1]", "W1_new[2,1]"}


def test_zeros_without_work_beside_them_earn_nothing() -> None:
    idle = (
        "a1[1]",
        "dL/dz1[1]",
        "dL/dW1[1",
        "dL/db1[1]",
        "W1_new[1",
        "b1_new[1]",
        "dL/dW2[1,1]",
        "W2_new[1,1]",
    )
    answers = {name: text for name, text in sheet({0: -0.3}).items() if name.startswith(("z1[1]", *idle))}
    report = check(network(), answers).report
    earned = {line.name for line in report.lines if line.points}
    assert earned <= {"a1[1]", "dL/dz1[1]"}  # these say no more than their z


def test_the_flat_side_of_a_margin_in_formulas() -> None:
    """U = 1.4321 for 0.75: max(0, 1 − u) is 0 then, so L = 0.1·w², and its derivative by w is 0.2·w."""
    answers = {
        "u": "1.4321",
        "y": "0",
        "L": "0.025",
        "dL/dy": "0",
        "dL/du": "0",
        "dL/dw": "0.1",
        "w_new": "0.49",
    }
    assert lost(check(read(HINGE, ""), answers).report) == ["u"]
