"""The forward pass: every formula of the graph, worked out in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Graph


def forward_values(graph: Graph, given: Mapping[str, float]) -> dict[str, float]:
    """The value of every node of a scalar graph, from the given numbers (dimensionless).

    Raises `ProblemError` that names the quantity which has no value.
    """
    values = dict(given)
    for node, formula in graph.worked:
        values[node.name] = value_of(node.name, graph.stable.get(node.name, formula), values)
    return values


def value_of(name: str, formula: Expr, values: Mapping[str, float]) -> float:
    """The value of one quantity; a failure is told as the problem author's."""
    try:
        return evaluate(formula, values)
    except FormulaError as error:
        hint = "change the numbers, or the formula, so that every line has a value"
        raise ProblemError([Fault(f"`{name}` has no value here: {error.message}", hint=hint)]) from None


def forward_steps(graph: Graph, values: Mapping[str, float]) -> Iterator[Step]:
    """One step for each formula; `values` is empty in a symbolic problem."""
    for node, formula in graph.worked:
        yield Step(node.name, node.quantity, Rule.FORWARD, formula, value=values.get(node.name))
