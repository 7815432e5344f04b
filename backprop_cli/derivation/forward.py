"""The forward pass: every formula of the graph, worked out in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from backprop_cli.derivation.numbers import Arrays, Numbers
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.given import GivenValue, as_value


class Work(Protocol):
    """Works quantities out, one after the other: numbers, or vectors and matrices."""

    @property
    def values(self) -> Mapping[str, Value]:
        """What has a value so far."""

    def settle(self, name: str, value: Value) -> None:
        """A value that nobody works out."""

    def worked(self, name: str, formula: Expr) -> Value:
        """The value of a quantity by its formula in earlier ones; it is kept."""


def forward_pass(graph: Graph, given: Mapping[str, GivenValue], work: Work | None = None) -> Work:
    """Every node of a graph worked out from the given ones, by `work` where it has ways of its own.

    Raises `ProblemError` that names the quantity which has no value.
    """
    if work is not None:
        for name, value in given.items():
            if name not in work.values:
                work.settle(name, as_value(value))
    elif graph.has_arrays:
        work = Arrays(given)
    else:
        work = Numbers({name: number for name, number in given.items() if isinstance(number, Num)})
    for node, formula in graph.to_work:
        value_of(node.name, graph.stable.get(node.name, formula), work)
    return work


def value_of(name: str, formula: Expr, work: Work) -> Value:
    """The value of one quantity; a failure is told as the problem author's."""
    try:
        return work.worked(name, formula)
    except FormulaError as error:
        hint = "change the numbers, or the formula, so that every line has a value"
        message = f"`{name}` has no value here: {error.message}"
        raise ProblemError([Fault(message, hint=hint, of=name)]) from None


def forward_steps(graph: Graph, values: Mapping[str, Value]) -> Iterator[Step]:
    """One step for each formula; `values` is empty in a symbolic problem."""
    for node, formula in graph.to_work:
        value = values.get(node.name)
        number = None if isinstance(value, tuple) else value
        yield Step(node.name, node.quantity, Rule.FORWARD, formula, value=number)
