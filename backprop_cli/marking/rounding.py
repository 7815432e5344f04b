"""How a student rounds, read off the numbers on the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import floor, log10
from typing import NamedTuple

from backprop_cli.marking.written import Written

FEWEST_DIGITS, MANY_DIGITS = 2, 12
"""Significant digits that nobody goes below, and that are more than anyone writes."""
HELD = 1e-6
"""Units by which a value that its decimals hold may be off, by the noise of floats."""
SEVERAL = 3
"""Numbers of two digits that make a habit of it."""
FEW, SHORT_DIGITS = 6, 3
"""Numbers that say little; digits of an exact number that may be those of rounded ones."""
MOST = 0.75
"""Share of the numbers that end at the same decimal where a student rounds to decimals."""


class Rounding(NamedTuple):
    """How lines that are not written may have been rounded, as coarsely as those that are."""

    digits: int = MANY_DIGITS
    """Significant digits."""
    unit: float = 0.0
    """One unit of the last decimal; 0 where the student does not keep to one."""

    def room(self, value: float) -> float:
        """How far a value may be moved: one unit of the last digit kept; 0 where what is kept holds it."""
        return max(self._by_decimal(value), self._by_digits(value))

    def _by_decimal(self, value: float) -> float:
        held = not self.unit or abs(round(value / self.unit) - value / self.unit) < HELD
        return 0.0 if held else self.unit

    def _by_digits(self, value: float) -> float:
        if not value or float(f"{value:.{self.digits}g}") == float(f"{value:.{MANY_DIGITS}g}"):
            return 0.0
        return 10.0 ** (floor(log10(abs(value))) - self.digits + 1)


def rounding_of(inexact: Sequence[Written], exact: Sequence[Written]) -> Rounding:
    """The rounding of a sheet, read off its numbers; `exact` are those that hit the true value, as 0.35 may.

    Where most numbers end at one decimal, that is what is kept, and as many digits as half of them have. A
    student who keeps to no decimal may have mixed digits on the way, and few numbers say little: there the
    coarser ones tell.
    """
    numbers = [number for number in inexact if number.unit and number.value]
    if not numbers:
        return Rounding()
    digits = sorted(number.digits for number in numbers)
    (unit, count), *_ = Counter(number.unit for number in numbers).most_common(1)
    is_fixed = count >= MOST * len(numbers) and unit < 1  # 1, 2, 4: nobody keeps to no decimals at all
    telling = digits[(len(digits) - 1) // (2 if is_fixed else 4)]
    if len(numbers) < FEW:
        telling = min(telling, *(max(number.digits, SHORT_DIGITS) for number in exact), MANY_DIGITS)
    fewest = FEWEST_DIGITS if len(numbers) >= SEVERAL else SHORT_DIGITS
    return Rounding(max(telling, fewest), unit if is_fixed else 0.0)
