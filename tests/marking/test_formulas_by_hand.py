"""Formulas of an author's own as one writes them by hand: ywx for y·w·x, y′ for dy/dx."""

from typing import Any

import pytest

from backprop_cli import check

LOGISTIC: dict[str, Any] = {"formulas": {"L": "ln(1 + exp(-y*w*x))"}, "wrt": ["w"]}
"""∂L/∂w = −y·x/(1 + e^(y·w·x))."""
CHAIN: dict[str, Any] = {"formulas": {"z": "x^5 + 9", "y": "8*z^3 + z^2 + 5"}, "at": {"x": 1}, "wrt": ["x"]}
"""z = 10, dz/dx = 5, dy/dz = 24·100 + 20."""


def verdict(problem: dict[str, Any], name: str, answer: str) -> tuple[str, str]:
    """The line that is read, and its verdict."""
    (found,) = check(problem, {name: answer}).report.shown
    return found.name, found.verdict.value


@pytest.mark.parametrize(
    "answer",
    ["-yx/(1+e^{ywx})", r"-\frac{yx}{1+e^{ywx}}", "-yxe^(-ywx)/(1+e^(-ywx))", "-yx(1-σ(ywx))",
     "yx*(σ(ywx) - 1)", "-(1-1/(1+exp(-ywx)))yx"],
)  # fmt: skip
def test_letters_side_by_side_are_a_product(answer: str) -> None:
    """Where each of them is a quantity, and none is called so."""
    assert verdict(LOGISTIC, "dL/dw", answer) == ("dL/dw", "right")


@pytest.mark.parametrize("answer", ["-yx^2/(1+e^{ywx})", "-y/(1+e^{ywx})"])
def test_another_product_is_another_formula(answer: str) -> None:
    """A power is of the last letter alone."""
    assert verdict(LOGISTIC, "dL/dw", answer) == ("dL/dw", "wrong")


@pytest.mark.parametrize(
    "answer", ["-yx/(1+e^ywx)", "-yx/(1+e^-ywx)", "-1/yx", "-1/yx^2", "-yq", "-yxyxyxyx"]
)
def test_what_may_be_two_things_is_not_read(answer: str) -> None:
    """How much is raised or below a stroke, a letter that is no quantity, a word."""
    assert verdict(LOGISTIC, "dL/dw", answer) == ("dL/dw", "unreadable")


def test_a_name_of_several_letters_stays_one() -> None:
    """The author's xw is no product of x and w."""
    problem = {"formulas": {"y": "xw*x + w"}, "at": {"x": 2, "xw": 3, "w": 5}}
    assert verdict(problem, "dy/dx", "xw") == ("dy/dx", "right")


@pytest.mark.parametrize(
    ("name", "answer", "line"),
    [("y'", "12100", "dy/dx"), ("y′(x)", "12100", "dy/dx"), ("z'", "5", "dz/dx"), ("z’", "5x^4", "dz/dx")],
)
def test_a_prime_is_the_derivative_by_the_only_variable(name: str, answer: str, line: str) -> None:
    """As in calculus."""
    assert verdict(CHAIN, name, answer) == (line, "right")


def test_a_prime_of_a_variable_is_its_new_value() -> None:
    """x′ after a step, with α = 0.0001; and of two variables nobody can say which derivative is meant."""
    descent = CHAIN | {"optimizer": {"name": "sgd", "learning_rate": 0.0001}}
    assert verdict(descent, "x'", "-0.21") == ("x_new", "right")
    two = {"formulas": {"y": "x^2*w"}, "at": {"x": 1, "w": 2}}
    report = check(two, {"y'": "4"}).report
    assert (report.shown, len(report.problems)) == ((), 1)


SIGMOIDS = "two_layer_sigmoid"
LAYERS = "two_layer_relu_sigmoid"


@pytest.mark.parametrize("problem", [SIGMOIDS, LAYERS])
@pytest.mark.parametrize(
    "answer",
    [
        r"w^{(2)}_{11} - \alpha\delta^{(2)}_{1}a^{(1)}_{1}",
        r"w^{(2)}_{11} - \alpha \delta^{(2)}_{1} a^{(1)}_{1}",
        r"w^{(2)}_{11} - \eta\frac{\partial L}{\partial z^{(2)}_{1}}a^{(1)}_{1}",
        r"w^{(2)}_{11} - \alpha(\delta^{(2)}_{1} a^{(1)}_{1})",
        "w₁₁⁽²⁾ - η(δ₁⁽²⁾·a₁⁽¹⁾)",
    ],
)
def test_greek_letters_side_by_side_are_a_product(problem: str, answer: str) -> None:
    """Commands of TeX need no sign between them, nor a rate before a bracket."""
    sheet = check(problem, {"dL/dz2[1]": "(a2[1] - y[1])*a2[1]*(1 - a2[1])", "W2_new[1,1]": answer})
    assert sheet.report.shown[-1].verdict.value == "right"


@pytest.mark.parametrize("word", ["sigma", "sig", "logistic", "expit", "σ", r"\sigma"])
def test_the_sigmoid_by_the_words_of_programs(word: str) -> None:
    """Each is what libraries and students call it."""
    (line,) = check(SIGMOIDS, {"a1[1]": f"{word}(z1[1])"}).report.shown
    assert line.verdict.value == "right"


def test_a_slope_right_behind_a_fraction_of_tex() -> None:
    """The fraction is a derivative, the function behind it a factor."""
    given = {"dL/dh2": "dL/dz3*w", "dL/dz2": r"\frac{\partial L}{\partial h_2}\tanh'(z_2)"}
    assert check("recurrent_three_steps", given).report.shown[-1].verdict.value == "right"
