"""Remarks in the margin: each where it must appear, with numbers from numpy, and a neighbour without it."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import load, solution
from backprop_cli.api.solutions import solve
from backprop_cli.cli.main import run
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.words.remarks.pairings import MATCHED, SLOW, SQUARED, UNUSUAL
from backprop_cli.worksheet.layout import Layout
from backprop_cli.worksheet.remarks.margin import MOST_REMARKS

Remarks = dict[str, tuple[list[str], str]]
Array = NDArray[np.float64]

NET = """\
inputs: {inputs}
layers:
  - {{weights: {W1}, biases: {b1}, activation: {hidden}}}
  - {{weights: {W2}, biases: {b2}, activation: {last}}}
targets: {targets}
loss: {loss}
optimizer: {{name: sgd, learning_rate: {rate}}}
"""
PLAIN: dict[str, Any] = {
    "inputs": [1, 0.5],
    "W1": [[0.4, -0.2], [0.3, 0.5]],
    "b1": [0.1, -0.2],
    "hidden": "relu",
    "W2": [[0.7, -0.6]],
    "b2": [0.2],
    "last": "linear",
    "targets": [0.4],
    "loss": "mae",
    "rate": 0.01,
}
"""A network about which there is nothing to say."""


def net(**changes: Any) -> Problem:
    """The plain network with some of it changed."""
    return read(NET.format(**{**PLAIN, **changes}), "net.yaml")


def remarks(problem: Problem, **layout: Any) -> Remarks:
    """The remarks of a solution by key, as JSON has them."""
    document = solve(problem, Layout(**layout), verify=False)
    found = json.loads(document.render("json"))["remarks"]
    return {each["key"]: (each["names"], each["text"]) for each in found}


def number_in(text: str, pattern: str) -> float:
    """The number that a sentence has at the brackets of a pattern."""
    found = re.search(pattern, text)
    assert found, text
    return float(found[1].replace("−", "-"))


def flat(page: str) -> str:
    """A page's words on one line, without its frames."""
    return " ".join(re.sub("[│─┼┤├]", " ", page).split())


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def test_a_plain_network_needs_no_remark() -> None:
    """Both units on, nothing 0, no famous pair, a step that helps: nothing is said."""
    assert remarks(net()) == {}


# --- units ------------------------------------------------------------------------------------------


def test_a_relu_that_is_off() -> None:
    """z₂ = 0.3 − 0.25·0.5 − 0.5 < 0 is named; with the bias at its place it is not."""
    z = np.array([[0.4, -0.2], [0.3, 0.5]]) @ [1, 0.5] + [0.1, -0.9]
    assert list(z > 0) == [True, False]
    names, text = remarks(net(b1=[0.1, -0.9]))["dead_relu"]
    assert names == ["z1[2]"]
    assert text.startswith(
        "Unit 2 of layer 1 is switched off: ReLU gets less than 0, so it and its slope are 0"
    )
    assert "dead_relu" not in remarks(net(b1=[0.1, -0.9], hidden="leaky_relu"))


BATCH = """\
samples:
  - {{inputs: [1], targets: [1]}}
  - {{inputs: [{second}], targets: [0]}}
layers:
  - {{weights: [[1], [-1]], biases: [-2, 0.5], activation: relu}}
  - {{weights: [[1, 1]], biases: [0], activation: linear}}
loss: mae
"""


def test_a_relu_that_is_off_on_every_sample() -> None:
    """Unit 1 is off at x = 1 and 1.5; at x = 3 it is on, and so is not dead. Unit 2 is off at both."""
    z = np.outer([1, -1], [1, 1.5]) + np.array([[-2], [0.5]])
    assert (z < 0).all()
    names, text = remarks(read(BATCH.format(second="1.5"), ""))["dead_relu"]
    assert names == ["z1[1]@1", "z1[1]@2", "z1[2]@1", "z1[2]@2"]
    assert text.startswith("Units 1 and 2 of layer 1 are switched off: ReLU gets less than 0 on both samples")
    assert remarks(read(BATCH.format(second="3"), ""))["dead_relu"][0] == ["z1[2]@1", "z1[2]@2"]


@pytest.mark.parametrize(
    ("hidden", "left", "name"),
    [("relu", "0", "ReLU"), ("{name: leaky_relu, slope: 0.2}", "0.2", "LReLU")],
)
def test_a_unit_at_a_kink(hidden: str, left: str, name: str) -> None:
    """z₂ = 0.3 + 0.25 − 0.55 is exactly 0, as decimals add; next to it there is no kink."""
    names, text = remarks(net(b1=[0.1, -0.55], hidden=hidden))["kink"]
    assert names == ["a1[2]"]
    said = f"is exactly 0, the kink of {name}: the slope is {left} to the left, 1 to the right, and {left}"
    assert said in text
    assert "kink" not in remarks(net(b1=[0.1, -0.5501], hidden=hidden))


def test_an_error_at_a_kink() -> None:
    """Under |y − ŷ| an output that is right is at the kink of the absolute value: −1, 1, and 0 is taken."""
    z = np.array([[0.4, -0.2], [0.3, 0.5]]) @ [1, 0.5] + [0.1, -0.2]
    right = round(float(np.array([0.7, -0.6]) @ z + 0.2), 12)
    text = remarks(net(targets=[right]))["kink"][1]
    assert "kink of the absolute value: the slope is −1 to the left, 1 to the right, and 0" in text


@pytest.mark.parametrize(
    ("function", "steepest", "slope"),
    [
        ("sigmoid", "1/4", lambda z: sigmoid(z) * (1 - sigmoid(z))),
        ("tanh", "1", lambda z: 1 - np.tanh(z) ** 2),
    ],
)
def test_a_saturated_unit(function: str, steepest: str, slope: Callable[[Array], Array]) -> None:
    """Its slope by numpy stands in the sentence; a unit with a slope of 0.01 or more is not named."""
    z = np.array([[0.4, -0.2], [0.3, 0.5]]) @ [1, 0.5] + [0.1, 5]
    names, text = remarks(net(b1=[0.1, 5], hidden=function))["saturated"]
    assert names == ["z1[2]"]
    assert text.startswith("Unit 2 of layer 1 is saturated: ")
    expected = float(slope(z)[1])
    assert expected < 0.01
    said = text.replace("·10⁻⁵", "e-05").replace("≈ ", "")
    assert number_in(said, r"′ is ([\d.e-]+),") == pytest.approx(expected, rel=0.02)
    assert f"where it could be {steepest}" in text
    near = {"sigmoid": 4.0, "tanh": 2.2}[function]
    assert slope(np.array([0.55 + near]))[0] > 0.01
    assert "saturated" not in remarks(net(b1=[0.1, near], hidden=function))


def test_an_output_whose_slope_cancels_is_not_called_saturated() -> None:
    """At z ≈ 8 a sigmoid is flat; under bce that slows nothing down, under squared error it does."""
    flat = {"b2": [8], "last": "sigmoid", "targets": [0]}
    assert "saturated" not in remarks(net(**flat, loss="bce"))
    assert remarks(net(**flat, loss="sse"))["saturated"][0] == ["z2[1]"]


def test_units_that_are_copies() -> None:
    """Exercise D6: all hidden units alike; and two more, by numpy; one weight apart they are not."""
    names, text = remarks(load("zero_initialisation"))["identical_units"]
    assert names == [f"a1[{unit}]" for unit in range(1, 5)] + [f"a2[{unit}]" for unit in range(1, 4)]
    assert "all 4 units of layer 1 and all 3 units of layer 2 are copies" in text.lower()

    alike = {"W1": [[0.3, 0.5], [0.3, 0.5]], "b1": [0.1, 0.1], "W2": [[0.7, 0.7]], "hidden": "sigmoid"}
    a = sigmoid(np.array(alike["W1"]) @ [1, 0.5] + alike["b1"])
    delta = np.array([0.7, 0.7]) * a * (1 - a)
    assert delta[0] == delta[1]
    names, text = remarks(net(**alike))["identical_units"]
    assert names == ["a1[1]", "a1[2]"]
    assert text.startswith("Units 1 and 2 of layer 1 are copies of each other")
    for change in ({"W1": [[0.3, 0.5], [0.3, 0.4]]}, {"b1": [0.1, 0.2]}, {"W2": [[0.7, 0.6]]}):
        assert "identical_units" not in remarks(net(**{**alike, **change}))
    assert "identical_units" in remarks(net(**{**alike, "b1": 0.1}))  # one bias for both tells none apart


# --- layers -----------------------------------------------------------------------------------------


LINEAR = """\
inputs: [1, 2]
layers:
  - {{weights: [[1, 2], [3, 4]], biases: [0.5, -1], activation: {first}}}
  - {{weights: [[2, 0], [1, 1]], biases: 0.1, activation: {second}}}
  - {{weights: [[1, -1]], biases: [3], activation: sigmoid}}
targets: [1]
loss: mae
"""


def one_layer(*layers: tuple[Any, Any]) -> tuple[Array, Array]:
    """W′ and b′ by numpy."""
    (weight, bias), *rest = ((np.array(w, float), np.array(b, float)) for w, b in layers)
    for own, added in rest:
        weight, bias = own @ weight, own @ bias + added
    return weight, bias


def test_linear_layers_equal_one() -> None:
    """Exercise B1: W′ = W³·W²·W¹ = (−2, −2) and b′ = 4.5, by numpy; a ReLU between them splits the run."""
    first, second, last = (
        ([[1, 2], [3, 4]], [0.5, -1]),
        ([[2, 0], [1, 1]], [0.1, 0.1]),
        ([[1, -1]], [3]),
    )
    weight, bias = one_layer(first, second, last)
    assert (weight.tolist(), bias.round(12).tolist()) == ([[-2.0, -2.0]], [4.5])
    problem = read(LINEAR.format(first="linear", second="linear"), "")
    names, text = remarks(problem)["linear_layers"]
    assert names == ["W1", "W2", "W3", "b1", "b2", "b3"]
    assert "W′ = W⁽³⁾·W⁽²⁾·W⁽¹⁾ and b′ = W⁽³⁾·(W⁽²⁾·b⁽¹⁾ + b⁽²⁾) + b⁽³⁾" in text
    page = solve(problem, Layout(), verify=False).render()
    assert "= [−2  −2]" in page
    assert "= [4.5]" in page

    split = read(LINEAR.format(first="relu", second="linear"), "")
    weight, bias = one_layer(second, last)
    assert (weight.tolist(), bias.round(12).tolist()) == ([[1.0, -1.0]], [3.0])
    assert remarks(split)["linear_layers"][0] == ["W2", "W3", "b2", "b3"]
    page = solve(split, Layout(), verify=False).render()
    assert "= [1  −1]" in page
    assert "linear_layers" not in remarks(read(LINEAR.format(first="relu", second="relu"), ""))


def test_linear_layers_as_the_course_writes_them() -> None:
    """With h = Wᵀx the page's own matrices are meant: W″ = W·W′ by numpy, a row for each input."""
    rows = np.array([[0.1, 0.3], [0.4, -0.5], [-0.2, 0.2]]) @ [[0.2, 0.5, -0.4], [-0.1, 0.3, 0.6]]
    page = solution("softmax_cross_entropy", style="matrix", verify=False).render("markdown")
    entries = r" \cr ".join(" & ".join(f"{entry:g}" for entry in row) for row in rows.round(12))
    assert re.search(r"W\^\{\\prime\\prime\} &?= W \\cdot W\^\{\\prime\}", page)
    assert entries in page


@pytest.mark.parametrize("pair", [*MATCHED, *UNUSUAL])
def test_every_pair_is_told_for_what_it_is(pair: tuple[str, str]) -> None:
    """A pair that belongs together is never called unusual, and the other way round."""
    found = remarks(last_layer(*pair))
    key, other = ("matched_pair", "unusual_pair") if pair in MATCHED else ("unusual_pair", "matched_pair")
    assert other not in found
    assert found[key][0] == ["dL/dz1[1]", "dL/dz1[2]"]


LAST_LAYER = """\
inputs: [1, 0.5]
layers: [{{weights: [[0.4, 0.2], [0.1, 0.2]], biases: [0.1, 0.2], activation: {last}}}]
targets: [0, 1]
loss: {loss}
"""


def last_layer(last: str, loss: str) -> Problem:
    """An exercise that is one layer and its loss."""
    return read(LAST_LAYER.format(last=last, loss="sse" if loss == SQUARED else loss), "")


@pytest.mark.parametrize("pair", [*MATCHED, *SLOW])
def test_a_pair_is_told_where_it_teaches(pair: tuple[str, str]) -> None:
    """In a larger exercise only where an output is wrong and flat: σ′(4) = 0.018, σ′(0.3) = 0.24."""
    last, loss = pair
    usual = {"hidden": "linear", "W2": [[0, 0], [0, 0]], "last": last, "targets": [0, 1]}
    usual["loss"] = "sse" if loss == SQUARED else loss
    told = {"matched_pair", "unusual_pair"}
    assert not told & remarks(net(**usual, b2=[0.3, 0.2])).keys()
    near = 1 - sigmoid(np.array(4.0))
    assert near * (1 - near) < 0.1 < sigmoid(np.array(0.3)) * (1 - sigmoid(np.array(0.3)))
    found = told & remarks(net(**usual, b2=[4, 0])).keys()
    assert len(found) == (0 if last == "linear" else 1)
    lowest = -1 if last == "tanh" else 0
    assert not told & remarks(net(**{**usual, "targets": [1, lowest]}, b2=[4, -4])).keys()


@pytest.mark.parametrize(
    ("loss", "times"), [("mse", 2 / 2), ("half_mse", 1 / 2), ("sse", 2.0), ("half_sse", 1.0)]
)
def test_squared_error_leaves_the_error_times_its_factor(loss: str, times: float) -> None:
    """δ/(ŷ − y) is the factor that the sentence has: of two outputs 1, ½, 2 and 1."""
    problem = last_layer("linear", loss)
    values = json.loads(solve(problem, Layout(), verify=False).render("json"))["values"]
    assert values["dL/dz1[1]"] / values["yhat[1]"] == pytest.approx(times, rel=1e-9)
    text = remarks(problem)["matched_pair"][1]
    said = {1.0: "comes back whole.", 0.5: "comes back whole, times ½.", 2.0: "comes back whole, times 2."}
    assert text.endswith(said[times])


def test_a_relu_written_by_hand_is_dead_as_well() -> None:
    """max(0, z), z·(z > 0) by cases and (z + |z|)/2 are ReLU; e^z − 1 for z < 0 has a slope there."""
    for own in ("max(0, z)", "max(z, 0)", "where(z, z, 0)", "(z + abs(z))/2", "2*relu(z)"):
        names, text = remarks(net(b1=[0.1, -0.9], hidden=f'"{own}"'))["dead_relu"]
        assert names == ["z1[2]"]
        assert "switched off: the activation function gets less than 0" in text
        assert "dead_relu" not in remarks(net(hidden=f'"{own}"'))
    for other in ("where(z, z, exp(z) - 1)", "max(0, z + 5)", "0*z", "min(0, z)"):
        assert "dead_relu" not in remarks(net(b1=[0.1, -0.9], hidden=f'"{other}"'))


DEEP = """\
inputs: [1]
layers:
  - {{weights: [[{w}]], biases: [0], activation: {f}}}
  - {{weights: [[{w}]], biases: [0], activation: {f}}}
  - {{weights: [[{w}]], biases: [0], activation: {f}}}
  - {{weights: [[1]], biases: [0], activation: linear}}
targets: [3]
loss: mae
"""


def sizes(w: float, slope: Callable[[float], tuple[float, float]]) -> list[float]:
    """|∂L/∂w| of the layers of `DEEP` by hand: `slope` gives a function's value and slope."""
    a, slopes = [1.0], []
    for _ in range(3):
        value, own = slope(w * a[-1])
        a, slopes = [*a, value], [*slopes, own]
    back, found = 1.0, [a[-1]]
    for place in (2, 1, 0):
        back *= slopes[place] * (1.0 if place == 2 else w)
        found.insert(0, abs(back * a[place]))
    return found


def of_sigmoid(z: float) -> tuple[float, float]:
    a = float(sigmoid(np.array(z)))
    return a, a * (1 - a)


def test_a_gradient_that_shrinks_layer_by_layer() -> None:
    """Exercises B7 and D2: three sigmoids, sizes by hand; the bars and the ratio on the page are theirs."""
    found = sizes(1.0, of_sigmoid)
    problem = read(DEEP.format(w=1, f="sigmoid"), "")
    names, text = remarks(problem)["gradient_sizes"]
    assert names == [f"dL/dW{layer}" for layer in range(1, 5)]
    assert text.startswith("In layer 1 the gradient is ")
    assert number_in(text, r"is ([\d.]+) times smaller") == pytest.approx(found[-1] / found[0], rel=0.02)
    assert text.endswith(
        "times smaller than in layer 4: on its way back every sigmoid multiplies it by at most 1/4."
    )
    page = solve(problem, Layout(), verify=False).render()
    rows = re.findall(r"^│ (\d) +│ +[≈=]? ?([\d.]+) │ ?(\S*) *│$", page, re.MULTILINE)
    assert [float(size) for _, size, _ in rows] == pytest.approx(found, rel=1e-4)
    assert [len(bar) for *_, bar in rows][-1] == 10
    assert len(rows[0][2]) <= 1


def test_a_gradient_that_keeps_its_size() -> None:
    """ReLUs with weight 4, by hand: 16, 16, 16 and 64 = 4³."""
    assert sizes(4.0, lambda z: (max(z, 0.0), float(z > 0))) == [16.0, 16.0, 16.0, 64.0]
    text = remarks(read(DEEP.format(w=4, f="relu"), ""))["gradient_sizes"][1]
    assert text == "The gradient keeps its size from layer to layer: the largest is 4 times the smallest."


@pytest.mark.parametrize(("weight", "words"), [(0.001, "smaller"), (50, "larger")])
def test_two_layers_are_listed_only_where_they_are_far_apart(weight: float, words: str) -> None:
    """δ¹ = (w, −w): of 0.001 and of 50 the first layer's gradient is over 100 times off, of 0.7 it is not."""
    last = np.array([[0.4, -0.2], [0.3, 0.5]]) @ [1, 0.5] + [0.1, -0.2]
    first = np.outer([weight, -weight], [1, 0.5])
    ratio = float(np.linalg.norm(first) / np.linalg.norm(last))
    text = remarks(net(W2=[[weight, -weight]], b2=[-30]))["gradient_sizes"][1]
    said = number_in(text, rf"is ([\d.]+) times {words} than in layer 2")
    assert said == pytest.approx(max(ratio, 1 / ratio), rel=0.05)
    assert "gradient_sizes" not in remarks(net())


# --- zeros ------------------------------------------------------------------------------------------


def test_a_gradient_that_is_zero_because_of_a_weight() -> None:
    """W² = (0, −0.6): nothing comes back to unit 1; with 0.7 it does."""
    names, text = remarks(net(W2=[[0, -0.6]], hidden="sigmoid"))["zero_gradient"]
    assert names == ["dL/dz1[1]"]
    assert text.startswith("δ₁⁽¹⁾ is exactly 0 because w₁₁⁽²⁾ is 0: a weight of 0 lets nothing back")
    assert "zero_gradient" not in remarks(net(hidden="sigmoid"))


def test_a_gradient_that_is_zero_because_the_output_is_right() -> None:
    """Output 1 has its target exactly, output 2 not."""
    z = np.array([[0.4, -0.2], [0.3, 0.5]]) @ [1, 0.5] + [0.1, -0.2]
    right = round(float(np.array([0.7, -0.6]) @ z + 0.2), 12)
    problem = net(W2=[[0.7, -0.6], [0.1, 0.2]], b2=[0.2, 0.1], targets=[right, 1], loss="sse")
    names, text = remarks(problem)["zero_gradient"]
    assert names == ["dL/dz2[1]"]
    assert text.endswith("this output is already what it should be, so there is nothing to correct.")


def test_an_output_that_the_loss_does_not_count() -> None:
    """−Σ y·ln ŷ of one sigmoid each: ∂L/∂ŷ₁ = −y₁/ŷ₁ is 0 where y₁ is, however wrong ŷ₁ is."""
    problem = net(
        W2=[[0.7, -0.6], [0.1, 0.2]], b2=[0.2, 0.1], targets=[0, 1], last="sigmoid", loss="cross_entropy"
    )
    names, text = remarks(problem)["zero_gradient"]
    assert names == ["dL/dz2[1]"]
    assert text.endswith("where a target is 0 this loss does not look at the output.")


def test_a_gradient_that_is_zero_because_the_shares_cancel() -> None:
    """Both outputs are too low by as much, with weights 0.5 and −0.5: 0.5·g − 0.5·g = 0."""
    problem = net(W2=[[0.5, 1], [-0.5, 1]], b2=[0, 0], targets=[9, 9])
    names, text = remarks(problem)["zero_gradient"]
    assert names == ["dL/dz1[1]"]
    assert text == "δ₁⁽¹⁾ is exactly 0: what comes back on several ways cancels out."


def test_a_unit_that_dropout_leaves_out() -> None:
    """mask₂ = 0 is the factor, and said to be dropout's doing."""
    names, text = remarks(load("dropout"))["zero_gradient"]
    assert names == ["dL/dz1[2]"]
    assert "because mask₂⁽¹⁾ is 0: dropout leaves the unit out" in text


def test_a_derivative_of_formulas_that_is_zero() -> None:
    """∂y/∂x of 3x² at 0 by its factor x; at 1 there is nothing to say."""
    text = "formulas: {{y: 3*x^2}}\nat: {{x: {x}}}\nwrt: [x]\n"
    names, said = remarks(read(text.format(x=0), ""))["zero_gradient"]
    assert names == ["dy/dx"]
    assert said == "∂y/∂x is exactly 0 because x is 0."
    assert remarks(read(text.format(x=1), "")) == {}


def test_two_derivatives_of_formulas_that_are_zero_have_each_its_own_factor() -> None:
    """F = h·k with both 0: ∂f/∂h is k, and ∂f/∂k is h; one sees which belongs to which."""
    text = "formulas: {h: x - 1, k: y - 2, f: h*k}\nat: {x: 1, y: 2}\n"
    names, said = remarks(read(text, ""))["zero_gradient"]
    assert names == ["df/dh", "df/dk"]
    assert said == "∂f/∂h is exactly 0 because k is 0, and ∂f/∂k is exactly 0 because h is 0."


def test_more_of_them_are_told_in_one_order() -> None:
    """Weights of 0 to three hidden units, as after an initialisation with zeros."""
    problem = net(W1=[[0.4, -0.2], [0.3, 0.5], [1, 2]], b1=[0.1, -0.2, 0], W2=[[0, 0, 0]], hidden="sigmoid")
    names, text = remarks(problem)["zero_gradient"]
    assert names == ["dL/dz1[1]", "dL/dz1[2]", "dL/dz1[3]"]
    told = "δ₁⁽¹⁾, δ₂⁽¹⁾ and δ₃⁽¹⁾ are exactly 0 because w₁₁⁽²⁾, w₁₂⁽²⁾ and w₁₃⁽²⁾ are 0, in this order: "
    assert text.startswith(told)


def test_an_input_that_is_zero() -> None:
    """x₂ = 0 leaves its weights without gradient; not where a penalty gives them one."""
    names, text = remarks(net(inputs=[1, 0], hidden="sigmoid"))["zero_input"]
    assert names == ["x[2]"]
    assert text.startswith("x₂ is 0: the weights that lead from it get no gradient")
    assert "zero_input" not in remarks(net(hidden="sigmoid"))
    text = BATCH.format(second="1.5").replace("[1]", "[0]").replace("[1.5]", "[0]")
    names, said = remarks(read(text.replace("weights: [[0], [-1]]", "weights: [[1], [-1]]"), ""))[
        "zero_input"
    ]
    assert names == ["x[1]@1", "x[1]@2"]
    assert said.startswith("Input 1 is 0 on both samples: the weights that lead from it get no gradient")
    penalised = NET.format(**{**PLAIN, "inputs": [1, 0]}) + "penalty: {name: l2, rate: 0.1}\n"
    assert "zero_input" not in remarks(read(penalised, ""))


# --- the step ---------------------------------------------------------------------------------------


def test_a_step_that_overshoots() -> None:
    """L = (1 − w)² from w = 0 with α = 1.5: w⁺ = 3 and L = 4; half of it lands at 1.5 and L = 0.25."""
    descent = "optimizer: {{name: sgd, learning_rate: {rate}}}\n"
    formulas = "formulas: {{L: (1 - w)^2}}\nat: {{w: 0}}\nwrt: [w]\n" + descent
    names, text = remarks(read(formulas.format(rate=1.5), ""))["overshoot"]
    assert names == ["L"]
    assert text.endswith("Half of it (learning rate 0.75) would bring L down to 0.25.")
    page = flat(solve(read(formulas.format(rate=1.5), ""), Layout(), verify=True).render())
    places = [page.index(part) for part in ("step made it larger.", "Remark: The step overshoots", "Checks")]
    assert places == sorted(places)
    assert remarks(read(formulas.format(rate=0.75), "")) == {}


def test_a_step_that_momentum_carries_uphill() -> None:
    """w²/2 with μ = 0.9 and α = 0.5: the third step starts at −0.2, with v > 0 left, and goes on down."""
    text = (
        "formulas: {L: w^2/2}\nat: {w: 1}\nwrt: [w]\ntraining: {steps: 3}\n"
        "optimizer: {name: momentum, learning_rate: 0.5}\n"
    )
    w, v, losses = 1.0, 0.0, []
    for _ in range(4):
        losses.append(w * w / 2)
        v = 0.9 * v + w
        w -= 0.5 * v
    assert losses[2] < losses[1]
    assert losses[3] > losses[2]
    found = json.loads(solve(read(text, ""), Layout(step="all"), verify=False).render("json"))["remarks"]
    assert [(each["key"], each["names"]) for each in found] == [("overshoot", ["L#3"])]
    assert found[0]["text"].startswith("The step does not lead downhill: what the optimiser adds")


@pytest.mark.parametrize(
    ("optimizer", "said"),
    [
        ("{name: sgd, learning_rate: -0.1}", "α is below 0, so the step goes up the gradient and L rises."),
        ("{name: momentum, learning_rate: -0.1}", "α is below 0, so the step goes up the gradient"),
        ("{learning_rate: 0.1, update: {w: w + alpha*g}}", "The step does not lead downhill, so L rises."),
        ("{name: adamw, learning_rate: -0.1}", "α is below 0"),
    ],
)
def test_a_step_that_goes_up_the_gradient(optimizer: str, said: str) -> None:
    """w²/2 at 1: w⁺ = 1 + 0.1·1 for sgd, and L = 0.605; nothing is added to the gradient 1 there."""
    problem = read(f"formulas: {{L: w^2/2}}\nat: {{w: 1}}\nwrt: [w]\noptimizer: {optimizer}\n", "")
    names, text = remarks(problem)["overshoot"]
    assert names == ["L"]
    assert text.startswith(said)
    assert "outweighs" not in text


# --- where they stand -------------------------------------------------------------------------------


def test_a_remark_stands_under_its_line() -> None:
    """In the terminal within the row of a¹₂, in Markdown as a quote behind its formula."""
    problem = net(b1=[0.1, -0.9])
    page = solve(problem, Layout(), verify=False).render()
    row = next(part for part in page.split("├") if "│ a₂⁽¹⁾ " in part)
    assert "Remark: Unit 2 of layer 1 is switched off" in flat(row)
    markdown = solve(problem, Layout(), verify=False).render("markdown")
    after = markdown.split("a_{2}^{(1)} &=")[1]
    assert after.index("> **Remark:** Unit 2 of layer 1") < after.index("z_{1}^{(2)} &=")


def test_a_sheet_that_asks_for_little_has_only_the_remarks_on_it() -> None:
    """On W²₁₁ alone the layers' sizes are not spoken of, nor a δ that it does not need."""
    problem = load("zero_initialisation")
    whole = solve(problem, Layout(), verify=False).render()
    part = solve(problem, Layout(("W3[1,1]",)), verify=False).render()
    assert "Remark: In layers 1 and 2" in flat(whole)
    assert "In layers 1 and 2" not in flat(part)
    assert "are exactly 0 because" in flat(whole)
    assert "are exactly 0 because" not in flat(part)
    assert "copies of each other" in flat(part)


def test_at_most_five_remarks_stand_on_a_sheet() -> None:
    """Where the rules find more, the first of the table are told; JSON has them all."""
    problem = read(MANY, "")
    assert len(remarks(problem)) > MOST_REMARKS
    for name in ("terminal", "markdown"):
        page = solve(problem, Layout(), verify=False).render(name)
        assert len(re.findall("Remark:", page)) == MOST_REMARKS
        assert "copies of each other" in flat(page)
        assert "belong together" not in flat(page)


MANY = """\
inputs: [1, 0]
layers:
  - {weights: [[1, 1], [1, 1], [-1, 1]], biases: 0, activation: relu}
  - {weights: [[5, 5, 0]], biases: 0, activation: sigmoid}
  - {weights: [[3]], biases: 0, activation: linear}
targets: [0]
loss: sse
optimizer: {name: sgd, learning_rate: 5}
"""
"""Copies, a dead unit, a saturated one, an input 0, three layers, a famous pair, a step too large."""


def test_a_training_says_once_what_holds_in_every_step() -> None:
    """The input that is 0 is told at step 1, not again at step 2."""
    training = NET.format(**{**PLAIN, "inputs": [1, 0]}) + "training: {steps: 2}\n"
    page = solve(read(training, ""), Layout(step="all"), verify=False).render()
    assert page.count("Remark: x₂ is 0") == 1


def test_remarks_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """--no-remarks, and `remarks=False`: no remark on the page, and none in the data."""
    assert run(["solve", "zero_initialisation", "--no-remarks"]) == 0
    assert "Remark" not in capsys.readouterr().out
    assert "Remark" in solution("zero_initialisation", verify=False).render()
    plain = solution("zero_initialisation", verify=False, remarks=False)
    assert "Remark" not in plain.render("markdown")
    assert "remarks" not in json.loads(plain.render("json"))


def test_the_circuit_has_no_margin() -> None:
    """Style gates is about single operations: no remarks there."""
    page = solution("zero_initialisation", style="gates", verify=False)
    assert "Remark" not in page.render()
    assert json.loads(page.render("json"))["remarks"] == []


def test_formulas_without_numbers_have_no_remark() -> None:
    """In symbols nothing is 0, dead or too large."""
    assert remarks(load("chain_rule_symbolic")) == {}


def test_one_layer_that_no_float_holds_has_its_formula_alone() -> None:
    """2 · 1e308 is no float: W′ = W²·W¹ stands without numbers, and the sheet is made."""
    text = (
        "inputs: [0]\ntargets: [0]\nloss: mse\nlayers:\n"
        "  - {weights: [[2]], activation: linear}\n  - {weights: [[%s]], activation: linear}\n"
    )
    for weight, numbers in (("1e308", ""), ("1e-320", ""), ("3", "= [6]")):
        page = solve(read(text % weight, ""), Layout(), verify=False).render()
        assert "│ W′       │ = W⁽²⁾ · W⁽¹⁾" in page
        assert ("= [" in page) is bool(numbers)
        assert numbers in page


def test_sizes_too_far_apart_for_a_number_are_left_alone() -> None:
    """Gradients of 1e308 and 0.5: their ratio, rounded up, is no float; the sheet is made."""
    text = (
        "inputs: [1, 0]\ntargets: [0, 0]\nloss: rmse\nlayers:\n"
        "  - {weights: [[0.5, 0]], activation: linear}\n  - {weights: [[0], [1]], activation: linear}\n"
        "  - {weights: [[0, 1e308], [0, 0]], activation: linear}\n"
    )
    problem = read(text, "")
    assert "gradient_sizes" not in remarks(problem)
    assert "inf" not in solve(problem, Layout(), verify=False).render().split("Symbols")[1].split()
