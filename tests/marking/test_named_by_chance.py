"""A mistake is named where it gives the number that is written, and not where it is merely in reach."""

import numpy as np
import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

CAREFUL = {
    "z1[1]": "0.3775",
    "z1[2]": "0.3925",
    "a1[1]": "0.59327",
    "a1[2]": "0.59688",
    "z2[1]": "1.1059",
    "z2[2]": "1.2249",
    "a2[1]": "0.75137",
    "a2[2]": "0.77293",
    "L[1]": "0.2748",
    "L[2]": "0.02356",
    "L": "0.29837",
    "dL/dz2[1]": "0.1385",
    "dL/dz2[2]": "-0.0381",
    "dL/dW2[1,1]": "0.0822",
}
"""Lines of the best-known worked example, as its page has them."""


@pytest.mark.parametrize("below", [{}, {"dL/dW1[1,2]": "0.0010"}, {"dL/dW1[1,2]": "0.0096"}])
def test_a_coarse_number_names_no_mistake_in_finer_ones(below: dict[str, str]) -> None:
    """0.00963 and 0.00903 come of no mistake, whatever stands below with two digits."""
    made_up = {"dL/dz1[1]": "0.00963", "dL/dz1[2]": "0.00903"}
    report = check("two_layer_sigmoid", CAREFUL | made_up | below).report
    verdicts = {line.name: (line.verdict, line.judged.mistakes) for line in report.shown}
    assert {verdicts[name] for name in made_up} == {(Verdict.WRONG, ())}


def test_the_half_of_a_share_of_the_loss() -> None:
    """(0.01 − 0.75137)² = 0.5496 for ½ of it, in either share: one slip, and named."""
    doubled = CAREFUL | {"L[1]": "0.5496", "L[2]": "0.04712", "L": "0.59675"}
    report = check("two_layer_sigmoid", doubled).report
    lines = {line.name: line for line in report.shown}
    named = [[mistake.key for mistake in lines[name].judged.mistakes] for name in ("L[1]", "L[2]")]
    assert named == [["factor_two"]] * 2
    assert lines["L"].verdict is Verdict.FOLLOWS
    assert (
        sum(line.worth - line.points for line in report.shown if line.on_sheet) == 1
    )  # the habit costs once


POWERS = "formulas: {z: x^5 + 9, y: 8*z^3 + z^2 + 5}\nat: {x: %d}\n"


@pytest.mark.parametrize(
    ("x", "line", "written", "named"),
    [
        (1, "dy/dz", "24200", ["power_not_lowered"]),  # 24z³ + 2z² at z = 10
        (1, "z", "1.0000", ["summand_left_out"]),  # x⁵ alone
        (2, "dy/dz", "404260", ["decimal_point"]),  # 24·41² + 2·41 = 40426
        (2, "z", "4.1", ["decimal_point"]),
    ],
)
def test_round_numbers_make_no_slip_of_the_pen(x: int, line: str, written: str, named: list[str]) -> None:
    """Ten times as much is a slipped decimal point only where no part of the formula is 10, or the number."""
    honest = {"z": f"{x**5 + 9}", "dy/dz": f"{24 * (x**5 + 9) ** 2 + 2 * (x**5 + 9)}"}
    report = check(read(POWERS % x), honest | {line: written}).report
    found = {each.name: each for each in report.shown}[line]
    assert found.verdict is (Verdict.MISTAKE if named else Verdict.WRONG)
    assert [mistake.key for mistake in found.judged.mistakes] == named


RELU = """\
inputs: [1, 2]
targets: [1]
layers:
  - {weights: [[0.5, -0.1], [0.3, 0.2]], biases: [0.2, -0.1], activation: relu}
  - {weights: [[0.8, -0.4]], biases: [0.1], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""


def _new_weights(times: float) -> np.ndarray:
    """The first layer's after one step, by numpy; δ of its first unit so many times too large."""
    inputs, rows = np.array([1.0, 2.0]), np.array([[0.5, -0.1], [0.3, 0.2]])
    z = rows @ inputs + [0.2, -0.1]
    above = np.array([0.8, -0.4])
    output = 1 / (1 + np.exp(-(above @ np.maximum(z, 0) + 0.1)))
    delta = (output - 1) * output * (1 - output) * above * (z > 0) * [times, 1]
    return rows - 0.5 * np.outer(delta, inputs)


NEW = ("W1_new[1,1]", "W1_new[1,2]", "W1_new[2,1]", "W1_new[2,2]")


def test_invented_numbers_come_of_nothing() -> None:
    """1.1, 1.2, 2.1, 2.2: ten times δ gives 0.928 and 0.756, and ten times w⁺ is 2.79 and 1.57."""
    tenfold = _new_weights(10.0).ravel()
    assert tenfold[:2] == pytest.approx([0.928, 0.756], abs=5e-4)
    assert _new_weights(1.0).ravel()[2:] * 10 == pytest.approx([2.79, 1.57], abs=5e-3)
    lines = check(read(RELU), dict(zip(NEW, ("1.1", "1.2", "2.1", "2.2"), strict=True))).report.lines
    judged = {(line.verdict, line.judged.mistakes) for line in lines if line.on_sheet}
    assert judged == {(Verdict.WRONG, ())}


def test_a_slip_that_is_not_written_shows_in_what_it_gives() -> None:
    """The same slip, made: the digits tell, and what follows from it earns its point."""
    written = {name: f"{value:.4f}" for name, value in zip(NEW, _new_weights(10.0).ravel(), strict=True)}
    lines = {line.name: line for line in check(read(RELU), written).report.lines}
    assert [mistake.key for mistake in lines[NEW[0]].judged.mistakes] == ["decimal_point"]
    assert lines[NEW[1]].verdict is Verdict.FOLLOWS


def test_a_line_that_is_not_written_was_not_copied_wrongly() -> None:
    """The slope 0.01 of a leaky ReLU taken for 1: the decimal point of ∂L/∂a would give the same."""
    problem = read(
        "inputs: [0.25, 0.48]\ntargets: [0.77]\nloss: sse\noptimizer: {name: sgd, learning_rate: 0.5}\n"
        "layers:\n"
        "  - {weights: [[0.88, 0.48], [0.84, -0.94]], biases: [-0.25, 0.04], activation: leaky_relu}\n"
        "  - {weights: [[-0.07, 0.89], [0.3, 0.8]], biases: [0.07, -0.49], activation: tanh}\n"
        "  - {weights: [[-0.77, -0.06]], biases: [-0.28], activation: sigmoid}\n"
    )
    x, first = np.array([0.25, 0.48]), np.array([[0.88, 0.48], [0.84, -0.94]])
    second, third = np.array([[-0.07, 0.89], [0.3, 0.8]]), np.array([-0.77, -0.06])
    z1 = first @ x + [-0.25, 0.04]
    a2 = np.tanh(second @ np.where(z1 > 0, z1, 0.01 * z1) + [0.07, -0.49])
    out = 1 / (1 + np.exp(-(third @ a2 - 0.28)))
    d3 = 2 * (out - 0.77) * out * (1 - out)
    d2 = d3 * third * (1 - a2**2)
    d1 = second.T @ d2  # both slopes taken for 1
    answers = {f"dL/dz2[{i}]": f"{d2[i - 1]:.4g}" for i in (1, 2)} | {"z1[2]": f"{z1[1]:.4g}"}
    answers |= {f"dL/dz1[{i}]": f"{d1[i - 1]:.4g}" for i in (1, 2)}
    answers |= {f"dL/dW1[2,{j}]": f"{d1[1] * x[j - 1]:.4g}" for j in (1, 2)}
    lines = {line.name: line.judged.mistakes for line in check(problem, answers).report.shown}
    assert lines["dL/dz1[2]"]
    assert "decimal_point" not in {mistake.key for mistake in lines["dL/dz1[2]"]}


@pytest.mark.parametrize("new", ["0.5700", "0.4107", "0.2500"])
def test_a_right_line_beside_a_made_up_one_leaves_no_room(new: str) -> None:
    """A velocity is right to a unit of its last digit, its gradient is made up: nothing lies between."""
    problem = (
        "inputs: [0.7, -0.45]\ntargets: [0.3]\nlayers:\n"
        "- {weights: [[0.41, -0.83]], biases: [0.12], activation: tanh}\n"
        "loss: half_sse\noptimizer: {name: momentum, learning_rate: 0.5}\n"
    )
    x, w = np.array([0.7, -0.45]), np.array([0.41, -0.83])
    z = w @ x + 0.12
    a = np.tanh(z)
    signal = (a - 0.3) * (1 - a**2)
    v = signal * x[0]
    answers = {
        "z1[1]": f"{z:.4f}",
        "a1[1]": f"{a:.4f}",
        "L": f"{(a - 0.3) ** 2 / 2:.4g}",
        "dL/dz1[1]": f"{signal:.4f}",
        "dL/dW1[1,1]": "-0.5696",
        "v(W1[1,1])": f"{v + 0.0001:.4f}",
        "W1_new[1,1]": new,
    }
    assert abs(w[0] - 0.5 * v - float(new)) > 0.05
    found = {line.name: line for line in check(read(problem), answers).report.shown}
    assert found["v(W1[1,1])"].verdict is Verdict.RIGHT
    assert found["W1_new[1,1]"].verdict is Verdict.WRONG
