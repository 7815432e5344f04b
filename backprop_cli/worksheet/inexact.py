"""Numbers that look exact and are not: a 1 that a sigmoid only comes near to, and what is worked with it."""

from __future__ import annotations

from collections.abc import Container, Mapping

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    MatMul,
    Mul,
    Neg,
    Pow,
    Prime,
    Slope,
    Softmax,
    Total,
    children,
    references,
)

LOST = 1e-12
"""How small a term of a sum is, relative to the sum, that the page no longer tells."""
NEAR = 1e-12
"""What the page no longer tells from 1."""
_BOUNDED = frozenset({"sigmoid", "tanh"})
"""Functions that come near 1 and never reach it."""
_POSITIVE = frozenset({"exp", "sigmoid", "softplus"})
"""Functions that come near 0 and never reach it."""


def inexact(derivation: Derivation, values: Mapping[str, float]) -> frozenset[str]:
    """The quantities whose number is no end of its digits, however few it has: the page says ≈ of them."""
    found = set(near_limits(derivation, values))
    sizes = [size for value in values.values() if (size := abs(value))]
    has_faint = bool(sizes) and min(sizes) < LOST * max(sizes)
    if not found and not has_faint:
        return frozenset()
    for step in derivation.by_name.values():
        rests = not found.isdisjoint(step.uses)
        if step.value and (rests or (has_faint and _loses(step.symbolic[-1].expr, values))):
            found.add(step.name)
    return frozenset(found)


def _loses(expr: Expr, values: Mapping[str, float]) -> bool:
    """Whether a sum in a formula has a term that is lost beside it."""
    if isinstance(expr, Add):
        try:
            terms = [abs(evaluate(term, values)) for term in expr.terms]
            total = abs(evaluate(expr, values))
        except (FormulaError, KeyError):  # something in it has no number
            return False
        if any(0 < term < LOST * total for term in terms):
            return True
    return any(_loses(part, values) for part in children(expr))


def near_limits(derivation: Derivation, values: Mapping[str, float]) -> frozenset[str]:
    """Quantities that are 0, 1 or −1 only because a float has no digits for the rest."""
    worked = derivation.graph.worked
    found = {node.name for node, formula in worked if _is_near_one(formula, values.get(node.name))}
    zeros = [step for step in (*derivation.steps, *derivation.shares) if values.get(step.name) == 0]
    for step in zeros:
        if not _is_zero(step.formula or step.symbolic[-1].expr, values, found):
            found.add(step.name)
    return frozenset(found)


def _is_near_one(formula: Expr, value: float | None) -> bool:
    """Whether the page would show 1 or −1 of a function that never gets there; a softmax of one unit does."""
    if value is None or abs(abs(value) - 1) >= NEAR:
        return False
    if isinstance(formula, Softmax):
        return len(formula.logits) > 1
    return isinstance(formula, Call) and formula.function in _BOUNDED


def _is_zero(expr: Expr, values: Mapping[str, float], inexact: Container[str]) -> bool:
    """Whether a formula is 0 itself, and not only its float; `inexact`: names whose floats lack something."""
    match expr:
        case Mul(factors):
            return any(_is_zero(factor, values, inexact) for factor in factors)
        case Div(part, _) | Pow(part, _) | Neg(part):
            return _is_zero(part, values, inexact)
        case Slope(_, shown) if not isinstance(shown, Prime):
            return _is_zero(shown, values, inexact)
        case Call(function) if function in _POSITIVE:
            return False
        case Softmax():
            return False
        case Total() | MatMul():  # of vectors
            return not any(name in inexact for name in references(expr))
    value = _number(expr, values)
    parts = [(part, _number(part, values) or 0.0) for part in children(expr)]
    noise = LOST * max((abs(part) for _, part in parts), default=0.0) if isinstance(expr, Add) else 0.0
    if value is None or abs(value) > noise or any(name in inexact for name in references(expr)):
        return False
    return all(_is_zero(part, values, inexact) for part, size in parts if not size)


def _number(expr: Expr, values: Mapping[str, float]) -> float | None:
    """The value of a formula; None where something in it has no number."""
    try:
        return evaluate(expr, values)
    except (FormulaError, KeyError):
        return None
