"""The sentences of the sheet to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.inline import Math, Name, Words
from backprop_cli.words.lists import in_row, listed
from backprop_cli.words.marked import plain_number
from backprop_cli.words.say import Message, mark, phrase, say
from backprop_cli.words.solution import AGAIN, BACKWARD, FORWARD, LOCAL, UPDATE

NUMBER_OR_FORMULA = mark(
    "Fill in what you find: a number with the digits you worked with, at least {digits}, or a formula in the"
    " names to type. Leave empty what you do not know."
)
NUMBER = mark(
    "Fill in what you find: a number with the digits you worked with, at least {digits}. Leave empty what you"
    " do not know."
)
FORMULA = mark("Fill in what you find: a formula in the names to type. Leave empty what you do not know.")
"""How a sheet is filled in, by what counts as an answer."""


def typed(names: Sequence[tuple[Name, Math]]) -> Words:
    """How a formula names what is given, one of each kind: `W1[1,2]` for w₁₂⁽¹⁾."""
    pairs = [say("{name} for {symbol}", name=name, symbol=symbol) for name, symbol in names]
    return say("In a formula type {pairs}, and so on.", pairs=in_row(pairs, ", "))


def worth(total: float, own: Sequence[tuple[float, Sequence[str]]], rest: float) -> Words:
    """What the lines of a sheet count: those with points of their own, and each other line."""
    parts = [
        say("{points} for {lines}", points=plain_number(points), lines=listed(names, MOST_NAMED))
        for points, names in own
    ]
    each = mark("{points} for each other line") if own else mark("{points} for each line")
    parts.append(say(each, points=plain_number(rest)))
    return say("The sheet counts {total} points: {parts}.", total=plain_number(total), parts=in_row(parts))


MOST_NAMED = 6
"""Lines with the same points that are named."""
BEHIND_COLON = mark("An answer stands behind the colon, before the # and its symbol.")
BEHIND_EQUALS = mark("An answer stands behind the equals sign.")
WORKED = mark("Lines marked {mark} are worked already.")
WORKED_APART = mark("These lines are worked already.")


def list_rows(name: Name, rows: int, columns: int, *, by_input: bool) -> Words:
    """How a whole matrix of weights is written, with a place for each entry where they are few."""
    sentence = (
        mark("A whole matrix may be given as one list, {list}: one row per input, one column per unit.")
        if by_input
        else mark("A whole matrix may be given as one list, {list}: one row per unit, one column per input.")
    )
    row = f"[{', '.join(PLACE * columns)}]"
    is_small = max(rows, columns) <= MOST_PLACES
    return say(sentence, list=Name(f"{name}: [{', '.join([row] * rows)}]") if is_small else name)


PLACE = ("…",)
MOST_PLACES = 3
"""Rows and columns of a matrix that are drawn."""


NO_NUMBERS = mark("no line can be worked in advance: this problem has no numbers")
NO_NUMBERS_HINT = mark("leave out --worked")
TOO_MANY_HINT = mark("choose with --only")


IN_STEP: dict[Message, Message] = {
    FORWARD: mark("Step {number}: forward pass"),
    LOCAL: mark("Step {number}: local derivatives"),
    BACKWARD: mark("Step {number}: backward pass"),
    UPDATE: mark("Step {number}: update"),
    AGAIN: mark("Step {number}: forward pass with the new parameters"),
}
"""The headings of the parts of one step."""


def too_many(count: int, most: int) -> str:
    """Why a sheet is refused."""
    return phrase(
        "the sheet would have {count} lines; at most {most} are read back",
        count=f"{count:,}",
        most=f"{most:,}",
    )


NOTHING_LEFT_HINT = mark("`backprop solve` prints the whole solution")


def nothing_left(count: int, steps: int) -> str:
    """Why a sheet that is worked to the end is refused."""
    return phrase(
        "the sheet has {count} lines; --worked {steps} leaves nothing to fill in",
        count=f"{count:,}",
        steps=f"{steps:,}",
    )
