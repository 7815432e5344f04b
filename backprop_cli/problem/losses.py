"""The loss table: a loss is factor · Σ term over the outputs, or the root of that.

Names and factors as in the problem file's documentation; `m` is the number of outputs, `y` a target
and `yhat` the output it belongs to. The loss of a batch is reduced over its samples elsewhere.
"""

from fractions import Fraction
from typing import NamedTuple

from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Expr


class Loss(NamedTuple):
    """One row: the loss of one sample with m outputs."""

    name: str
    """Empty for a formula of the author's own."""
    factor: Fraction
    """In front of the sum."""
    per_output: bool
    """Whether the sum is divided by m as well."""
    term: Expr
    """One output's part, in `y` and `yhat`."""
    root: bool = False
    """Whether the square root of it all is taken."""


def _row(name: str, factor: Fraction | int, term: str, *, mean: bool = False, root: bool = False) -> Loss:
    return Loss(name, Fraction(factor), mean, parse(term), root)


_HALF = Fraction(1, 2)
_ROWS = (
    _row("mse", 1, "(y - yhat)^2", mean=True),
    _row("half_mse", _HALF, "(y - yhat)^2", mean=True),
    _row("sse", 1, "(y - yhat)^2"),
    _row("half_sse", _HALF, "(y - yhat)^2"),
    _row("rmse", 1, "(y - yhat)^2", mean=True, root=True),
    _row("mae", 1, "abs(y - yhat)", mean=True),
    _row("bce", -1, "y*ln(yhat) + (1 - y)*ln(1 - yhat)"),
    _row("cross_entropy", -1, "y*ln(yhat)"),
)

LOSSES = {row.name: row for row in _ROWS}
SQUARED_ERRORS = ("half_sse", "sse", "mse", "half_mse")
"""Those that differ by a factor only."""


FROM_ABOVE = Loss("", Fraction(1), False, parse("y*yhat"))
"""Where only the derivatives by the outputs are given, as `y`: a loss that has these derivatives."""


def own_loss(term: Expr) -> Loss:
    """A loss of the author's own: `term` in `y` and `yhat`, summed over the outputs."""
    return Loss("", Fraction(1), False, term)
