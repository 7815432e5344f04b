"""Whether a multiple of a line's value is what its own formula gives with a part left out, or used twice.

Where numbers are round a power of ten is no sign of a slipped decimal point: of 24z² + 2z at z = 10 ten times
as much is 24z³ + 2z², of α·g with α = 0.1 it is g, and m · 0.1 for m / 0.1 is a hundredth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from math import isclose

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Pow
from backprop_cli.marking.mistakes.spot import Spot

NEAR = 1e-9
"""Relative distance at which two values are one."""
LARGEST = 1_000
"""What no part can be beyond that makes ten or a hundred."""


def unmade(factors: Iterable[Fraction], place: Spot) -> list[Fraction]:
    """The factors that no part of the line makes, neither left out nor used twice nor alone."""
    values, true = place.derivation.values, place.step.value
    if not true:
        return list(factors)
    alone = {_value(part, values) for route in place.routes for part in _below(route)}
    through = frozenset[float]().union(*(_throughout(route, values) for route in place.routes))
    made = [each / true for each in alone]
    for part in through:
        if part != 1 and 1 / LARGEST < part < LARGEST:
            made += (1 / part, part, part**-2, part**2)
    return [
        factor for factor in factors if not any(isclose(each, float(factor), rel_tol=NEAR) for each in made)
    ]


def _below(expr: Expr) -> Iterator[Expr]:
    """All parts of a formula, but for itself."""
    return islice(every_part(expr), 1, None)


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
