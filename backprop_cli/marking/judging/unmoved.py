"""New values of parameters that look like the old ones: their gradients must tell that they were worked."""

from collections.abc import Container

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Ref
from backprop_cli.marking.judging.compare import NOISE, gives, is_written_form, rounds_to
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Finding
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.quantity import Gradient

SHOWS_NOTHING = Finding(Verdict.TOO_FEW_DIGITS, shows_nothing=True)
SHORT = Finding(Verdict.TOO_FEW_DIGITS)

NEARLY = 0.01
"""Units of a weight's last digit that two digits more show."""
USED_UP = 1e-6
"""Share of a parameter that is nothing beside its step: nobody works with so many digits."""


class Unmoved:
    """Knows what the parameters of one sheet were before their update."""

    def __init__(self, work: OwnWork) -> None:
        self.work = work
        self.scheme = work.scheme

    def is_old(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is written as it was before: right only where that is its rounding."""
        if step.rule is not Rule.UPDATE:
            return False
        before = self.scheme.derivation.moved_by(step)[0]
        olds = {self.work[before]} if self.work.stands(before) else {self.work[before], self._old(step)}
        return any(is_written_form(old, number) for old in olds)

    def has_moved(self, line: Judged) -> bool:
        """Whether a line holds a number other than 0, and no parameter as it was."""
        number = line.answer.number
        return number is not None and number.value != 0 and not self.is_old(line.step, number)

    def is_worked_on(self, line: Judged, behind: Container[str]) -> bool:
        """The same of a number that is not given, nor right all the same `behind` something that is off."""
        number = line.answer.number
        is_given = number is not None and abs(number.value) in self.scheme.given
        is_from_it = line.finding.astray or line.answer.name not in behind
        return is_from_it and not is_given and self.has_moved(line)

    def shows_no_update(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is right as far as it is written, and no other than before."""
        if step.value is None or not self.is_old(step, number):
            return False
        return step.value != self._old(step) and is_written_form(step.value, number)

    def shows_no_work(self, step: Step, number: Written, verdict: Verdict) -> bool:
        """Whether a new weight that is good is the old one where it is none, and nothing tells of work.

        One that follows needs a gradient that was worked, and is not off for no known reason: a z made up so
        small leaves every weight as it was. One that is written and follows need but nearly move it; among
        more right ones a slip may be so small. Of one that is right any gradient on the sheet may be coarse.
        """
        if verdict not in GOOD or not self.is_old(step, number):
            return False
        gradient = self._gradient(step)
        if verdict is Verdict.FOLLOWS:
            is_told = self._tells_of_work(gradient, number)
            return not is_told and (gradient in self.work.unexplained or not self._is_worked(step))
        is_true = step.value is not None and is_written_form(step.value, number)
        return not (is_true or self.work.stands(gradient) or self._is_worked(step))

    def _tells_of_work(self, gradient: str, number: Written) -> bool:
        """Whether a written gradient is good and one that the weight can show, or off beside more right ones.

        What an optimiser keeps may cancel such a one: v = 0.9·0.1031 − 0.0928.
        """
        work = self.work
        if not work.stands(gradient) or gradient in work.short:
            return False
        others = [name for name in work.carried if isinstance(work.steps[name].quantity, Gradient)]
        right = sum(name in work.good and name not in work.tainted for name in others)
        can_show = abs(work[gradient]) > NEARLY * number.unit
        return 2 * right > len(others) or (gradient in work.good and can_show)

    def is_used_up(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is written as 0 where its step takes all of it, to any digits of it.

        Adam moves by α at first, so that w = α leaves what ε makes of it; who leaves ε aside has 0.
        """
        if not step.is_new_value or step.value is None or abs(number.value) > NOISE:
            return False
        return abs(step.value) <= USED_UP * abs(self._old(step)) and self._is_worked(step)

    def finding(self, step: Step, number: Written, demands: Demands) -> Finding:
        """What a new weight is found to be that looks like the old one."""
        if not self._is_worked(step) and not self._follows_unmoved(step, number):
            return SHOWS_NOTHING
        unit = self._unit_asked(step, number, demands)
        return SHORT if self._would_move(step, number, unit) else Finding(Verdict.NOT_ASSESSABLE)

    def _follows_unmoved(self, step: Step, number: Written) -> bool:
        """Whether a gradient that is off, and tells of work all the same, leaves the weight as it was too."""
        value = value_or_none(Ref(step.name), self.work)
        is_own = value is not None and is_written_form(value, number)
        return is_own and self._tells_of_work(self._gradient(step), number)

    def _would_move(self, step: Step, number: Written, unit: float) -> bool:
        """Whether a new weight is another one than the old, once it is written to a finer unit."""
        fine = number._replace(unit=unit)
        if unit >= number.unit or (step.value is not None and is_written_form(step.value, fine)):
            return False
        ways = self.scheme.routes(step.name)
        return not any(fits(way, fine, self.work) for way in ways for fits in (gives, rounds_to))

    def _unit_asked(self, step: Step, number: Written, demands: Demands) -> float:
        """One unit of the last digit that is asked, where a number has fewer."""
        true = step.value or 0.0
        is_short = true and demands.verdict(true, number) is Verdict.TOO_FEW_DIGITS
        return demands.unit(true) if is_short else number.unit

    def _old(self, step: Step) -> float:
        return self.scheme.values[self.scheme.derivation.moved_by(step)[0]]

    def _gradient(self, step: Step) -> str:
        return self.scheme.derivation.moved_by(step)[1]

    def _is_worked(self, step: Step) -> bool:
        """Whether the gradient of an update is worked: right, following, by a known mistake, or left 0.

        One of too few digits has earned nothing, and lends nothing.
        """
        gradient, work = self._gradient(step), self.work
        is_explained = gradient in work.tainted and gradient not in work.unexplained
        is_explained = is_explained and gradient not in work.short
        return gradient in work.good or is_explained or self._is_left_0(gradient)

    def _is_left_0(self, gradient: str) -> bool:
        """Whether a gradient is not written, and 0 by the lines that lead to it: those of a unit that is off.

        A slip must have led there, by work that the sheet shows: of right lines a 0 says too little.
        """
        work = self.work
        if work.stands(gradient) or not (work.is_led_astray(gradient) and work.is_by_work(gradient)):
            return False
        return value_or_none(Ref(gradient), work.to_the_digit()) == 0
