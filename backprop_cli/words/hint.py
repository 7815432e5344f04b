"""The sentences of a hint."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import listed, symbol, with_place
from backprop_cli.words.remarks.lists import listed_quantities
from backprop_cli.words.say import Message, mark, phrase, say
from backprop_cli.words.typed import inert

HINT = mark("Hint")
FORMULA = mark("The formula")
NUMBERS = mark("The formula with your own numbers")
NOTHING_YET = mark("Nothing is written yet.")
NOTHING_READ = mark("No answer could be read yet.")
ALL_DONE = mark("All that is asked is written and right.")
NO_KNOWN = mark("It is not right, and no known mistake gives it: work it once more.")
LOOKS_AS_IF = mark("It looks as if {mistakes}.")
MAY_BE = mark("What you wrote fits more than one slip: {mistakes}.")
FIRST_LINE = mark("It is the first line on your sheet.")
EVERYTHING = mark("Everything before it is right: {lines}.")
SOME = mark("Of the lines before it these are right: {lines}. The others have too few digits to tell.")
MOST_NAMED = 12
"""Right lines that are named one by one."""
DEEPEST = 4
"""The last level of a hint."""

RULES: dict[Rule, Message] = {
    Rule.FORWARD: mark(
        "Forward pass: take the line's own formula, and put in the given numbers and the values of the lines"
        " before it."
    ),
    Rule.BATCH: mark(
        "Batch: work the derivative of each sample's own loss; then add them or take their mean, as the batch"
        " does with the losses."
    ),
    Rule.UPDATE: mark(
        "Update: move the old parameter by the optimiser's formula; every gradient in it is worked with the"
        " old parameters."
    ),
}
"""The sentence of each rule but those of derivatives."""
PENALTY = mark("Then add the derivative of the penalty.")
ONE_WAY = mark(
    "Chain rule: {by} acts on {of} through {users}. Multiply the derivative of {of} with respect to {users}"
    " by the derivative of {users} with respect to {by}."
)
WAYS = mark(
    "Chain rule: {by} acts on {of} through {users}. For each of them, multiply the derivative of {of} with"
    " respect to it by its own derivative with respect to {by}; then add the products."
)


def local_rule(of: str, by: str) -> Words:
    """What is differentiated in one formula."""
    return say(
        "Local derivative: differentiate {of} with respect to {by}; everything else in its formula is held"
        " constant.",
        of=symbol(of),
        by=symbol(by),
    )


def chain_rule(of: str, by: str, users: Sequence[str]) -> Words:
    """Through what a quantity acts on another, and what is multiplied for that."""
    told = ONE_WAY if len(users) == 1 else WAYS
    return say(told, of=symbol(of), by=symbol(by), users=listed_quantities(users))


def look_at(name: str, place: str, written: str) -> Words:
    """Which line it is, and what stands there."""
    return say(
        "Look at {line}: you wrote {written}.", line=with_place(name, place), written=inert(written, 60)
    )


def looks_like(mistakes: Words, *, is_one: bool) -> Words:
    """Which mistakes give what is written; `is_one`: there is no other."""
    return say(LOOKS_AS_IF if is_one else MAY_BE, mistakes=mistakes)


def too_few(digits: str) -> Words:
    """How many digits are asked."""
    return say("It is right as far as it goes, but has too few digits: {digits} are asked.", digits=digits)


def unreadable(why: str) -> Words:
    """Why a line cannot be read."""
    return say("It cannot be read: {why}.", why=inert(why, 80))


def before(right: Sequence[str], is_all: bool) -> Words:
    """Which lines before it are right; `is_all`: nothing else stands there."""
    told = EVERYTHING if is_all else SOME
    return say(told, lines=listed(right, MOST_NAMED))


def so_far(right: Sequence[str]) -> Words:
    """Which lines are right, where all are."""
    return say("No mistake so far; right: {lines}.", lines=listed(right, MOST_NAMED))


def go_on(name: str) -> Words:
    """What to do next."""
    return say("Next: {line}.", line=symbol(name))


def write_first(names: Sequence[str]) -> Words:
    """Which lines lead to it and are not on the sheet."""
    return say(
        "It is worked from lines that are not on your sheet; write these first: {lines}.",
        lines=listed(names, MOST_NAMED),
    )


def more(level: int) -> str:
    """How to see more."""
    return phrase("For more: --hint {level}.", level=level + 1)
