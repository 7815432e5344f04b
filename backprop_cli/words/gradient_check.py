"""The sentences of the gradient check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backprop_cli.expr.tree import Num, Ref
from backprop_cli.words.header import HELD, LOSS
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.lists import listed, symbol
from backprop_cli.words.say import Message, mark, say

if TYPE_CHECKING:
    from backprop_cli.proof.gradient_check import Compared, GradientCheck

TITLE = mark("Gradient check")
NOTHING_TO_COMPARE = mark(
    "No derivative of an output with respect to a parameter is asked for, so there is nothing to compare."
)
BEFORE_GIVEN = mark(
    "All that is asked for is by what lies before activations that are given, and the loss does not move with"
    " those: there is nothing to compare."
)
ACTIVATIONS_MOVE = mark(
    "those that are given move with their sums, which are shifted once, so that each is just the number given"
)
RIGHT, WRONG = 1e-7, 1e-2
"""Relative differences between which anything may be. Source: CS231n, "Gradient checks"."""
NO_VALUE = mark("no value")
KINK = mark("kink")
NO_DIFFERENCE: Words = ("–",)
NUMERIC, ANALYTIC, RELATIVE, OUTPUT = mark("Numeric"), mark("Analytic"), mark("Relative"), mark("Output")
MOST_NAMED = 8
"""Gradients that a sentence names; of more it gives the number."""


def meaning(
    output: str, moved: str, letter: str, epsilon: Num, precision: int
) -> tuple[tuple[Message, Words], ...]:
    """What the columns hold."""
    step = symbol(letter)
    above, below = ((symbol(output), "(", symbol(moved), f" {sign} ", step, ")") for sign in "+−")
    numeric = say(
        "{difference}, {size}, one name moved at a time",
        difference=("n = (", *above, " − ", *below, ")/2", step),
        size=Math((Ref(letter), epsilon)),
    )
    return (
        (NUMERIC, numeric),
        (ANALYTIC, say("a, the derivative by the chain rule")),
        (RELATIVE, say("|a − n|/max(|a|, |n|) to 2 digits, and 0 where both are 0")),
        (
            OUTPUT,
            say("to {precision} digits: the first ones cancel in the difference", precision=precision),
        ),
    )


def in_place_of(output: str) -> tuple[tuple[Message, Words], ...]:
    """What differences are taken of, where only derivatives are given."""
    told = say(
        "{loss} is the sum of the given derivatives, each times what it is by: it has just these",
        loss=symbol(output),
    )
    return ((LOSS, told),)


def activations_given() -> tuple[tuple[Message, Words], ...]:
    """How given activations move with the parameters before them."""
    return ((HELD, say(ACTIVATIONS_MOVE)),)


def left_out(gradients: Sequence[str]) -> Words:
    """Which gradients are not compared, as they go through activations that are given."""
    return say(
        "{gradients}: not compared, by what lies before activations that are given; the loss does not move"
        " with those.",
        gradients=_some(gradients),
    )


def columns(output: str, letter: str) -> tuple[Words, ...]:
    """The heads of the table; `output` is empty where there are several."""
    step = symbol(letter)
    sides = (
        say("{output} at +{step}; at −{step}", output=symbol(output), step=step)
        if output
        else say("Value at +{step}; at −{step}", step=step)
    )
    return (say("Derivative"), sides, say(NUMERIC), say(ANALYTIC), say(RELATIVE))


def remarks(check: GradientCheck, letter: str) -> list[Words]:
    """Where the comparison says nothing, and what it came to elsewhere."""
    told = list[Words]()
    if at_kink := [row.gradient for row in check.rows if row.crosses_kink]:
        told.append(
            say(
                "{gradients}: within the step a slope jumps (kink), so the difference says nothing.",
                gradients=_some(at_kink),
            )
        )
    if at_zero := [row.gradient for row in check.rows if _is_zero(row)]:
        told.append(
            say(
                "{gradients} = 0: what is left of the difference is of the size of {step}².",
                gradients=_some(at_zero),
                step=symbol(letter),
            )
        )
    compared = [(row.relative_difference, row) for row in check.rows if row.relative_difference is not None]
    if compared:
        told.append(_largest(*max(compared, key=lambda each: each[0]), elsewhere=bool(told)))
    return told


def _largest(difference: float, row: Compared, *, elsewhere: bool) -> Words:
    if difference == 0 and elsewhere:
        return say("Elsewhere numeric and analytic values agree as far as floats can tell.")
    if difference == 0:
        return say("Numeric and analytic values agree as far as floats can tell.")
    largest = (
        mark("Largest relative difference elsewhere: {difference}, of {gradient}.")
        if elsewhere
        else mark("Largest relative difference: {difference}, of {gradient}.")
    )
    return say(
        "{largest} As a rule of thumb a derivative is right below {right} and wrong above {wrong}.",
        largest=say(largest, difference=Number(difference, digits=2), gradient=symbol(row.gradient)),
        right=Number(RIGHT),
        wrong=Number(WRONG),
    )


def _some(names: Sequence[str]) -> Words:
    return listed(names, MOST_NAMED)


def _is_zero(row: Compared) -> bool:
    return row.analytic == 0 and bool(row.numeric) and not row.crosses_kink
