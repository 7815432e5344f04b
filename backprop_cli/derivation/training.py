"""A training: the same graph derived step after step, each from the parameters and the state left before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.update import Update, moved
from backprop_cli.expr.arrays import Value
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.given import Given, as_given
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity


class Training(NamedTuple):
    """Several descent steps."""

    steps: tuple[Derivation, ...]
    losses: tuple[float, ...]
    """The loss that each step starts from."""


def train(graph: Graph, given: Mapping[str, Given], update: Update, count: int) -> Training:
    """`count` steps; each starts from the floats that the one before ended with, taken as exact.

    Raises `ProblemError` where a quantity has no value.
    """
    steps: list[Derivation] = []
    for _ in range(count):
        steps.append(derive(graph, given, update))
        values: dict[str, Value] = {**steps[-1].values, **steps[-1].arrays}
        given = {**given, **_new_parameters(graph, update, values)}
        update = update._replace(step=update.step + 1, state=_state(graph, update, values))
    return Training(tuple(steps), tuple(step.values[graph.outputs[-1]] for step in steps))


def _new_parameters(graph: Graph, update: Update, values: Mapping[str, Value]) -> dict[str, Given]:
    parameters = moved(graph, update)
    return {each.name: as_given(values[text(each.quantity.updated)]) for each in parameters}


def _state(graph: Graph, update: Update, values: Mapping[str, Value]) -> dict[str, Value]:
    """What the next step finds of every parameter, under the names that it has there."""
    kept = [
        Quantity(name, of=each.quantity) for each in moved(graph, update) for name in update.optimizer.state
    ]
    return {text(each._replace(step=update.step)): values[text(each)] for each in kept}
