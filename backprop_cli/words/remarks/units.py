"""Units that are off, saturated, at a kink, or copies of each other."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tree import Expr
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.remarks.lists import Group, listed_formulas, on_samples, unit_count, units
from backprop_cli.words.say import mark, phrase, say, several

_DEAD = several(
    "{units} is switched off: {function} gets less than 0{where}, so it and its slope are 0, and nothing "
    "comes back to the weights that lead into it. A unit that is off on every sample is dead: it cannot "
    "learn.",
    "{units} are switched off: {function} gets less than 0{where}, so it and its slope are 0, and nothing "
    "comes back to the weights that lead into them. A unit that is off on every sample is dead: it cannot "
    "learn.",
)


def dead_relu(groups: Sequence[Group], samples: int, function: str) -> Words:
    """Units that are off on every sample; `function`: empty where the author wrote it as a formula."""
    called = FUNCTIONS[function].symbol if function else phrase("the activation function")
    where = on_samples(samples)
    return say(_DEAD, count=unit_count(groups), units=units(groups), function=called, where=where)


_SATURATED = several(
    "{units} is saturated: {slope}, where it could be {steepest}. Whatever comes back through it is "
    "multiplied by so little that the weights before learn slowly.",
    "{units} are saturated: {slope}, where it could be {steepest}. Whatever comes back through them is "
    "multiplied by so little that the weights before learn slowly.",
)


def saturated(groups: Sequence[Group], function: str, slope: float, steepest: str, single: bool) -> Words:
    """Units on the flat part of their function."""
    sentence = mark("{function}′ is {slope}") if single else mark("{function}′ is at most {slope}")
    is_flat = say(sentence, function=FUNCTIONS[function].symbol, slope=Number(slope, digits=2))
    return say(_SATURATED, count=unit_count(groups), units=units(groups), slope=is_flat, steepest=steepest)


_KINK = several(
    "{places} is exactly 0, the kink of {function}: the slope is {left} to the left, {right} to the right, "
    "and {taken} is taken by convention.",
    "{places} are exactly 0, the kink of {function}: the slope is {left} to the left, {right} to the right, "
    "and {taken} is taken by convention.",
)

_JUMP = several(
    "{places} is exactly 0, where {function} jumps: it has no slope there, and {taken} is taken by "
    "convention.",
    "{places} are exactly 0, where {function} jumps: it has no slope there, and {taken} is taken by "
    "convention.",
)


def kink(function: str, places: Sequence[Expr], left: float, right: float, at: float) -> Words:
    """Where a slope jumps, and which of its values is taken."""
    name = phrase("the absolute value") if function == "abs" else FUNCTIONS[function].symbol
    slopes = {"left": left, "right": right, "taken": at}
    written = {which: Number(slope, digits=3) for which, slope in slopes.items()}
    where = listed_formulas([Math((place,)) for place in places])
    if left == right == at:
        return say(_JUMP, count=len(places), places=where, function=name, taken=written["taken"])
    return say(_KINK, count=len(places), places=where, function=name, **written)


_COPIES = several(
    "{units} are copies of each other: the same weights and biases, so the same gradients below. Every step "
    "changes them alike, so they work as one unit for good; different starting weights would break the "
    "symmetry.",
    "{units} are copies of each other: the same weights and biases, so the same gradients below. Every step "
    "changes them alike, so each group works as one unit for good; different starting weights would break "
    "the symmetry.",
)


def identical_units(groups: Sequence[Group]) -> Words:
    """Units that no step can tell apart."""
    return say(_COPIES, count=len(groups), units=units(groups))
