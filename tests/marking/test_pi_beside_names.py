"""2πx: π stands beside names, functions and brackets without a sign, as everybody writes it."""

from math import cos, exp, isclose, pi

import pytest
from sheets_read import reader, value_of

from backprop_cli.marking.sheets.formula import read_formula

U, X, R = 0.7, 1.3, 2.5
AREA = "formulas: {A: pi*(R^2 - x^2), y: sin(2*pi*A)}\nat: {R: 2.5, x: 1.3}\nwrt: [R, x]\n"
POLICIES = "formulas: {y: ln(π1)*π1*x}\nat: {π1: 0.7, x: 1.3}\n"


def value(text: str, problem: str = AREA) -> float:
    """The value of an answer, which must be readable."""
    return value_of(text, reader(problem).lookup)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2πR", 2 * pi * R),
        ("Rπ", R * pi),
        ("-2πx", -2 * pi * X),
        ("πR² - πx²", pi * (R * R - X * X)),
        ("π(R^2 - x^2)", pi * (R * R - X * X)),
        ("pi(R^2 - x^2)", pi * (R * R - X * X)),
        (r"\pi (R^2 - x^2)", pi * (R * R - X * X)),
        (r"2\pi\cos(2\pi x)", 2 * pi * cos(2 * pi * X)),
        ("2πcos(2πx)", 2 * pi * cos(2 * pi * X)),
        ("πe^(-x)", pi * exp(-X)),
        ("Pi*R", pi * R),
        ("x*π/2", X * pi / 2),
    ],
)
def test_pi_beside_what_it_multiplies(text: str, meant: float) -> None:
    assert isclose(value(text), meant, rel_tol=1e-9)


def test_a_name_of_the_author_with_pi_in_it_is_that_name() -> None:
    assert isclose(value("2π1", POLICIES), 2 * U)


@pytest.mark.parametrize("text", ["1/2πx", "x/π(R - 1)", "2^πx"])
def test_what_may_be_below_or_raised_is_refused(text: str) -> None:
    assert read_formula(text, reader(AREA).lookup).reason


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("75/16 π", 75 / 16 * pi),
        ("-75/16 pi", -75 / 16 * pi),
        (r"75/16 \pi", 75 / 16 * pi),
        ("1/2 πx", pi * X / 2),
        ("1/2 π x^2 + R", pi * X * X / 2 + R),
        ("cos(1/3 πx)", cos(pi * X / 3)),
        ("x/2 π", X / 2 * pi),
        ("75/16·π", 75 / 16 * pi),
        ("1/(2πx)", 1 / (2 * pi * X)),
        ("1/2 (x + 1)^2", (X + 1) ** 2 / 2),
        ("1/2 x", X / 2),
        ("R - 1/4 x (R - 1)", R - X * (R - 1) / 4),
        ("(x + 1)/2 R", (X + 1) / 2 * R),
    ],
)
def test_a_space_parts_a_factor_from_a_fraction(text: str, meant: float) -> None:
    """75/16 π is 75/16 times π: nobody leaves room within what is below."""
    assert isclose(value(text), meant, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("75/16π", "`75/16π` may be `(75/16)*π` or `75/(16*π)`"),
        ("1/2πx", "`1/2πx` may be `(1/2)*πx` or `1/(2*πx)`"),
        ("75 / 16 π", "`75 / 16 π` may be `(75/16)*π` or `75/(16*π)`"),
        ("R + 1/2x", "`R + 1/2x` may be `(1/2)*x` or `1/(2*x)`"),
        ("1/2(x + 1)", "`1/2(x + 1)` may be `(1/2)*(…)` or `1/(2*(…))`"),
        ("(x + 1)/2R", "`(x + 1)/2R` may be `((…)/2)*R` or `(…)/(2*R)`"),
    ],
)
def test_what_stays_open_is_told_with_both_ways(text: str, ways: str) -> None:
    """And both ways that are told can be read."""
    assert read_formula(text, reader(AREA).lookup).reason == (
        f"neither a number nor a formula: {ways}: write the one that is meant"
    )


def test_the_ways_that_are_told_are_read() -> None:
    """1/2πx, one way and the other."""
    assert isclose(value("(1/2)*πx"), pi * X / 2)
    assert isclose(value("1/(2*πx)"), 1 / (2 * pi * X))
