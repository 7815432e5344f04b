"""A derivative that is 0 where no factor is: maxima, cases, steps, and what does not change at all."""

import json

import pytest

from backprop_cli.api.solutions import solve
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

UNIT = """
inputs: {inputs}
targets: [{target}]
layers: [{{weights: [[0.2, 0.4]], biases: {bias}, activation: "{activation}"}}]
loss: {loss}
"""


def rendered(problem: Problem, form: str = "terminal") -> str:
    notation = "layers" if isinstance(problem, Network) else None
    return solve(problem, Layout(notation=notation), verify=False).render(form)


def page(problem: Problem) -> str:
    return " ".join(rendered(problem).replace("│", " ").split())


def said(problem: Problem, key: str = "zero_gradient") -> dict[str, str]:
    """The remarks of a kind by the first quantity each is on."""
    remarks = json.loads(rendered(problem, "json"))["remarks"]
    return {each["names"][0]: each["text"] for each in remarks if each["key"] == key}


def formulas(text: str, at: str) -> Problem:
    return read(f"formulas: {{{text}}}\nat: {{{at}}}\n")


@pytest.mark.parametrize(
    ("text", "at", "name", "why"),
    [
        ('f: "max(z, w)"', "z: 2, w: -1", "df/dw",
         "∂f/∂w {} z − w > 0: max passes the gradient to the larger one, z."),
        ('f: "min(z, w)"', "z: -1, w: 2", "df/dw",
         "∂f/∂w {} w − z > 0: min passes the gradient to the smaller one, z."),
        ('f: "max(0, s - 3)"', "s: 1", "df/ds", "∂f/∂s {} s − 3 < 0: there max is the constant 0."),
        ('f: "2*min(s, 3)"', "s: 5", "df/ds", "∂f/∂s {} 3 − s < 0: there min is the constant 3."),
        ('f: "max(0, s - 3)"', "s: 3", "df/ds",
         "∂f/∂s {} s − 3 = 0 is the kink of max: its slope there is taken as 0."),
        ('f: "max(z, w)"', "z: 2, w: 2", "df/dz",
         "∂f/∂z {} z − w = 0 is the kink of max: there the gradient goes by convention to w."),
        ('f: "where(s, 4, s^2)"', "s: 1", "df/ds", "∂f/∂s {} s > 0: the case that holds has the slope 0."),
        ('f: "where(s, (s - 2)^2, 1)"', "s: 2", "df/ds", "∂f/∂s {} s − 2 is 0."),
        ('f: "where(s, 1, -1)"', "s: 2", "df/ds",
         "∂f/∂s {} f is a step function of s: its slope is 0 wherever it has one."),
        ('f: "sign(s)*2"', "s: 2", "df/ds",
         "∂f/∂s {} f is a step function of s: its slope is 0 wherever it has one."),
        ('n: "1*x + 0*y"', "x: 2, y: 1", "dn/dy", "∂n/∂y {} n does not change with y."),
        ('f: "max(0, a - c) + max(0, b - c)"', "a: 1, b: 2, c: 3", "df/dc",
         "∂f/∂c {} a − c < 0 and b − c < 0: there max is the constant 0."),
    ],
)  # fmt: skip
def test_a_derivative_of_formulas_says_what_is_flat(text: str, at: str, name: str, why: str) -> None:
    """At each place the slope is 0 by hand, and no product has a factor 0."""
    assert said(formulas(text, at))[name] == why.format("is exactly 0 because")


def test_two_reasons_have_two_remarks() -> None:
    """∂L/∂a = 0 since b is larger, ∂L/∂c = 0 since 0 is: neither reason is the other's."""
    found = said(formulas('h: "max(a, b)", k: "max(0, c)", L: h + k', "a: 1, b: 2, c: -1"))
    assert found["dL/da"].endswith("because a − b < 0: max passes the gradient to the larger one, b.")
    assert found["dL/dc"].endswith("because c < 0: there max is the constant 0.")


HINGE = {"inputs": [1, 1], "activation": "linear", "loss": '"max(0, -y*yhat)"', "target": 1}


def test_an_undecided_output_is_not_called_right() -> None:
    """ŷ = 0.2 + 0.4 − 0.6 = 0 for y = 1: the hinge has its kink there, and nothing is as it should be."""
    problem = read(UNIT.format(**HINGE, bias=-0.6))
    text = said(problem)["dL/dz1[1]"]
    assert text.endswith("= 0 is the kink of max: its slope there is taken as 0.")
    assert "already" not in text
    decided = said(read(UNIT.format(**HINGE, bias=1)))["dL/dz1[1]"]
    assert decided.endswith("< 0: there max is the constant 0.")


def test_a_loss_without_slope_is_not_said_to_be_content() -> None:
    """(ŷ − 3)²·y is flat at ŷ = 3, though the target is 1; at ŷ = 1 the squared error is content."""
    away = UNIT.format(**{**HINGE, "loss": '"y*(yhat - 3)^2"'}, bias=2.4)
    assert "already" not in said(read(away))["dL/dz1[1]"]
    right = UNIT.format(**{**HINGE, "loss": "half_sse"}, bias=0.4)
    assert said(read(right))["dL/dz1[1]"].endswith(
        "already what it should be, so there is nothing to correct."
    )


STEP = {"activation": "where(z, 1, -1)", "loss": "half_sse", "target": 1, "bias": -0.3}


@pytest.mark.parametrize("activation", ["where(z, 1, -1)", "sign(z)"])
def test_a_step_activation_says_that_nothing_comes_back(activation: str) -> None:
    """Rosenblatt's unit: a jumps from −1 to 1, so ∂a/∂z = 0 beside the jump, whatever the error."""
    problem = read(UNIT.format(**{**STEP, "activation": activation}, inputs=[1, 0]))
    text = said(problem)["dL/dz1[1]"]
    assert text.startswith("δ₁⁽¹⁾ is exactly 0 because the activation is a step function: its slope is 0")
    assert text.endswith("Nothing comes back through it, so the weights before it learn nothing.")
    whole = page(problem)
    assert "a₁⁽¹⁾ is a step function of z₁⁽¹⁾: its slope is 0 wherever it has one = (−1 − 1) · 0" in whole
    assert said(problem, "zero_input") == {}
    smooth = read(UNIT.format(**{**STEP, "activation": "tanh"}, inputs=[1, 0]))
    assert list(said(smooth, "zero_input")) == ["x[2]"]
    assert "step function" not in page(smooth)


def test_the_head_says_what_is_taken_at_a_jump() -> None:
    """At 0 the second case counts, as the formula says, and its slope with it."""
    step = page(read(UNIT.format(**STEP, inputs=[1, 0])))
    assert "Kinks (u if t > 0, else v) has at t = 0 the slope of v " in step
    sign = page(read(UNIT.format(**{**STEP, "activation": "sign(z)"}, inputs=[1, 0])))
    assert "Kinks sign(u) jumps at u = 0; the slope 0 is taken there " in sign


def test_cases_of_the_author_are_not_said_to_be_equal() -> None:
    """At t = 0 a maximum has two equal arguments; two cases need not meet: here they are 1 and 2c."""
    whole = page(formulas('k: "where(c, 1, 2*c + 1)", h: "max(c, -c)"', "c: 0"))
    assert "c = 0: the second case holds, see Kinks" in whole
    assert "c − (−c) = 0: both are equal, see Kinks" in whole


def test_a_jump_is_no_kink_with_two_equal_slopes() -> None:
    """The sign has the slope 0 on both sides of 0, and none there."""
    problem = read(UNIT.format(**{**STEP, "activation": "sign(z)", "bias": -0.2}, inputs=[1, 0]))
    (text,) = said(problem, "kink").values()
    assert (
        text == "z₁⁽¹⁾ is exactly 0, where sign jumps: it has no slope there, and 0 is taken by convention."
    )


def test_an_output_that_floats_make_nearly_right_is_right() -> None:
    """−0.3·1 + 0.2 is −0.1, floats give −0.09999999999999998: the error is 0, and no ways cancel out."""
    found = said(formulas('yhat: w*x + b, L: "(yhat - y)^2"', "w: -0.3, x: 1, b: 0.2, y: -0.1"))
    assert found["dL/dyhat"].startswith("∂L/∂ŷ is exactly 0 because ŷ − y is 0, ")


def test_a_given_activation_of_0_says_why_its_slope_is_0() -> None:
    """The weighted sum is not worked there: that ReLU gives 0 tells that it is not above 0."""
    net = (
        "inputs: [1]\ntargets: [1]\nloss: sse\nlayers:\n"
        "  - {weights: [[0.5], [0.2]], activation: relu}\n"
        "  - {weights: [[0.5, 1]], activation: linear}\n"
    )
    told = "a₁⁽¹⁾ = 0, so z is not above 0: slope 0"
    assert told in page(read(f'{net}known: {{"a1[1]": 0, "a1[2]": 0.2}}\n'))
    assert told not in page(read(f'{net}known: {{"a1[1]": 0.5, "a1[2]": 0.2}}\n'))
