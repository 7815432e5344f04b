"""What is said of the grounds of a verdict, chosen from them; its numbers with as many digits as tell."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from backprop_cli.derivation.step import Step
from backprop_cli.marking.judging.cut_floats import is_a_unit_under
from backprop_cli.marking.judging.finding import Trial
from backprop_cli.marking.judging.grounds import Source, Used, Way
from backprop_cli.marking.judging.pens import Pens
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import MarkedLine, Policy
from backprop_cli.marking.sheets.written import Written
from backprop_cli.words import why as words
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import counted, either
from backprop_cli.words.marked import place_of
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.verdicts import reason

FINER = 2
"""Digits beyond the last one written with which a value is told."""
FEWEST_DIGITS, MOST_DIGITS = 5, 12
NOISE = 1e-9

LEADS = {
    Trial.RIGHT_LINES: words.BY_RIGHT_NUMBERS,
    Trial.BEFORE_SLIP: words.BY_NUMBERS_BEFORE,
    Trial.LITERAL: words.LITERALLY,
}
"""What a formula is worked with, where that is not simply the student's own numbers."""


def line_and_verdict(line: MarkedLine, policy: Policy) -> Words:
    """The line, what stands there, and its verdict with the reason that the marked sheet gives."""
    place = place_of(line.quantity)
    if line.verdict is Verdict.BLANK:
        return words.left_blank(line.name, place)
    written = line.judged.answer.text
    return words.verdict(line.name, place, written, line.verdict.value, reason(line, policy))


def tested(line: MarkedLine, trial: Trial, number: Written) -> str:
    """What decided, where no formula had to be worked; else nothing."""
    true = line.judged.true
    if true is None:
        return phrase(words.NO_TRUE_VALUE)
    match trial:
        case Trial.TRUE:
            return _as_written(true, number)
        case Trial.NO_CHANGE:
            return phrase(words.SAME_AS_OLD)
    return ""


def _as_written(true: float, number: Written) -> str:
    if abs(true - number.value) <= NOISE * abs(true):
        said = words.JUST_THAT
    elif abs(true - number.value) <= number.unit * (0.5 + NOISE):
        said = words.ROUNDED
    else:
        said = words.CUT_AS_FLOAT if is_a_unit_under(number, true) else words.CUT_OFF
    return phrase(said, value=_figure(true, number))


def right_formula(step: Step) -> Words:
    """What a formula is to be, in one way of writing it."""
    return words.right_formula(step.name, step.symbolic[-1].expr)


def way(name: str, worked: Way, number: Written, trial: Trial, *, is_first: bool) -> Words:
    """A right formula, and where it leads."""
    lead = LEADS.get(trial, words.BY_OWN_NUMBERS) if is_first else words.ANOTHER_WAY
    head = words.led(lead, name, worked.formula)
    if worked.value is None:
        return words.without_value(head)
    agrees = trial not in {Trial.MISTAKE, Trial.NONE}
    fits = phrase(words.FITS) if agrees else _distance(worked, number)
    return words.gives(head, _span(worked, number, trial), fits)


def _span(worked: Way, number: Written, trial: Trial) -> str:
    """A value, and where it may lie as well, if that counts."""
    value = _figure(worked.value or 0.0, number)
    if worked.interval is None or trial in {Trial.EXACT, Trial.LITERAL}:
        return value
    low, high = (_figure(end, number) for end in worked.interval)
    return value if low == high else words.span(value, low, high)


def _distance(worked: Way, number: Written) -> str:
    """How far what is written is from where it may be; nothing where that is not what decides."""
    low, high = worked.interval or (number.value, number.value)
    gap = max(low - number.value, number.value - high, 0.0)
    if not gap or not number.unit:
        return ""
    return words.away(float(f"{gap / number.unit:.2g}"))


def mistaken(name: str, worked: Way, number: Written) -> Words:
    """What the mistake makes of the line."""
    value = "" if worked.value is None else _figure(worked.value, number)
    return words.mistaken(name, worked.formula, value, number.text)


def used(numbers: Sequence[Used], number: Written) -> Words:
    """The numbers that formulas took, each with where it comes from."""
    return words.used([(each.name, _taken(each, number), each.source.value) for each in numbers])


def _taken(each: Used, number: Written) -> str:
    if each.source in {Source.WRITTEN, Source.GIVEN, Source.READ}:
        return _plain(each.value, MOST_DIGITS)
    return _plain(each.value, min(max(_digits(number) + FINER, FEWEST_DIGITS), MOST_DIGITS))


def pens(seen: Pens) -> str:
    """How a sheet is seen to round."""
    ways = []
    if seen.unit:
        ways.append(counted(round(-log10(seen.unit)), "decimal"))
    if seen.digits:
        ways.append(words.digits_between(seen.digits[0], seen.digits[-1]))
    if not ways:
        return phrase(words.NO_PENS)
    return phrase(words.CUTS if seen.cuts else words.ROUNDS, digits=either(ways))


def true_value(true: float, number: Written, *, follows: bool) -> str:
    """The true value, beside what the student's own numbers give."""
    return phrase(words.FOLLOWS if follows else words.IS_TRUE, value=_figure(true, number))


# --- numbers ----------------------------------------------------------------------------------------


def _figure(value: float, number: Written) -> str:
    """A value with a little more digits than what it is compared with."""
    if not number.unit or not value:
        return _plain(value, FEWEST_DIGITS)
    digits = floor(log10(abs(value))) - floor(log10(number.unit) + NOISE) + 1 + FINER
    return _plain(value, max(FEWEST_DIGITS, min(digits, MOST_DIGITS)))


def _digits(number: Written) -> int:
    return number.digits if number.unit else FEWEST_DIGITS


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−", 1) if value < 0 else f"{value:.{digits}g}"
