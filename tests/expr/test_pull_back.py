"""The chain rule within one formula."""

import math

import pytest
import sympy as sp

from backprop_cli.expr.algebra import agree
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.in_sympy import derivative
from backprop_cli.expr.parser import parse
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref, Softmax, integer, references


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("8*z^3 + z^2 + 5", {"z": "24*z^2 + 2*z"}),
        ("x^5 + 9", {"x": "5*x^4"}),
        ("x*y", {"x": "y", "y": "x"}),
        ("x - y", {"x": "1", "y": "-1"}),
        ("x + x", {"x": "2"}),
        ("(x + y)*z", {"x": "z", "y": "z", "z": "x + y"}),
        ("x/y", {"x": "1/y", "y": "-(x/y^2)"}),
        ("1/2*(y - a)^2", {"y": "y - a", "a": "a - y"}),
        ("x^0", {"x": "0"}),
        ("x^1", {"x": "1"}),
        ("0*x", {"x": "0"}),
        ("exp(2*x)", {"x": "2*exp(2*x)"}),
        ("ln(x)", {"x": "1/x"}),
        ("sqrt(x)^3", {"x": "3/2*sqrt(x)"}),
        ("sqrt(x)^4", {"x": "2*x"}),
        ("sqrt(x)^5", {"x": "5/2*sqrt(x)^3"}),
        ("x*sqrt(x)", {"x": "3/2*sqrt(x)"}),
        ("x^x", {"x": "x^x*(1 + ln(x))"}),
        ("x^2/(2*s^2)", {"x": "x/s^2", "s": "-(x^2/s^3)"}),
        ("x*ln(x)", {"x": "ln(x) + 1"}),
        ("1/(w*x)", {"w": "-(1/(w^2*x))", "x": "-(1/(w*x^2))"}),
        ("ln(x^3)", {"x": "3/x"}),
        ("1/(0.5*x)^2", {"x": "-(8/x^3)"}),
        ("1/x^2", {"x": "-(2/x^3)"}),
        ("sin(x)^sin(x)", {"x": "sin(x)^sin(x)*(1 + ln(sin(x)))*cos(x)"}),
    ],
)
def test_derivatives_are_written_as_in_a_book(formula: str, expected: dict[str, str]) -> None:
    """Power, product and quotient rule give the form a student writes, for each name in order."""
    found = pull_back(parse(formula))
    assert list(found) == list(expected)
    assert {name: _shown(each) for name, each in found.items()} == {
        name: parse(text) for name, text in expected.items()
    }


def _shown(expr: Expr) -> Expr:
    """The formula with slopes as the page shows them."""
    from backprop_cli.expr.tree import Slope, map_children

    return expr.shown if isinstance(expr, Slope) else map_children(expr, _shown)


@pytest.mark.parametrize(
    "formula",
    ["x^y", "2^x", "(x^2)^y", "x^-2", "x^(1/3)", "(x + y)^3/(x*y)", "sqrt(x^2 + y^2)", "x/y/x", "max(x, y)*x",
     "ln(sigmoid(x*y))", "x*exp(-x^2/2)", "tanh(x)^2 + sigmoid(y)", "sin(cos(x))", "-(-x)", "pi*x^2",
     "sqrt(x)^3", "sqrt(x)^4/x", "x^3*sqrt(x)*y", "sqrt(x)^5*sqrt(y)", "sqrt(x^2 + 1)^3/x", "x^x",
     "(x*y)^(x*y)", "x^(x^x)", "x^2*sqrt(x)"],
)  # fmt: skip
def test_derivatives_are_sympys(formula: str) -> None:
    """SymPy differentiates the same formula to an equal one."""
    expr = parse(formula)
    names = [name for name in dict.fromkeys(references(expr)) if name != "pi"]
    found = pull_back(expr)
    assert all(agree(found[name], derivative(expr, name)) for name in names)


def test_an_adjoint_is_carried_through() -> None:
    """With an adjoint of its own the result is the adjoint times each local derivative."""
    found = pull_back(parse("x*y + x"), Ref("g"))
    assert found == {"x": parse("g*y + g"), "y": parse("g*x")}


def test_a_named_formula_is_cited() -> None:
    """σ′ is written with the name of σ's value, and worth the same."""
    sigmoid = parse("sigmoid(z)")
    found = pull_back(sigmoid, named=lambda expr: Ref("a") if expr == sigmoid else expr)
    assert _shown(found["z"]) == parse("a*(1 - a)")
    value = 1 / (1 + math.exp(-0.3))
    assert math.isclose(evaluate(found["z"], {"z": 0.3}), value * (1 - value), rel_tol=1e-14)


def test_softmax_has_its_jacobian() -> None:
    """∂a_i/∂z_k is a_i(1 − a_i) on the diagonal and −a_i·a_k beside it."""
    logits = (Ref("z1"), Ref("z2"), Ref("z3"))
    named = {Softmax(index, logits): Ref(f"a{index + 1}") for index in range(3)}
    found = pull_back(Softmax(0, logits), named=lambda expr: named.get(expr, expr))
    own = Mul((Ref("a1"), Add((integer(1), Neg(Ref("a1"))))))
    assert found == {"z1": own, "z2": parse("-(a1*a2)"), "z3": parse("-(a1*a3)")}
    assert agree(pull_back(Softmax(0, logits))["z2"], derivative(Softmax(0, logits), "z2"))


def test_sympy_is_not_told_the_answer() -> None:
    """The derivative that ours are compared with is SymPy's own, of the definition."""
    z = sp.Symbol("z", real=True)
    assert sp.simplify(derivative(parse("sigmoid(z)"), "z") - sp.exp(-z) / (1 + sp.exp(-z)) ** 2) == 0
