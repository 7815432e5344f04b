"""Fractions that are cancelled: by hand, and never to another value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.expr.cancel import cancelled, gathered
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.writer import Writer


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        ("(-y/a + (1 - y)/(1 - a))*(a*(1 - a))", "-y*(1 - a) + (1 - y)*a"),
        ("(-y/a)*(a*(1 - a)) + (-v/b)*(-b*a)", "-y*(1 - a) + v*a"),
        ("(y/a)*(a*2)", "y*2"),
    ],
)
def test_what_is_divided_by_is_cancelled(formula: str, short: str) -> None:
    """As on paper: each divisor meets its like above the bar."""
    found = cancelled(parse(formula))
    assert found is not None
    assert Writer(Ascii({})).symbols(found).replace(" * ", "*") == short


@pytest.mark.parametrize("formula", ["(y/a)*b", "y*a + b", "(y/(1 - a))*a"])
def test_nothing_is_left_half_done(formula: str) -> None:
    """Where a divisor stays, or there is none, there is no such line."""
    assert cancelled(parse(formula)) is None


@pytest.mark.parametrize(
    ("formula", "whole"),
    [
        ("(-y/a)*a*(1 - a) + (-v/b)*(-b*a) + (-w/c)*(-c*a)", "(y + v + w)*a - y"),
        ("(-v/b)*(-b*a) + (-y/a)*a*(1 - a)", "(v + y)*a - y"),
    ],
)
def test_a_common_factor_is_gathered(formula: str, whole: str) -> None:
    """As on paper, before Σ y = 1 is put in; the terms stay in their order."""
    short = cancelled(parse(formula))
    assert short is not None
    found = gathered(short)
    assert found is not None
    assert Writer(Ascii({})).symbols(found).replace(" * ", "*") == whole
    values = {"a": 0.2, "b": 0.7, "c": 0.4, "v": 0.3, "w": 1.1, "y": 0.6}
    assert evaluate(found, values) == pytest.approx(evaluate(parse(formula), values), abs=1e-12)


@pytest.mark.parametrize(
    "formula",
    [
        "(-y/a + (1 - y)/(1 - a))*(a*(1 - a))",  # (1 − y)·a says more as it is
        "(-y/a)*a*(1 - a)",
        "(-y/a)*a*(1 - a) + (-v/a)*a*(1 - a)",
        "(-y/a)*a*(1 - a) + (-v/b)*(-b*c)",
        "(-y/a)*a*(1 - a) + (v/b)*(-b*a)",
        "(-v/b)*(-b*a) + (-w/c)*(-c*a)",
    ],
)
def test_other_sums_are_not_gathered(formula: str) -> None:
    """One term alone, no own one or two, another factor or sign: there is no such line."""
    short = cancelled(parse(formula))
    assert short is not None
    assert gathered(short) is None


@given(*(st.floats(0.1, 0.9) for _ in range(2)))
def test_the_value_stays(a: float, y: float) -> None:
    """Both forms of the cross-entropy's derivative give the same number."""
    whole = parse("(-y/a + (1 - y)/(1 - a))*(a*(1 - a))")
    short = cancelled(whole)
    assert short is not None
    values = {"a": a, "y": y}
    assert evaluate(short, values) == pytest.approx(evaluate(whole, values), abs=1e-12)
