"""Which function a formula writes out: 1/(1 + e^(−z)) is σ(z), e^u/(e^u + e^v) a softmax."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import calls
from backprop_cli.expr.rules import slope_in_value
from backprop_cli.expr.tidy import split
from backprop_cli.expr.tree import Call, Div, Expr, Softmax, node_count, references

MOST_NODES = 60
"""Nodes of a formula that may be one function, written out."""
POINTS, NEAR = 4, 1e-9
"""Points at which both are compared, and how near their values are where they are the same."""


@cache
def function_written(formula: Expr) -> Call | None:
    """The activation that a formula of e^z writes out, σ(z) or tanh z; None where it is no such function.

    However it is written: e^z/(1 + e^z), 2/(1 + e^(−2z)) − 1. Its slope may be worked from its value.
    """
    if isinstance(formula, Call) or node_count(formula) > MOST_NODES:
        return None
    names = [row.name for row in FUNCTIONS.values() if row.activation and slope_in_value(row.name)]
    meant = (Call(name, (argument,)) for argument in _arguments(formula) for name in names)
    return next((call for call in meant if _are_equal(formula, call)), None)


@cache
def softmax_written(formula: Expr) -> Softmax | None:
    """The entry of a softmax that a formula writes out; None where it is none.

    Its logits stand in the order in which the formula has them: e^v/(e^u + e^v) is the first of (v, u).
    """
    if not isinstance(formula, Div) or node_count(formula) > MOST_NODES:
        return None
    logits = tuple(dict.fromkeys(call.args[0] for call in calls(formula) if call.function == "exp"))
    meant = (Softmax(index, logits) for index in range(len(logits)) if len(logits) > 1)
    return next((each for each in meant if _are_equal(formula, each)), None)


def _arguments(formula: Expr) -> Iterator[Expr]:
    """What the function may be of: of e^(−2z) that is z, or −2z."""
    exponents = [call.args[0] for call in calls(formula) if call.function == "exp"]
    yield from dict.fromkeys(each for exponent in exponents for each in (split(exponent)[1], exponent))


def _are_equal(first: Expr, second: Expr) -> bool:
    """Whether two formulas of the same names have the same values at seeded points."""
    names = sorted({*references(first), *references(second)})
    random = Random(0)  # noqa: S311 - points to compare at, nothing secret
    points = [{name: random.uniform(-2, 2) for name in names} for _ in range(POINTS)]
    try:
        gaps = [abs(evaluate(first, point) - evaluate(second, point)) for point in points]
    except FormulaError:
        return False
    return bool(names) and max(gaps) <= NEAR
