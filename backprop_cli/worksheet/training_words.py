"""What a sheet says of a training."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.worksheet.document import Number, Words
from backprop_cli.worksheet.wording import symbol

TRAINING = "All steps"
STEP: Words = ("Step",)
SAMPLES: Words = ("Samples",)
STARTS_FROM: Words = ("The step starts from what the step before has left, here rounded:",)
ONE_STEP = "name one: --step 10"
FROM_ONE = "steps are counted from 1"
NO_TRAINING = "the problem has one step; `training: {steps: 3}` makes it three"


def heading(number: int, count: int, samples: Sequence[int]) -> Words:
    """Step 2 of 8, on sample 3."""
    which = (
        f", on {'sample' if len(samples) == 1 else 'samples'} {sample_numbers(samples)}" if samples else ""
    )
    return (f"Step {number} of {count}{which}",)


def sample_numbers(numbers: Sequence[int]) -> str:
    """3, 1 and more."""
    shown = ", ".join(map(str, numbers[:MOST_LISTED]))
    return f"{shown}, …" if len(numbers) > MOST_LISTED else shown


MOST_LISTED = 6


def value_before(name: str) -> Words:
    """A parameter as the step finds it."""
    return (symbol(name),)


def loss_before(output: str) -> Words:
    """The loss that the step starts with."""
    return (symbol(output),)


def gradient_size(output: str) -> Words:
    """The length of the gradient."""
    return ("Size of ∇", symbol(output))


def left_out(count: int) -> Words:
    """The note under a list that shows some steps only."""
    return (f"{count:,} more steps are not listed: --all lists them, --step N works one out.",)


def end(output: str, loss: float | None, count: int) -> Words:
    """The loss that the last step has led to."""
    if loss is None:
        return (f"After step {count} ", symbol(output), " has no value: the learning rate is too large.")
    return (f"After step {count} ", symbol(output), " is ", Number(loss), ".")


def too_many(count: int, most: int) -> str:
    """Why not every step is worked."""
    return f"the training has {count:,} steps; a page works at most {most}"


def no_step(number: int, count: int) -> str:
    """That a training has no such step."""
    return (
        f"there is no step {number}: the training has {count:,}"
        if count > 1
        else f"there is no step {number}"
    )
