"""The sentences of the sheet to fill in."""

from __future__ import annotations

from backprop_cli.words.inline import Name, Words
from backprop_cli.words.say import Message, mark, phrase, say
from backprop_cli.words.solution import BACKWARD, FORWARD, LOCAL, UPDATE

HOW_TO = mark(
    "Fill in what you find: a number with the digits you worked with, or a formula in the names used here."
    " Leave empty what you do not know."
)
WORKED = mark("Lines marked (given) are worked already.")
WORKED_APART = mark("These lines are worked already.")


def list_rows(name: Name, *, by_input: bool) -> Words:
    """How a whole matrix of weights is written."""
    sentence = (
        mark("A whole matrix may be given as one list, named {name}: one row per input, one column per unit.")
        if by_input
        else mark(
            "A whole matrix may be given as one list, named {name}: one row per unit, one column per input."
        )
    )
    return say(sentence, name=name)


NO_NUMBERS = mark("no line can be worked in advance: this problem has no numbers")
NO_NUMBERS_HINT = mark("leave out --worked")
TOO_MANY_HINT = mark("choose with --only")


IN_STEP: dict[Message, Message] = {
    FORWARD: mark("Step {number}: forward pass"),
    LOCAL: mark("Step {number}: local derivatives"),
    BACKWARD: mark("Step {number}: backward pass"),
    UPDATE: mark("Step {number}: update"),
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
