"""The words of the sheet to fill in."""

from __future__ import annotations

from backprop_cli.worksheet.document import Name, Words

HOW_TO = (
    "Fill in what you find: a number with the digits you worked with, or a formula in the names used here. "
    "Leave empty what you do not know."
)
WORKED = "Lines marked (given) are worked already."
WORKED_APART = "These lines are worked already."


def list_rows(name: Name, row_of: str, column_of: str) -> Words:
    """How a whole matrix of weights is written."""
    rows = f"one row per {row_of}, one column per {column_of}"
    return ("A whole matrix may be given as one list, named ", name, f": {rows}.")


NO_NUMBERS = "no line can be worked in advance: this problem has no numbers"
NO_NUMBERS_HINT = "leave out --steps"
TOO_MANY_HINT = "choose with --only"


def in_step(title: str, number: int) -> str:
    """The heading of a part of one step."""
    return f"Step {number}: {title.lower()}"


def too_many(count: int, most: int) -> str:
    """Why a sheet is refused."""
    return f"the sheet would have {count:,} lines; at most {most:,} are read back"


NOTHING_LEFT_HINT = "`backprop solve` prints the whole solution"


def nothing_left(count: int, steps: int) -> str:
    """Why a sheet that is worked to the end is refused."""
    return f"the sheet has {count:,} lines; --steps {steps:,} leaves nothing to fill in"
