"""Why a slope is 0 where nothing is multiplied by 0: the part of a function that counts there is flat."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from backprop_cli.expr.tree import Expr, Ref
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.remarks.lists import MOST_NAMED
from backprop_cli.words.say import Message, mark, say


class Flatness(Enum):
    """What is flat."""

    CONSTANT = "a maximum is the number in it"
    PASSED = "a maximum is another of its two quantities"
    KINK = "a maximum of a quantity and a number has a kink there, and 0 is taken"
    TIE = "both quantities of a maximum are equal, and the other is taken"
    CASE = "of the author's cases the one that holds"
    STEP = "a quantity changes with another in steps only"
    STEPPED_UNIT = "so does an activation"
    UNMOVED = "a quantity does not change with another"


class Flat(NamedTuple):
    """One reason for a slope of 0."""

    why: Flatness
    test: Expr
    """What decides between two cases; of the last three reasons what the slope is taken by."""
    value: float = 0.0
    """Of what decides."""
    function: str = ""
    """`max` or `min`."""
    instead: Expr | None = None
    """What counts in its place, a number or a quantity; of the last three reasons what has the slope."""

    @property
    def alike(self) -> tuple[object, ...]:
        """What a sentence names once: reasons that differ in it are told one by one."""
        named = () if self.why is Flatness.STEPPED_UNIT else (self.instead,)
        by = (self.test,) if self.why in {Flatness.STEP, Flatness.UNMOVED} else ()
        return (self.why, self.function, *named, *by)


_TESTS = {1: mark("{test} > 0"), -1: mark("{test} < 0"), 0: mark("{test} = 0")}
_PASSED = {
    "max": mark("{tests}: max passes the gradient to the larger one, {instead}"),
    "min": mark("{tests}: min passes the gradient to the smaller one, {instead}"),
}
_REASONS: dict[Flatness, Message] = {
    Flatness.CONSTANT: mark("{tests}: there {function} is the constant {instead}"),
    Flatness.KINK: mark("{tests} is the kink of {function}: its slope there is taken as 0"),
    Flatness.TIE: mark(
        "{tests} is the kink of {function}: there the gradient goes by convention to {instead}"
    ),
    Flatness.CASE: mark("{tests}: the case that holds has the slope 0"),
    Flatness.STEP: mark("{instead} is a step function of {by}: its slope is 0 wherever it has one"),
    Flatness.STEPPED_UNIT: mark(
        "the activation is a step function: its slope is 0 wherever it has one. Nothing comes back through "
        "it, so the weights before it learn nothing"
    ),
    Flatness.UNMOVED: mark("{instead} does not change with {by}"),
}
"""The words for each, but for a gradient that is passed on."""


def reasons(found: Sequence[Flat]) -> Words:
    """The reasons as one clause, those of a kind together."""
    kinds: dict[tuple[object, ...], list[Flat]] = {}
    for each in found:
        kinds.setdefault(each.alike, []).append(each)
    return in_row([_reason(each) for each in kinds.values()])


def _reason(alike: Sequence[Flat]) -> Words:
    first = alike[0]
    message = _PASSED[first.function] if first.why is Flatness.PASSED else _REASONS[first.why]
    return say(
        message,
        tests=_tests(alike),
        by=Math((first.test,)),
        function=first.function,
        instead=Math((first.instead or first.test,)),
    )


def _tests(alike: Sequence[Flat]) -> Words:
    tests = list(dict.fromkeys((each.test, (each.value > 0) - (each.value < 0)) for each in alike))
    told = [say(_TESTS[sign], test=Math((test,))) for test, sign in tests[:MOST_NAMED]]
    if len(tests) > MOST_NAMED:
        return say("{names} and {more} more", names=in_row(told, ", "), more=len(tests) - MOST_NAMED)
    *before, last = told
    return say("{some} and {others}", some=in_row(before, ", "), others=last) if before else last


def unmoved(of: str, by: str, why: Flatness) -> Flat:
    """That a quantity does not change with another, or in steps only."""
    return Flat(why, Ref(by), instead=Ref(of))
