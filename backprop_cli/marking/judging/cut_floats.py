"""Whether a program cut a number just below a value: `int(x*10**4)/10**4` of 0.3925 is 0.3924.

A float that stands for 0.3925 may lie a hair under it, and then the cut takes a whole unit. A value that cut
off anywhere else, 0.39249, is 0.3924 as well, so that nobody can ask more of this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import log10

from backprop_cli.marking.sheets.written import Written

FEWEST_DECIMALS = 3
"""Of a number that is cut, where nothing else on the sheet is seen to be: 0.2 for 0.3 is no noise."""
NOISE = 1e-6
"""Of a unit: how far a float may lie under its decimal."""


def is_a_unit_under(number: Written, value: float) -> bool:
    """Whether a number is one unit of its last digit nearer to 0 than a value, and on the same side of it."""
    gap = abs(value) - abs(number.value)
    return value * number.value > 0 and abs(gap - number.unit) < NOISE * number.unit


def is_cut_float(number: Written, floats: Iterable[float], *, cuts: bool) -> bool:
    """Whether a number is a value that needs no rounding there, cut by a program.

    `floats` are what programs may have for the value; `cuts`: whether the sheet is seen to be cut. What no
    float misses, 25 or 0.375, is not cut to less.
    """
    decimals = round(-log10(number.unit)) if 0 < number.unit < 1 else 0
    if decimals < (1 if cuts else FEWEST_DECIMALS):
        return False
    decimal = Fraction(round(abs(number.value) * 10**decimals) + 1, 10**decimals)
    return any(
        is_a_unit_under(number, value) and (float(decimal) != decimal or abs(value) < decimal)
        for value in floats
    )
