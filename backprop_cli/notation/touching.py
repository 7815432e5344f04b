"""Which factors stand side by side without a dot: 24z² and ½(y − a)², not a·(1 − a), 24·3² or 0.3·(−0.5)."""

from __future__ import annotations

from backprop_cli.expr.tree import Add, Div, Expr, Num, Pow, Ref


def may_touch(before: Expr, factor: Expr, *, numeric: bool) -> bool:
    """Whether a factor needs no dot after the one before; `numeric` where names are numbers."""
    if not is_coefficient(before):
        return False
    first = factor.base if isinstance(factor, Pow) else factor
    return isinstance(first, Add) or (isinstance(first, Ref) and not numeric)


def is_coefficient(expr: Expr) -> bool:
    """A number other than 1, or a fraction of two: it stands before its factor without a dot."""
    if isinstance(expr, Ref):
        return False  # nearly all of a large network
    if isinstance(expr, Num):
        return expr.value != 1
    return isinstance(expr, Div) and isinstance(expr.top, Num) and isinstance(expr.bottom, Num)
