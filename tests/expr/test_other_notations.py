"""Cases and bars of other notations: what is proposed has the same values."""

from collections.abc import Callable
from math import erf

import pytest

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.other_functions import OTHER_FUNCTIONS, glued
from backprop_cli.expr.parser import parse


def test_a_sign_of_division_is_one() -> None:
    """`÷` as it is typed in class."""
    assert parse("8 ÷ x") == parse("8/x")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x if x > 0 else 0", lambda x: max(x, 0)),
        ("1 if x >= 0 else -1", lambda x: 1 if x >= 0 else -1),
        ("1 if x < 2 else x^2", lambda x: 1 if x < 2 else x * x),
        ("3 if x - 1 <= 1 - x else x", lambda x: 3 if x <= 1 else x),
        ("5 if 0 < x else 7", lambda x: 5 if x > 0 else 7),
        ("if 1 ≥ x then 2 else 4", lambda x: 2 if x <= 1 else 4),
        ("x ≤ 2 ? 1 : 0", lambda x: 1 if x <= 2 else 0),
        ("|x - 1|", lambda x: abs(x - 1)),
    ],
)
def test_what_is_proposed_has_the_same_values(typed: str, meant: Callable[[float], float]) -> None:
    """On both sides of where the case changes, and there."""
    with pytest.raises(FormulaError) as caught:
        parse(typed)
    proposed = parse(caught.value.hint.split("`")[1])
    for x in (-1.5, 0, 1, 2, 2.5):
        assert evaluate(proposed, {"x": x}) == meant(x), (typed, x)


@pytest.mark.parametrize(
    ("typed", "meant"), [("½(x + 1)", "1/2 for ½"), ("¾(x)", "3/4 for ¾"), ("2½(x)", "1/2 for ½")]
)
def test_a_fraction_in_one_sign_is_told_in_plain_ones(typed: str, meant: str) -> None:
    """Pages have ½; a formula has 1/2, and no function or name is called ½."""
    with pytest.raises(FormulaError) as caught:
        parse(typed)
    assert caught.value.hint == f"write {meant}"


def test_the_error_function_is_told_by_phi() -> None:
    """Erf as Python's library has it."""
    proposed = parse(OTHER_FUNCTIONS["erf"].removeprefix("write "))
    for x in (-1.5, 0, 0.3, 2):
        assert evaluate(proposed, {"x": x}) == pytest.approx(erf(x), rel=1e-12, abs=1e-15)


def test_no_function_of_others_is_taken_for_a_product() -> None:
    """`asin` is not a·sin: those that are known elsewhere have their own hint, which comes first."""
    known = {name for name in OTHER_FUNCTIONS if glued(name, FUNCTIONS)}
    assert known >= {"asin", "acos"}
    for name in known:
        with pytest.raises(FormulaError) as caught:
            parse(f"{name}(x)")
        assert caught.value.hint == OTHER_FUNCTIONS[name]
