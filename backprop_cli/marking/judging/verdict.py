"""The verdicts that a line can get."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What a line is worth."""

    RIGHT = "right"
    FOLLOWS = "follows"
    TOO_FEW_DIGITS = "too few digits"
    NOT_ASSESSABLE = "not assessable"
    MISTAKE = "mistake"
    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"


GOOD = frozenset({Verdict.RIGHT, Verdict.FOLLOWS, Verdict.NOT_ASSESSABLE})
"""Verdicts that earn the point, where follow-through does; in doubt it is the student's."""
SLIPS = frozenset({Verdict.MISTAKE, Verdict.WRONG})
"""Verdicts that put an error into the lines that use this one."""
