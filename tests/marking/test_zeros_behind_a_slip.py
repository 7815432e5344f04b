"""Zeros that come of a slip by work: of numbers that cancel, or of a ReLU before a maximum."""

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]


def written(values: dict[str, Array | float], digits: int) -> dict[str, str]:
    """One line for each entry; a list of them by its name and index."""
    sheet = {}
    for name, value in values.items():
        for place, entry in np.ndenumerate(np.asarray(value)):
            index = f"[{','.join(str(at + 1) for at in place)}]" if place else ""
            sheet[name + index] = f"{float(entry):#.{digits}g}" if abs(entry) > 1e-12 else "0"
    return sheet


def off(problem: str, sheet: dict[str, str]) -> set[str]:
    return {
        line.name
        for line in check(read(problem), sheet).report.shown
        if line.name in sheet and not line.is_good
    }


# --- numbers that cancel ---------------------------------------------------------------------------------

X, Y, RATE = np.array([0.5, -1.2]), np.array([0.0, 1.0]), 0.5
W1, B1 = np.array([[0.3, -0.1], [-0.4, 0.2]]), np.array([0.1, -0.2])
W2, B2 = np.array([[0.8, 0.6], [-0.8, 0.7]]), np.array([0.05, -0.3])
SOFTMAX = f"""
inputs: {X.tolist()}
targets: {Y.tolist()}
layers:
- {{weights: {W1.tolist()}, biases: {B1.tolist()}, activation: tanh}}
- {{weights: {W2.tolist()}, biases: {B2.tolist()}, activation: softmax}}
loss: cross_entropy
optimizer: {{name: sgd, learning_rate: {RATE}}}
"""


def turned_output() -> dict[str, Array | float]:
    """All lines of a student who writes −a₁ for the first output: then δ₁ = δ₂, and 0.8·δ₁ − 0.8·δ₂ = 0."""
    z1 = W1 @ X + B1
    a1 = np.tanh(z1)
    z2 = W2 @ a1 + B2
    a2 = np.exp(z2) / np.exp(z2).sum() * np.array([-1.0, 1.0])
    d2 = a2 - Y
    da1 = W2.T @ d2
    d1 = da1 * (1 - a1**2)
    lines: dict[str, Array | float] = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "L": float(-np.log(a2[1]))}
    lines |= {"dL/dz2": d2, "dL/dW2": np.outer(d2, a1), "dL/db2": d2, "dL/da1": da1, "dL/dz1": d1}
    lines |= {"dL/dW1": np.outer(d1, X), "dL/db1": d1, "W1_new": W1 - RATE * np.outer(d1, X)}
    lines |= {"b1_new": B1 - RATE * d1, "W2_new": W2 - RATE * np.outer(d2, a1), "b2_new": B2 - RATE * d2}
    return lines


@pytest.mark.parametrize("digits", [3, 4, 6, 12])
@pytest.mark.parametrize("left_out", [(), ("dL/da1",)], ids=["all", "no dL/da1"])
def test_a_0_in_which_numbers_of_the_sheet_cancel_is_carried_on(
    digits: int, left_out: tuple[str, ...]
) -> None:
    """A turned sign in an output costs that line; the zeros that the two equal δ lead to follow."""
    values = turned_output()
    sheet = written({name: value for name, value in values.items() if name not in left_out}, digits)
    assert sheet["dL/dW1[1,1]"] == "0" != sheet["dL/dW1[2,1]"]
    assert off(SOFTMAX, sheet) == {"a2[1]"}


def test_a_0_in_which_nothing_cancels_is_not_carried_on() -> None:
    """Zeros for the second hidden unit of the same sheet, where 0.6·δ₁ + 0.7·δ₂ is none: wrong, every one."""
    sheet = written(turned_output(), 4)
    zeros = {"dL/da1[2]", "dL/dz1[2]", "dL/dW1[2,1]", "dL/dW1[2,2]", "dL/db1[2]"}
    assert off(SOFTMAX, {**sheet, **dict.fromkeys(zeros, "0")}) >= zeros


# --- a ReLU before a maximum -----------------------------------------------------------------------------

POOL = """
formulas:
  z1: w1*x1 + w2*x2 + b
  z2: w1*x2 + w2*x3 + b
  a1: relu(z1)
  a2: relu(z2)
  p: max(a1, a2)
  L: (v*p - y)^2/2
at: {w1: 0.8, w2: -0.6, x1: 1.2, x2: 0.5, x3: 0.9, b: 0.2, v: 0.7, y: 1.5}
wrt: [w1, w2, b, v]
"""
LINES = ("z1", "z2", "p", "L", "dL/dp", "dL/dw1", "dL/dw2", "dL/db", "dL/dv")


def pooled(off_by: float) -> dict[str, Array | float]:
    """All lines where z1 is written `off_by` lower: 0.86 − 1.1 turns the unit off that was chosen."""
    w, x, b, v, y = np.array([0.8, -0.6]), np.array([1.2, 0.5, 0.9]), 0.2, 0.7, 1.5
    patches = np.array([x[:2], x[1:]])
    z = patches @ w + b - np.array([off_by, 0.0])
    a = np.maximum(z, 0)
    d = v * a.max() - y
    dz = np.where(np.arange(2) == a.argmax(), d * v, 0.0) * (z > 0)
    dw = dz @ patches
    found = {"z1": z[0], "z2": z[1], "a1": a[0], "a2": a[1], "p": a.max(), "L": d**2 / 2, "dL/dp": d * v}
    found |= {"dL/da1": dz[0], "dL/da2": dz[1], "dL/dz1": dz[0], "dL/dz2": dz[1]}
    found |= {"dL/dw1": dw[0], "dL/dw2": dw[1], "dL/db": dz.sum(), "dL/dv": d * a.max()}
    return {name: float(value) for name, value in found.items()}


@pytest.mark.parametrize("lines", [LINES, (*LINES, "dL/dz1", "dL/dz2"), (*LINES, "a1", "a2")])
def test_a_unit_turned_off_by_a_slip_hands_the_maximum_on(lines: tuple[str, ...]) -> None:
    """Whether or not the 0 of the ReLU stands on the sheet, the other unit is chosen, and all follows."""
    values = pooled(1.1)
    sheet = written({name: values[name] for name in lines}, 5)
    assert off(POOL, sheet) == {"z1"}


def test_a_maximum_of_neither_is_wrong() -> None:
    """Between both numbers there is no maximum."""
    sheet = written({name: value for name, value in pooled(1.1).items() if name in LINES}, 5)
    assert "p" in off(POOL, {**sheet, "p": "0.3000"})


@pytest.mark.parametrize("zero", ["0", "0.00", "0.0000"])
@pytest.mark.parametrize("written", ["-0.1000", "-0.3000", "-0.5000", "-0.6500"])
def test_a_0_under_a_relu_lends_no_number_between_its_two_slopes(zero: str, written: str) -> None:
    """A z of 0.3 is written 0: then δ is −0.98·0.7 = −0.686 with the slope 1, or 0, and nothing else."""
    text = """
inputs: [1]
targets: [0.9]
layers:
- {weights: [[0.3], [0.4]], activation: relu}
- {weights: [[0.7, -0.2]], activation: linear}
loss: half_sse
"""
    lines = {"z1[1]": zero, "a1[1]": zero, "z1[2]": "0.4", "a1[2]": "0.4", "z2[1]": "-0.08"}
    lines |= {"dL/dz2[1]": "-0.9800", "dL/dz1[1]": written}
    (line,) = (line for line in check(read(text), lines).report.shown if line.name == "dL/dz1[1]")
    assert line.verdict in SLIPS


@pytest.mark.parametrize(("a", "b"), [("-1.8", "2.7"), ("-1.08", "1.62"), ("-1080", "1620")])
def test_terms_that_cancel_are_0_whatever_floats_leave(a: str, b: str) -> None:
    """−0.6·1.08 + 0.4·1.62 is 0, though floats make 10⁻¹⁶ of it."""
    problem = "formulas: {a: 2*t, b: 3*t, z: 0.6*a + (1 - 0.6)*b, p: z*t}\nat: {t: 1}\nask: [a, b, z, p]\n"
    lines = check(read(problem), {"a": a, "b": b, "z": "0", "p": "0"}).report.lines
    assert [(line.name, line.judged.expected) for line in lines if line.is_good] == [("z", 0), ("p", 0)]
