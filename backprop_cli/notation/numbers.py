"""Numbers for the page: significant digits, plain or with a power of ten, and whether any were dropped."""

from functools import lru_cache
from math import isfinite
from typing import NamedTuple

ALL_DIGITS = 40
"""As many as a file may have: a number stays as its author typed it."""
SURE_DIGITS = 12
"""Significant digits that count: 0.39249999999999996 is 0.3925, its tail is the float's own noise."""

_NUDGE = 1e-13
"""Lifts a half, 0.0000125, over the float's noise, so that it is rounded away from 0 as by hand."""

CACHED = 1 << 15
"""Numbers kept as written: one stands in many lines, and in two scripts."""
LARGEST_PLAIN, SMALLEST_PLAIN = 1e7, 1e-4


class Decimal(NamedTuple):
    """A number as written: `mantissa` · 10^`exponent`, with no power of ten where it is 0."""

    mantissa: str
    exponent: int
    rounded: bool
    """Whether digits were dropped: then the page says ≈."""

    def negated(self) -> "Decimal":
        """The number with its sign turned: −(−0.5) is 0.5."""
        turned = self.mantissa[1:] if self.mantissa.startswith("-") else f"-{self.mantissa}"
        return self._replace(mantissa=turned)


@lru_cache(maxsize=CACHED)
def decimal(value: float, digits: int) -> Decimal:
    """`value` to `digits` significant digits; without trailing zeros where it is exact."""
    lifted = value + value * _NUDGE
    value = lifted if isfinite(lifted) else value
    full, short = f"{value:.{SURE_DIGITS}g}", f"{value:.{digits}g}"
    rounded = float(full) != float(short)
    size = abs(float(short))
    if size and not (SMALLEST_PLAIN <= size < (10**digits if rounded else LARGEST_PLAIN)):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return Decimal(mantissa if rounded else _trimmed(mantissa), int(exponent), rounded)
    if rounded:
        return Decimal(f"{value:#.{digits}g}".removesuffix("."), 0, True)
    before_noise = SURE_DIGITS - 1 - int(f"{size:e}".partition("e")[2])
    return Decimal(_trimmed(f"{float(short):.{max(0, before_noise)}f}"), 0, False)


@lru_cache(maxsize=CACHED)
def typed(text: str, digits: int) -> Decimal:
    """A number as its author typed it, unless it has more than `digits` significant digits."""
    if "/" in text:
        top, bottom = text.removeprefix("+").split("/")
        if max(len(top), len(bottom)) <= max(digits, MIN_TYPED):
            return Decimal(f"{top}/{bottom}", 0, False)
        return decimal(int(top) / int(bottom), min(digits, SURE_DIGITS))
    plain = text.lower().partition("e")[0].lstrip("+-").replace(".", "").lstrip("0")
    if "e" in text.lower():
        return decimal(float(text), min(digits, SURE_DIGITS))
    if len(plain) > max(digits, MIN_TYPED):
        return decimal(float(text), digits)
    whole = text.removeprefix("+")
    return Decimal(whole.replace("-.", "-0.") if "-." in whole else _with_zero(whole), 0, False)


MIN_TYPED = 4
"""However few digits are asked for, numbers of up to four digits stay as typed."""


def _with_zero(text: str) -> str:
    return f"0{text}" if text.startswith(".") else text.removesuffix(".")


def _trimmed(text: str) -> str:
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if trimmed == "-0" else trimmed
