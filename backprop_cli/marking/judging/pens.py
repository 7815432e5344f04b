"""How a student rounds, read off the numbers on the sheet: the units to which a value may be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import floor, log10
from typing import NamedTuple

from backprop_cli.marking.sheets.written import Written

FEW = 6
"""Numbers that say little: then exact ones that end in a written 0 are heard as well."""
MOST = 0.75
"""Share of the numbers that end at one decimal where a student keeps to decimals."""
FEWEST = 2
"""Digits that nobody goes below on the way; 0.0008 is 0.00080 with its last zero left out."""
SPREAD = 3
"""Digits by which lines of one sheet may differ, from the coarse ones up."""
COARSE = 20
"""One number in so many may be coarser than the rest by chance."""


class Pens(NamedTuple):
    """The ways in which a value that is written on the way may have been rounded."""

    unit: float = 0.0
    """One unit of the last decimal kept; 0 where the student keeps to none."""
    digits: range = range(0)
    """Significant digits kept; empty where only decimals are."""
    cuts: bool = False
    """Whether what follows the last digit is dropped, and not rounded."""

    line_unit: float = 0.0
    """The same of the lines that are written, where more is kept between them."""

    @property
    def are_one(self) -> bool:
        """Whether a value can be written in one way only."""
        return bool(self.unit) + len(self.digits) == 1

    def units(self, value: float) -> list[float]:
        """One unit of the last digit kept of a value, for each of the ways."""
        size = floor(log10(abs(value))) if value else 0
        by_digits = [10.0 ** (size - digits + 1) for digits in self.digits] if value else []
        return [*([self.unit] if self.unit else []), *by_digits]

    def leaving(self, fewest: int, value: float) -> Pens:
        """Those that leave so many digits of a value: who keeps to decimals keeps more of what he needs."""
        if self.unit * (10 ** (fewest - 1) - 0.5) <= abs(value):
            return self
        return self._replace(unit=0.0, digits=self.digits or UNSAID.digits)

    def unit_of(self, number: Written) -> float:
        """One unit of the last digit of a number with the zeros that a short one has lost: 4 may be 4.00."""
        units = [*self.units(number.value), *([self.line_unit] if self.line_unit else [])]
        return min(number.unit, max(units or UNSAID.units(number.value), default=number.unit))

    def are_finer_than(self, number: Written) -> bool:
        """Whether a number is shorter than any that is rounded so."""
        return number.unit > self.unit_of(number) * (1 + 1e-9)

    def as_fine_as(self, number: Written, coarser: int = 0) -> Pens:
        """Those that leave a number its digits: a coarser pen on the way makes the last of them false.

        `coarser`: so many of them may be.
        """
        if not self.digits:
            return self
        low = max(self.digits.start, min(number.digits, self.digits[-1]) - coarser)
        return self._replace(digits=range(low, self.digits.stop))


UNSEEN = Pens()
"""Of a sheet that says nothing of how it was rounded."""
UNSAID = Pens(digits=range(FEWEST, FEWEST + 1))
"""What nobody falls short of, where nothing is said."""
NOTHING = 0.05
"""Units by which a number may miss its line without saying how it was rounded."""
FEWEST_CUT = 20
"""One number in so many that is seen to be cut tells of a student who cuts."""
ONE_SIDED = 3
"""Times as many numbers that are too small as too large, where numbers are cut."""
BEYOND = 0.55
"""Units by which no rounding of a line misses what it was worked from."""
FEWEST_BEYOND = 12
"""One number in so many that lacks more than that tells of a student who cuts."""
SEEN = 2
"""As many at least: a single one may be a slip."""
A_UNIT = 1 - 1e-6
"""A number that lacks a whole unit of its last digit is no cut one: −4.6 for −4.7."""
MORE_BEYOND = 2
"""Times as many that lack as much as have it too much: what is cut on the way, as 1 + e^(−z), goes up too."""

FEWEST_RIGHT = 10
"""Right numbers, at least, that are too small where the own lines do not tell; and times as many."""


def cuts(pairs: Iterable[tuple[Written, float]]) -> bool:
    """Whether numbers look cut beside what their lines give: by less than a unit nearly all are too small.

    Of a sheet of anything at all one or the other is so by chance.
    """
    missing = _missing(pairs)

    def are_cut(least: float, times: int, fewest: int) -> bool:
        small = sum(least < each < A_UNIT for each in missing)
        large = sum(-A_UNIT < each < -least for each in missing)
        return small >= SEEN and small > times * large and small * fewest > len(missing)

    return are_cut(NOTHING, ONE_SIDED, FEWEST_CUT) or are_cut(BEYOND, MORE_BEYOND, FEWEST_BEYOND)


def are_all_cut(right: Iterable[tuple[Written, float]]) -> bool:
    """Whether right numbers look cut beside their true values: of who works on with all digits, all of them.

    So many that it is no chance, as three of four are soon too small.
    """
    missing = _missing(right)
    small = sum(NOTHING < each < A_UNIT for each in missing)
    large = sum(-A_UNIT < each < -NOTHING for each in missing)
    return small >= FEWEST_RIGHT and small > FEWEST_RIGHT * large


def _missing(pairs: Iterable[tuple[Written, float]]) -> list[float]:
    """How much numbers fall short of values, in units of their last digit."""
    return [
        (abs(value) - abs(number.value)) / number.unit if number.unit else 0.0
        for number, value in pairs
        if not _is_short_whole(number)
    ]


def pens_of(inexact: Sequence[Written], exact: Sequence[Written]) -> Pens:
    """The pens of a sheet; `exact` are its numbers that hit the true value, as 0.35 may.

    A short exact number says nothing about how a student rounds; a 0 written at its end does.
    """
    numbers = [number for number in inexact if number.unit and number.value]
    if len(numbers) < FEW:
        numbers += [number for number in exact if number.unit and number.value and ends_in_zero(number)]
    if not numbers:
        return Pens()
    (unit, count), *_ = Counter(number.unit for number in numbers).most_common(1)
    keeps_decimals = count >= MOST * len(numbers) and unit < 1
    if keeps_decimals and len(numbers) >= FEW and _is_all_decimals(unit, numbers):
        return Pens(unit)
    digits = sorted(number.digits for number in numbers if not _is_short_whole(number)) or [FEWEST]
    low = max(FEWEST, digits[(len(digits) - 1) // COARSE])
    high = max(low, min(low + SPREAD, digits[-1]))
    return Pens(unit if keeps_decimals else 0.0, range(low, high + 1))


def _is_all_decimals(unit: float, numbers: Sequence[Written]) -> bool:
    """Whether nothing is finer than `unit`, numbers of several sizes have it, and coarser ones lost a 0.

    Beside 0.310, where a 0 is written, 1.34 has lost none: these are three digits as well.
    """
    those = [number for number in numbers if number.unit == unit]
    loses_zeros = not any(map(ends_in_zero, those))
    is_finest = all(number.unit >= unit if loses_zeros else number.unit == unit for number in numbers)
    return is_finest and len({number.digits for number in those}) > 1


def _is_short_whole(number: Written) -> bool:
    """Whether it is 4, which may be exact after a slip, and then says nothing."""
    return number.unit >= 1 and number.digits < FEWEST


def ends_in_zero(number: Written) -> bool:
    """Whether the last digit written is a decimal 0."""
    return 0 < number.unit < 1 and round(number.value / number.unit) % 10 == 0


MOST_WHOLE = 2 / 3
"""Share of the numbers that have all their digits where a program has left zeros out."""


class LostZeros(NamedTuple):
    """The digits that a program works with which writes no zeros at the end, as Python's round and Excel."""

    unit: float = 0.0
    """One unit of its last decimal; 0 where it keeps to none."""
    digits: int = 0
    """Its significant digits, where it keeps to those."""

    def with_zeros(self, number: Written) -> Written:
        """A number with the zeros that it may have lost: −0.076 of a sheet with four decimals is −0.0760."""
        if not number.value:
            return number
        size = floor(log10(abs(number.value)))
        unit = self.unit or (10.0 ** (size - self.digits + 1) if self.digits else number.unit)
        if number.unit <= unit * (1 + 1e-9):
            return number
        return number._replace(unit=unit, digits=size + 1 - round(log10(unit)))


NONE_LOST = LostZeros()


def lost_zeros(numbers: Sequence[Written]) -> LostZeros:
    """What the numbers of a sheet tell of zeros left out: where one is written, or digits vary, nothing."""
    those = [number for number in numbers if number.unit and number.value]
    if len(those) < FEW or any(map(ends_in_zero, those)):
        return NONE_LOST
    (unit, count), *_ = Counter(number.unit for number in those).most_common(1)
    if count >= MOST_WHOLE * len(those) and unit == min(number.unit for number in those) and unit < 1:
        return LostZeros(unit)
    most = max(number.digits for number in those)
    is_whole = sum(number.digits == most for number in those) >= MOST_WHOLE * len(those)
    return LostZeros(digits=most) if is_whole else NONE_LOST
