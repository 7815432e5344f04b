"""Numbers that would make everything after them 0, and so right: a 0, an activation at its limit."""

from __future__ import annotations

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.rules import slope_in_value
from backprop_cli.expr.tree import Call, Expr, Softmax
from backprop_cli.marking.judging.scheme import Scheme


def is_degenerate(name: str, value: float, scheme: Scheme) -> bool:
    """Whether `value` is 0, or leaves the slope of its activation 0, where the true value does not."""
    true = scheme.values.get(name)
    if true is None or value == true:
        return False
    return value == 0 or (_is_flat(name, value, scheme) and not _is_flat(name, true, scheme))


def _is_flat(name: str, value: float, scheme: Scheme) -> bool:
    """Whether an activation of this value has the slope 0: σ′ = a(1 − a) at a = 1."""
    slope = _slope(scheme.derivation.graph.formulas.get(name))
    try:
        return slope is not None and evaluate(slope, {"a": value}) == 0
    except FormulaError:
        return True


def _slope(formula: Expr | None) -> Expr | None:
    match formula:
        case Call(function, (_,)):
            return slope_in_value(function)
        case Softmax():
            return slope_in_value("sigmoid")  # a(1 − a) as well
    return None
