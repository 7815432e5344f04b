"""Whether a number that is written is a value: rounded, cut, or as near as rounding allows."""

from __future__ import annotations

from math import nan

from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.own_work import OwnWork, value_or_none
from backprop_cli.marking.written import Written, is_bare_zero

SLACK, HELD = 1 + 1e-9, 1e-6
"""For the noise of floats: at the very edge, and in units of a digit that holds a value."""


def is_written_form(value: float, number: Written) -> bool:
    """Whether `number` is `value` rounded or cut at its last digit."""
    if value and is_bare_zero(number):
        return False
    gap = abs(value - number.value)
    slack = 1e-9 * max(number.unit, abs(value) * 1e-3)
    if gap <= number.unit / 2 + slack:
        return True
    is_cut = value * number.value >= 0 and abs(number.value) <= abs(value)
    return is_cut and gap < number.unit - slack


def gives(formula: Expr, number: Written, work: OwnWork) -> bool:
    """Whether a formula, worked from the student's lines, is just what is written."""
    value = value_or_none(formula, work)
    return value is not None and is_written_form(value, number)


def allows(formula: Expr, number: Written, work: OwnWork) -> bool:
    """Whether what is written is as near as the digits of this and the earlier lines allow."""
    value = value_or_none(formula, work)
    if value is None or (value and is_bare_zero(number)):
        return False
    if abs(value) < 1 <= number.unit:
        return is_written_form(value, number)  # a whole number is no near miss of a fraction
    return abs(value - number.value) <= room_for(formula, number, work) + 1e-12 * abs(value)


def room_for(formula: Expr, number: Written, work: OwnWork) -> float:
    """One unit of the last digit, and what rounding earlier lines and terms comes to.

    Nothing where there was nothing to round: 25 is not 24. NaN where nobody can say.
    """
    try:
        uncertain = work.spread_of(formula) + work.rounding_within(formula)
    except FormulaError:
        return nan  # a slope has no value here
    if not uncertain and _is_held(value_or_none(formula, work), number.unit):
        return 0.0
    return (number.unit + uncertain) * SLACK


def _is_held(value: float | None, unit: float) -> bool:
    """Whether a value needs no rounding at this digit."""
    return value is not None and (not unit or abs(value / unit - round(value / unit)) < HELD)
