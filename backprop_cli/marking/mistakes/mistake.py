"""What a known mistake is, and one that was made."""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.words.inline import Words, as_text
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.say import say


class Nearness(IntEnum):
    """How near at hand a mistake is; of several that give what is written the nearest is named."""

    SIGN = 0
    """The right number but for its minus: nothing is simpler."""
    TWIN = 1
    """A ReLU taken for a leaky one: where that gives 0, nothing else is as likely."""
    WORKING = 2
    """One thing done wrongly in the line's own working."""
    RARE = 3
    """The same, where hardly anybody does it: what is commoner and fits is meant."""
    EXCHANGED = 4
    """Some other quantity in place of one: there are many, so one of them soon fits by chance."""
    DIGITS = 5
    """The right number, copied wrongly: named where no other known mistake gives it."""


class Mistake(NamedTuple):
    """One row of the table."""

    key: str
    """For programs; never changes."""
    rule: Callable[[Spot], Iterator[Expr]]
    """What the mistake gives at a line of the solution; nothing where it cannot be made."""
    english: str
    """For the student: what happened, in one sentence; its holes are `LETTERS`."""
    nearness: Nearness = Nearness.WORKING
    meant: Callable[[Written], Iterator[Written]] | None = None
    """What a number may have been before it was copied wrongly; None for a mistake in the working."""
    leaves_zero: bool = False
    """Whether a 0 is what it gives where it is made: such a 0 was worked, and is carried on."""
    shown_by: tuple[str, ...] = ()
    """Of one that exchanges the sides of a kink the keys of what that looks like in a unit that is off."""
    is_zero_throughout: bool = False
    """Whether it takes a quantity as 0 wherever it is made: only the lines beside it can tell that it was."""

    @property
    def sentence(self) -> str:
        """What happened, in the language that is spoken."""
        return as_text(self.words)

    @property
    def words(self) -> Words:
        """The same for a page, which has the letters of its notation."""
        return say(self.english, **LETTERS)


class Slip(NamedTuple):
    """A known mistake, made."""

    mistake: Mistake
    at: tuple[AnyQuantity, ...] = ()
    """The lines in which it was made, where they are not on the sheet, or the given number; else empty."""
    read_as: float | None = None
    """What was read in place of a given number."""


def simplest(slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Of the mistakes that give what is written, those of the kind that is nearest at hand, each once."""
    found = tuple(dict.fromkeys(slips))
    nearest = min((slip.mistake.nearness for slip in found), default=None)
    return tuple(slip for slip in found if slip.mistake.nearness is nearest)
