"""The sentences of a hint."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import listed, symbol, with_place
from backprop_cli.words.say import Message, mark, phrase, say
from backprop_cli.words.typed import inert

HINT = mark("Hint")
FORMULA = mark("The formula")
NUMBERS = mark("The formula with your own numbers")
NOTHING_YET = mark("Nothing is written yet.")
ALL_DONE = mark("All that is asked is written and right.")
NO_KNOWN = mark("No known mistake gives this: work it once more.")
FIRST_LINE = mark("It is the first line on your sheet.")
EVERYTHING = mark("Everything before it is right: {lines}.")
SOME = mark("Right before it: {lines}; the others have too few digits to tell.")
MOST_NAMED = 12
"""Right lines that are named one by one."""
DEEPEST = 4
"""The last level of a hint."""

RULES: dict[Rule, Message] = {
    Rule.FORWARD: mark(
        "Forward formula: a line of the forward pass is its own formula, with the values of the lines"
        " before it put in."
    ),
    Rule.LOCAL: mark(
        "Local derivative: one formula is differentiated by one quantity in it; all others are held."
    ),
    Rule.BATCH: mark(
        "Sum over samples: each sample's own derivative, added or averaged as their losses are."
    ),
    Rule.UPDATE: mark(
        "Update: the new parameter is the old one, moved by the optimiser's formula; every gradient in it"
        " was worked with the old parameters."
    ),
}
"""The sentence of each rule but the chain's."""
ONE_WAY = mark(
    "Chain rule: {by} acts on {of} through {users}. Multiply the derivative of {of} by {users} with the"
    " derivative of {users} by {by}."
)
WAYS = mark(
    "Chain rule: {by} acts on {of} through each of {users}. For each, multiply the derivative of {of} by it"
    " with its own derivative by {by}; then add the products."
)


def chain_rule(of: str, by: str, users: Sequence[str]) -> Words:
    """Through what a quantity acts on another, and what is multiplied for that."""
    told = ONE_WAY if len(users) == 1 else WAYS
    return say(told, of=symbol(of), by=symbol(by), users=listed(users, MOST_NAMED))


def look_at(name: str, place: str, written: str) -> Words:
    """Which line it is, and what stands there."""
    return say(
        "Look at {line}: you wrote {written}.", line=with_place(name, place), written=inert(written, 60)
    )


def looks_like(mistakes: Words) -> Words:
    """Which mistakes give what is written."""
    return say("It looks like this: {mistakes}.", mistakes=mistakes)


def too_few(digits: str) -> Words:
    """How many digits are asked."""
    return say("It is right as far as it goes; {digits} are asked.", digits=digits)


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
