"""A slip that several names fit, or that shows in the sum and in the gradient, costs once."""

from collections.abc import Mapping
from math import exp

import pytest

from backprop_cli import check
from backprop_cli.api import MarkedSheet
from backprop_cli.problem_file.reader import read

Inputs = tuple[float, float]
Taken = Mapping[tuple[int, int], int]
"""For a weight, row and column from 0, which input is taken for its own; −1: none, a 1."""
W1, B1 = ((0.2, 0.4), (-0.3, 0.1)), (0.1, 0.05)
W2, B2 = (0.6, -0.5), 0.2
RATE = 0.5


def problem(x: Inputs, penalty: float) -> str:
    text = f"""
inputs: {list(x)}
layers:
  - {{weights: {[list(row) for row in W1]}, biases: {list(B1)}, activation: sigmoid}}
  - {{weights: [{list(W2)}], biases: [{B2}], activation: sigmoid}}
targets: [1]
loss: half_sse
optimizer: {{name: sgd, learning_rate: {RATE}}}
"""
    return text + (f"penalty: {{name: l2, rate: {penalty}}}\n" if penalty else "")


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def lines(x: Inputs, penalty: float, forward: Taken, back: Taken) -> dict[str, float]:
    """A sheet on paper, line by line, with some inputs taken for others."""

    def taken(slips: Taken, i: int, j: int) -> float:
        place = slips.get((i, j), j)
        return 1.0 if place < 0 else x[place]

    z = [sum(W1[i][j] * taken(forward, i, j) for j in (0, 1)) + B1[i] for i in (0, 1)]
    a = [sigmoid(each) for each in z]
    total = W2[0] * a[0] + W2[1] * a[1] + B2
    out = sigmoid(total)
    delta = (out - 1) * out * (1 - out)
    hidden = [delta * W2[i] * a[i] * (1 - a[i]) for i in (0, 1)]
    found = {f"z1[{i + 1}]": z[i] for i in (0, 1)} | {f"a1[{i + 1}]": a[i] for i in (0, 1)}
    found |= {"z2[1]": total, "a2[1]": out, "dL/dz2[1]": delta}
    found |= {f"dL/dz1[{i + 1}]": hidden[i] for i in (0, 1)}
    for i in (0, 1):
        found[f"dL/dW2[1,{i + 1}]"] = delta * a[i] + 2 * penalty * W2[i]
        found[f"W2_new[1,{i + 1}]"] = W2[i] - RATE * found[f"dL/dW2[1,{i + 1}]"]
        for j in (0, 1):
            gradient = hidden[i] * taken(back, i, j) + 2 * penalty * W1[i][j]
            found[f"dL/dW1[{i + 1},{j + 1}]"] = gradient
            found[f"W1_new[{i + 1},{j + 1}]"] = W1[i][j] - RATE * gradient
    return found


def marked(x: Inputs, penalty: float, forward: Taken, back: Taken) -> MarkedSheet:
    answers = {name: f"{value:.6f}" for name, value in lines(x, penalty, forward, back).items()}
    return check(read(problem(x, penalty), ""), answers)


def lost(marks: MarkedSheet) -> float:
    return sum(line.worth - line.points for line in marks.report.shown if line.on_sheet)


ONE: Taken = {(0, 0): 1}
COLUMN: Taken = {(0, 0): 1, (1, 0): 1}
EXCHANGED: Taken = {(0, 0): 1, (1, 0): 1, (0, 1): 0, (1, 1): 0}
NONE: Taken = {(0, 0): -1, (1, 0): -1, (0, 1): -1, (1, 1): -1}
SLIPS = {
    "x₂ for x₁ in one gradient": ({}, ONE),
    "x₂ for x₁ in all gradients": ({}, COLUMN),
    "inputs exchanged in all gradients": ({}, EXCHANGED),
    "inputs left out of all gradients": ({}, NONE),
    "x₂ for x₁ in one sum": (ONE, {}),
    "x₂ for x₁ in one sum and its gradient": (ONE, ONE),
    "x₂ for x₁ throughout": (COLUMN, COLUMN),
    "inputs exchanged throughout": (EXCHANGED, EXCHANGED),
}


@pytest.mark.parametrize("penalty", [0, 0.01])
@pytest.mark.parametrize("x", [(0.5, 1), (2, 1), (1, -0.5), (2, -1), (0.5, 0.3), (3, 1), (-1, 1)])
@pytest.mark.parametrize("slip", SLIPS)
def test_an_input_taken_for_another_costs_once(slip: str, x: Inputs, penalty: float) -> None:
    """Where an input is 1, or twice the other, more names than one fit: whichever is named, one line pays."""
    forward, back = SLIPS[slip]
    marks = marked(x, penalty, forward, back)
    assert lost(marks) == 1
    assert lost(marked(x, penalty, {}, {})) == 0


def test_the_name_that_later_lines_bear_out_is_told() -> None:
    """x₂ = 1 for x₁ = ½ looks like a factor 2; the next line shows which it was, and both say so."""
    report = marked((0.5, 1), 0, {}, EXCHANGED).report
    named = {line.name: [mistake.key for mistake in line.judged.mistakes] for line in report.wrong}
    assert "wrong_input" in named["dL/dW1[1,1]"]
    assert named["dL/dW1[1,2]"] == ["wrong_input"]


@pytest.mark.parametrize("times", [0, 1, 4, -2])
def test_what_is_wrong_with_a_penalty_costs_once(times: int) -> None:
    """Left out, λw or 4λw for 2λw, or taken off, in every gradient, and with half of R before."""
    found = lines((0.5, 0.3), 0.01, {}, {})
    penalty = 0.01 * sum(w**2 for row in (*W1, W2) for w in row)
    data = 0.5 * (found["a2[1]"] - 1) ** 2
    answers = {name: f"{value:.6f}" for name, value in found.items() if not name.startswith(("dL/dW", "W"))}
    answers |= {"L_data": f"{data:.6f}", "R": f"{penalty:.6f}", "L": f"{data + penalty:.6f}"}
    for layer, matrix in ((1, W1), (2, (W2,))):
        for i, row in enumerate(matrix, 1):
            for j, weight in enumerate(row, 1):
                gradient = found[f"dL/dW{layer}[{i},{j}]"] + 0.01 * (times - 2) * weight
                answers[f"dL/dW{layer}[{i},{j}]"] = f"{gradient:.6f}"
                answers[f"W{layer}_new[{i},{j}]"] = f"{weight - RATE * gradient:.6f}"
    task = read(problem((0.5, 0.3), 0.01), "")
    assert lost(check(task, answers)) == 1
    if times == 1:  # ½λΣw², as others write it, from the loss on
        answers |= {"R": f"{penalty / 2:.6f}", "L": f"{data + penalty / 2:.6f}"}
        assert lost(check(task, answers)) == 1


def test_slips_of_two_kinds_still_cost_two() -> None:
    """A bias left out and inputs exchanged in the gradients are two."""
    found = lines((0.5, 0.3), 0, {}, EXCHANGED)
    found["z2[1]"] -= B2
    a, out = found["z2[1]"], sigmoid(found["z2[1]"])
    assert a < out
    answers = {name: f"{found[name]:.6f}" for name in ("z1[1]", "z1[2]", "a1[1]", "a1[2]", "z2[1]")}
    delta = (out - 1) * out * (1 - out)
    hidden = delta * W2[0] * found["a1[1]"] * (1 - found["a1[1]"])
    answers |= {"a2[1]": f"{out:.6f}", "dL/dz2[1]": f"{delta:.6f}", "dL/dz1[1]": f"{hidden:.6f}",
                "dL/dW1[1,1]": f"{hidden * 0.3:.6f}", "dL/dW1[1,2]": f"{hidden * 0.5:.6f}"}  # fmt: skip
    assert lost(check(read(problem((0.5, 0.3), 0), ""), answers)) == 2
