"""Where slopes jump: what is 0 in a formula where one of its functions has a kink."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.expr.constants import constant
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import calls
from backprop_cli.expr.tree import Add, Call, Expr, Neg


def gaps(expr: Expr) -> Iterator[Expr]:
    """What is 0 at a kink: ReLU's z, the difference of max's arguments, the test of a `where`."""
    for call in calls(expr):
        if call.function in FUNCTIONS:
            yield from _own_gap(call)


def _own_gap(call: Call) -> Iterator[Expr]:
    kink = FUNCTIONS[call.function].kink
    if kink is not None:
        yield Add((call.args[0], Neg(constant(Fraction(kink)))))
    elif call.function in {"max", "min"}:
        yield Add((call.args[0], Neg(call.args[1])))
    elif call.function == "where":
        yield call.args[0]
