"""The bridge to SymPy: the same value on both sides, and equality that is neither too strict nor too lax."""

import math

import pytest
import sympy as sp

from backprop_cli.expr.algebra import agree, is_derivative, told_slope
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.in_sympy import derivative, to_sympy
from backprop_cli.expr.parser import parse
from backprop_cli.expr.precise import precise_value
from backprop_cli.expr.tree import Call, Ref, Softmax, Struck

X = sp.Symbol("x", real=True)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_means_the_same_to_sympy(name: str) -> None:
    """A function of the table has its value in SymPy's terms too."""
    letters = FUNCTIONS[name].arguments
    values = dict(zip(letters, (0.7, 1.2, -0.4), strict=False))
    call = Call(name, tuple(map(Ref, letters)))
    put = {sp.Symbol(letter, real=True): value for letter, value in values.items()}
    assert math.isclose(float(to_sympy(call).subs(put)), evaluate(call, values), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        ("0.1 + x", sp.Rational(1, 10) + X),
        ("5. + .5*x", 5 + X / 2),
        ("1e-3*x", X / 1000),
        ("x/3 - 2", X / 3 - 2),
        ("-x^2", -(X**2)),
        ("pi*x", sp.pi * X),
        ("exp(1)", sp.E),
    ],
)
def test_numbers_are_exact(formula: str, expression: sp.Expr) -> None:
    """Decimals become fractions, not floats, and names real symbols."""
    assert to_sympy(parse(formula)) == expression


def test_softmax_is_a_quotient_of_exponentials() -> None:
    """Softmax is written out by its definition."""
    u, v = sp.symbols("u v", real=True)
    ours = to_sympy(Softmax(1, (Ref("u"), Ref("v"))))
    assert sp.simplify(ours - sp.exp(v) / (sp.exp(u) + sp.exp(v))) == 0


def test_what_is_only_shown_is_refused() -> None:
    """A part that is only shown has no meaning in SymPy, and says so."""
    with pytest.raises(TypeError, match="Struck"):
        to_sympy(Struck(Ref("x")))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("(x + 1)^2", "x^2 + 2*x + 1"),
        ("sin(x)^2", "1 - cos(x)^2"),
        ("sigmoid(x)*(1 - sigmoid(x))", "exp(-x)/(1 + exp(-x))^2"),
        ("1 - tanh(x)^2", "4/(exp(x) + exp(-x))^2"),
        ("sqrt(x - 3000)^2", "x - 3000"),
        ("ln(x - 50)*2", "ln((x - 50)^2)"),
        ("relu(x)", "(x + abs(x))/2"),
        ("x*1e-30", "x/10^30"),
    ],
)
def test_equal_formulas_agree(ours: str, theirs: str) -> None:
    """However a formula is written, and wherever it is defined, it agrees with an equal one."""
    assert agree(parse(ours), to_sympy(parse(theirs)))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("(x + 1)^2", "x^2 + 2*x + 1.0000001"),
        ("sigmoid(x)", "tanh(x)"),
        ("1.000000001*x", "x"),
        ("relu(x)", "x"),
        ("relu(x)", "abs(x)"),
        ("x*y", "x + y"),
        ("ln(x - 50)", "ln(x - 51)"),
        ("0*x", "1e-15 + 0*x"),
    ],
)
def test_different_formulas_do_not_agree(ours: str, theirs: str) -> None:
    """A small factor, another branch or another name is noticed."""
    assert not agree(parse(ours), to_sympy(parse(theirs)))


@pytest.mark.parametrize("formula", ["max(x, 1)", "relu(x - 1)", "abs(x^2 - 1)", "min(x, x^2)"])
def test_functions_by_cases_have_a_derivative(formula: str) -> None:
    """SymPy's derivative of a function by cases is a number on both sides of the kink."""
    slope = derivative(parse(formula), "x")
    for value in (0.5, 2.5):
        h = 1e-6
        plain = (evaluate(parse(formula), {"x": value + h}) - evaluate(parse(formula), {"x": value - h})) / (
            2 * h
        )
        assert math.isclose(float(slope.subs(X, value)), plain, rel_tol=1e-6, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("abs(ln(abs(x)))", "sign(ln(abs(x)))/x"),
        ("max(ln(abs(x)), -20)", "where(ln(abs(x)) + 20, 1/x, 0)"),
        ("abs(ln(where(x, x^2, 0)))", "sign(ln(x^2))*2/x + 0*ln(x)"),
    ],
)
def test_what_sympy_cannot_take_is_proved_by_its_rules_at_points(formula: str, slope: str) -> None:
    """Is ln 0 above 0? SymPy raises; its rule for each function still tells right from wrong. By hand."""
    with pytest.raises(TypeError):
        derivative(parse(formula), "x")
    assert is_derivative(parse(slope), parse(formula), "x") is True
    assert is_derivative(parse(f"-({slope})"), parse(formula), "x") is False
    assert told_slope(parse(formula), "x") == "another"


def test_the_sine_of_a_huge_whole_number_takes_all_its_digits() -> None:
    """It is −0.98575… for 10³⁰⁰, as SymPy has it with as many digits; 120 of its argument tell nothing."""
    true = sp.sin(sp.Integer(10) ** 300).evalf(20, maxn=2000)
    assert math.isclose(float(precise_value(parse("sin(1e300)"), {})), float(true), rel_tol=1e-15)
    assert is_derivative(parse("where(x - sin(1e300), 1, 0)"), parse("max(x, sin(1e300))"), "x")
