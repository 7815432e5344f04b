"""Shorter forms of derivatives: as worked by hand, never another value, and none that is longer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backprop_cli.expr.collect import MOST_NODES, MOST_TERMS, collected, shorter_forms
from backprop_cli.expr.in_sympy import to_sympy
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tidy import tidied
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Pow, Ref, integer, node_count


@pytest.mark.parametrize(
    ("formula", "forms"),
    [
        ("(-y/s + (1 - y)/(1 - s))*s*(1 - s)", ["-(y*(1 - s)) + (1 - y)*s", "s - y"]),
        ("(-y/s + (1 - y)/(1 - s))*s*(1 - s)*x", ["-(y*(1 - s)*x) + (1 - y)*s*x", "(s - y)*x"]),
        ("(1/s)*s*(1 - s)", ["1 - s"]),
        ("ln(x) + x/x", ["ln(x) + 1"]),
        ("2*(u - v)/x*x", ["2*(u - v)"]),
    ],
)
def test_each_form_is_what_one_writes_by_hand(formula: str, forms: list[str]) -> None:
    """Divisors meet their like, then the brackets are opened and like terms fall out, as in a lecture."""
    assert [tidied(each) for each in shorter_forms(parse(formula))] == [parse(text) for text in forms]


@pytest.mark.parametrize(
    "formula",
    [
        "a*b + a*c",  # nothing is divided
        "(a + b)/c",
        "y/(1 + x)*x",  # a divisor stays
        "1/s - 1/(1 - s)",
        "(u + v)^2*x/x - u^2 - v^2 + 0*x",
    ],
)
def test_what_cannot_be_cancelled_stays(formula: str) -> None:
    """Where a divisor stays, or none is there, the formula is left as it is."""
    expr = parse(formula)
    assert all(node_count(each) < node_count(expr) for each in shorter_forms(expr))
    if "x/x" not in formula:
        assert shorter_forms(expr) == ()


@pytest.mark.parametrize(
    ("formula", "whole"),
    [
        ("-y*(1 - s) + (1 - y)*s", "s - y"),
        ("(a + b)*(a - b)", "a^2 - b^2"),
        ("(a + b)^2 - a^2", "(2*a + b)*b"),
        ("a*x + b*x", "(a + b)*x"),
        ("a - a", "0"),
        ("0.5*(a - b)*2", "a - b"),
        ("a*b - b*a + c", "c"),
    ],
)
def test_like_terms_are_counted_together(formula: str, whole: str) -> None:
    """In whichever order their factors stand; what all have in common stands behind a bracket."""
    assert collected(parse(formula)) == parse(whole)


def test_work_is_bounded() -> None:
    """(a + b + …)·(c + d + …) with too many terms is left as it is, and so is a long formula."""
    wide = Add(tuple(Ref(f"v{place}") for place in range(MOST_TERMS // 2)))
    assert collected(Mul((wide, wide))) is None
    long = Add(tuple(Div(Ref(f"v{place}"), Ref("x")) for place in range(MOST_NODES)))
    assert shorter_forms(Mul((long, Ref("x")))) == ()


ATOMS = st.sampled_from(["s", "y", "x", "2", "0.5", "1 - s", "1 - y", "exp(x)", "ln(y)"]).map(parse)
PRODUCTS = st.lists(ATOMS, min_size=1, max_size=3).map(lambda factors: Mul((integer(1), *factors)))
FRACTIONS = st.one_of(PRODUCTS, st.builds(Div, PRODUCTS, ATOMS), PRODUCTS.map(Neg))
SUMS = st.lists(FRACTIONS, min_size=1, max_size=3).map(lambda terms: Add((*terms, integer(1))))
FORMULAS = st.one_of(
    SUMS,
    st.builds(lambda total, factors: Mul((total, *factors)), SUMS, st.lists(ATOMS, min_size=1, max_size=3)),
    st.builds(lambda body: Pow(body, integer(2)), ATOMS),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(FORMULAS)
def test_a_shorter_form_has_the_same_value(expr: Expr) -> None:
    """SymPy finds no difference between a formula and any of its shorter forms."""
    import sympy as sp

    whole = collected(expr)
    for form in (*shorter_forms(expr), *([whole] if whole is not None else ())):
        assert sp.simplify(to_sympy(form) - to_sympy(expr)) == 0
