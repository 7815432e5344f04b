"""The value of a formula with a bound on its error: how far rounding, step by step, may have moved it.

Every operation adds one rounding to what its parts bring; to first order, as in N. Higham, Accuracy and
Stability of Numerical Algorithms (2002), section 3.3. The bound tells which values have lost their digits to
cancellation, so that only these need be worked with more.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import fsum, isfinite, prod
from typing import NamedTuple

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import DIVISION_BY_0, evaluate, not_defined
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
    references,
)

ROUNDING = 2.0**-53
"""Of one operation, relative to its result."""
LIBRARY = 4 * ROUNDING
"""Of a function of the library or of the function table."""
SMALLEST = 1e-292
"""A product that is smaller has lost digits to underflow on the way."""
SOUND = 1e-10
"""A value with a larger bound, relative to its size, has lost its digits."""


class Bounded(NamedTuple):
    """A value and how far it may be from the true one, both dimensionless."""

    value: float
    error: float

    @property
    def is_sound(self) -> bool:
        """Whether nine digits can be relied on; a 0 only where it is exact."""
        return self.error <= SOUND * abs(self.value)


class LostError(Exception):
    """The floats left their range on the way; the value itself may well be one."""


def bounded(expr: Expr, values: Mapping[str, float], errors: Mapping[str, float]) -> Bounded:
    """The value of a scalar `expr`, with `values` and their `errors` for its names.

    Raises `FormulaError` where it is undefined, `LostError` where only more digits can tell.
    """
    try:
        found = Bounded(*_bounded(expr, values, errors))
    except (OverflowError, ZeroDivisionError, ValueError):  # a sum of ∞ and −∞ is a ValueError
        raise LostError from None
    if not isfinite(found.value):
        raise LostError
    return found


def has_cancelled(expr: Expr, values: Mapping[str, float]) -> bool:
    """Whether all there is of a value is what floats leave of terms that cancel: −0.6·1.08 + 0.4·1.62."""
    errors = {name: ROUNDING * abs(values[name]) for name in references(expr)}
    try:
        value, error = bounded(expr, values, errors)
    except (FormulaError, LostError):
        return False
    return abs(value) <= 2 * error


ValueAndBound = tuple[float, float]
"""A value and its bound: plain, since a large network has many."""


def _bounded(expr: Expr, values: Mapping[str, float], errors: Mapping[str, float]) -> ValueAndBound:
    if isinstance(expr, Ref) and expr.name in values:  # nearly all of a large network
        return values[expr.name], errors.get(expr.name, 0.0)
    match expr:
        case Ref(name):
            if name not in CONSTANTS:
                raise LostError  # it is beyond a float
            return CONSTANTS[name], ROUNDING * CONSTANTS[name]
        case Num(value, text):
            return value, typed_error(text)
        case Add(terms):
            return _sum(terms, values, errors)
        case Mul(factors):
            return _product([_bounded(factor, values, errors) for factor in factors])
        case Neg(body):
            value, error = _bounded(body, values, errors)
            return -value, error
        case Div(top, bottom):
            return _quotient(_bounded(top, values, errors), _bounded(bottom, values, errors))
        case Pow(base, exponent):
            return _power(_bounded(base, values, errors), _bounded(exponent, values, errors))
        case Call("ln", (Call("sigmoid") | Softmax() | Add((Num(1.0, _), Neg(Call("sigmoid")))),)):
            return _logarithm(expr, values, errors)
        case Call(function, args):
            return _applied(_calls(function), [_bounded(arg, values, errors) for arg in args])
        case Slope(call, _) | Prime(call):
            return _slope(call, [_bounded(arg, values, errors) for arg in call.args])
        case Softmax(_, logits):
            spread = max(_bounded(logit, values, errors)[1] for logit in logits)
            value = evaluate(expr, values)
            if value < SMALLEST:
                raise LostError
            return value, value * (2 * spread + LIBRARY * len(logits))
        case Struck():
            return 0.0, 0.0
    raise TypeError(f"{type(expr).__name__} has no single value")


@lru_cache(maxsize=1 << 12)
def typed_error(text: str) -> float:
    """How far a float may be from the number typed: nothing for 3 and 0.5, a rounding for 0.1 and 1/3."""
    value = float(Fraction(text)) if "/" in text else float(text)
    exact = value.is_integer() or (value * 1024).is_integer()
    return 0.0 if exact and len(text) < 16 else ROUNDING * abs(value)


def _sum(terms: tuple[Expr, ...], values: Mapping[str, float], errors: Mapping[str, float]) -> ValueAndBound:
    match terms:
        case (Num(1.0, _), Neg(Call("sigmoid", (z,)))):  # which is σ(−z)
            return _applied(lambda args: FUNCTIONS["sigmoid"].value(-args[0]), [_bounded(z, values, errors)])
    parts, moved = [], 0.0
    for term in terms:
        value, error = _bounded(term, values, errors)
        parts.append(value)
        moved += error
    total = fsum(parts)
    return total, moved + ROUNDING * abs(total)


def _product(factors: Sequence[ValueAndBound]) -> ValueAndBound:
    value, relative = 1.0, ROUNDING * (len(factors) - 1)
    for factor, error in factors:
        value *= factor
        if -SMALLEST < value < SMALLEST and factor and value:
            raise LostError  # digits went under on the way
        if error and factor:
            relative += error / abs(factor)
    size = abs(value)
    if size > SMALLEST:
        return value, size * relative
    if size or all(factor for factor, _ in factors) or not all(isfinite(factor) for factor, _ in factors):
        raise LostError  # all of it went under
    return value, prod([abs(factor) or error for factor, error in factors])


def _quotient(top: ValueAndBound, bottom: ValueAndBound) -> ValueAndBound:
    if not bottom[0]:
        if bottom[1]:
            raise LostError
        raise FormulaError(DIVISION_BY_0)
    value = top[0] / bottom[0]
    if top[0] and abs(value) < SMALLEST:
        raise LostError
    moved = (top[1] + abs(value) * bottom[1]) / abs(bottom[0])
    return value, moved + ROUNDING * abs(value)


def _power(base: ValueAndBound, exponent: ValueAndBound) -> ValueAndBound:
    return _applied(lambda args: evaluate(_POWER, {"u": args[0], "v": args[1]}), [base, exponent])


_POWER = Pow(Ref("u"), Ref("v"))


def _calls(function: str) -> Callable[[Sequence[float]], float]:
    value = FUNCTIONS[function].value

    def applied(args: Sequence[float]) -> float:
        try:
            return value(*args)
        except ValueError:
            raise not_defined(function, f"{args[0]:.5g}") from None

    return applied


def _slope(call: Call, args: list[ValueAndBound]) -> ValueAndBound:
    row = FUNCTIONS[call.function]
    if row.slope is None:
        raise TypeError(f"{call.function} has no slope in the function table")
    slope = row.slope
    value, error = _applied(lambda numbers: slope(*numbers), args)
    return value, max(error, LIBRARY) if row.slope_cancels else error


def _logarithm(expr: Expr, values: Mapping[str, float], errors: Mapping[str, float]) -> ValueAndBound:
    """Of a sigmoid or softmax, worked without it: it moves by no more than twice what a logit does."""
    try:
        value = evaluate(expr, values)
    except KeyError:
        raise LostError from None
    moved = max((errors.get(name, 0.0) for name in references(expr)), default=0.0)
    return value, 2 * moved + LIBRARY * abs(value)


def _applied(function: Callable[[Sequence[float]], float], args: Sequence[ValueAndBound]) -> ValueAndBound:
    """A function of uncertain numbers: it is worked at both ends of each, the others held."""
    numbers = [value for value, _ in args]
    value = function(numbers)
    moved = 0.0
    for place, (_, error) in enumerate(args):
        if error:
            moved += max(_gap(function, numbers, place, end, value) for end in (error, -error))
    return value, moved + LIBRARY * abs(value)


def _gap(
    function: Callable[[Sequence[float]], float], numbers: list[float], place: int, by: float, value: float
) -> float:
    moved = numbers.copy()
    moved[place] += by
    try:
        return abs(function(moved) - value)
    except (FormulaError, ArithmeticError, ValueError):
        raise LostError from None
