"""The parameters as they become where each sample takes its own step before the next one is worked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.graph.graph import Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

if TYPE_CHECKING:
    from backprop_cli.derivation.derivation import Derivation

MOST_SAMPLES = 10
"""Nobody works more of them by hand."""


def after_each_sample(derivation: Derivation) -> tuple[Mapping[str, float], ...]:
    """The updated parameters before the first sample, after it, and so on.

    None where there is no batch, no plain descent step, too large a batch, or a value that there is not.
    """
    nodes = (node for node in derivation.graph.nodes if node.role is Role.LOSS)
    losses = [node.quantity for node in nodes if node.quantity.sample is not None]
    plain = all(
        isinstance(each.quantity, Quantity) and each.quantity.of is None for each in derivation.updates
    )
    if not 1 < len(losses) <= MOST_SAMPLES or not plain or not derivation.updates:
        return ()
    try:
        return tuple(_after_each(derivation, losses))
    except (FormulaError, KeyError):
        return ()


def _after_each(derivation: Derivation, losses: list[Quantity]) -> Iterator[Mapping[str, float]]:
    moving = [(step.formula, *derivation.moved_by(step)) for step in derivation.updates]
    now = {parameter: derivation.values[parameter] for _, parameter, _ in moving}
    yield now
    for loss in losses:
        values = {**derivation.values, **now}
        for step in (*derivation.forward, *derivation.backward):
            if _sample(step) == loss.sample:
                values[step.name] = evaluate(step.symbolic[-1].expr, values)
        own = {
            parameter: text(Gradient(loss, derivation.graph.by_name[parameter].quantity)) for parameter in now
        }
        values |= {gradient: values[own[parameter]] for _, parameter, gradient in moving}
        now = {parameter: evaluate(formula, values) for formula, parameter, _ in moving if formula}
        yield now


def _sample(step: Step) -> int | None:
    """Whose line it is; None: the batch's."""
    quantity = step.quantity.of if isinstance(step.quantity, Gradient) else step.quantity
    return quantity.sample
