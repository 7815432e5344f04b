"""The words that say why a line has its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Ref
from backprop_cli.marking.judging.finding import Trial
from backprop_cli.marking.judging.grounds import Source, Used, Way
from backprop_cli.marking.judging.pens import Pens
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import MarkedLine, Policy
from backprop_cli.marking.sheets.written import Written
from backprop_cli.worksheet.document import Math, Words
from backprop_cli.worksheet.marking_words import inert, reason, spoken
from backprop_cli.worksheet.wording import symbol

WHY = "Why"
AS_FORMULA = (
    "It is a formula: it was compared with the right one as a formula, at many points, and not by its value."
)
SAME_AS_OLD = "With these digits the new value cannot be told from the old one: its gradient has to show it."
MOST_USED = 12
"""Numbers of a formula that are named one by one."""
FINER = 2
"""Digits beyond the last one written with which a value is told."""
FEWEST_DIGITS, MOST_DIGITS = 5, 12

VERDICTS = {
    Verdict.RIGHT: "This is right",
    Verdict.FOLLOWS: "This follows",
    Verdict.TOO_FEW_DIGITS: "This has too few digits",
    Verdict.NOT_ASSESSABLE: "This cannot be judged, and counts as right",
    Verdict.MISTAKE: "This is a known mistake",
    Verdict.WRONG: "This is wrong",
    Verdict.BLANK: "nothing is written there",
    Verdict.UNREADABLE: "This cannot be read",
}
"""The verdicts in a sentence."""

OWN = "With your own earlier numbers, "
LEADS = {
    Trial.RIGHT_LINES: "With those of your earlier numbers that are right, ",
    Trial.LITERAL: "With every earlier number just as you wrote it, ",
}
"""What a formula is worked with, where that is not simply the student's own numbers."""
ANOTHER = "Another right way: "
FITS = "what you wrote agrees with that, to its last digit"
MANY = 1000
"""Units that nobody counts."""

SOURCES = {
    Source.WRITTEN: "yours",
    Source.WORKED: "worked from your lines",
    Source.GIVEN: "given",
    Source.TRUE: "the true value, since yours is not carried on",
}


def verdict(line: MarkedLine, policy: Policy) -> Words:
    """The line, what stands there, and its verdict with the reason that the marked sheet gives."""
    if line.verdict is Verdict.BLANK:
        return (symbol(line.name), f", {spoken(line.quantity)}: {VERDICTS[line.verdict]}.")
    said, why = VERDICTS[line.verdict], reason(line, policy)
    told = f"{said}: {why}." if why else f"{said}."
    return (
        symbol(line.name),
        f", {spoken(line.quantity)}: you wrote {inert(line.judged.answer.text, 60)}. {told}",
    )


def tested(line: MarkedLine, trial: Trial, number: Written) -> str:
    """What decided, where no formula had to be worked; else nothing."""
    true = line.judged.true
    if true is None:
        return "The problem gives this line no value to compare with."
    match trial:
        case Trial.TRUE:
            return _as_written(true, number)
        case Trial.NO_CHANGE:
            return SAME_AS_OLD
    return ""


def _as_written(true: float, number: Written) -> str:
    if abs(true - number.value) <= NOISE * abs(true):
        return f"The true value is {_figure(true, number)}: just that."
    how = "rounded" if abs(true - number.value) <= number.unit * (0.5 + NOISE) else "cut off"
    return f"The true value is {_figure(true, number)}: this is it, {how} at the last digit that you wrote."


NOISE = 1e-9


def right_formula(step: Step) -> Words:
    """What a formula is to be, in one way of writing it."""
    return ("In one way of writing it, it is ", Math((Ref(step.name), step.symbolic[-1].expr)), ".")


def way(name: str, worked: Way, number: Written, trial: Trial, *, is_first: bool) -> Words:
    """A right formula, and where it leads."""
    lead = LEADS.get(trial, OWN) if is_first else ANOTHER
    head = (lead, Math((Ref(name), worked.formula)))
    if worked.value is None:
        return (*head, " has no value.")
    fits = FITS if trial not in {Trial.MISTAKE, Trial.NONE} else _distance(worked, number)
    return (*head, f" gives {_span(worked, number, trial)}{f'; {fits}' if fits else ''}.")


def _span(worked: Way, number: Written, trial: Trial) -> str:
    """A value, and where it may lie as well, if that counts."""
    value = _figure(worked.value or 0.0, number)
    if worked.interval is None or trial in {Trial.EXACT, Trial.LITERAL}:
        return value
    low, high = (_figure(end, number) for end in worked.interval)
    if low == high:
        return value
    return f"{value}, or {low} to {high} as numbers may have been rounded on the way"


def _distance(worked: Way, number: Written) -> str:
    """How far what is written is from where it may be; nothing where that is not what decides."""
    low, high = worked.interval or (number.value, number.value)
    gap = max(low - number.value, number.value - high, 0.0)
    if not gap or not number.unit:
        return ""
    units = float(f"{gap / number.unit:.2g}")
    counted = f"more than {MANY} units" if units > MANY else "1 unit" if units == 1 else f"{units:g} units"
    exact = ", and there is nothing to round" if units <= 1 else ""
    return f"what you wrote is {counted} of its last digit away from that{exact}"


def mistaken(name: str, worked: Way, number: Written) -> Words:
    """What the mistake makes of the line."""
    head: Words = ("With the mistake it is ", Math((Ref(name), worked.formula)))
    if worked.value is None:
        return (*head, ".")
    return (*head, f", and that gives {_figure(worked.value, number)}; you wrote {inert(number.text, 60)}.")


def used(numbers: Sequence[Used], number: Written) -> Words:
    """The numbers that formulas took, each with where it comes from."""
    words: list[str | Math] = ["The numbers in it: "]
    for place, each in enumerate(numbers[:MOST_USED]):
        words += [", "] if place else []
        words += [symbol(each.name), f" = {_taken(each, number)} ({SOURCES[each.source]})"]
    rest = len(numbers) - MOST_USED
    return (*words, f" and {rest} more." if rest > 0 else ".")


def _taken(each: Used, number: Written) -> str:
    if each.source in {Source.WRITTEN, Source.GIVEN}:
        return _plain(each.value, MOST_DIGITS)
    return _plain(each.value, min(max(_digits(number) + FINER, FEWEST_DIGITS), MOST_DIGITS))


def pens(seen: Pens) -> str:
    """How a sheet is seen to round."""
    ways = []
    if seen.unit:
        ways.append(_counted(round(-log10(seen.unit)), "decimal"))
    if seen.digits:
        low, high = seen.digits[0], seen.digits[-1]
        span = _counted(low, "significant digit") if low == high else f"{low} to {high} significant digits"
        ways.append(span)
    if not ways:
        return (
            "Your sheet has too few numbers to see how you round: only what you wrote was taken as rounded."
        )
    how = "cut off or rounded" if seen.cuts else "rounded"
    return f"Your numbers are seen to be {how} to {' or '.join(ways)}; that much was allowed on the way."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def true_value(true: float, number: Written, *, follows: bool) -> str:
    """The true value, beside what the student's own numbers give."""
    told = f"The true value is {_figure(true, number)}"
    return f"{told}; an earlier line is off, and this one follows from it." if follows else f"{told}."


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
