"""The forward pass: every formula of the graph, worked out in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.derivation.step import Form, Rule, Side, Step
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Call, Expr, Ref, is_constant, substitute
from backprop_cli.graph.graph import Graph, Node


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
        yield _step(node, formula, graph, values.get(node.name))


def _step(node: Node, formula: Expr, graph: Graph, value: float | None) -> Step:
    meaning = _written_out(formula)
    sides = [Side(formula, Form.FORMULA)]
    if meaning is not None:
        sides.append(Side(meaning, Form.MEANING))
    if value is not None and not is_constant(formula):
        sides.append(Side(sides[-1].expr, Form.NUMBERS))
    return Step(node.name, Rule.FORWARD, tuple(sides), graph.uses(node), value)


def _written_out(formula: Expr) -> Expr | None:
    """σ(z) as 1/(1 + e^(−z)): a formula that is one function call, by its definition."""
    if not isinstance(formula, Call) or not isinstance(formula.args[0], Ref):
        return None
    meaning = definition(formula.function)
    if meaning is None:
        return None
    letters = FUNCTIONS[formula.function].arguments
    return substitute(meaning, dict(zip(letters, formula.args, strict=True)).get)
