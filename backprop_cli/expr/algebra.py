"""Whether two formulas are equal, and whether one is the other's derivative.

SymPy is imported inside the functions: a page is written without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.in_sympy import derivative, to_sympy
from backprop_cli.expr.precise import PRECISE_DIGITS, precise_slope, precise_value
from backprop_cli.expr.tree import (
    Call,
    Expr,
    Num,
    Pow,
    Prime,
    Slope,
    children,
    node_count,
    references,
)

SAMPLE_POINTS = 6
ATTEMPTS = 240
SCALES = (2.0, 2.0, 20.0, 200.0, 2_000.0, 20_000.0)
"""How far out sample points are looked for: farther where a formula has no value near 0."""
TOLERANCE = 1e-18
LARGEST = 1e60
"""Sample points where a value is larger are not used: high precision would cost too much there."""


def agree(ours: Expr, theirs: Any) -> bool:
    """Whether a formula of ours equals a SymPy expression.

    At seeded random points, to 18 digits of 120, which is bounded in time where simplification is not.
    Where no point is found, by SymPy's own arithmetic.
    """
    points = list(_points(sorted(set(references(ours)) | _names(theirs)), ours))
    if not points:
        return bool(to_sympy(ours) - theirs == 0)
    return _equal([precise_value(ours, point) for point in points], _values(theirs, points))


def equal(ours: Expr, theirs: Expr) -> bool | None:
    """Whether two formulas have the same value at seeded points, to 18 digits; None where they do not tell.

    Linear in the length of both, whatever is nested in them; SymPy is not asked.
    """
    points = list(_points(sorted({*references(ours), *references(theirs)}), ours))
    values = [_value_or_none(theirs, point) for point in points]
    if len(points) < 2 or all(value is None for value in values):
        return None
    return _equal([precise_value(ours, point) for point in points], values)


def is_derivative(ours: Expr, formula: Expr, by: str) -> bool | None:
    """Whether `ours` is the derivative of `formula` by a name; None where neither has a value anywhere.

    SymPy differentiates the formula as a whole where that is bounded and SymPy is able to. Beyond, its rules
    for each function are put together at the points.
    """
    found = _agrees_as_whole(ours, formula, by)
    if found:
        return True
    points = list(_points(sorted({by, *references(ours), *references(formula)}), ours, formula))
    if not points:
        return None
    if found is False:
        return False
    slopes = [precise_slope(formula, by, point) for point in points]
    return _equal([precise_value(ours, point) for point in points], slopes)


SYMPY_FAILS = (TypeError, ValueError, NotImplementedError, ArithmeticError)
"""What SymPy raises at a formula that it cannot take, as the cases of |ln|x||: is ln 0 above 0?"""


def _agrees_as_whole(ours: Expr, formula: Expr, by: str) -> bool | None:
    """Whether SymPy's derivative of the whole formula is ours; None where it works none."""
    if max(map(_cost, (formula, ours))) > MOST_FOR_SYMPY:
        return None
    try:
        return agree(ours, derivative(formula, by))
    except SYMPY_FAILS:
        return None


def told(expr: Expr) -> str:
    """A formula in SymPy's spelling, for a message; only its size where that is large."""
    return _told(expr, to_sympy) or f"a formula of {node_count(expr):,} parts"


def told_slope(expr: Expr, by: str) -> str:
    """SymPy's derivative, for a message; a word where it was not worked as a whole."""
    return _told(expr, lambda formula: derivative(formula, by)) or "another"


def _told(expr: Expr, work: Callable[[Expr], Any]) -> str:
    """What SymPy makes of a formula; nothing where that is too large for it, or it fails."""
    if _cost(expr) > MOST_FOR_SYMPY:
        return ""
    try:
        return str(work(expr))
    except SYMPY_FAILS:
        return ""


MOST_FOR_SYMPY = 400
"""What a formula may cost that SymPy works with as a whole: nodes, and more for what multiplies inside."""
CASES_COUNT = 6
"""How often what stands inside a function by cases is written out: three cases, each with its condition."""


def _cost(expr: Expr) -> float:
    """Nodes; cases within cases multiply, and so do powers of powers."""
    inner = sum(map(_cost, children(expr)))
    match expr:
        case Slope(call, _) | Prime(call):
            return 1 + CASES_COUNT * sum(map(_cost, call.args))
        case Call(function, _) if function in _BY_CASES:
            return 1 + CASES_COUNT * inner
        case Pow(_, Num(exponent, _)):
            return 1 + inner * max(1.0, abs(exponent) / 10)
    return 1 + inner


_BY_CASES = frozenset({"where", "abs", "sign", "relu", "leaky_relu", "elu", "max", "min"})


def _value_or_none(expr: Expr, point: dict[str, float]) -> Any | None:
    try:
        return precise_value(expr, point)
    except FormulaError:
        return None


def _equal(ours: list[Any], theirs: list[Any]) -> bool:
    """Whether the values are equal at every point, beside their own size; no value equals none."""
    return all(
        other is not None and abs(own - other) <= TOLERANCE * (1 + abs(other))
        for own, other in zip(ours, theirs, strict=True)
    )


def _names(expression: Any) -> set[str]:
    return {symbol.name for symbol in expression.free_symbols}


def _points(names: list[str], *formulas: Expr) -> Iterable[dict[str, float]]:
    """Seeded points at which each of our formulas has a moderate value."""
    random = Random(0)  # noqa: S311 - points to compare at, nothing secret
    found = 0
    for attempt in range(ATTEMPTS):
        scales = SCALES[: 1 + len(SCALES) * attempt // ATTEMPTS]
        point = {name: _coordinate(random, random.choice(scales), attempt) for name in names}
        if all(_is_moderate(formula, point) for formula in formulas):
            yield point
            found += 1
        if found == SAMPLE_POINTS:
            return


def _is_moderate(formula: Expr, point: dict[str, float]) -> bool:
    try:
        return abs(evaluate(formula, point)) < LARGEST and precise_value(formula, point) is not None
    except FormulaError:
        return False


def _coordinate(random: Random, scale: float, attempt: int) -> float:
    """Of either sign, or positive, in turn: many formulas are defined for positive numbers only."""
    return random.uniform(-scale if attempt % 2 else 0.1, scale)


def _values(theirs: Any, points: list[dict[str, float]]) -> list[Any]:
    """A SymPy expression's values at the points, to many digits; None where it has none.

    Worked by mpmath with common parts once: SymPy's own substitution takes minutes for nested functions.
    """
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it
    import sympy as sp

    names = list(points[0])
    symbols = [sp.Symbol(name, real=True) for name in names]
    with mpmath.workdps(PRECISE_DIGITS):
        function = sp.lambdify([symbols], theirs.xreplace({sp.zoo: sp.nan}), "mpmath", cse=True)
        return [_called_or_none(function, [mpmath.mpf(point[name]) for name in names]) for point in points]


def _called_or_none(function: Callable[[list[Any]], Any], values: list[Any]) -> Any | None:
    try:
        return +function(values)  # π to as many digits, not as mpmath's constant of whatever precision
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
