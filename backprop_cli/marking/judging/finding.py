"""What a number is found to be, and what that rests on."""

from enum import Enum
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.mistakes.mistake import Mistake, Slip


class Finding(NamedTuple):
    """What a number is found to be."""

    verdict: Verdict
    slips: tuple[Slip, ...] = ()
    """Known mistakes that give just this value; several may fit."""
    alike: tuple[Mistake, ...] = ()
    """All known mistakes that, made in this line, give the value: those that are not named as well."""
    rests_on_zero: bool = False
    """Whether a wrong line is what comes of an earlier number that is not carried on."""
    astray: bool = False
    """Whether a good line comes of an earlier slip, so that its value is not the true one."""
    shows_nothing: bool = False
    """Whether a new weight shows no change, and no gradient on the sheet tells that it was worked."""
    as_supposed: bool = False
    """Whether that slip is one in lines that are not written, which this line makes as well."""
    is_worked_zero: bool = False
    """Whether it is a 0 by a known mistake that takes work, and not one that any line can hold."""
    ways: tuple[tuple[Mistake, Expr], ...] = ()
    """For the known mistakes made in this line, the formulas of theirs that give the value."""
    why_none: str = ""
    """Of a number where a slip has left the line without a value, why it has none."""
    is_handed_on: bool = False
    """Whether it is a 0 that follows because a max or the like chooses another quantity."""


class Trial(Enum):
    """What decides on an answer; of a number in the order in which it is tried."""

    NO_CHANGE = "no change"
    """A new weight that looks like the old one."""
    TRUE = "true value"
    """It is the true value as written."""
    EXACT = "own lines"
    """It is just what the student's own lines give."""
    ROUNDED = "own lines, rounded"
    """Some honest way of rounding those lines gives it."""
    RIGHT_LINES = "right lines"
    """It fits those of the lines that are right."""
    BEFORE_SLIP = "lines before a slip"
    """It fits the lines with what they give in the place of a slip."""
    LITERAL = "taken literally"
    """It fits the lines with a number in them that is not carried on elsewhere."""
    MISTAKE = "mistake"
    """A known mistake gives it."""
    NONE = "none"
    """Nothing gives it, or there is nothing to compare."""
    FORMULA = "formula"
    """It is no number: formulas are compared as formulas."""


class Basis(NamedTuple):
    """What a finding rests on."""

    trial: Trial
    world: OwnWork
    """The lines that it was worked from."""
    route: Expr | None = None
    """The right formula that fits; None: none does, or none was needed."""


class Decision(NamedTuple):
    """A finding, and what it rests on."""

    finding: Finding
    basis: Basis
