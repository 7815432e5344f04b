"""The notes on how an answer was judged, where the verdict does not say it all."""

from __future__ import annotations

from fractions import Fraction

from backprop_cli.words.say import mark, phrase

NUMBER_ASKED = mark("a number is asked here, and this is a formula")
NUMBERS_PUT_IN = mark("right with numbers put in")
GIVEN_PUT_IN = mark("right with the given numbers put in")
TARGETS_PUT_IN = mark("right with the given targets put in")
ONLY_HERE = mark("it has the right value with these given numbers, but not with others")
NO_VALUE = mark("the formula has no value where the quantity has one")
TOO_CLOSE = mark("the two are too close to tell apart")
SAME_UNITS_ON = mark("it holds as long as the same ReLU units are on as here")
BY_VALUE = mark("compared by its value only: the network is large")
USES_ITSELF = mark("the formula uses the quantity itself")


def worked_from_it(cited: str) -> str:
    """A formula that uses what is worked out from its quantity."""
    return phrase("{name} is worked out from it", name=cited)


def only_named(derivative: str, *, has_number: bool) -> str:
    """A derivative that stands in a formula for being worked, and is no line of the sheet.

    `has_number`: whether the exercise has numbers, so that the line's own one would do.
    """
    if has_number:
        return phrase(
            "{derivative} only names a derivative: write its number or its formula", derivative=derivative
        )
    return phrase("{derivative} only names a derivative: write its formula", derivative=derivative)


def only_another_name(loss: str) -> str:
    """The loss of a step's only sample, which stands for the whole loss of the step being worked."""
    return phrase("{loss} is this very loss: write its number or its formula", loss=loss)


def only_the_rule(derivative: str) -> str:
    """The rule of the optimiser as it is printed, with a derivative that is not on the sheet."""
    return phrase(
        "{derivative} is not worked on this sheet: the rule alone, which is given, is no answer",
        derivative=derivative,
    )


def rule_of_made_up(derivative: str) -> str:
    """The rule of the optimiser as it is printed, with a derivative that is wrong for no known reason."""
    return phrase(
        "{derivative} is wrong on this sheet: the rule alone, which is given, is no answer; write the number"
        " that it gives",
        derivative=derivative,
    )


def comes_later(name: str) -> str:
    """A formula that uses a later line."""
    return phrase("`{name}` comes after this line: a formula may use what comes before it", name=name)


def times_right(factor: Fraction | None) -> str:
    """By which factor a formula is off."""
    return phrase("{factor} times the right formula", factor=str(factor))
