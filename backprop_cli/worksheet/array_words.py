"""The words of a program's arrays."""

from __future__ import annotations

from fractions import Fraction

from backprop_cli.marking.judging.off_array import OffArray
from backprop_cli.quantities.grammar import read, text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.worksheet.marking_words import any_of

SIGNAL = "delta"
"""What programs call δ."""


def off_array(off: OffArray) -> str:
    """Which array of a program is the first wrong one, by what factor, and by which mistake."""
    known = f" ({any_of(off.slips)})" if off.slips else ""
    return f"The first wrong array is {_array(off.name)}: {_how_far_off(off)}{known}."


def _array(name: str) -> str:
    """An array by its name; δ over the samples also by that of programs: `delta1 (dell/dZ1)`."""
    quantity = read(name)
    if isinstance(quantity, Gradient) and quantity.is_error_signal:
        return f"{text(Quantity(SIGNAL, quantity.by.layer))} ({name})"
    return name


def _how_far_off(off: OffArray) -> str:
    every = "it" if off.entries == 1 else "every entry"
    if off.factor is not None:
        return f"{every} is {times(off.factor)} what your own earlier arrays give"
    if len(off.off) == off.entries:
        return f"{every} is off from what your own earlier arrays give"
    verb = "is" if len(off.off) == 1 else "are"
    part = f"{len(off.off)} of {off.entries} entries {verb} off from what your own earlier arrays give"
    return f"{part}, {'' if len(off.off) == 1 else 'the first '}{text(off.off[0])}"


def times(factor: float) -> str:
    """`3 times`, `1/3 of`, `minus 0.7 times`, and of −1 `minus`."""
    sign = "minus " if factor < 0 else ""
    size = Fraction(abs(factor)).limit_denominator(1_000)
    if factor == -1:
        return "minus"
    if float(size) == abs(factor) and size.numerator == 1:
        return f"{sign}{size} of"
    return f"{sign}{abs(factor):.6g} times"
