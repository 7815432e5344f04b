"""The words of the gradient check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backprop_cli.expr.tree import Num, Ref
from backprop_cli.worksheet.document import Math, Number, Words
from backprop_cli.worksheet.wording import listed, symbol

if TYPE_CHECKING:
    from backprop_cli.proof.gradient_check import Compared, GradientCheck

TITLE = "Gradient check"
NOTHING_TO_COMPARE = "No derivative of an output by a parameter is asked for, so there is nothing to compare."
RIGHT, WRONG = 1e-7, 1e-2
"""Relative differences between which anything may be. Source: CS231n, "Gradient checks"."""
NO_VALUE: Words = ("no value",)
KINK: Words = ("kink",)
NO_DIFFERENCE: Words = ("–",)
MOST_NAMED = 8
"""Gradients that a sentence names; of more it gives the number."""


def meaning(
    output: str, moved: str, letter: str, epsilon: Num, precision: int
) -> tuple[tuple[str, Words], ...]:
    """What the columns hold."""
    step = symbol(letter)
    above, below = ((symbol(output), "(", symbol(moved), f" {sign} ", step, ")") for sign in "+−")
    size = Math((Ref(letter), epsilon))
    return (
        ("Numeric", ("n = (", *above, " − ", *below, ")/2", step, ", ", size, ", one name moved at a time")),
        ("Analytic", ("a, the derivative by the chain rule",)),
        ("Relative", ("|a − n|/max(|a|, |n|) to 2 digits, and 0 where both are 0",)),
        ("Output", (f"to {precision} digits: the first ones cancel in the difference",)),
    )


def in_place_of(output: str) -> tuple[tuple[str, Words], ...]:
    """What differences are taken of, where only derivatives are given."""
    of = "the sum of the given derivatives, each times what it is by: it has just these"
    return (("Loss", (symbol(output), f" is {of}")),)


def columns(output: str, letter: str) -> tuple[Words, ...]:
    """The heads of the table; `output` is empty where there are several."""
    value = symbol(output) if output else "Value"
    sides = (value, " at +", symbol(letter), "; at −", symbol(letter))
    return (("Derivative",), sides, ("Numeric",), ("Analytic",), ("Relative",))


def remarks(check: GradientCheck, letter: str) -> list[Words]:
    """Where the comparison says nothing, and what it came to elsewhere."""
    told = list[Words]()
    if at_kink := [row.gradient for row in check.rows if row.crosses_kink]:
        reason = ": within the step a slope jumps (kink), so the difference says nothing."
        told.append((*_some(at_kink), reason))
    if at_zero := [row.gradient for row in check.rows if _is_zero(row)]:
        told.append(
            (*_some(at_zero), " = 0: what is left of the difference is of the size of ", symbol(letter), "².")
        )
    compared = [(row.relative_difference, row) for row in check.rows if row.relative_difference is not None]
    if compared:
        told.append(_largest(*max(compared, key=lambda each: each[0]), elsewhere=bool(told)))
    return told


def _largest(difference: float, row: Compared, *, elsewhere: bool) -> Words:
    if difference == 0:
        place = "Elsewhere numeric" if elsewhere else "Numeric"
        return (f"{place} and analytic values agree as far as floats can tell.",)
    place = "Largest relative difference elsewhere: " if elsewhere else "Largest relative difference: "
    rule = (
        ". As a rule of thumb a derivative is right below ",
        Number(RIGHT),
        " and wrong above ",
        Number(WRONG),
    )
    return (place, Number(difference, digits=2), ", of ", symbol(row.gradient), *rule, ".")


def _some(names: Sequence[str]) -> Words:
    more = len(names) - MOST_NAMED
    return (*listed(names[:MOST_NAMED]), f" and {more} more") if more > 0 else listed(names)


def _is_zero(row: Compared) -> bool:
    return row.analytic == 0 and bool(row.numeric) and not row.crosses_kink
