"""A number as a student writes it -> its value, and how finely it is written.

Accepted besides plain decimals: `1e-3`, `.5`, a true minus sign, a decimal comma, `1/3`, `½`, and the digits
of Persian and Arabic. Digits are what marking goes by, so they are read from the raw text.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

MAX_CHARACTERS = 60
MAX_EXPONENT = 300


class Written(NamedTuple):
    """A written number."""

    text: str
    """As the student wrote it."""
    value: float
    unit: float
    """One unit of the last digit written; 0 for an exact fraction."""
    digits: int
    """Significant digits written; a fraction or a plain 0 has as many as anyone asks for."""


EXACT_DIGITS = 99
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "＋": "+", "٫": ".", "٬": "", "⁄": "/", "\u200e": "", "\u200f": ""}
)
_DECIMAL = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?(?:(?:[eE]|[·×*]\s?10\^?)([+-]?\d+))?")
_FRACTION = re.compile(r"([+-]?\d{1,9})\s*/\s*(\d{1,9})")


def read_number(text: str) -> Written | None:
    """The number that `text` writes, or None if it writes none."""
    plain = _plain(text)
    if not plain or len(plain) > MAX_CHARACTERS:
        return None
    if fraction := _FRACTION.fullmatch(plain):
        return _exact(text, int(fraction[1]), int(fraction[2]))
    found = _DECIMAL.fullmatch(plain)
    if found is None or not (found[2] or found[3]):
        return None
    sign, whole, decimals, exponent = found[1], found[2], found[3] or "", int(found[4] or 0)
    if abs(exponent) > MAX_EXPONENT:
        return None
    value = float(f"{sign}{whole or '0'}.{decimals or '0'}e{exponent}")
    significant = (whole + decimals).lstrip("0")
    digits = len(significant) or EXACT_DIGITS
    return Written(text, value, 10.0 ** (exponent - len(decimals)), digits)


def _plain(text: str) -> str:
    """ASCII digits and signs; `½` as 1/2, `x = ` before the number left out."""
    composed = unicodedata.normalize("NFKC", text.strip().translate(_SIGNS)).translate(_SIGNS)
    digits = "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in composed
    )
    return re.sub(r"^[≈=~\s]+", "", digits).replace(" ", "") if "/" not in digits else digits


def _exact(text: str, top: int, bottom: int) -> Written | None:
    if not bottom:
        return None
    return Written(text, float(Fraction(top, bottom)), 0.0, EXACT_DIGITS)
