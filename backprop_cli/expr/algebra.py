"""The bridge to SymPy: a tree as a SymPy expression, and whether two formulas are equal.

SymPy is imported inside the functions: a page is written without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add, mul
from random import Random
from typing import Any

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
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
    references,
    substitute,
)

SAMPLES = 6
ATTEMPTS = 240
SCALES = (2.0, 2.0, 20.0, 200.0, 2_000.0, 20_000.0)
"""How far out sample points are looked for: farther where a formula has no value near 0."""
DIGITS = 120
TOLERANCE = 1e-18
LARGEST = 1e60
"""Sample points where a value is larger are not used: high precision would cost too much there."""


def to_sympy(expr: Expr) -> Any:
    """The formula in SymPy's terms, built node by node: no text is parsed. Names are real symbols."""
    import sympy as sp

    match expr:
        case Num(_, text):
            return sp.Rational(text)
        case Ref(name):
            return sp.pi if name in CONSTANTS else sp.Symbol(name, real=True)
        case Add(terms):
            return reduce(add, map(to_sympy, terms))
        case Mul(factors):
            return reduce(mul, map(to_sympy, factors))
        case Neg(body):
            return -to_sympy(body)
        case Div(top, bottom):
            return to_sympy(top) / to_sympy(bottom)
        case Pow(base, exponent):
            return to_sympy(base) ** to_sympy(exponent)
        case Slope(call, shown):
            return to_sympy(written_out(call) if isinstance(shown, Prime) else shown)
        case Prime(call):
            return to_sympy(written_out(call))
        case Softmax(index, logits):
            powers = [sp.exp(to_sympy(logit)) for logit in logits]
            return powers[index] / reduce(add, powers)
        case Call(function, args):
            return _called(function, args)
    raise TypeError(f"SymPy has no {type(expr).__name__}")


def _called(function: str, args: tuple[Expr, ...]) -> Any:
    import sympy as sp

    parts = list(map(to_sympy, args))
    if function == "where":
        test, positive, otherwise = parts
        return sp.Piecewise((positive, test > 0), (otherwise, True))
    if function in {"abs", "sign"}:
        (u,) = parts
        positive, negative = (u, -u) if function == "abs" else (sp.Integer(1), sp.Integer(-1))
        return sp.Piecewise((positive, u > 0), (negative, u < 0), (sp.Integer(0), True))
    if function in {"relu", "max", "min"}:
        # Cases, not Max: the derivative of a Piecewise has SymPy's own rule, without Heaviside.
        u, v = (parts[0], sp.Integer(0)) if function == "relu" else parts
        return sp.Piecewise((u, u > v if function != "min" else u < v), (v, True))
    if function == "Phi":
        return (1 + sp.erf(parts[0] / sp.sqrt(2))) / 2
    plain = {"exp": sp.exp, "ln": sp.log, "sqrt": sp.sqrt, "sin": sp.sin, "cos": sp.cos,
             "tanh": sp.tanh}  # fmt: skip
    if function in plain:
        return plain[function](*parts)
    meaning = definition(function)
    if meaning is None:
        raise TypeError(f"SymPy has no {function}")
    letters = FUNCTIONS[function].arguments
    return to_sympy(substitute(meaning, dict(zip(letters, args, strict=True)).get))


def derivative(expr: Expr, by: str) -> Any:
    """SymPy's derivative of a formula by a name."""
    import sympy as sp

    return sp.diff(to_sympy(expr), sp.Symbol(by, real=True))


def agree(ours: Expr, theirs: Any) -> bool:
    """Whether a formula of ours equals a SymPy expression.

    First by SymPy's own arithmetic, then at seeded random points to 18 digits of 120, which is bounded
    in time where a full simplification is not.
    """
    difference = to_sympy(ours) - theirs
    if difference == 0:
        return True
    points = list(_points(ours, sorted(set(references(ours)) | _names(theirs))))
    return bool(points) and _vanishes(difference, theirs, points)


def _names(expression: Any) -> set[str]:
    return {symbol.name for symbol in expression.free_symbols}


def _points(ours: Expr, names: list[str]) -> Iterable[dict[str, float]]:
    """Seeded points at which our formula has a moderate value."""
    random = Random(0)  # noqa: S311 - points to compare at, nothing secret
    found = 0
    for attempt in range(ATTEMPTS):
        scales = SCALES[: 1 + len(SCALES) * attempt // ATTEMPTS]
        point = {name: _coordinate(random, random.choice(scales), attempt) for name in names}
        try:
            moderate = abs(evaluate(ours, point)) < LARGEST
        except FormulaError:
            continue
        if moderate:
            yield point
            found += 1
        if found == SAMPLES:
            return


def _coordinate(random: Random, scale: float, attempt: int) -> float:
    """Of either sign, or positive, in turn: many formulas are defined for positive numbers only."""
    return random.uniform(-scale if attempt % 2 else 0.1, scale)


def _vanishes(difference: Any, theirs: Any, points: list[dict[str, float]]) -> bool:
    """Whether the difference is 0 at the points, beside the size of `theirs`.

    Worked by mpmath with common parts once: SymPy's own substitution takes minutes for nested functions.
    """
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it
    import sympy as sp

    names = list(points[0])
    symbols = [sp.Symbol(name, real=True) for name in names]
    compared = [each.xreplace({sp.zoo: sp.nan}) for each in (difference, theirs)]  # 1/relu(x) left of 0
    both = sp.lambdify([symbols], compared, "mpmath", cse=True)
    with mpmath.workdps(DIGITS):
        pairs = [both([mpmath.mpf(point[name]) for name in names]) for point in points]
        return all(abs(gap) <= TOLERANCE * (1 + abs(size)) for gap, size in pairs)
