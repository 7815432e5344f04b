"""Slopes where the value is known and the argument is not: σ′(z) = a(1 − a), ReLU′(z) by the sign of a."""

from __future__ import annotations

from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import ZERO, Call, Expr, Prime, Ref, Slope, map_children, references

SAME_SIGN = frozenset({"relu", "leaky_relu"})
"""Functions that are positive just where their argument is, so that the slope can be taken at either."""


def in_value(slope: Expr, value: Expr) -> Expr:
    """A slope by the function's own value, as far as it can be told from that."""
    match slope:
        case Slope(Call(function, (_, *others)), Prime()) if function in SAME_SIGN:
            call = Call(function, (value, *others))
            return Slope(call, Prime(call))
        case Slope(_, shown) if not isinstance(shown, Prime):
            return shown
    return map_children(slope, lambda part: in_value(part, value))


def activation_slope(function: Expr) -> Expr:
    """The slope of a function of `z`, as far as it can be told in its value `a`."""
    slopes = pull_back(function, named=lambda expr: Ref("a") if expr == function else expr)
    return in_value(slopes.get("z", ZERO), Ref("a"))


def told_by_value(function: Expr) -> bool:
    """Whether the slope of a function of `z` can be told from its value; softmax is made of its values."""
    if isinstance(function, Call) and function.function == "softmax":
        return True
    return "z" not in references(activation_slope(function))
