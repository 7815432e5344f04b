"""The parameters as they become where each sample takes its own step before the next one is worked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

MOST_SAMPLES = 10
"""Nobody works more of them by hand."""


class Move(NamedTuple):
    """An update by what it changes."""

    step: Step
    parameter: str
    gradient: str


def after_each_sample(
    graph: Graph, worked: Sequence[Step], moves: Sequence[Move], values: Mapping[str, float]
) -> tuple[Mapping[str, float], ...]:
    """The updated parameters before the first sample, after it, and so on; `worked`: forward, then back.

    None where there is no batch, no plain descent step, too large a batch, or a value that there is not.
    """
    nodes = (node for node in graph.nodes if node.role is Role.LOSS)
    losses = [node.quantity for node in nodes if node.quantity.sample is not None]
    quantities = [move.step.quantity for move in moves]
    plain = all(isinstance(each, Quantity) and each.of is None for each in quantities)
    if not 1 < len(losses) <= MOST_SAMPLES or not plain or not moves:
        return ()
    try:
        return tuple(_after_each(losses, graph, worked, moves, values))
    except (FormulaError, KeyError):
        return ()


def _after_each(
    losses: Sequence[Quantity],
    graph: Graph,
    worked: Sequence[Step],
    moves: Sequence[Move],
    at_first: Mapping[str, float],
) -> Iterator[Mapping[str, float]]:
    now = {move.parameter: at_first[move.parameter] for move in moves}
    yield now
    for loss in losses:
        values = {**at_first, **now}
        for step in worked:
            if _sample(step) == loss.sample:
                values[step.name] = evaluate(step.symbolic[-1].expr, values)
        for move in moves:
            own = text(Gradient(loss, graph.by_name[move.parameter].quantity))
            values[move.gradient] = values[own]
        formulas = ((move.parameter, move.step.formula) for move in moves)
        now = {parameter: evaluate(formula, values) for parameter, formula in formulas if formula}
        yield now


def _sample(step: Step) -> int | None:
    """Whose line it is; None: the batch's."""
    quantity = step.quantity.of if isinstance(step.quantity, Gradient) else step.quantity
    return quantity.sample
