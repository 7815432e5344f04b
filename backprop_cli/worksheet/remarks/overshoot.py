"""A step that made the loss larger: how the loss runs along the step, and a shorter one that helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING

from backprop_cli.derivation.forward import forward_pass
from backprop_cli.errors import ProblemError
from backprop_cli.problem.given import as_given
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found, Part

if TYPE_CHECKING:
    from backprop_cli.words.remarks.overshoot import Shorter, Uphill

MOST_HALVINGS = 12
"""How much shorter a step is tried."""


def overshooting(case: Case) -> Iterator[Found]:
    """A step after which the loss is larger than before."""
    derivation = case.derivation
    if derivation.update is None or derivation.loss_after is None or not case.values:
        return
    (output,) = derivation.results
    if derivation.loss_after <= case.values.get(output, inf):
        return
    moves, slope = _moves(case)
    found = _shorter(case, output, moves) if slope < 0 else _uphill(case, slope)
    if found is not None:
        yield Found((case.graph.by_name[output].quantity,), (output, found), part=Part.UPDATE)


def _uphill(case: Case, slope: float) -> Uphill:
    """Why a step does not lead downhill: for its rate, or for what the optimiser adds, as far as we know."""
    from backprop_cli.words.remarks.overshoot import Uphill  # most steps lead downhill

    rate = case.derivation.rate
    update = case.derivation.update
    if update is None or update.optimizer.name not in OPTIMIZERS:
        return Uphill()
    if slope > 0 and case.values[rate] < 0:
        return Uphill(rate)
    return Uphill(adds=update.optimizer.name != "sgd")


def _moves(case: Case) -> tuple[dict[str, float], float]:
    """What the step adds to each parameter, and the slope of the loss along it: Σ ∂L/∂w · Δw."""
    moves, slope = dict[str, float](), 0.0
    for step in case.derivation.updates:
        if step.is_new_value and step.value is not None:
            name, gradient = case.derivation.moved_by(step)
            moves[name] = step.value - case.values[name]
            slope += moves[name] * case.values[gradient]
    return moves, slope


def _shorter(case: Case, output: str, moves: Mapping[str, float]) -> Shorter | None:
    """The first half of a half … of the step that makes the loss smaller; None where none does."""
    from backprop_cli.words.remarks.overshoot import Shorter  # most steps do not overshoot

    update = case.derivation.update
    plain = update is not None and update.optimizer == OPTIMIZERS["sgd"]
    for halvings in range(1, MOST_HALVINGS + 1):
        found = _loss_at(case, output, moves, 0.5**halvings)
        if found is not None and found < case.values[output]:
            rate = case.values[case.derivation.rate] * 0.5**halvings if plain else None
            return Shorter(halvings, found, rate)
    return None


def _loss_at(case: Case, output: str, moves: Mapping[str, float], share: float) -> float | None:
    """The loss after a share of the step; None where it has no value."""
    given = {
        node.name: as_given(case.values[node.name] + share * moves.get(node.name, 0.0))
        for node in case.graph.nodes
        if node.formula is None
    }
    try:
        found = forward_pass(case.graph, given).values[output]
    except ProblemError:
        return None
    return None if isinstance(found, tuple) else found
