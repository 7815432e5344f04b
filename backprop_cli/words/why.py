"""The sentences that say why a line has its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.expr.tree import Expr, Ref
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import in_row, symbol, with_place
from backprop_cli.words.say import Message, mark, phrase, say, several
from backprop_cli.words.typed import inert

WHY = mark("Why")
AS_FORMULA = mark(
    "It is a formula: it was compared with the right one as a formula, at many points, and not by its value."
)
FROM_OWN_FORMULAS = mark(
    "It is a formula: it was compared, at many points, with the right one in which the formulas of your"
    " earlier lines stand."
)
SAME_AS_OLD = mark(
    "With these digits the new value cannot be told from the old one: its gradient has to show it."
)
NO_TRUE_VALUE = mark("The problem gives this line no value to compare with.")
MOST_USED = 12
"""Numbers of a formula that are named one by one."""
MANY = 1000
"""Units that nobody counts."""

VERDICTS: dict[str, Message] = {
    "right": mark("This is right"),
    "follows": mark("This follows"),
    "too few digits": mark("This has too few digits"),
    "not assessable": mark("This cannot be judged, and counts as right"),
    "mistake": mark("This is a known mistake"),
    "wrong": mark("This is wrong"),
    "unreadable": mark("This cannot be read"),
}
"""The verdicts in a sentence, by the word that other programs get."""
SOURCES: dict[str, Message] = {
    "written": mark("{number} (yours)"),
    "worked": mark("{number} (worked from your lines)"),
    "given": mark("{number} (given)"),
    "read": mark("{number} (used for what is given)"),
    "true": mark("{number} (the true value, since yours is not carried on)"),
}
"""Where the numbers that a line uses come from, by the word that the marking has for it."""


def left_blank(name: str, place: str) -> Words:
    """That nothing stands there."""
    return say("{line}: nothing is written there.", line=with_place(name, place))


def verdict(name: str, place: str, written: str, value: str, why: Words) -> Words:
    """The line, what stands there, and its verdict with the reason that the marked sheet gives."""
    told = phrase(VERDICTS[value])
    return say(
        "{line}: you wrote {written}. {verdict}.",
        line=with_place(name, place),
        written=inert(written, 60),
        verdict=say("{verdict}: {why}", verdict=told, why=why) if why else told,
    )


JUST_THAT = mark("The true value is {value}: just that.")
ROUNDED = mark("The true value is {value}: this is it, rounded at the last digit that you wrote.")
CUT_OFF = mark("The true value is {value}: this is it, cut off at the last digit that you wrote.")
CUT_AS_FLOAT = mark(
    "The true value is {value}: this is it, cut off by a program whose own number lies just below it."
)
IS_TRUE = mark("The true value is {value}.")
FOLLOWS = mark("The true value is {value}; an earlier line is off, and this one follows from it.")
"""The true value, beside what is written."""


def right_formula(name: str, formula: Expr) -> Words:
    """What a formula is to be, in one way of writing it."""
    return say("In one way of writing it, it is {formula}.", formula=Math((Ref(name), formula)))


BY_OWN_NUMBERS = mark("With your own earlier numbers, {formula}")
BY_RIGHT_NUMBERS = mark("With those of your earlier numbers that are right, {formula}")
BY_NUMBERS_BEFORE = mark("With what your own numbers give in place of the slip before this line, {formula}")
LITERALLY = mark("With every earlier number just as you wrote it, {formula}")
ANOTHER_WAY = mark("Another right way: {formula}")
"""Before a formula, with what it is worked."""
FITS = mark("what you wrote agrees with that, to its last digit")


def led(lead: Message, name: str, formula: Expr) -> Words:
    """A formula, and with what it is worked."""
    return say(lead, formula=Math((Ref(name), formula)))


def without_value(way: Words) -> Words:
    """A formula that has no value with these numbers."""
    return say("{way} has no value.", way=way)


def gives(way: Words, value: str, fits: str) -> Words:
    """Where a formula leads, and whether what is written fits."""
    if fits:
        return say("{way} gives {value}; {fits}.", way=way, value=value, fits=fits)
    return say("{way} gives {value}.", way=way, value=value)


def span(value: str, low: str, high: str) -> str:
    """A value, and where it may lie as well."""
    return phrase(
        "{value}, or {low} to {high} as numbers may have been rounded on the way",
        value=value,
        low=low,
        high=high,
    )


def away(units: float) -> str:
    """How far what is written is from where it may be, in units of its last digit."""
    if units > MANY:
        return phrase(
            "what you wrote is more than {units} units of its last digit away from that", units=MANY
        )
    if units == 1:
        told = phrase("what you wrote is 1 unit of its last digit away from that")
    else:
        told = phrase("what you wrote is {units} units of its last digit away from that", units=f"{units:g}")
    return phrase("{away}, and there is nothing to round", away=told) if units <= 1 else told


def mistaken(name: str, formula: Expr, value: str, written: str) -> Words:
    """What the mistake makes of the line; `value` is empty where it has none."""
    math = Math((Ref(name), formula))
    if not value:
        return say("With the mistake it is {formula}.", formula=math)
    return say(
        "With the mistake it is {formula}, and that gives {value}; you wrote {written}.",
        formula=math,
        value=value,
        written=inert(written, 60),
    )


def used(numbers: Sequence[tuple[str, str, str]]) -> Words:
    """The numbers that formulas took: each by its name, its value, and where it comes from."""
    shown = [
        (symbol(name), " = ", phrase(SOURCES[source], number=value))
        for name, value, source in numbers[:MOST_USED]
    ]
    more = len(numbers) - MOST_USED
    if more > 0:
        return say("The numbers in it: {numbers} and {more} more.", numbers=in_row(shown, ", "), more=more)
    return say("The numbers in it: {numbers}.", numbers=in_row(shown, ", "))


NO_PENS = mark(
    "Your sheet has too few numbers to see how you round: only what you wrote was taken as rounded."
)
ROUNDS = mark("Your numbers are seen to be rounded to {digits}; that much was allowed on the way.")
CUTS = mark("Your numbers are seen to be cut off or rounded to {digits}; that much was allowed on the way.")
"""How a sheet is seen to round."""


def digits_between(low: int, high: int) -> str:
    """`3 significant digits`, `3 to 5 significant digits`."""
    if low != high:
        return phrase("{low} to {high} significant digits", low=low, high=high)
    return phrase(several("{count} significant digit", "{count} significant digits"), count=low)
