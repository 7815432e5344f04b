"""Numbers that look exact and are not: a 1 that a sigmoid only comes near to, and what is worked with it."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Add, Expr, children
from backprop_cli.worksheet.rows import saturated

LOST = 1e-12
"""How small a term of a sum is, relative to the sum, that the page no longer tells."""


def inexact(derivation: Derivation, values: Mapping[str, float]) -> frozenset[str]:
    """The quantities whose number is no end of its digits, however few it has: the page says ≈ of them."""
    found = set(saturated(derivation, values))
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
