"""Names in a training: `L#3` is of step 3, `v(W1[1,1])` a state of the optimiser's."""

from __future__ import annotations

from typing import NamedTuple

from backprop_cli.errors import cited, nearest
from backprop_cli.problem.model import Descent, Schedule
from backprop_cli.problem.optimizers import CHANGE
from backprop_cli.quantities.grammar import Apart, in_step
from backprop_cli.quantities.network import INPUT, TARGET
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

Objection = tuple[str, str]
"""Why a name is refused, and a hint."""


MOST_LISTED = 8
"""Samples of a batch that a message lists."""


class Times(NamedTuple):
    """What a training has of every quantity, besides itself."""

    steps: int = 1
    states: tuple[str, ...] = ()
    """What the optimiser works out of each parameter: `m`, `v`."""
    batches: tuple[tuple[int, ...], ...] = ()
    """The samples of each step of an epoch; none: every step takes all."""

    def placed(self, quantity: AnyQuantity, name: Apart, *, moves: bool, updated: bool) -> AnyQuantity | None:
        """What `name` means, where its bare part means `quantity`; None if there is no such thing.

        `moves`: whether it changes from step to step; `updated`: whether the optimiser changes it. Without a
        number step 1 is meant.
        """
        if self.objection(name, "") or self.left_out(quantity, name, "") or (name.state and not updated):
            return None
        if name.state and isinstance(quantity, Quantity):
            quantity = Quantity(name.state, of=quantity)
        if name.step == 0:
            return in_step(quantity, 0)  # a state before the first step
        return in_step(quantity, name.step or 1) if self.steps > 1 and moves else quantity

    def left_out(self, quantity: AnyQuantity, name: Apart, written: str) -> Objection | None:
        """Why a step has nothing of a sample that its batch leaves out."""
        if name.step is None or not self.batches or quantity.sample is None:
            return None
        batch = self.batches[(name.step - 1) % len(self.batches)]
        if quantity.sample in batch:
            return None
        taken = ", ".join(map(str, batch[:MOST_LISTED])) + (", …" if len(batch) > MOST_LISTED else "")
        samples = f"sample {taken}" if len(batch) == 1 else f"samples {taken}"
        return f"step {name.step} takes {samples}, so there is no {cited(written)}", ""

    def objection(self, name: Apart, written: str) -> Objection | None:
        """Why there is no such step, or no such state, of what somebody called `written`."""
        first = 0 if name.state else 1
        if name.step is not None and not first <= name.step <= self.steps:
            if self.steps == 1:
                return f"there is one step only, so no {cited(written)}", "leave out `#`"
            return f"{cited(written)} does not exist: there are {self.steps} steps", ""
        if name.state and name.state not in self.states:
            message = f"the optimiser works out no {cited(name.state)}, so there is no {cited(written)}"
            known = ", ".join(map(cited, self.states))
            if name.state == CHANGE:
                return message, f"a file has it worked by `ask: ['{written}']`"
            return message, nearest(name.state, self.states) or (f"it has {known}" if known else "")
        return None


def times_of(descent: Descent | None, schedule: Schedule) -> Times:
    """The steps of a problem's training, and the states of its optimiser."""
    states = tuple(descent.optimizer.names) if descent else ()
    return Times(schedule.steps, states, schedule.batches if schedule.steps > 1 else ())


def moves(quantity: AnyQuantity) -> bool:
    """Whether a network's quantity changes from step to step: inputs and targets do not."""
    return isinstance(quantity, Gradient) or quantity.symbol not in {INPUT, TARGET}
