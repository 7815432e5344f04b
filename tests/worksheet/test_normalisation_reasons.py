"""Batch normalisation: what is behind (var + ε)^1.5, and why the mean's derivative has a factor 0."""

import pytest
from sympy import Float, Rational, diff, expand, simplify, sqrt, symbols

from backprop_cli import check, solution


def page(style: str) -> str:
    """The bundled problem's page, on one line."""
    text = solution("batch_normalisation", style=style, notation="layers").render("terminal")
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize(("style", "var"), [("delta", "var₁⁽¹⁾"), ("matrix", "var⁽¹⁾")])
def test_the_slope_of_the_inverse_root_is_worked(style: str, var: str) -> None:
    """1/√v is a power of v, whose derivative is −½/v^1.5: by SymPy too."""
    inside = f"({var} + 1·10⁻⁵)"
    slope = f"∂/∂{var} (1/√{inside}) = ∂/∂{var} {inside}^(−0.5) = −½·(1/{inside}^(1.5))"
    assert page(style).count(slope) == 1
    v = symbols("v", positive=True)
    assert simplify(diff(1 / sqrt(v), v) + Rational(1, 2) / v ** Rational(3, 2)) == 0
    assert diff(v ** Float("-0.5"), v) == -0.5 * v ** Float("-1.5")


def test_how_the_minus_of_that_slope_leaves_the_line() -> None:
    """The line has ½(μ − z), the reason −½: that these are the same is said once."""
    inside = "(var₁⁽¹⁾ + 1·10⁻⁵)^(1.5)"
    told = f"(z₁⁽¹⁾⟨1⟩ − μ₁⁽¹⁾) ·(−½·(1/{inside})) = ½·((μ₁⁽¹⁾ − z₁⁽¹⁾⟨1⟩) /{inside})"
    assert page("delta").count(told) == 1
    v, m, z = symbols("v m z", positive=True)
    assert simplify(diff((z - m) / sqrt(v), v) - (m - z) / (2 * v ** Rational(3, 2))) == 0


@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_the_legend_has_the_letter_that_the_function_is_of(style: str) -> None:
    """The activation takes u; z is another quantity of the page."""
    assert "σ(u) the sigmoid function, 1/(1 + e^(−u))" in page(style)
    assert "σ(z)" not in page(style)


@pytest.mark.parametrize(("style", "by"), [("delta", "∂/∂μ₁⁽¹⁾ var₁⁽¹⁾"), ("matrix", "∂/∂μ⁽¹⁾ var⁽¹⁾")])
def test_the_mean_does_not_move_the_variance(style: str, by: str) -> None:
    """The sum of (μ − z) over the samples is 0 where μ is their mean."""
    assert page(style).count(f"{by} = 0: the differences from the mean cancel out") == 1
    z = symbols("z1:4")
    assert expand(sum(sum(z) / 3 - each for each in z)) == 0


def test_a_rounded_mean_has_differences_that_leave_a_rest() -> None:
    """A sheet with 0.33 for 1/3: what is worked from it says that the factor is 0 only where it is."""
    for mean, is_said in (("0.33", False), ("0.3333333333333333", True)):
        sheet = check("batch_normalisation", {"mu1[1]": mean, "dL/dmu1[1]": "7"}, notation="layers")
        text = " ".join(str(sheet).replace("│", " ").split())
        assert "The first wrong line, from your own numbers" in text
        assert ("the differences from the mean cancel out" in text) is is_said
