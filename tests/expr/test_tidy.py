"""Sums and products written as a student would, without a change of value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.errors import FormulaError
from backprop_cli.expr.constants import as_fraction, constant
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.in_sympy import to_sympy
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tidy import add, multiply, negate, power, split
from backprop_cli.expr.tree import ONE, ZERO, Add, Div, Expr, Mul, Neg, Num, Pow, Ref, integer

ATOMS = st.sampled_from(
    ["0", "1", "2", "-3", "0.5", "1/3", "x", "y", "-x", "x/y", "2*x", "x - y", "x^2"]
).map(parse)
EXPRS = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts))),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Mul(tuple(parts))),
        part.map(Neg),
        st.builds(Div, part, part),
    ),
    max_leaves=6,
)
POINT = {"x": 1.7, "y": -0.6}


def same(ours: Expr, plain: Expr) -> bool:
    """Whether two formulas are equal to SymPy, or neither has a value."""
    try:
        evaluate(plain, POINT)
    except FormulaError:
        return True
    return bool((to_sympy(ours) - to_sympy(plain)).simplify() == 0)


@given(st.lists(EXPRS, min_size=1, max_size=3))
def test_products_keep_their_value(factors: list[Expr]) -> None:
    """A tidied product equals the plain one."""
    assert same(multiply(*factors), Mul((ONE, *factors)))


@given(st.lists(EXPRS, min_size=1, max_size=3))
def test_sums_keep_their_value(terms: list[Expr]) -> None:
    """A tidied sum equals the plain one."""
    assert same(add(*terms), Add((ZERO, *terms)))


@given(EXPRS)
def test_negation_keeps_its_value(expr: Expr) -> None:
    """A turned-round formula is the negative of the plain one."""
    assert same(negate(expr), Neg(expr))


@given(EXPRS)
def test_a_term_splits_into_number_and_rest(expr: Expr) -> None:
    """Number times rest is the term."""
    coefficient, rest = split(expr)
    assert same(Mul((constant(coefficient), rest)), expr)


@given(st.fractions(max_denominator=1000), st.booleans())
def test_constants_are_exact(value: Fraction, decimal: bool) -> None:
    """A constant written as a formula is read back as the same exact number."""
    assert as_fraction(constant(value, decimal=decimal)) == value


@pytest.mark.parametrize(
    ("made", "plain"),
    [
        (multiply(integer(3), parse("8*z^2")), "24*z^2"),
        (multiply(integer(2), integer(1), Ref("x")), "2*x"),
        (multiply(integer(0), Ref("x")), "0"),
        (multiply(parse("1/x"), parse("x + 1")), "(x + 1)/x"),
        (multiply(parse("-1"), parse("y - a")), "a - y"),
        (multiply(Num(0.5, "0.5"), integer(2), parse("y - a"), parse("-1")), "a - y"),
        (add(Ref("x"), Ref("x"), Ref("y")), "2*x + y"),
        (add(Ref("x"), Neg(Ref("x"))), "0"),
        (add(parse("2*x"), parse("-3*x")), "-x"),
        (add(parse("x + 1"), integer(2)), "x + 3"),
        (negate(parse("y - a")), "a - y"),
        (negate(negate(Ref("x"))), "x"),
        (negate(ZERO), "0"),
        (power(Ref("x"), Fraction(0)), "1"),
        (power(Ref("x"), Fraction(1)), "x"),
        (power(Ref("x"), Fraction(1, 2)), "x^0.5"),
        (constant(Fraction(1, 3)), "1/3"),
        (constant(Fraction(3, 5), decimal=True), "0.6"),
        (constant(Fraction(-2)), "-2"),
    ],
)
def test_as_a_student_writes_it(made: Expr, plain: str) -> None:
    """One coefficient in front, like terms together, no 0, no factor 1, −(y − a) as a − y."""
    assert made == parse(plain)


def test_a_division_by_zero_stays() -> None:
    """Dividing by 0 is left for evaluation to refuse, not tidied away."""
    with pytest.raises(FormulaError, match="division by 0"):
        evaluate(multiply(Ref("x"), Div(ONE, ZERO)), POINT)


@pytest.mark.parametrize("expr", [Ref("x"), parse("x/2"), parse("1/0"), Pow(integer(2), integer(3))])
def test_only_plain_numbers_have_an_exact_value(expr: Expr) -> None:
    """What is no number, negated number or quotient of numbers has no exact value."""
    assert as_fraction(expr) is None
