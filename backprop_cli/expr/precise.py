"""A formula's value and its slope by one name, to many digits, at a point: linear in the formula's length.

The slope comes forward, from the names up, by the rules that SymPy gives for each function: no expression
grows, so that powers of powers and functions by cases within each other cost no more than a sum. `exact`
works values for the page; this works what proves them, so that neither rests on the other.
Source: A. Griewank, A. Walther, Evaluating Derivatives (2008), ch. 2.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

from backprop_cli.errors import FormulaError
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.in_sympy import numerically
from backprop_cli.expr.rules import as_derived, definition, derivatives
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
)

PRECISE_DIGITS = 120
"""Significant digits of a value."""
MOST_BITS = 40_000
"""A power, or what stands in a function, of more binary digits counts as none: it would cost too much."""


class Moving(NamedTuple):
    """A value, and how fast it moves with the name at hand; mpmath's numbers, dimensionless."""

    value: Any
    slope: Any


Point = Mapping[str, Any]
"""Floats, or numbers of many digits."""


def many_digits() -> AbstractContextManager[None]:
    """While it is open, mpmath works with `PRECISE_DIGITS` digits."""
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

    digits: AbstractContextManager[None] = mpmath.workdps(PRECISE_DIGITS)
    return digits


def precise_value(expr: Expr, point: Point) -> Any:
    """The value of a scalar formula, to `PRECISE_DIGITS` digits. Raises `FormulaError` where it has none."""
    return _at(expr, "", point).value


def precise_slope(expr: Expr, by: str, point: Point) -> Any:
    """The derivative of a scalar formula by a name. Raises `FormulaError` where it has none."""
    return _at(expr, by, point).slope


def _at(expr: Expr, by: str, point: Point) -> Moving:
    import mpmath

    with many_digits():
        names = {name: Moving(mpmath.mpf(value), int(name == by)) for name, value in point.items()}
        try:
            return _moving(expr, names)
        except (ZeroDivisionError, OverflowError, ValueError):
            raise FormulaError("the formula has no value at this point") from None


def _as_typed(text: str) -> Any:
    """A number: a whole one to all digits, which the sine of 1e300 needs; any other to `PRECISE_DIGITS`."""
    import mpmath

    exact = Fraction(text)
    return mpmath.mp.convert(exact.numerator) if exact.denominator == 1 else mpmath.mpf(text)


def _moving(expr: Expr, names: Mapping[str, Moving]) -> Moving:
    """A formula's value and slope from those of its names."""
    match expr:
        case Ref(name):
            return names[name] if name in names else _constant(name)
        case Num(_, text):
            return Moving(_as_typed(text), 0)
        case Neg(body):
            value, slope = _moving(body, names)
            return Moving(-value, -slope)
        case Add(terms):
            parts = [_moving(term, names) for term in terms]
            return Moving(sum(part.value for part in parts), sum(part.slope for part in parts))
        case Mul(factors):
            return reduce(_product, (_moving(factor, names) for factor in factors))
        case Div(top, bottom):
            return _quotient(_moving(top, names), _moving(bottom, names))
        case Pow(base, exponent):
            return _power(_moving(base, names), _moving(exponent, names))
        case Call():
            call = as_derived(expr)
            return _called(call.function, call.args, names)
        case Slope(call, _) | Prime(call):
            return _slope(call, names)
        case Softmax(index, logits):
            powers = [_function("exp", _moving(logit, names)) for logit in logits]
            below = Moving(sum(power.value for power in powers), sum(power.slope for power in powers))
            return _quotient(powers[index], below)
    raise TypeError(f"{type(expr).__name__} has no single value")


def _constant(name: str) -> Moving:
    import mpmath

    if name not in CONSTANTS:
        raise KeyError(name)
    return Moving(+getattr(mpmath, name), 0)  # its digits, not those of a float


def _slope(call: Call, names: Mapping[str, Moving]) -> Moving:
    """The slope of a one-variable function, as its row of the table writes it in z and its value a."""
    row = FUNCTIONS[call.function]
    letters = dict(zip(row.arguments, (_moving(arg, names) for arg in call.args), strict=True))
    (rule, *_) = derivatives(call.function)
    return _moving(rule, {**letters, "a": _moving(call, names)})


def _bounded(value: Any, slope: Any) -> Moving:
    import mpmath

    if not isinstance(value, mpmath.mpf) or not isinstance(slope, (int, mpmath.mpf)):
        raise ValueError("no real number")
    for number in (value, slope):
        if number and not abs(mpmath.mag(number)) <= MOST_BITS:
            raise OverflowError("beyond what is worked with")
    return Moving(value, slope)


def _product(left: Moving, right: Moving) -> Moving:
    value = left.value * right.value
    if not (left.slope or right.slope):
        return Moving(value, 0)
    return Moving(value, left.slope * right.value + left.value * right.slope)


def _quotient(top: Moving, bottom: Moving) -> Moving:
    value = top.value / bottom.value
    if not (top.slope or bottom.slope):
        return Moving(value, 0)
    return Moving(value, (top.slope - value * bottom.slope) / bottom.value)


def _power(base: Moving, exponent: Moving) -> Moving:
    import mpmath

    if base.value and abs(exponent.value) * max(1, abs(mpmath.mag(base.value))) > MOST_BITS:
        raise OverflowError("beyond what is worked with")
    value = base.value**exponent.value
    slope: Any = 0
    if base.slope:
        slope += exponent.value * base.value ** (exponent.value - 1) * base.slope
    if exponent.slope:
        slope += value * mpmath.log(base.value) * exponent.slope
    return _bounded(value, slope)


def _called(function: str, args: tuple[Expr, ...], names: Mapping[str, Moving]) -> Moving:
    if function == "where":
        test, positive, otherwise = args
        return _moving(positive if _moving(test, names).value > 0 else otherwise, names)
    parts = [_moving(arg, names) for arg in args]
    if function in _CASES:
        return _CASES[function](*parts)
    meaning = definition(function)
    if meaning is not None:
        return _moving(meaning, dict(zip(FUNCTIONS[function].arguments, parts, strict=True)))
    return _function(function, *parts)


def _sign(u: Moving) -> Moving:
    return Moving((u.value > 0) - (u.value < 0) + u.value * 0, 0)


_CASES: Mapping[str, Callable[..., Moving]] = {
    "abs": lambda u: u if u.value > 0 else Moving(-u.value, -u.slope if u.value else 0),
    "sign": _sign,
    "max": lambda u, v: u if u.value > v.value else v,
    "min": lambda u, v: u if u.value < v.value else v,
}


def _function(function: str, u: Moving) -> Moving:
    """A smooth function of one variable, with the slope that SymPy has for it."""
    import mpmath

    size = mpmath.mag(u.value) if u.value else 0
    if size > (_MOST_BITS_INSIDE if function == "exp" else MOST_BITS):
        raise OverflowError("beyond what is worked with")
    of, slope = numerically(function)
    return _bounded(of(u.value), slope(u.value) * u.slope if u.slope else 0)


_MOST_BITS_INSIDE = 15
"""Of an exponent: e to the power of 2^15 is beyond the largest value worked with."""
