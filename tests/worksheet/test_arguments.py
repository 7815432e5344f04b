"""A function of a formula, and a quantity that acts in two ways: no jump, and nothing left unsaid."""

from math import exp

import pytest
from page_in_a_line import page_of

TIED = """
formulas: {h: "FUNCTION(w*x)", y: w*h, L: y^2}
at: {x: 0.6, w: 0.9}
wrt: [w]
"""


def test_the_argument_of_a_function_is_worked() -> None:
    """σ(0.9·0.6) is 1/(1 + e^(−0.54)), as a network's page has it."""
    value = f"h = σ(w·x) ≈ {1 / (1 + exp(-0.54)):.5f}"  # which stands beside the first line
    assert f"{value} = σ(0.9·0.6) = 1/(1 + e^(−0.54)) " in _of("sigmoid")


def test_the_argument_of_an_exponential_has_one_sign() -> None:
    """As where a sum stands on a line of its own."""
    page = page_of(TIED.replace("FUNCTION", "sigmoid").replace("w: 0.9", "w: -0.9"))
    assert "= σ((−0.9)·0.6) = 1/(1 + e^(0.54)) " in page


@pytest.mark.parametrize("function", ["sin", "exp"])
def test_a_function_without_a_simpler_formula_has_no_further_line(function: str) -> None:
    """Its value is the next that a calculator gives."""
    assert "0.54" not in _of(function)


@pytest.mark.parametrize("function", ["tanh", "exp"])
def test_a_sum_is_worked_before_the_function_of_it(function: str) -> None:
    """0.9·0.6 − 1 takes a step on paper: its function is then one key."""
    shown = {"tanh": "tanh(−0.46)", "exp": "e^(−0.46)"}[function]
    assert f"= {shown} " in page_of(TIED.replace("FUNCTION(w*x)", f"{function}(w*x - 1)"))


def test_what_stays_along_one_way_is_said_to_stay() -> None:
    """∂(w·h)/∂w is h only along this way: h depends on w as well."""
    assert "∂/∂w (w·h) = h, with h held fixed" in _of("sigmoid")
    assert "held fixed" not in page_of("formulas: {h: 2*x, y: 3*h}\nat: {x: 0.6}\nwrt: [x]\n")


def test_what_stays_is_named_once() -> None:
    """The mean stands in every square of the variance."""
    variance = "m: (x + y)/2, v: ((x - m)^2 + (y - m)^2)/2"
    page = page_of(f"formulas: {{{variance}, L: v*m}}\nat: {{x: 0.6, y: 2}}\nwrt: [x]\n")
    assert "= x − m, with m held fixed" in page


def _of(function: str) -> str:
    return page_of(TIED.replace("FUNCTION", function))
