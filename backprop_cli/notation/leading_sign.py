"""The minus that a formula starts with: it stands in front of the whole product, −2z and −y·ŷ, not (−2)·z."""

from __future__ import annotations

from backprop_cli.expr.tree import Div, Expr, MatMul, Mul, Neg, Num, Ref, Slope


def without_sign(expr: Expr) -> Expr | None:
    """What follows the minus that is written first in a product or quotient; None where there is none.

    −2z is the same number either way, so that the minus need not stay with its factor in brackets. That of
    a number put in for a name does: (−0.3)·0.5 tells that the name stands for −0.3.
    """
    if isinstance(expr.factors[0] if isinstance(expr, Mul) else expr, Ref):
        return None  # nearly all of a large network
    match expr:
        case Num():
            return None
        case Neg(body):
            return body
        case Mul(factors):
            positive = _one_sign(factors[0])
            return None if positive is None else Mul((positive, *factors[1:]))
        case Div(top, bottom):
            positive = _one_sign(top)
            return None if positive is None else Div(positive, bottom)
        case MatMul(left, right):
            positive = _one_sign(left)
            return None if positive is None else MatMul(positive, right)
        case Slope(_, shown):
            return without_sign(shown)
    return None


def _one_sign(first: Expr) -> Expr | None:
    """What follows the minus of a first factor; of two signs, −(−x), each stays where it is."""
    body = without_sign(first)
    return None if body is None or without_sign(body) is not None else body
