"""A number judged by the lines before it: right, following, a known mistake, or wrong.

In the order of `Trial`: the true value as written; what the student's own earlier lines give, just so or
rounded on the way; what those of them give that are right; a known mistake made with those lines, or in lines
that are not written; wrong. What is found out about unwritten lines counts for the lines after.
"""

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.compare import allows, gives, is_written_form, rounds_to
from backprop_cli.marking.judging.cut_floats import is_a_unit_under, is_cut_float
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Basis, Decision, Finding, Trial
from backprop_cli.marking.judging.own_lines import OwnLines
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import NONE_LOST, LostZeros
from backprop_cli.marking.judging.slips import (
    is_rather_a_multiple,
    lost_sign_again,
    not_copied,
    slips_in,
    slips_of_the_pen,
    ways_of,
    without_rounding,
)
from backprop_cli.marking.judging.supposed import Supposition
from backprop_cli.marking.judging.unmoved import SHOWS_NOTHING
from backprop_cli.marking.judging.unwritten import NumberOnSheet, suppositions
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.judging.worked_zeros import taking_work
from backprop_cli.marking.mistakes.mistake import Mistake, Slip, simplest
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written

JUST = 1e-6
"""Relative distance at which a short number is just a value: Adam's ε moves a 4 by less."""


class NumberJudge:
    """Judges the numbers of one sheet, one after the other."""

    def __init__(self, work: OwnWork, demands: Demands, lost: LostZeros = NONE_LOST) -> None:
        self.work = work
        self.scheme = work.scheme
        self.demands = demands
        self.own = OwnLines(work, demands, lost)
        self.read: Supposition | None = None
        """What was read in place of a given number, where later lines have told before."""
        self.named = set[Mistake]()
        """The mistakes of the lines before."""
        self.shown = set[Mistake]()
        """Those that have given a number other than 0, or a 0 that takes work."""

    def expected(self, step: Step) -> float | None:
        """What the student's own earlier lines give."""
        return value_or_none(self.scheme.routes(step.name)[0], self.own.world)

    def decided(self, step: Step, number: Written, ahead: Iterable[NumberOnSheet]) -> Decision:
        """The verdict on a number; `ahead` are the lines that may bear out what is supposed of others."""
        world, unmoved = self.own.world, self.own.unmoved
        if step.value is None:
            return Decision(Finding(Verdict.NOT_ASSESSABLE), Basis(Trial.NONE, world))
        if unmoved.shows_no_update(step, number):
            finding = unmoved.finding(step, number, self.demands)
            return Decision(finding, Basis(Trial.NO_CHANGE, world))
        if unmoved.is_used_up(step, number):
            self.own.used_up.add(step.name)
            return Decision(Finding(Verdict.RIGHT), Basis(Trial.TRUE, world))
        if is_written_form(step.value, number):
            verdict = self.own.right(step.value, number)
            decision = self._just_so(step, number) if verdict is Verdict.TOO_FEW_DIGITS else None
            decision = decision or Decision(Finding(verdict), Basis(Trial.TRUE, world))
        else:
            decision = self.own.decision(step, number) or self._as_cut_float(step, number)
            world = self.own.world  # a decision may have dropped suppositions
            if decision is None or is_rather_a_multiple(step, number, decision.basis, world):
                decision = self._off(step, number, ahead, world)
        if decision.finding.verdict is Verdict.TOO_FEW_DIGITS:
            decision = self._in_full(step, number) or decision
        if unmoved.shows_no_work(step, number, decision.finding.verdict):
            return Decision(SHOWS_NOTHING, Basis(Trial.NO_CHANGE, world))
        return decision

    def _just_so(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a number too short for the truth that is exactly what something else gives.

        4 is then as good as 4.0, 0.00 as 0, and the 0.3 of 0.80 − 0.5 as 0.30. The truth with its last 0 left
        out comes of no mistake, nor does a number as short as the others; and a short line leads to no more
        than it says itself.
        """
        if self._rests_on_short(step, number):
            return None
        exact = _exactly(number)
        decision = self.own.follows(step, exact, Trial.EXACT, gives)
        if not number.value:
            decision = decision or self.own.by_zeros(step, exact, gives)
        elif decision is None and not self._lost_a_zero(step, number) and self._is_beside_own(step, number):
            world = self.own.world
            made = not_copied(simplest(slips_in(step, exact, gives, world)), step, exact, world)
            basis = Basis(Trial.MISTAKE, world)
            decision = Decision(Finding(Verdict.MISTAKE, made), basis) if made else None
        return decision if decision is not None and decision.finding.verdict is not Verdict.WRONG else None

    def _in_full(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a short number that is just what the own lines give, with the zeros that it lost."""
        whole = self.own.lost.with_zeros(number)
        if whole.unit >= number.unit:
            whole = number if self._rests_on_short(step, number) else _exactly(number)
        return self.own.follows(step, whole, Trial.EXACT, gives) if whole.unit < number.unit else None

    def _rests_on_short(self, step: Step, number: Written) -> bool:
        """Whether a line comes of short ones, and no more than a short number can: not of a slip."""
        astray = number.value and self.work.is_led_astray(step.name)
        return not astray and self.work.rests_on(self.work.short, step.name)

    def _is_beside_own(self, step: Step, number: Written) -> bool:
        """Whether a number shorter than its sheet is none that the own lines give, its zeros added."""
        pens, world = self.work.pens, self.own.world
        full = number._replace(unit=pens.unit_of(number))
        return pens.are_finer_than(number) and not self.own.fitting(step, full, allows, world)

    def _as_cut_float(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a value that needs no rounding, cut by a program whose float lies just below it."""
        cuts, true = self.work.pens.cuts, step.value or 0.0
        if self.own.unmoved.is_old(step, number) or self.work.pens.are_finer_than(number):
            return None  # 0.1 beside 0.7858 is 0.1000
        if is_a_unit_under(number, true) and is_cut_float(number, (true, *self._floats(step)), cuts=cuts):
            return Decision(Finding(self.own.right(true, number)), Basis(Trial.TRUE, self.own.world))

        def gives_cut(formula: Expr, number: Written, work: OwnWork) -> bool:
            value = value_or_none(formula, work)
            return value is not None and is_cut_float(number, (value,), cuts=cuts)

        return self.own.follows(step, number, Trial.EXACT, gives_cut)

    def _floats(self, step: Step) -> Iterator[float]:
        """What a program may have for a line, digits of its sums and all."""
        right = OwnWork(self.scheme)
        ways = (value_or_none(route, right) for route in self.scheme.routes(step.name))
        yield from (value for value in ways if value is not None)

    def _off(self, step: Step, number: Written, ahead: Iterable[NumberOnSheet], world: OwnWork) -> Decision:
        """The verdict on a number that no right way gives."""
        if self.read and (slip := self._misread(self.read, step, number)):
            return Decision(Finding(Verdict.MISTAKE, (slip,)), Basis(Trial.MISTAKE, world))
        near = self.own.nearly(number)
        made = slips_in(step, _exactly(number), gives, world) if self._is_short_here(number) else ()
        made = made or slips_in(step, number, gives, world) or slips_in(step, number, near, world)
        again = tuple(slip for slip in made if slip.mistake in self.named)
        again = again or lost_sign_again(self.named, step, number, near, world)
        likely = again or simplest((*made, *slips_of_the_pen(step, number, world)))
        slips = again or without_rounding(likely, step, number, world)
        known = self.scheme.variants(step.name)
        worked = set() if number.value else taking_work(slips, known, world, self.shown)
        if not again and not worked:  # these need no other explanation
            slips = self._unwritten_slips(step, number, ahead, own=slips) or slips
        self.named.update(slip.mistake for slip in slips)
        self.shown.update(worked)
        if slips:
            alike = tuple(slip.mistake for slip in made)
            ways = ways_of(alike, step, number, near, world)
            finding = Finding(Verdict.MISTAKE, slips, alike, is_worked_zero=bool(worked), ways=ways)
            return Decision(finding, Basis(Trial.MISTAKE, world))
        return Decision(Finding(Verdict.WRONG, why_none=self.own.why_none(step)), Basis(Trial.NONE, world))

    def _misread(self, read: Supposition, step: Step, number: Written) -> Slip | None:
        """The first line that shows how a given number was read; those after it follow."""
        world = self.own.world.supposing(read.formulas)
        compare = rounds_to if self.own.unmoved.is_old(step, number) else self.own.nearly(number)
        if not self.own.fitting(step, number, compare, world):
            return None
        self.own.suppose([read])
        self.named.add(read.mistake)
        return read.made(self.scheme.derivation.quantities, step.name)

    def _unwritten_slips(
        self, step: Step, number: Written, ahead: Iterable[NumberOnSheet], own: tuple[Slip, ...]
    ) -> tuple[Slip, ...]:
        """The known mistakes in lines that are not written that lead to this.

        From now on they count, but for those that make a page of zeros. Where this line has some of its
        `own`, only one that explains more of the later lines is likelier.
        """
        made = {slip.mistake for slip in own}
        found = suppositions(step.name, number, self.own.world, ahead, made)
        if found and number.value:
            self.own.suppose(found)
        in_line = {each: Slip(each) for each in made}
        at = self.scheme.derivation.quantities
        slips = {each.mistake: each.made(at, step.name) for each in reversed(found)}  # the fewest lines count
        return tuple(in_line.get(mistake, slip) for mistake, slip in slips.items())[::-1]

    def is_short(self, step: Step, number: Written) -> bool:
        """Whether a line says less than its sheet does elsewhere, and not for a last 0 that is left out."""
        return self._is_short_here(number) and not self._lost_a_zero(step, number)

    def _is_short_here(self, number: Written) -> bool:
        return bool(number.value) and self.work.pens.are_finer_than(number)

    def _lost_a_zero(self, step: Step, number: Written) -> bool:
        """Whether a number of too few digits is right with zeros added: 0.4 for 0.4003."""
        in_full = number._replace(unit=self.demands.unit(number.value))
        return step.value is not None and is_written_form(step.value, in_full)


def _exactly(number: Written) -> Written:
    """A number whose last digit is certain: 4 as 4.000000."""
    return number._replace(unit=JUST * abs(number.value), digits=EXACT_DIGITS)
