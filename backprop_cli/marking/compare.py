"""Whether a number that is written is a value: rounded, cut, or as near as rounding allows."""

from __future__ import annotations

from math import nan

from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.own_work import OwnWork, value_or_none
from backprop_cli.marking.written import Written, is_bare_zero

SLACK = 1 + 1e-9
"""Over the noise of floats at the very edge."""


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
    return abs(value - number.value) <= room_for(formula, number, work) + 1e-12 * abs(value)


def room_for(formula: Expr, number: Written, work: OwnWork) -> float:
    """One unit of the last digit, and what rounding earlier lines and terms comes to; NaN if none can say."""
    try:
        return (number.unit + work.spread_of(formula) + work.rounding_within(formula)) * SLACK
    except FormulaError:
        return nan  # a slope has no value here
