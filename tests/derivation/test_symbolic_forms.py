"""A symbolic problem ends with the form in which a course writes it, and SymPy finds it equal."""

from dataclasses import replace
from itertools import pairwise

import pytest
import sympy as sp

from backprop_cli import derive, load
from backprop_cli.derivation.sides import Form
from backprop_cli.errors import WitnessError
from backprop_cli.expr.in_sympy import to_sympy
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tidy import tidied
from backprop_cli.expr.tree import Expr, node_count
from backprop_cli.proof.witness import prove

CROSS_ENTROPY = "-(y*ln(a) + (1 - y)*ln(1 - a))"


def ends_of(formulas: dict[str, str]) -> dict[str, Expr]:
    """The last side of each derivative."""
    return {step.name: step.sides[-1].expr for step in derive(load({"formulas": formulas})).backward}


@pytest.mark.parametrize(
    "formulas",
    [
        {"z": "w*x + b", "a": "sigmoid(z)", "L": CROSS_ENTROPY},
        {"a": "sigmoid(w*x + b)", "L": CROSS_ENTROPY},
        {"L": CROSS_ENTROPY.replace("a", "sigmoid(w*x + b)")},
        {"z": "w*x + b", "a": "sigmoid(z)", "L": "-y*ln(a) - (1 - y)*ln(1 - a)"},
    ],
    ids=["in three formulas", "in two", "in one", "without a bracket"],
)
def test_logistic_regression_ends_as_in_every_course(formulas: dict[str, str]) -> None:
    """∂L/∂w = (σ(wx + b) − y)·x and ∂L/∂b = σ(wx + b) − y; A. Ng, CS229 lecture notes, part II."""
    ends = ends_of(formulas)
    assert tidied(ends["dL/dw"]) == parse("(sigmoid(w*x + b) - y)*x")
    assert tidied(ends["dL/db"]) == parse("sigmoid(w*x + b) - y")


def test_several_inputs_are_as_short() -> None:
    """With three inputs ∂L/∂w₂ is (σ(z) − y)·x₂: the chain would be too long to be written out."""
    ends = ends_of({"z": "w1*x1 + w2*x2 + w3*x3 + b", "a": "sigmoid(z)", "L": CROSS_ENTROPY})
    for place in (1, 2, 3):
        expected = parse(f"(sigmoid(w1*x1 + w2*x2 + w3*x3 + b) - y)*x{place}")
        assert tidied(ends[f"dL/dw{place}"]) == expected


@pytest.mark.parametrize(
    ("formula", "end"),
    [
        ("x*ln(x)", "ln(x) + 1"),
        ("ln(sigmoid(x))", "1 - sigmoid(x)"),
        ("-ln(1 - sigmoid(x))", "sigmoid(x)"),
        ("sqrt(x)^3", "3/2*sqrt(x)"),
        ("x^x", "x^x*(1 + ln(x))"),
    ],
)
def test_a_formula_alone_ends_as_in_a_table_of_derivatives(formula: str, end: str) -> None:
    """What is divided and multiplied by the same is left out; SymPy's own derivative is equal."""
    x = sp.Symbol("x", real=True)
    found = ends_of({"f": formula})["df/dx"]
    assert tidied(found) == parse(end)
    ours, theirs = to_sympy(found), sp.diff(to_sympy(parse(formula)), x)
    assert all(abs(complex((ours - theirs).subs(x, at).evalf())) < 1e-12 for at in (0.3, 1.7, 5.1))


@pytest.mark.parametrize("formula", ["x/(1 + x^2)", "(3*x^2 + 2*x)*exp(-x)/(1 + x^2)", "(a*x + b)^2/(x - c)"])
def test_what_stays_divided_keeps_its_form(formula: str) -> None:
    """There is one form of it, as the rules give it."""
    step = derive(load({"formulas": {"f": formula}, "wrt": ["x"]})).backward[0]
    assert [side.form for side in step.sides] == [Form.LOCAL]


def test_each_form_is_shown_and_shorter_than_the_one_before() -> None:
    """The student sees the fraction, what is left of it, and the end; each side equals ∂L/∂z by SymPy."""
    derivation = derive(load({"formulas": {"z": "w*x + b", "a": "sigmoid(z)", "L": CROSS_ENTROPY}}))
    step = next(step for step in derivation.backward if step.name == "dL/dz")
    closed = [side.expr for side in step.sides if side.form is Form.CLOSED]
    assert len(closed) == 3
    assert all(node_count(after) < node_count(before) for before, after in pairwise(closed))
    z = sp.Symbol("z", real=True)
    y, w, x, b = (sp.Symbol(name, real=True) for name in "ywxb")
    a = 1 / (1 + sp.exp(-z))
    theirs = sp.diff(-(y * sp.log(a) + (1 - y) * sp.log(1 - a)), z).subs(z, w * x + b)
    assert all(sp.simplify(to_sympy(each) - theirs) == 0 for each in closed)


def test_a_wrong_form_is_caught_before_it_is_exported() -> None:
    """A form that is not worth what its chain is, y − σ for σ − y, does not pass the witnesses."""
    problem = load({"formulas": {"z": "w*x + b", "a": "sigmoid(z)", "L": CROSS_ENTROPY}})
    derivation = derive(problem)
    assert prove(problem, derivation).local > 0
    wrong = tuple(
        replace(step, closed=(parse("y - sigmoid(w*x + b)"),)) if step.name == "dL/dz" else step
        for step in derivation.backward
    )
    with pytest.raises(WitnessError, match="a form of dL/dz"):
        prove(problem, replace(derivation, backward=wrong))
