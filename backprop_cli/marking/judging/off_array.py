"""The first wrong array of a program: which mistake it has as a whole, and by what factor it is off."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.mistakes.mistake import Slip
from backprop_cli.marking.sheets.stacks import array_of
from backprop_cli.quantities.quantity import AnyQuantity

PARTS = (1, 10, 100, 1_000)
"""Denominators: a factor near a fraction with no larger one is that fraction; 0.33333 is 1/3."""
NOISE = 1e-9
"""By which two ratios of floats differ where nothing is rounded, relative."""


class OffArray(NamedTuple):
    """An array with a mistake."""

    name: str
    entries: int
    """How many of its entries are in the file."""
    off: tuple[AnyQuantity, ...]
    """The wrong ones, in the order of the solution."""
    factor: float | None
    """How many times what the arrays before it give every entry is; None where there is no such factor."""
    slips: tuple[Slip, ...]
    """The known mistakes that every wrong entry has."""


def first_off(lines: Iterable[Judged], work: OwnWork) -> OffArray | None:
    """The first array with a wrong entry; `work` has all lines, each worked from those before it."""
    written = [line for line in lines if line.answer.text]
    wrong = next((line for line in written if line.is_slip), None)
    if wrong is None:
        return None
    name = array_of(wrong.step.quantity)
    own = [line for line in written if array_of(line.step.quantity) == name]
    off = [line for line in own if line.is_slip or line.finding.as_supposed]
    factor = _factor(own, work)
    return OffArray(name, len(own), tuple(line.step.quantity for line in off), factor, _shared(own))


def _shared(lines: Iterable[Judged]) -> tuple[Slip, ...]:
    """The slips of the first wrong line whose mistake all the others have as well."""
    wrong = [line for line in lines if line.is_slip]
    keys = (frozenset(slip.mistake.key for slip in line.finding.slips) for line in wrong)
    in_all = reduce(frozenset.intersection, keys)
    return tuple(slip for slip in wrong[0].finding.slips if slip.mistake.key in in_all)


def _factor(lines: Iterable[Judged], work: OwnWork) -> float | None:
    """The one factor of all entries, other than 1; None where there is none.

    A 0 that should be one has every factor.
    """
    ratios = [ratio for line in lines if (ratio := _ratio(line, work))]
    best = min(ratios, key=lambda each: each.room, default=None)
    if best is None or not best.value or best.is_near(ONE) or not all(map(best.is_near, ratios)):
        return None
    plain = (float(Fraction(best.value).limit_denominator(part)) for part in PARTS)
    return next((each for each in plain if each and best.is_near(Ratio(each, 0.0))), best.value)


class Ratio(NamedTuple):
    """How many times its right value a number is."""

    value: float
    room: float
    """How far rounding may have moved it, relative."""

    def is_near(self, other: Ratio) -> bool:
        """Whether both may be the same."""
        return abs(self.value - other.value) <= (self.room + other.room) * abs(other.value)


ONE = Ratio(1.0, 0.0)
NEVER = Ratio(0.0, 0.0)
"""Of a 0 that should be none, or the other way round."""


def _worked(name: str, work: OwnWork) -> float | None:
    """What a line gives from the arrays before it; the batch's ∂L/∂Z is a share of the samples' own."""
    own = work.scheme.shares.get(name)
    if own is None:
        return value_or_none(work.scheme.routes(name)[0], work)
    found = value_or_none(work.scheme.routes(own.name)[0], work)
    return None if found is None else found * own.share


def _ratio(line: Judged, work: OwnWork) -> Ratio | None:
    """The ratio of a number to what its line gives; None of two zeros."""
    number = line.answer.number
    expected = _worked(line.step.name, work)
    if number is None or expected is None or not (number.value and expected):
        return None if number is not None and number.value == expected else NEVER
    return Ratio(number.value / expected, NOISE + 2 * number.unit / abs(number.value))
