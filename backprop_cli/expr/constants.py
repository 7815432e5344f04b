"""Numbers of formulas: as they are typed, as exact fractions, and exact fractions as such numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isinf, prod
from sys import float_info

from backprop_cli.errors import FormulaError, Sentence
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Num, integer

LARGEST = int(float_info.max)
MAX_DIGITS = 40
MAX_POWER_OF_TEN = 320
LONGEST_DECIMAL = 12
"""Decimals longer than this stay fractions: 1/3, not 0.333333333333."""


def typed_number(text: str) -> Num:
    """A decimal such as `-0.50` or `1e-3`, with the digits as typed.

    Raises `FormulaError` beyond 40 characters or the range of a float.
    """
    if len(text) > MAX_DIGITS:
        raise FormulaError(Sentence("a number may have at most {most} characters", most=MAX_DIGITS))
    # Exact arithmetic would write out every zero of 1e-999999999.
    exponent = text.lower().partition("e")[2]
    value = float(text)
    if isinf(value) or (exponent and int(exponent) > MAX_POWER_OF_TEN):
        raise FormulaError(Sentence("{number} is too large", number=text))
    if exponent and int(exponent) < -MAX_POWER_OF_TEN:
        raise FormulaError(Sentence("{number} is too close to 0", number=text))
    return Num(value, text)


def fraction(text: str) -> Num:
    """A fraction of whole numbers, `-1/3`, as typed. Raises `FormulaError` where it is no number."""
    top, bottom = text.split("/")
    above, below = typed_number(top), typed_number(bottom)
    return Num(above.value / below.value, text)


def as_fraction(expr: Expr) -> Fraction | None:
    """The exact value of a number, a negated number or a quotient of numbers; else None."""
    match expr:
        case Num(_, text):
            return Fraction(text)
        case Neg(body):
            inner = as_fraction(body)
            return None if inner is None else -inner
        case Div(top, bottom):
            above, below = as_fraction(top), as_fraction(bottom)
            return above / below if above is not None and below else None
    return None


MOST_BITS = 100_000
"""Of an exact number: beyond, a power of powers would fill the memory."""


def rational_value(expr: Expr) -> Fraction | None:
    """The exact value of a formula of numbers and the four operations; None for any other.

    A division by 0 raises `ZeroDivisionError`.
    """
    match expr:
        case Num(_, text):
            return Fraction(text)
        case Neg(body):
            value = rational_value(body)
            return None if value is None else -value
        case Add(terms):
            return _exact_of(terms, sum)
        case Mul(factors):
            return _exact_of(factors, prod)
        case Div(top, bottom):
            return _exact_of((top, bottom), lambda parts: parts[0] / parts[1])
    return None


def _exact_of(parts: tuple[Expr, ...], work: Callable[[list[Fraction]], Fraction | int]) -> Fraction | None:
    values = [value for part in parts if (value := rational_value(part)) is not None]
    if len(values) < len(parts) or sum(bits_of(value) for value in values) > MOST_BITS:
        return None
    return Fraction(work(values))


def bits_of(value: Fraction) -> int:
    """How long an exact number is, above and below its bar."""
    return value.numerator.bit_length() + value.denominator.bit_length()


def constant(value: Fraction, *, decimal: bool = False) -> Expr:
    """An exact value as a formula: `3`, `-2`, `2/3`, or `0.6` where decimals were meant.

    Raises `FormulaError` beyond the range of a float.
    """
    if value < 0:
        return Neg(constant(-value, decimal=decimal))
    if max(value.numerator, value.denominator) > LARGEST:
        raise FormulaError("a number in it is too large or too close to 0")
    if value.denominator == 1:
        return integer(value.numerator)
    text = format(float(value), f".{LONGEST_DECIMAL}g")
    if decimal and Fraction(text) == value:
        return Num(float(value), text)
    return Div(integer(value.numerator), integer(value.denominator))
