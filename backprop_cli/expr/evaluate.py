"""The value of a formula, as a float, stable where the written form would overflow or cancel."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, fsum, isfinite, log1p

from backprop_cli.errors import FormulaError, Sentence
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    Struck,
)

TOO_LARGE = Sentence("the value is too large for a number")
DIVISION_BY_0 = Sentence("there is a division by 0")


def evaluate(expr: Expr, values: Mapping[str, float]) -> float:
    """The value of a scalar `expr`, with `values` for its names (dimensionless floats).

    Raises `FormulaError` where it is undefined (ln of 0, division by 0) or beyond a float, and
    `KeyError` for a name without a value.
    """
    try:
        value = _value(expr, values)
    except (OverflowError, ValueError):  # a sum of ∞ and −∞ is a ValueError
        raise FormulaError(TOO_LARGE) from None
    except ZeroDivisionError:
        raise FormulaError(DIVISION_BY_0) from None
    if not isfinite(value):
        raise FormulaError(TOO_LARGE)
    return value + 0.0  # −0.0 becomes 0.0


def value_if_any(expr: Expr, values: Mapping[str, float]) -> float | None:
    """The same; None where it is undefined, or a float has no room for it or for a part of it."""
    try:
        return evaluate(expr, values)
    except FormulaError:
        return None


def _value(expr: Expr, values: Mapping[str, float]) -> float:
    match expr:
        case Ref(name):
            return values[name] if name in values else CONSTANTS[name]
        case Num(value, _):
            return value
        case Add((Num(1.0, _), Neg(Call("sigmoid", (z,))))):
            return FUNCTIONS["sigmoid"].value(-_value(z, values))  # exact where 1 − σ cancels
        case Add(terms):
            return fsum([_value(term, values) for term in terms])
        case Mul(factors):
            product = 1.0
            for factor in factors:
                product *= _value(factor, values)
            return product
        case Neg(body):
            return -_value(body, values)
        case Div(top, bottom):
            return _value(top, values) / _value(bottom, values)
        case Pow(base, exponent):
            return _power(_value(base, values), _value(exponent, values))
        case Call("ln", (Call("sigmoid", (z,)),)):
            return -FUNCTIONS["softplus"].value(-_value(z, values))
        case Call("ln", (Add((Num(1.0, _), Neg(Call("sigmoid", (z,))))),)):
            return -FUNCTIONS["softplus"].value(_value(z, values))
        case Call("ln", (Softmax(index, logits),)):
            highest, others = _exponentials(logits, values)
            return _value(logits[index], values) - highest - log1p(others)
        case Call(function, args):
            return _apply(function, [_value(arg, values) for arg in args])
        case Slope(call, _) | Prime(call):
            return _slope(call, values)
        case Softmax(index, logits):
            highest, others = _exponentials(logits, values)
            return exp(_value(logits[index], values) - highest) / (1 + others)
        case Struck():
            return 0.0
    raise TypeError(f"{type(expr).__name__} has no single value")


def _exponentials(logits: tuple[Expr, ...], values: Mapping[str, float]) -> tuple[float, float]:
    """The highest of `logits`, and Σ exp(logit − highest) over the others, which cannot overflow."""
    scores = [_value(logit, values) for logit in logits]
    highest = max(scores)
    scores.remove(highest)
    return highest, fsum([exp(score - highest) for score in scores])


def no_real_power(base: str, exponent: str) -> FormulaError:
    """The error of a negative number to a broken power; both are written as they are to be shown."""
    return FormulaError(
        Sentence("{base} to the power {exponent} is not a real number", base=base, exponent=exponent)
    )


def not_defined(function: str, value: str) -> FormulaError:
    """The error of a function at a `value` where it has none; that is written as it is to be shown."""
    return FormulaError(Sentence("{function} is not defined at {value}", function=function, value=value))


def _power(base: float, exponent: float) -> float:
    if base < 0 and not exponent.is_integer():
        raise no_real_power(f"{base:.5g}", f"{exponent:.5g}")
    return float(base**exponent)


def _apply(function: str, args: list[float]) -> float:
    try:
        return FUNCTIONS[function].value(*args)
    except ValueError:
        raise not_defined(function, f"{args[0]:.5g}") from None


def _slope(call: Call, values: Mapping[str, float]) -> float:
    slope = FUNCTIONS[call.function].slope
    if slope is None:
        raise TypeError(f"{call.function} has no slope in the function table")
    return slope(*[_value(arg, values) for arg in call.args])
