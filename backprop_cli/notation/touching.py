"""Which factors stand side by side without a dot: 24z² and ½(y − a)², not 2·RMSE, a·(1 − a) or 24·3²."""

from __future__ import annotations

import re

from backprop_cli.expr.tree import Add, Div, Expr, Num, Pow, Ref

_WORD = r"(\\mathrm\{)?[^\W\d_\u00b2-\u00b9\u02b0-\u02ff\u1d2c-\u1dbf\u2070-\u209c\u2c7c]{2}"
"""How a name of several letters begins, in any script: letters that are no index and no power.

A text, which `re` compiles where a name stands behind a coefficient: most pages of networks have none.
"""


def may_touch(factor: Expr, written: str, *, numeric: bool) -> bool:
    """Whether a factor, as it is written, needs no dot after a coefficient; `numeric`: names are numbers."""
    first = factor.base if isinstance(factor, Pow) else factor
    return isinstance(first, Add) or (isinstance(first, Ref) and not numeric and not re.match(_WORD, written))


def is_coefficient(expr: Expr) -> bool:
    """A number other than 1, or a fraction of two: it stands before its factor without a dot."""
    if isinstance(expr, Ref):
        return False  # nearly all of a large network
    if isinstance(expr, Num):
        return expr.value != 1
    return isinstance(expr, Div) and isinstance(expr.top, Num) and isinstance(expr.bottom, Num)
