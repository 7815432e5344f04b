"""The forward pass: every formula of the graph, worked out in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.arrays import Value, evaluate_arrays
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Graph


def forward_values(graph: Graph, given: Mapping[str, Value]) -> dict[str, Value]:
    """The value of every node of a graph, from the given ones (dimensionless).

    Raises `ProblemError` that names the quantity which has no value.
    """
    values = dict(given)
    for node, formula in graph.worked:
        values[node.name] = value_of(node.name, graph.stable.get(node.name, formula), values, graph)
    return values


def value_of(name: str, formula: Expr, values: Mapping[str, Value], graph: Graph) -> Value:
    """The value of one quantity; a failure is told as the problem author's."""
    try:
        return worked_out(formula, values, graph)
    except FormulaError as error:
        hint = "change the numbers, or the formula, so that every line has a value"
        raise ProblemError([Fault(f"`{name}` has no value here: {error.message}", hint=hint)]) from None


def worked_out(formula: Expr, values: Mapping[str, Value], graph: Graph) -> Value:
    """The value of a formula: of numbers alone, or of vectors and matrices."""
    if graph.has_arrays:
        return evaluate_arrays(formula, values)
    return evaluate(formula, cast("Mapping[str, float]", values))


def forward_steps(graph: Graph, values: Mapping[str, Value]) -> Iterator[Step]:
    """One step for each formula; `values` is empty in a symbolic problem."""
    for node, formula in graph.worked:
        value = values.get(node.name)
        number = None if isinstance(value, tuple) else value
        yield Step(node.name, node.quantity, Rule.FORWARD, formula, value=number)
