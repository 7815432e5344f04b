"""Whether a multiple of a line's value is what its own formula gives with a part left out, or used twice.

Where numbers are round a power of ten is no sign of a slipped decimal point: of 24z² + 2z at z = 10 ten times
as much is 24z³ + 2z², of α·g with α = 0.1 it is g, and m · 0.1 for m / 0.1 is a hundredth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isclose

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Pow, children
from backprop_cli.marking.mistakes.spot import Spot

NEAR = 1e-9
"""Relative distance at which two values are one."""


def gives_multiple(place: Spot, factor: Fraction) -> bool:
    """Whether `factor` times the true value may come of a part of the line, whatever the slip is called."""
    values, times = place.derivation.values, float(factor)
    true = place.step.value
    for route in place.routes if true else ():
        kept = (
            part for part in _below(route) if isclose(_value(part, values), times * (true or 0), rel_tol=NEAR)
        )
        if next(kept, None) is not None:
            return True
        if any(_makes(part, times) for part in _throughout(route, values)):
            return True
    return False


def _makes(part: float, factor: float) -> bool:
    """Whether it is the factor by which a line is off: left out, used twice, or multiplied for divided."""
    ways = (1 / part, part, part**-2, part**2) if part else ()
    return part != 1 and any(isclose(way, factor, rel_tol=NEAR) for way in ways)


def _below(expr: Expr) -> Iterator[Expr]:
    """All parts of a formula, but for itself."""
    for part in children(expr):
        yield part
        yield from _below(part)


def _throughout(expr: Expr, values: Mapping[str, float]) -> frozenset[float]:
    """The sizes of what all of a formula is multiplied with, or divided by: of a sum what every term has."""
    match expr:
        case Mul(parts):
            return frozenset().union(*(_whole(part, values) for part in parts))
        case Div(top, bottom):
            return _whole(top, values) | _whole(bottom, values)
        case Neg(body) | Pow(body, _):
            return _whole(body, values)
        case Add(terms):
            counted = [_throughout(term, values) for term in terms if _value(term, values)]
            return frozenset.intersection(*counted) if counted else frozenset()
    return frozenset({abs(_value(expr, values))})


def _whole(expr: Expr, values: Mapping[str, float]) -> frozenset[float]:
    """The same of a part, which may be left out as a whole too."""
    return _throughout(expr, values) | {abs(_value(expr, values))}


def _value(expr: Expr, values: Mapping[str, float]) -> float:
    """The true value; 0 where there is none."""
    try:
        return evaluate(expr, values)
    except (FormulaError, KeyError, TypeError):
        return 0.0
