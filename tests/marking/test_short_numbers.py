"""4 where 4.75 is true: exact after a slip it is 4.0; else it is short, and frees nothing behind it."""

from math import exp

import numpy as np
import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.report import MarkedLine
from backprop_cli.problem_file.reader import read

WHOLE = """\
inputs: [2]
targets: [1]
layers:
- {weights: [[2]], biases: [0.75], activation: linear}
- {weights: [[1]], activation: linear}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
notation: layers
"""
BIAS_FORGOTTEN = {
    "z1[1]": "4",  # 2·2, and 0.75 is lost
    "a1[1]": "4",
    "z2[1]": "4",
    "a2[1]": "4",
    "L": "4.5",  # (4 − 1)²/2
    "dL/dz2[1]": "3",
    "dL/dz1[1]": "3",
    "dL/dW1[1,1]": "6",
    "dL/db1[1]": "3",
    "dL/dW2[1,1]": "12",
    "W1_new[1,1]": "-1",
    "b1_new[1]": "-0.75",
    "W2_new[1,1]": "-5",
}


def marked(problem: str, answers: dict[str, str]) -> dict[str, MarkedLine]:
    return {line.name: line for line in check(read(problem), answers).report.shown}


@pytest.mark.parametrize("end", ["", ".", ".0", ".00"])
def test_a_whole_number_that_is_exact_after_a_slip_is_marked_as_with_decimals(end: str) -> None:
    """4 is as good as 4.0 where it is all that follows from a forgotten bias."""
    answers = {name: text if "." in text else text + end for name, text in BIAS_FORGOTTEN.items()}
    found = marked(WHOLE, answers)
    assert [mistake.key for mistake in found.pop("z1[1]").judged.mistakes] == ["bias_left_out"]
    assert {line.verdict for line in found.values()} == {Verdict.FOLLOWS}


@pytest.mark.parametrize("loss", ["3.7", "5.2", "5.5"])
def test_what_stands_behind_it_must_come_of_it(loss: str) -> None:
    """4 gives 4.5, and 4.75 gives 7.03."""
    assert marked(WHOLE, {**BIAS_FORGOTTEN, "L": loss})["L"].verdict in SLIPS


SEVEN = """\
inputs: [7]
targets: [1]
layers: [{weights: [[0.7]], activation: linear}]
loss: half_sse
notation: layers
"""
"""z = 4.9, L = 3.9²/2 = 7.605; of z = 4 it is 4.5."""


@pytest.mark.parametrize(
    ("loss", "verdict"),
    [
        ("7.605", Verdict.RIGHT),
        ("7.6", Verdict.RIGHT),
        ("4.5", Verdict.FOLLOWS),
        ("4.500", Verdict.FOLLOWS),
        ("5.28", Verdict.WRONG),
        ("6.12", Verdict.WRONG),
        ("7.2", Verdict.WRONG),
    ],
)
def test_a_short_number_leaves_two_ways_and_nothing_between(loss: str, verdict: Verdict) -> None:
    """Who wrote 4 went on with 4, or with 4.9; not with 4.25 or 4.5."""
    found = marked(SEVEN, {"z1[1]": "4", "L": loss, "dL/dz1[1]": "3.9"})
    assert found["z1[1]"].verdict is Verdict.TOO_FEW_DIGITS
    assert found["L"].verdict is verdict


def test_a_last_0_that_is_left_out_makes_nothing_short() -> None:
    """To three digits z = 0.3·1.335 = 0.4005 is 0.400, and stands as 0.4: dL/dz = 0.4005 + 0.36 is 0.7605."""
    problem = (
        SEVEN.replace("0.7", "0.3").replace("[7]", "[1.335]").replace("targets: [1]", "targets: [-0.36]")
    )
    for slope in ("0.760", "0.7605", "0.761"):
        found = marked(problem, {"z1[1]": "0.4", "L": "0.289", "dL/dz1[1]": slope})
        assert found["z1[1]"].verdict is Verdict.TOO_FEW_DIGITS
        assert found["dL/dz1[1]"].verdict is Verdict.RIGHT


def test_one_digit_everywhere_is_no_mistake() -> None:
    """Who rounds to one decimal says too little: no known mistake is looked for in the digits left out."""
    problem = WHOLE.replace("[[2]]", "[[0.12]]").replace("0.75", "0.05").replace("[2]", "[2.4]")
    z = 0.12 * 2.4 + 0.05
    answers = {"z1[1]": f"{z:.1f}", "a1[1]": f"{z:.1f}", "L": f"{(z - 1) ** 2 / 2:.1f}"}
    assert {line.verdict for line in marked(problem, answers).values()} <= {Verdict.TOO_FEW_DIGITS, *GOOD}


def test_what_is_short_by_its_own_lines_is_no_mistake() -> None:
    """From a = 0.9998 the slope a(1 − a) = 0.00019996 is 0.0002, its zeros left out; 1 − a is as well."""
    problem = """\
inputs: [1]
targets: [0.5]
layers: [{weights: [[8.355]], activation: sigmoid}]
loss: half_sse
notation: layers
"""
    a = 1 / (1 + exp(-8.355))
    assert (f"{a:.4f}", f"{a * (1 - a):.6f}", f"{0.9998 * (1 - 0.9998):.4g}") == (
        "0.9998",
        "0.000235",
        "0.0002",
    )
    answers = {"z1[1]": "8.355", "a1[1]": "0.9998", "da1[1]/dz1[1]": "0.0002", "L": "0.1249"}
    assert marked(problem, answers)["da1[1]/dz1[1]"].verdict is Verdict.TOO_FEW_DIGITS


ADAM = """\
inputs: [2]
targets: [0]
layers: [{weights: [[0.1]], activation: linear}]
loss: half_sse
optimizer: {name: adam, learning_rate: 0.01}
notation: layers
"""


@pytest.mark.parametrize(("new", "is_good"), [("0.09", True), ("0.090", True), ("0.08", False)])
def test_zeros_that_are_left_out_of_many_make_nothing_short(new: str, is_good: bool) -> None:
    """Adam's first step is all but the learning rate: 0.1 − 0.01·0.4/(0.4 + 10⁻⁸) = 0.09000000025."""
    lines = marked(ADAM, {"dL/dW1[1,1]": "0.4", "W1_new[1,1]": new})
    assert (lines["W1_new[1,1]"].verdict in GOOD) is is_good


NORMALISED = """\
samples:
- {inputs: [1], targets: [1]}
- {inputs: [2], targets: [0]}
- {inputs: [3], targets: [2]}
layers: [{weights: [[1]], normalize: {gamma: [2], beta: [1], epsilon: 0}, activation: linear}]
loss: half_sse
notation: layers
"""
Z = np.array([1.0, 2.0, 3.0])
OUTPUT = 1 / (1 + exp(-(0.40 * 0.3775 + 0.45 * 0.3925 + 0.6)))
"""a2[1] of `two_layer_relu_sigmoid`, the 2-2-2 network of the course."""


@pytest.mark.parametrize(
    ("problem", "line", "true"), [(NORMALISED, "var1", Z.var()), ("bundled", "a2[1]", OUTPUT)]
)
@pytest.mark.parametrize("digit", range(1, 10))
def test_a_lone_digit_is_short_only_where_it_is_the_rounding(
    problem: str, line: str, true: float, digit: int
) -> None:
    """0.7 for 0.66667 or 0.71659 says too little, and so does 0.6 where it is cut; anything else is wrong."""
    text = f"0.{digit}"
    given = read(NORMALISED) if problem == NORMALISED else "two_layer_relu_sigmoid"
    (found,) = check(given, {line: text}).report.shown
    is_short = text in {f"{true:.1f}", f"{int(true * 10) / 10}"}
    assert (found.verdict is Verdict.TOO_FEW_DIGITS) is is_short
    assert is_short or found.verdict in SLIPS


@pytest.mark.parametrize("pen", ["{:g}", "{:.1f}", "{:.4g}"])
def test_a_known_mistake_that_is_a_whole_number_is_named(pen: str) -> None:
    """With n − 1 the variance is just 1; what is worked from it follows, and one point is lost."""
    wrong = Z.var(ddof=1)
    normal = (Z - Z.mean()) / np.sqrt(wrong)
    answers = {f"z1[1]@{s}": pen.format(z) for s, z in enumerate(Z, 1)}
    answers |= {"mu1": pen.format(Z.mean()), "var1": pen.format(wrong)}
    for s, each in enumerate(normal, 1):
        answers |= {f"zhat1[1]@{s}": pen.format(each), f"u1[1]@{s}": pen.format(2 * each + 1)}
    found = check(read(NORMALISED), answers).report.shown
    wrong_lines = [line for line in found if not line.is_good]
    assert [[each.key for each in line.judged.mistakes] for line in wrong_lines] == [["sample_variance"]]
    assert sum(line.worth - line.points for line in found) == 1


def test_a_1_that_no_mistake_works_out_is_short() -> None:
    """1 for 0.66667 or 1.4 is their rounding, wherever nothing but 1 or a given number gives it."""
    (found,) = check("two_layer_relu_sigmoid", {"a2[1]": "1"}).report.shown
    assert found.verdict is Verdict.TOO_FEW_DIGITS


def to_four_decimals() -> dict[str, str]:
    """A sheet worked in full and written to 4 decimals, with W2 transposed on the way back to one unit."""
    x, y = np.array([-0.35, -0.7]), np.array([0.64, 0.12])
    w1, w2 = np.array([[0.07, -0.27], [-0.88, 0.01]]), np.array([[-0.93, -0.13], [-0.86, -0.82]])
    z1 = w1 @ x - 0.08
    a1 = 1 / (1 + np.exp(-z1))
    z2 = w2 @ a1 + 0.33
    a2 = 1 / (1 + np.exp(-z2))
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = (w2.T @ d2) * a1 * (1 - a1)
    d1[1] = (w2 @ d2)[1] * a1[1] * (1 - a1[1])
    lines = {"L": ((y - a2) ** 2).sum() / 2}
    for name, values in (("z1", z1), ("a1", a1), ("z2", z2), ("a2", a2), ("dL/dz2", d2), ("dL/dz1", d1)):
        lines |= {f"{name}[{i + 1}]": values[i] for i in range(2)}
    for layer, signal, into in ((1, d1, x), (2, d2, a1)):
        lines |= {f"dL/dW{layer}[{i + 1},{j + 1}]": signal[i] * into[j] for i in range(2) for j in range(2)}
    return {name: f"{value:.4f}" for name, value in lines.items()}


def test_one_digit_behind_a_slip_of_one_digit_is_too_few_and_not_wrong() -> None:
    """−0.00094 · −0.7 is 0.00066: 0.0007 comes of what was kept of the −0.0009 that is written."""
    problem = (
        "inputs: [-0.35, -0.7]\ntargets: [0.64, 0.12]\nlayers:\n"
        "- {weights: [[0.07, -0.27], [-0.88, 0.01]], biases: -0.08, activation: sigmoid}\n"
        "- {weights: [[-0.93, -0.13], [-0.86, -0.82]], biases: 0.33, activation: sigmoid}\n"
        "loss: half_sse\n"
    )
    answers = to_four_decimals()
    assert (answers["dL/dz1[2]"], answers["dL/dW1[2,2]"]) == ("-0.0009", "0.0007")
    found = marked(problem, answers)
    assert [name for name, line in found.items() if line.verdict in SLIPS] == ["dL/dz1[2]"]
    assert found["dL/dW1[2,2]"].verdict is Verdict.TOO_FEW_DIGITS
    assert marked(problem, {**answers, "dL/dW1[2,2]": "0.0008"})["dL/dW1[2,2]"].verdict in SLIPS


DIFFERENCE = """\
inputs: [1.3]
targets: [0.5]
layers: [{weights: [[1.0662]], activation: sigmoid}]
loss: half_sse
notation: layers
"""
"""z = 1.38606, a = 0.79996, ∂L/∂a = 0.29996."""


@pytest.mark.parametrize(("output", "verdict"), [("0.80", Verdict.RIGHT), ("0.8", Verdict.TOO_FEW_DIGITS)])
def test_what_own_digits_give_without_a_rest_is_not_short(output: str, verdict: Verdict) -> None:
    """0.80 − 0.5 is just 0.3, and stands so; from a short 0.8 it is as short."""
    found = marked(DIFFERENCE, {"z1[1]": "1.4", "a1[1]": output, "dL/da1[1]": "0.3", "L": "0.045"})
    assert found["a1[1]"].verdict is verdict
    assert found["dL/da1[1]"].verdict is verdict


def test_a_last_digit_that_own_digits_do_not_give_is_short() -> None:
    """0.81 − 0.5 is 0.31: its 0.3 says too little."""
    found = marked(DIFFERENCE, {"z1[1]": "1.4", "a1[1]": "0.81", "dL/da1[1]": "0.3"})
    assert found["dL/da1[1]"].verdict is Verdict.TOO_FEW_DIGITS


def test_own_digits_that_cancel_to_one_are_not_short() -> None:
    """0.31 − 0.30 is just 0.01, where 0.3151 − 0.3009 is 0.0142; 0.02 is no more than a cut of that."""
    problem = "formulas: {a: p*q, b: q*r, g: a - b}\nat: {p: 0.5613, q: 0.5613, r: 0.536}\n"
    for difference, verdict in (("0.01", Verdict.RIGHT), ("0.02", Verdict.TOO_FEW_DIGITS)):
        found = marked(problem, {"a": "0.31", "b": "0.30", "g": difference})
        assert found["g"].verdict is verdict


def test_the_mistake_that_gives_a_short_number_without_a_rest_is_told() -> None:
    """1 for −1.3755 is not its sign turned and cut: the output's slope alone is 1."""
    problem = (
        "inputs: [0.5]\ntargets: [2]\nlayers: [{weights: [[1.249]], activation: linear}]\nloss: half_sse\n"
    )
    found = marked(problem, {"z1[1]": "0.6245", "a1[1]": "0.6245", "dL/dz1[1]": "1", "dL/dW1[1,1]": "0.5"})
    assert [each.key for each in found["dL/dz1[1]"].judged.mistakes] == ["loss_left_out"]
    assert found["dL/dW1[1,1]"].verdict is Verdict.FOLLOWS
