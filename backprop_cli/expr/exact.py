"""The value of a formula with as many digits as are asked for, by mpmath, from the digits as typed.

mpmath is imported inside the functions: only values that floats have lost come here.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import DIVISION_BY_0, TOO_LARGE, no_real_power, not_defined
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import definition
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
    substitute,
)


class Exact(NamedTuple):
    """A value with many digits."""

    value: Any
    """An mpmath number."""
    is_doubtful: bool
    """Whether a sum on the way came to 0 because these digits end: more may tell it from 0."""


def exact(expr: Expr, values: Mapping[str, Any]) -> Exact:
    """The value of `expr` to the present precision of mpmath, with such numbers for its names.

    A sum that is 0 but for the last digits of its terms is 0. Raises `FormulaError` where it is undefined.
    """
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

    vanished: list[Any] = []
    try:
        found = _exact(expr, values, mpmath.mp, vanished)
    except ZeroDivisionError:
        raise FormulaError(DIVISION_BY_0) from None
    if not mpmath.isfinite(found):
        raise FormulaError(TOO_LARGE)
    return Exact(found, bool(vanished))


def _exact(expr: Expr, values: Mapping[str, Any], mp: Any, vanished: list[Any]) -> Any:
    def of(part: Expr) -> Any:
        return _exact(part, values, mp, vanished)

    match expr:
        case Ref(name):
            if name not in values and name not in CONSTANTS:
                raise KeyError(name)  # a fault of ours: what has no value is used
            return values.get(name, mp.pi)
        case Num(_, text):
            return mp.mpf(text)
        case Add((Num(1.0, _), Neg(Call("sigmoid", (z,))))):
            return of(Call("sigmoid", (Neg(z),)))  # so small that no number of digits would show it beside 1
        case Add(terms):
            return _sum([of(term) for term in terms], mp, vanished)
        case Mul(factors):
            return mp.fprod(of(factor) for factor in factors)
        case Neg(body):
            return -of(body)
        case Div(top, bottom):
            return of(top) / of(bottom)
        case Pow(base, exponent):
            return _power(of(base), of(exponent), mp)
        case Slope(call, _) | Prime(call):
            return of(written_out(call))
        case Softmax(index, logits):
            return _softmax(index, [of(logit) for logit in logits], mp)
        case Struck():
            return mp.zero
        case Call(function, args):
            return _called(function, args, of, mp)
    raise TypeError(f"{type(expr).__name__} has no single value")


def _softmax(index: int, scores: list[Any], mp: Any) -> Any:
    highest = max(scores)
    powers = [_exponential(score - highest, mp) for score in scores]
    return powers[index] / mp.fsum(powers)


LOST_DIGITS = 10
"""Digits of a sum's terms; what is left of them when they have cancelled to all others is no value."""


def _sum(terms: list[Any], mp: Any, vanished: list[Any]) -> Any:
    """The sum; 0 where nothing but the last digits of its terms is left."""
    total = mp.fsum(terms)
    noise = max(map(abs, terms)) * mp.mpf(10) ** (LOST_DIGITS - mp.dps)
    if not noise or abs(total) > noise:
        return total
    vanished.append(total)
    return mp.zero


FARTHEST = 1_000_000
"""Powers of ten beyond which nothing is worked out: an exponent of exponents would fill the memory."""


def _exponential(exponent: Any, mp: Any) -> Any:
    """The exponential; 0 where it is smaller than anything that a float could become."""
    if exponent > FARTHEST:
        raise FormulaError(TOO_LARGE)
    return mp.zero if exponent < -FARTHEST else mp.exp(exponent)


def _wave(function: Callable[[Any], Any], angle: Any) -> Any:
    """The sine or cosine; of an angle beyond a float it would cost as many digits as that has."""
    if abs(angle) > LARGEST_ANGLE:
        raise FormulaError(TOO_LARGE)
    return function(angle)


LARGEST_ANGLE = 1e308


def _power(base: Any, exponent: Any, mp: Any) -> Any:
    if base < 0 and exponent != mp.floor(exponent):
        raise no_real_power(mp.nstr(base, 5), mp.nstr(exponent, 5))
    if base and abs(exponent * mp.log(abs(base))) > FARTHEST:
        raise FormulaError(TOO_LARGE)
    return base**exponent


def _called(function: str, args: tuple[Expr, ...], of: Callable[[Expr], Any], mp: Any) -> Any:
    if function == "where":  # only the case that holds need have a value
        test, positive, otherwise = args
        return of(positive if of(test) > 0 else otherwise)
    meaning = definition(function)
    if meaning is not None:
        letters = FUNCTIONS[function].arguments
        return of(substitute(meaning, dict(zip(letters, args, strict=True)).get))
    numbers = [of(arg) for arg in args]
    if (function == "ln" and numbers[0] <= 0) or (function == "sqrt" and numbers[0] < 0):
        raise not_defined(function, mp.nstr(numbers[0], 5))
    return _known(mp)[function](*numbers)


def _known(mp: Any) -> dict[str, Callable[..., Any]]:
    """The functions that have no definition in simpler ones."""
    return {
        **{"ln": mp.log, "sqrt": mp.sqrt, "tanh": mp.tanh, "abs": abs, "max": max, "min": min},
        "sign": mp.sign,
        "exp": lambda z: _exponential(z, mp),
        "sin": lambda z: _wave(mp.sin, z),
        "cos": lambda z: _wave(mp.cos, z),
        "Phi": lambda z: mp.erfc(-z / mp.sqrt(2)) / 2 if abs(z) < FARTHEST else mp.mpf(z > 0),
    }
