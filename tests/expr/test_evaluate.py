"""The value of a formula: exact where its form would cancel or overflow, clear where there is none."""

import math

import mpmath
import pytest

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Add, Call, Mul, Neg, Num, Ref, Softmax, Struck, integer


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2*3", 7.0),
        ("(1 + 2)*3", 9.0),
        ("2 - 3 - 4", -5.0),
        ("12/3/2", 2.0),
        ("-2^2", -4.0),
        ("(-2)^2", 4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("(-8)^3", -512.0),
        ("0^0", 1.0),
        ("x^0", 1.0),
        ("0.1 + 0.2 - 0.3", 2.7755575615628914e-17),
        ("1e16 + 1 - 1e16", 1.0),
        ("sin(pi)", 1.2246467991473532e-16),
    ],
)
def test_arithmetic(formula: str, value: float) -> None:
    """Precedence, signs and powers are those of mathematics; long sums lose nothing in between."""
    assert evaluate(parse(formula), {"x": -3.0}) == value


@pytest.mark.parametrize("formula", ["x/y", "1/(x - 3)", "x^-1*0/y", "(x - 3)^-2", "x/(0*x)"])
def test_division_by_zero_is_told(formula: str) -> None:
    """Nothing is infinite: dividing by 0 says so."""
    with pytest.raises(FormulaError, match="division by 0"):
        evaluate(parse(formula), {"x": 3.0, "y": 0.0})


@pytest.mark.parametrize("formula", ["exp(x)", "x^300", "exp(300)*exp(300)*exp(300)", "x*1e308*1e308", "2^x"])
def test_overflow_is_told(formula: str) -> None:
    """A value beyond a float says that it is too large, whatever the operation."""
    with pytest.raises(FormulaError, match="too large"):
        evaluate(parse(formula) if "^300" not in formula else parse("x^100*x^100"), {"x": 1e5})


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("ln(0)", "ln is not defined at 0"),
        ("ln(x)", "ln is not defined at -2"),
        ("log10(x)", "log10 is not defined at -2"),
        ("sqrt(x)", "sqrt is not defined at -2"),
        ("x^0.5", "not a real number"),
        ("x^(1/3)", "not a real number"),
        ("0*ln(0)", "ln is not defined at 0"),
    ],
)
def test_what_is_not_defined_is_named(formula: str, message: str) -> None:
    """A function outside its domain is named with the point; 0·ln 0 is no number either."""
    with pytest.raises(FormulaError, match=message):
        evaluate(parse(formula), {"x": -2.0})


def test_a_name_without_a_value_is_our_fault() -> None:
    """A name that nobody gave a value is a mistake of the caller, not of the author."""
    with pytest.raises(KeyError):
        evaluate(Ref("nowhere"), {})


@pytest.mark.parametrize("z", [-800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0])
def test_logarithms_of_probabilities_are_exact(z: float) -> None:
    """Ln σ(z), ln(1 − σ(z)) and 1 − σ(z) keep all digits where σ rounds to 0 or 1."""
    sigmoid = Call("sigmoid", (Ref("z"),))
    rest = Add((integer(1), Neg(sigmoid)))
    with mpmath.workdps(800):
        exact = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        for expr, expected in [
            (Call("ln", (sigmoid,)), mpmath.log(exact)),
            (Call("ln", (rest,)), mpmath.log(1 - exact)),
            (rest, 1 - exact),
        ]:
            assert math.isclose(evaluate(expr, {"z": z}), expected, rel_tol=1e-14, abs_tol=1e-307)


@pytest.mark.parametrize("scores", [[1.0, 2.0, 3.0], [800.0, -800.0, 799.0], [40.0, 0.0, -3.0], [5.0]])
def test_softmax_is_exact(scores: list[float]) -> None:
    """Softmax and its logarithm keep all digits for scores of any size, and add up to 1."""
    names = tuple(Ref(f"z{index}") for index in range(len(scores)))
    values = {name.name: score for name, score in zip(names, scores, strict=True)}
    found = [evaluate(Softmax(index, names), values) for index in range(len(scores))]
    assert math.isclose(math.fsum(found), 1, rel_tol=1e-15)
    with mpmath.workdps(800):
        powers = [mpmath.exp(score) for score in scores]
        for index, power in enumerate(powers):
            exact = power / sum(powers)
            logarithm = evaluate(Call("ln", (Softmax(index, names),)), values)
            assert math.isclose(found[index], exact, rel_tol=1e-14, abs_tol=1e-307)
            assert math.isclose(logarithm, mpmath.log(exact), rel_tol=1e-14)


def test_what_is_struck_out_counts_as_zero() -> None:
    """A struck-out term adds nothing, even where it would have no value."""
    assert evaluate(Add((Ref("x"), Struck(parse("1/0")))), {"x": 2.0}) == 2.0


def test_zero_has_no_sign() -> None:
    """−0.0 never reaches a page or a JSON file."""
    product = Mul((Num(-1.0, "-1"), Ref("x")))
    assert math.copysign(1, evaluate(product, {"x": 0.0})) == 1.0
