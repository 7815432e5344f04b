"""A line of a sheet with what it is found to be."""

from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.marking.judging.finding import Finding
from backprop_cli.marking.judging.grounds import Grounds
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import Written


class Judged(NamedTuple):
    """A line with its verdict."""

    answer: Answer
    step: Step
    finding: Finding
    expected: float | None
    """Of a right line the true value, else what the student's own earlier lines give."""
    carried: bool = True
    """Whether later lines are judged from this number; not from a 0 or a limit that the truth is not."""
    grounds: Grounds | None = None
    """What the verdict rests on, where somebody asked and something was compared."""
    is_work: bool = True
    """Whether something is worked in this line: a formula may only name what it should work."""

    @property
    def true(self) -> float | None:
        """The true value."""
        return self.step.value

    @property
    def compared(self) -> Written | None:
        """The number that was compared: what is written, or what a formula with numbers in it gives."""
        return self.grounds.number if self.grounds else self.answer.number

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.finding.verdict

    @property
    def is_slip(self) -> bool:
        """Whether something is wrong in this line itself."""
        return self.verdict in SLIPS and not self.finding.rests_on_zero

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes that give just this value, each once."""
        return tuple(dict.fromkeys(slip.mistake for slip in self.finding.slips))
