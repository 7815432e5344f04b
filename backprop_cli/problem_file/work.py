"""How much a problem file asks to be worked: an optimiser may have more lines than all gradients."""

from __future__ import annotations

from backprop_cli.errors import Faults
from backprop_cli.problem.limits import MAX_LINES, MAX_PRODUCTS
from backprop_cli.problem.model import Descent
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.training_format import OPTIMIZER


def check_lines(
    values: FieldValues, step: Descent | None, samples: int, weights: int, faults: Faults
) -> None:
    """Refuses an update that has too many lines, with those of the gradients, on so many samples."""
    if step is None or weights * samples > MAX_PRODUCTS:  # the latter is refused without an update, too
        return
    own = len(step.optimizer.update)
    lines = weights * (samples + own)
    if lines <= MAX_LINES:
        return
    gradients = "1 for its gradient" if samples == 1 else f"{samples} for its gradients"
    each = f"each of {weights:,} weights has {gradients} and {own} for its update"
    hint = "take a smaller network" if samples == 1 else "take fewer samples, or a smaller network"
    if own > 1 and weights * (samples + 1) <= MAX_LINES:
        hint += ", or `sgd`, which has 1 line for each weight"
    message = f"{each}: {lines:,} lines of working; at most {MAX_LINES:,} are worked"
    faults.add(values.place_of(OPTIMIZER), message, hint)
