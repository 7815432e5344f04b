"""The sentences of a training."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.inline import Words
from backprop_cli.words.lists import listed, symbol
from backprop_cli.words.say import mark, phrase, say, several

TRAINING = mark("All steps")
STEP = mark("Step")
SAMPLES = mark("Samples")
STARTS_FROM = mark("The step starts from what the step before has left:")
STARTS_FROM_ROUNDED = mark("The step starts from what the step before has left, here rounded:")
ONE_STEP = mark("name one: --step 10")
FROM_ONE = mark("steps are counted from 1")
NO_TRAINING = mark("the problem has one step; `training: {{steps: 3}}` makes it three")


def heading(number: int, count: int, samples: Sequence[int]) -> Words:
    """Step 2 of 8, on sample 3."""
    if not samples:
        return say("Step {number} of {steps}", number=number, steps=count)
    return say(
        several(
            "Step {number} of {steps}, on sample {samples}", "Step {number} of {steps}, on samples {samples}"
        ),
        count=len(samples),
        number=number,
        steps=count,
        samples=sample_numbers(samples),
    )


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
    return say("Size of ∇{output}", output=symbol(output))


def slope_by(gradient: str) -> Words:
    """A gradient with its sign."""
    return (symbol(gradient),)


def to_scale(output: str) -> Words:
    """The head of the bars."""
    return say("{output} to scale", output=symbol(output))


def about(output: str, count: int, *, states: Sequence[str], ends: bool, sized: bool) -> list[Words]:
    """What stands in the list.

    `states`: what the optimiser keeps; `ends`: there is a last row; `sized`: the gradient has its size only.
    """
    starts = (
        mark("Each row has what its step starts from, the last row what step {count} leaves.")
        if ends
        else mark("Each row has what its step starts from.")
    )
    made = say(STATES_MADE, states=listed(states)) if states else ()
    size = say(SIZE_IS, output=symbol(output)) if sized else ()
    return [each for each in (say(starts, count=f"{count:,}"), made, size) if each]


STATES_MADE = mark("Under {states} stands what the step itself makes.")
SIZE_IS = mark("The size of ∇{output} is the root of the sum of all squared gradients.")
END = mark("end")


ANOTHER = mark("--step {number} works step {number} out.")
ALL = mark("--all lists every step, --step N works one out.")


def left_out(count: int) -> Words:
    """The note under a list that shows some steps only."""
    return say(
        several("{steps} more step is not listed.", "{steps} more steps are not listed."),
        count=count,
        steps=f"{count:,}",
    )


def no_end(output: str, count: int) -> Words:
    """That the last step led to no loss."""
    return say(
        "After step {number} {loss} has no value: the learning rate is too large.",
        number=count,
        loss=symbol(output),
    )


def too_many(count: int, most: int) -> str:
    """Why not every step is worked."""
    return phrase(
        "the training has {count} steps; a page works at most {most}", count=f"{count:,}", most=most
    )


def no_step(number: int, count: int) -> str:
    """That a training has no such step."""
    if count > 1:
        return phrase(
            "there is no step {number}: the training has {count}", number=number, count=f"{count:,}"
        )
    return phrase("there is no step {number}", number=number)
