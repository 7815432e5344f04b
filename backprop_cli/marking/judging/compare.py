"""Whether a number that is written is a value: rounded, cut, or as near as rounding allows."""

from typing import NamedTuple

from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Num, Pow, Ref, references
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.sheets.written import Written, is_bare_zero

NOISE = 1e-12
"""What a number below it is where the truth is 0."""
NEXT_TO_NOTHING = 1e-3
"""Share of a value that no rounding leaves of it, but for a 0."""
MOVED = 0.02
"""Share of a number by which rounding may have moved it where what it comes of is guessed; or one unit."""
COARSER = 2
"""Digits by which lines on the way to a number are rounded more coarsely than the number, at most."""
SLACK, HELD = 1 + 1e-9, 1e-6
"""For the noise of floats: at the very edge, and in units of a digit that holds a value."""


def is_written_form(value: float, number: Written) -> bool:
    """Whether `number` is `value` rounded or cut at its last digit."""
    if value and is_bare_zero(number):
        return False
    if value == 0 and abs(number.value) < NOISE:
        return True  # 0.1 + 0.2 − 0.3, as a program prints it
    gap = abs(value - number.value)
    slack = 1e-9 * max(number.unit, abs(value) * 1e-3)
    if gap <= number.unit / 2 + slack:
        return True
    is_cut = value * number.value >= 0 and abs(number.value) <= abs(value)
    return is_cut and gap < number.unit - slack


def is_recognised(value: float, number: Written) -> bool:
    """Whether rounding has left so much of a value that one can tell a number comes of it.

    A wide room holds numbers that look like nothing; what is guessed must still be seen in the digits.
    """
    return abs(value - number.value) <= max(MOVED * abs(number.value), number.unit)


def hits(formula: Expr, number: Written, work: OwnWork) -> bool:
    """Whether a formula, worked from the student's lines, is what is written and needs no rounding."""
    value = value_or_none(formula, work)
    return value is not None and abs(value - number.value) <= NOISE * max(1.0, abs(value))


def gives(formula: Expr, number: Written, work: OwnWork) -> bool:
    """Whether a formula, worked from the student's lines, is just what is written."""
    value = value_or_none(formula, work)
    return value is not None and is_written_form(value, number)


def allows(formula: Expr, number: Written, work: OwnWork, units: float = 1.0) -> bool:
    """Whether some honest way of rounding gives what is written, or comes so many of its last units near."""
    value = value_or_none(formula, work)
    if value is None or (number.value < 0 and is_never_negative(formula, work)):
        return False
    return is_near(value, number, margin(formula, work.as_fine_as(number, COARSER)), units)


def rounds_to(formula: Expr, number: Written, work: OwnWork) -> bool:
    """Whether some honest way of rounding gives what is written, once it is rounded to its last digit."""
    return allows(formula, number, work, units=0.5)


def is_never_negative(formula: Expr, work: OwnWork, known: dict[str, bool] | None = None) -> bool:
    """Whether no rounding on the way makes a formula negative, as a mean of squares.

    `known`: what is known of lines that are not written, each of which is asked once.
    """
    lines = {} if known is None else known

    def is_so(expr: Expr) -> bool:
        return is_never_negative(expr, work, lines)

    is_given = isinstance(formula, Ref) or not any(map(work.is_line, references(formula)))
    match formula:
        case Ref(name) if work.is_line(name) and not work.stands(name):
            if name not in lines:
                lines[name] = False  # where what is supposed leads in a circle
                lines[name] = is_so(work.route(name))
            return lines[name]
        case Pow(_, Num(exponent)) if exponent % 2 == 0:
            return True
        case Div(top, bottom) if not is_given:
            return is_so(top) and is_so(bottom)
        case Add(parts) | Mul(parts) if not is_given:
            return all(map(is_so, parts))
    value = value_or_none(formula, work) if is_given else None
    return value is not None and value >= 0


class Tolerance(NamedTuple):
    """How far rounding may have moved a value, down and up."""

    below: float
    above: float


def margin(formula: Expr, work: OwnWork) -> Tolerance | None:
    """How far rounding may have moved the value of a formula; None where nobody can say."""
    value = value_or_none(formula, work)
    try:
        low, high = work.room.interval(formula)
    except FormulaError:
        return None
    return None if value is None else Tolerance(value - low, high - value)


def is_near(value: float, number: Written, room: Tolerance | None, units: float = 1.0) -> bool:
    """Whether what is written may be `value`, moved within a margin and then by so many of its last units."""
    if room is None or (value and is_bare_zero(number)):
        return False
    if 0 < abs(number.value) < NEXT_TO_NOTHING * abs(value):
        return False  # terms that cancel leave nothing, or as much as their last digits
    if abs(value) < 1 <= number.unit:
        return is_written_form(value, number)  # a whole number is no near miss of a fraction
    if room.below + room.above <= HELD * number.unit and is_held(value, number.unit):
        return abs(value - number.value) <= 1e-12 * abs(value)  # there was nothing to round: 25 is not 24
    slack = units * number.unit * SLACK + 1e-12 * abs(value)
    return value - room.below - slack <= number.value <= value + room.above + slack


def is_held(value: float, unit: float) -> bool:
    """Whether a value needs no rounding at this digit."""
    return not unit or abs(value / unit - round(value / unit)) < HELD
