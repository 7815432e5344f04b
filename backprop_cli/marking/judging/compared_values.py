"""The values of two formulas at the same points -> how the one compares with the other."""

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backprop_cli.marking.judging.formula_points import BothValues
from backprop_cli.words import judging as words
from backprop_cli.words.say import Message, phrase

EQUAL, DIFFERENT = 1e-9, 1e-6
"""Relative differences: below the first equal, above the second not; between them floats do not tell."""
LARGEST_FACTOR = 1_000


class Outcome(Enum):
    """How a formula compares with the step."""

    RIGHT = "right"
    FACTOR = "off by a constant factor"
    SIGN = "wrong sign"
    WRONG = "wrong"
    CIRCLE = "worked from itself"
    UNDECIDED = "not decidable"


class FormulaVerdict(NamedTuple):
    """What was found."""

    outcome: Outcome
    factor: Fraction = Fraction(1)
    """The formula is this many times the right one, for `FACTOR` and `SIGN`; dimensionless."""
    reason: str = ""
    """For the student, where the outcome does not say it all."""
    by_value: bool = False
    """Whether nothing but its value here speaks for it, as it holds numbers."""


def by_floats(near: Sequence[BothValues], far: Sequence[BothValues]) -> FormulaVerdict | None:
    """The verdict of the floats, or None where they do not tell.

    Near points have the say. Where both sides are 0 there (a ReLU that is off), they say nothing, and
    the far ones must agree, but for those where other units are on: one side is 0.
    """
    telling = [pair for pair in near if pair.ours or pair.theirs]
    pairs = telling or far
    if len(pairs) < 2:
        return FormulaVerdict(Outcome.RIGHT) if len(near) > 1 else because(Outcome.WRONG, words.NO_VALUE)
    if all(pair.gap <= EQUAL for pair in pairs):
        here = bool(telling) and any(pair.gap > DIFFERENT for pair in far)
        return FormulaVerdict(Outcome.RIGHT, reason=phrase(words.SAME_UNITS_ON) if here else "")
    if not telling and len(near) > 1:
        both_on = [pair for pair in far if pair.ours and pair.theirs]
        is_zero = not any(pair.theirs for pair in far)
        if is_zero or (both_on and all(pair.gap <= EQUAL for pair in both_on)):
            return because(Outcome.RIGHT, words.SAME_UNITS_ON)
    factor = _factor(pairs)
    if factor is not None:
        return FormulaVerdict(Outcome.SIGN if factor == -1 else Outcome.FACTOR, factor)
    return FormulaVerdict(Outcome.WRONG) if any(pair.gap > DIFFERENT for pair in pairs) else None


def _factor(pairs: Sequence[BothValues]) -> Fraction | None:
    """The one simple number that every answer is off by, or None."""
    if not all(pair.ours and pair.theirs for pair in pairs):
        return None
    ratio = pairs[0].theirs / pairs[0].ours
    if not 1 / LARGEST_FACTOR <= abs(ratio) <= LARGEST_FACTOR:
        return None
    factor = Fraction(ratio).limit_denominator(LARGEST_FACTOR)
    is_it = all(abs(pair.theirs / pair.ours - factor) <= 1e-8 * abs(factor) for pair in pairs)
    return factor if is_it and factor != 1 else None


def because(outcome: Outcome, reason: Message) -> FormulaVerdict:
    """The verdict, with what the student is told of it."""
    return FormulaVerdict(outcome, reason=phrase(reason))
