"""Names in a training: `L#3` is of step 3, `v(W1[1,1])` a state of the optimiser's."""

from typing import NamedTuple

from backprop_cli.errors import NOTHING, Objection, Sentence, cited, nearest
from backprop_cli.problem.model import Descent, Schedule
from backprop_cli.problem.optimizers import CHANGE
from backprop_cli.quantities.grammar import Apart, in_step
from backprop_cli.quantities.network import INPUT, TARGET
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

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
        return Sentence.several(
            "step {step} takes sample {samples}, so there is no {name}",
            "step {step} takes samples {samples}, so there is no {name}",
            step=name.step,
            samples=taken,
            name=cited(written),
            count=len(batch),
        ), NOTHING

    def objection(self, name: Apart, written: str) -> Objection | None:
        """Why there is no such step, or no such state, of what somebody called `written`."""
        first = 0 if name.state else 1
        if name.step is not None and not first <= name.step <= self.steps:
            if self.steps == 1:
                message = Sentence("there is one step only, so no {name}", name=cited(written))
                return message, Sentence("leave out `#`")
            return Sentence(
                "{name} does not exist: there are {steps} steps", name=cited(written), steps=self.steps
            ), NOTHING
        if name.state and name.state not in self.states:
            message = Sentence(
                "the optimiser works out no {state}, so there is no {name}",
                state=cited(name.state),
                name=cited(written),
            )
            if name.state == CHANGE:
                return message, Sentence("a file has it worked by {key}", key=f"`ask: ['{written}']`")
            known = Sentence("it has {states}", states=", ".join(map(cited, self.states)))
            return message, nearest(name.state, self.states) or (known if self.states else NOTHING)
        return None


def times_of(descent: Descent | None, schedule: Schedule) -> Times:
    """The steps of a problem's training, and the states of its optimiser."""
    states = tuple(descent.optimizer.names) if descent else ()
    return Times(schedule.steps, states, schedule.batches if schedule.steps > 1 else ())


def moves(quantity: AnyQuantity) -> bool:
    """Whether a network's quantity changes from step to step: inputs and targets do not."""
    return isinstance(quantity, Gradient) or quantity.symbol not in {INPUT, TARGET}
