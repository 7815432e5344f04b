"""The penalty table: what large parameters add to the loss, R = factor · λ · Σ term, `w` each of them."""

from fractions import Fraction
from typing import NamedTuple

from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Expr

RATE = "lambda"
"""What λ is called."""


class PenaltyRow(NamedTuple):
    """One row."""

    name: str
    """Empty for a formula of the author's own."""
    term: Expr
    """Of one parameter, in `w`."""
    factor: Fraction = Fraction(1)


_ROWS = (
    PenaltyRow("l2", parse("w^2")),
    PenaltyRow("half_l2", parse("w^2"), Fraction(1, 2)),
    PenaltyRow("l1", parse("abs(w)")),
)

PENALTIES = {row.name: row for row in _ROWS}
