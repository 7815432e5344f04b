"""New values of parameters that look like the old ones: their gradients must tell that they were worked."""

from collections.abc import Iterable
from itertools import chain

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.marking.judging.compare import NOISE, gives, is_written_form, rounds_to
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Finding
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.pens import FEW, Pens, pens_of
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.written import Written

SHOWS_NOTHING = Finding(Verdict.TOO_FEW_DIGITS, shows_nothing=True)
SHORT = Finding(Verdict.TOO_FEW_DIGITS)
COARSER = Finding(Verdict.TOO_FEW_DIGITS, hides_change=True)

USED_UP = 1e-6
"""Share of a parameter that is nothing beside its step: nobody works with so many digits."""


class Unmoved:
    """Knows what the parameters of one sheet were before their update."""

    def __init__(self, work: OwnWork) -> None:
        self.work = work
        self.scheme = work.scheme
        self._others: Pens | None = None
        """How finely the other lines are written, once somebody has asked."""

    def is_old(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is written as it was before: right only where that is its rounding."""
        if step.rule is not Rule.UPDATE:
            return False
        return is_written_form(self._old(step), number) or is_written_form(self._own_old(step), number)

    def shows_no_update(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is right as far as it is written, and no other than before."""
        if step.value is None or not self.is_old(step, number):
            return False
        return step.value != self._old(step) and is_written_form(step.value, number)

    def stays_unworked(self, step: Step, number: Written) -> bool:
        """Whether a new weight is the old one where it is none, and no gradient tells that it was worked.

        One that follows from a wrong line is none: a z made up so small leaves every weight as it was.
        """
        is_made_up = self._gradient(step) in self.work.unexplained
        return self.is_old(step, number) and (is_made_up or not self._is_worked(step))

    def is_used_up(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is written as 0 where its step takes all of it, to any digits of it.

        Adam moves by α at first, so that w = α leaves what ε makes of it; who leaves ε aside has 0.
        """
        if not step.is_new_value or step.value is None or abs(number.value) > NOISE:
            return False
        return abs(step.value) <= USED_UP * abs(self._old(step)) and self._is_worked(step)

    def finding(
        self, step: Step, number: Written, demands: Demands, ahead: Iterable[tuple[str, Written]]
    ) -> Finding:
        """What a new weight is found to be that looks like the old one; `ahead` are the later lines."""
        if not self._is_worked(step):
            return SHOWS_NOTHING
        if self._would_move(step, number, self._unit_asked(step, number, demands), self.work):
            return SHORT
        hides = self.hides_change(step, number, ahead, self.work)
        return COARSER if hides else Finding(Verdict.NOT_ASSESSABLE)

    def hides_change(
        self, step: Step, number: Written, ahead: Iterable[tuple[str, Written]], world: OwnWork
    ) -> bool:
        """Whether a new weight looks like the old one only because it is coarser than the other lines."""
        if not self.is_old(step, number):
            return False
        return self._would_move(step, number, self._unit_kept(number, ahead), world)

    def _would_move(self, step: Step, number: Written, unit: float, world: OwnWork) -> bool:
        """Whether a new weight is another one than the old, once it is written to a finer unit."""
        fine = number._replace(unit=unit)
        if unit >= number.unit or (step.value is not None and is_written_form(step.value, fine)):
            return False
        ways = self.scheme.routes(step.name)
        return not any(fits(way, fine, world) for way in ways for fits in (gives, rounds_to))

    def _unit_asked(self, step: Step, number: Written, demands: Demands) -> float:
        """One unit of the last digit that is asked, where a number has fewer."""
        true = step.value or 0.0
        is_short = true and demands.verdict(true, number) is Verdict.TOO_FEW_DIGITS
        return demands.unit(true) if is_short else number.unit

    def _unit_kept(self, number: Written, ahead: Iterable[tuple[str, Written]]) -> float:
        """One unit of the last digit that the other lines of the sheet would leave of a number."""
        if self._others is None:
            lines = dict(chain(self.work.carried.items(), ahead))
            rounded = [each for name, each in lines.items() if self._had_to_be_rounded(name, each)]
            self._others = pens_of(rounded, []) if len(rounded) >= FEW else Pens()
        return self._others.unit_of(number) if self._others != Pens() else number.unit

    def _had_to_be_rounded(self, name: str, number: Written) -> bool:
        """Whether a line tells of digits: it is not exact, and no weight that looks like the old one."""
        step = self.scheme.steps.get(name)
        if step is None or step.value is None or abs(number.value - step.value) <= NOISE:
            return False
        return step.rule is not Rule.UPDATE or not is_written_form(self._old(step), number)

    def _old(self, step: Step) -> float:
        return self.scheme.values[self.scheme.derivation.moved_by(step)[0]]

    def _own_old(self, step: Step) -> float:
        """What the student's own step before has left."""
        return self.work[self.scheme.derivation.moved_by(step)[0]]

    def _gradient(self, step: Step) -> str:
        return self.scheme.derivation.moved_by(step)[1]

    def _is_worked(self, step: Step) -> bool:
        """Whether the gradient of an update stands on the sheet: right, following, or by a known mistake.

        One of too few digits has earned nothing, and lends nothing.
        """
        gradient, work = self._gradient(step), self.work
        is_explained = gradient in work.tainted and gradient not in work.unexplained
        return gradient in work.good or (is_explained and gradient not in work.short)
