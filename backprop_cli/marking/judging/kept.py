"""What a student may have kept of a written line beyond its digits, and worked on with."""

from __future__ import annotations

from collections.abc import Callable

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.linear import Interval, Reach
from backprop_cli.marking.judging.lines_seen import LinesSeen
from backprop_cli.marking.judging.rounding import EXACT, hull
from backprop_cli.marking.sheets.written import Written, is_bare_zero

AS_WRITTEN = Reach(0.0, 0.0)
MOST_UNITS = 10
"""Units of its last digit by which a good line may be off, or by as much as it is."""


def kept_of(name: str, world: LinesSeen, interval_of: Callable[[Expr], Interval | None]) -> Reach:
    """How far from what is written a number may have been; `interval_of` gives the room of a formula."""
    number, true, pens = world.carried[name], world.true(name), world.pens
    is_exact = true is not None and abs(number.value - true) <= EXACT * abs(number.value)
    if is_exact and not pens.are_one:
        return AS_WRITTEN  # of a student who rounds all alike its terms tell what was kept
    if name in world.handed_on:
        return AS_WRITTEN
    if is_bare_zero(number):
        return hull([0.0, true - number.value if true is not None else 0.0])
    if name in world.tainted:  # a short one counts as written: nothing else bounds its room
        number = number._replace(unit=pens.unit_of(number))
    lowest, highest = _hidden(number, cuts=pens.cuts)
    if name in world.tainted:
        return Reach(lowest - number.value, highest - number.value)
    ends = [each for route in world.scheme.routes(name) for each in interval_of(route) or ()]
    ends += [true] if true is not None else []
    low = max(min(ends, default=number.value), lowest)
    high = min(max(ends, default=number.value), highest)
    if low <= high:
        return hull([0.0, low - number.value, high - number.value])
    # Off by as much as its last digit: it was worked on with as written, or as it was.
    if not ends:
        return Reach(-number.unit, number.unit)
    room = max(abs(number.value), MOST_UNITS * number.unit)  # what lies farther is no other way to the line
    gaps = [each - number.value for each in ends]
    return hull([0.0, *(gap for gap in gaps if abs(gap) <= room), min(gaps, key=abs)])


def _hidden(number: Written, *, cuts: bool) -> Interval:
    """Between which values a number was, before it was written."""
    if not cuts:
        return Interval(number.value - number.unit / 2, number.value + number.unit / 2)
    away = number.unit if number.value > 0 else -number.unit
    return Interval(*sorted((number.value, number.value + away)))
