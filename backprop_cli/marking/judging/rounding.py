"""How far rounding moves a value: to a unit, or cut there."""

from __future__ import annotations

from math import floor

from backprop_cli.marking.judging.linear import Reach

HALVES = (0.5 - 1e-9, 0.5 + 1e-9)
"""What lies half-way may be rounded either way: people, calculators and floats differ."""
EXACT = 1e-12
"""Relative distance at which a written number is the value itself."""


def rounding_shifts(low: float, high: float, unit: float, half: float) -> tuple[float, float]:
    """How far rounding (by about half a unit) or cutting (0) moves a value between two ends: down, and up."""
    rounded = _to_unit(low, unit, half)
    if rounded == _to_unit(high, unit, half):
        return rounded - high, rounded - low
    if half:
        return -unit / 2, unit / 2
    return (-unit, 0.0) if low + high > 0 else (0.0, unit)


def _to_unit(value: float, unit: float, half: float) -> float:
    """Rounded to a unit; with no half, cut."""
    size = floor(abs(value) / unit + (half or EXACT)) * unit
    return size if value >= 0 else -size


def hull(ends: list[float]) -> Reach:
    """The span from the lowest to the highest."""
    return Reach(min(ends), max(ends))
