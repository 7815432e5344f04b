"""A number judged by the lines before it: right, following, a known mistake, or wrong.

In this order: (a) the true value as written; (b) what rounding every line, as the student did, can give;
(c) right when worked from the student's own earlier lines; (d) a known mistake made with those lines, or in
lines that are not written; (e) wrong. What is found out about unwritten lines counts for the lines after.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import compress

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging import unwritten
from backprop_cli.marking.judging.compare import allows, gives, is_rounded, is_written_form, rounds_to
from backprop_cli.marking.judging.cut_floats import is_a_unit_under, is_cut_float
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Basis, Decision, Finding, Trial
from backprop_cli.marking.judging.misread import OF_GIVEN
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import NONE_LOST, LostZeros
from backprop_cli.marking.judging.searches import MOST_BESIDE_SLIPS
from backprop_cli.marking.judging.slips import (
    Compare,
    is_rather_a_multiple,
    lost_sign_again,
    not_copied,
    slips_in,
    slips_of_the_pen,
    ways_of,
    without_rounding,
)
from backprop_cli.marking.judging.supposed import Supposition
from backprop_cli.marking.judging.unmoved import SHOWS_NOTHING, Unmoved
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.marking.judging.worked_zeros import taking_work
from backprop_cli.marking.mistakes.mistake import Mistake, Slip, simplest
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written

JUST = 1e-6
"""Relative distance at which a short number is just a value: Adam's ε moves a 4 by less."""
Ahead = Iterable[tuple[str, Written]]
"""The numbers of later lines, by name."""


class NumberJudge:
    """Judges the numbers of one sheet, one after the other."""

    def __init__(self, work: OwnWork, demands: Demands, lost: LostZeros = NONE_LOST) -> None:
        self.work = work
        self.lost = lost
        """The zeros that a program has left out on this sheet."""
        self.scheme = work.scheme
        self.demands = demands
        self.unmoved = Unmoved(work)
        self.suppositions: list[Supposition] = []
        """What the student may have worked in lines that are not written; the likeliest first."""
        self.named = set[Mistake]()
        """The mistakes of the lines before."""
        self.shown = set[Mistake]()
        """Those that have given a number other than 0, or a 0 that takes work."""
        self.used_up = set[str]()
        """The new values that are 0 to any digits, so that what is worked from them may be 0 as well."""

    def expected(self, step: Step) -> float | None:
        """What the student's own earlier lines give."""
        return value_or_none(self.scheme.routes(step.name)[0], self._worlds()[0])

    def decided(self, step: Step, number: Written, ahead: Ahead) -> Decision:
        """The verdict on a number; `ahead` are the lines that may bear out what is supposed of others."""
        world = self._worlds()[0]
        if step.value is None:
            return Decision(Finding(Verdict.NOT_ASSESSABLE), Basis(Trial.NONE, world))
        if self.unmoved.shows_no_update(step, number):
            finding = self.unmoved.finding(step, number, self.demands)
            return Decision(finding, Basis(Trial.NO_CHANGE, world))
        if self.unmoved.is_used_up(step, number):
            self.used_up.add(step.name)
            return Decision(Finding(Verdict.RIGHT), Basis(Trial.TRUE, world))
        is_true = is_written_form(step.value, number) and not self.unmoved.is_left_short(step, number)
        if is_true:
            verdict = self._right(step.value, number)
            decision = self._just_so(step, number) if verdict is Verdict.TOO_FEW_DIGITS else None
            decision = decision or Decision(Finding(verdict), Basis(Trial.TRUE, world))
        else:
            decision = self._by_own_lines(step, number) or self._as_cut_float(step, number)
            world = self._worlds()[0]  # a decision may have dropped suppositions
            if decision is None or is_rather_a_multiple(step, number, decision.basis, world):
                decision = self._off(step, number, ahead, world)
        if not is_true and decision.finding.verdict in GOOD and self.unmoved.is_copied(step, number):
            return Decision(SHOWS_NOTHING, Basis(Trial.NO_CHANGE, world))
        if decision.finding.verdict is Verdict.FOLLOWS and self.unmoved.stays_unworked(step, number):
            return Decision(SHOWS_NOTHING, Basis(Trial.NO_CHANGE, world))
        return decision

    def _by_own_lines(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a number that the student's lines give, in one way or another."""
        compare = rounds_to if self.unmoved.is_old(step, number) else self._nearly(number)
        right, before = Trial.RIGHT_LINES, Trial.BEFORE_SLIP
        exactly = is_rounded if self.unmoved.is_left_short(step, number) else gives
        found = self._by_lines_but(self.work.short, right, step, number, compare)
        found = found or self._follows(step, number, Trial.EXACT, exactly)
        found = found or self._follows(step, number, Trial.ROUNDED, compare)
        found = found or self._by_lines_but(self.work.tainted, right, step, number, compare)
        found = found or self._by_lines_but(self._slips_before(step), before, step, number, compare)
        found = found or self._by_other_slopes(step, number, compare) or self._as_given(step, number, compare)
        return found or self._by_zeros(step, number, compare if number.value else gives)

    def _by_lines_but(
        self, names: AbstractSet[str], trial: Trial, step: Step, number: Written, compare: Compare
    ) -> Decision | None:
        """The verdict where lines are off, or short, as written alone, and were worked on with in full."""
        names = names & self.work.tainted
        if not self.work.rests_on(names, step.name):
            return None
        world = self.work.without(names)
        route = self._fitting(step, number, compare, world)
        finding = route and self._by_route(step, number, route, world)
        return Decision(finding, Basis(trial, world, route)) if finding else None

    def _slips_before(self, step: Step) -> set[str]:
        """The slips that a line is worked from, where not all of the lines before are off with them.

        On a sheet of more slips than good lines, products of anything soon fit; a max takes one side only.
        """
        slips, searches = self.work.slips_before(step.name), self.work.searches
        is_guessed = len(self.work.slips) > len(self.work.good) or self.work.takes_a_choice(step.name)
        if is_guessed or slips in (set(), self.work.tainted) or searches.beside_slips >= MOST_BESIDE_SLIPS:
            return set()
        searches.beside_slips += 1
        return slips

    def _by_other_slopes(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict where slopes may have been worked otherwise: σ(z)(1 − σ(z)) for a(1 − a)."""
        for scheme in self.scheme.with_other_slopes:
            if not self.work.has_slopes_of(scheme, step.name):
                continue
            worlds = [world.with_other_slopes(scheme) for world in self._worlds()]
            if any(world.is_led_astray(step.name) for world in worlds):
                found = self._follows(step, number, Trial.EXACT, gives, worlds)
                found = found or self._follows(step, number, Trial.ROUNDED, compare, worlds)
                if found:
                    return found
        return None

    def _as_given(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict where a given number that was misread before is read as it is."""
        if not any(each.mistake in OF_GIVEN for each in self.suppositions):
            return None
        route = self._fitting(step, number, compare, self.work)
        finding = route and self._by_route(step, number, route, self.work)
        return Decision(finding, Basis(Trial.ROUNDED, self.work, route)) if finding else None

    def _just_so(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a number too short for the truth that is exactly what something else gives.

        4 is then as good as 4.0, and 0.00 as 0. The truth with its last 0 left out is no such number, nor is
        one as short as the others for a mistake; and a short line leads to no more than it says itself.
        """
        if number.value and self._lost_a_zero(step, number):
            return None
        exact = number._replace(unit=JUST * abs(number.value), digits=EXACT_DIGITS)
        rests_on_short = self.work.rests_on(self.work.short, step.name)
        if rests_on_short and not (number.value and self.work.is_led_astray(step.name)):
            return None
        decision = self._follows(step, exact, Trial.EXACT, gives)
        if not number.value:
            decision = decision or self._by_zeros(step, exact, gives)
        elif decision is None and self._is_beside_own(step, number):
            world = self._worlds()[0]
            made = not_copied(simplest(slips_in(step, exact, gives, world)), step, exact, world)
            basis = Basis(Trial.MISTAKE, world)
            decision = Decision(Finding(Verdict.MISTAKE, made), basis) if made else None
        return decision if decision is not None and decision.finding.verdict is not Verdict.WRONG else None

    def _is_beside_own(self, step: Step, number: Written) -> bool:
        """Whether a number shorter than its sheet is none that the own lines give, its zeros added."""
        pens, world = self.work.pens, self._worlds()[0]
        full = number._replace(unit=pens.unit_of(number))
        return pens.are_finer_than(number) and not self._fitting(step, full, allows, world)

    def _as_cut_float(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a value that needs no rounding, cut by a program whose float lies just below it."""
        cuts, true = self.work.pens.cuts, step.value or 0.0
        if self.unmoved.is_old(step, number) or self.work.pens.are_finer_than(number):
            return None  # 0.1 beside 0.7858 is 0.1000
        if is_a_unit_under(number, true) and is_cut_float(number, (true, *self._floats(step)), cuts=cuts):
            return Decision(Finding(self._right(true, number)), Basis(Trial.TRUE, self._worlds()[0]))

        def gives_cut(formula: Expr, number: Written, work: OwnWork) -> bool:
            value = value_or_none(formula, work)
            return value is not None and is_cut_float(number, (value,), cuts=cuts)

        return self._follows(step, number, Trial.EXACT, gives_cut)

    def _floats(self, step: Step) -> Iterator[float]:
        """What a program may have for a line, digits of its sums and all."""
        right = OwnWork(self.scheme)
        ways = (value_or_none(route, right) for route in self.scheme.routes(step.name))
        yield from (value for value in ways if value is not None)

    def _by_zeros(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict on a number that the student's lines give where a 0 that comes of them stays one."""
        if self.work.is_by_work(step.name):
            world = self.work.to_the_digit()
            if route := self._fitting(step, number, compare, world):
                return Decision(self._by_work(step, number), Basis(Trial.LITERAL, world, route))
        if self.work.disregarded or self.work.is_led_astray(step.name):
            world = self.work.literally()
            route = self._fitting(step, number, compare, world)
            if route and not (number.value and value_or_none(route, world) == 0):  # a 0 gives no other number
                literal = Finding(Verdict.WRONG, rests_on_zero=True)
                handed_on = not number.value and world.is_handed_on(step.name)
                if handed_on or (number.value and not self.unmoved.is_old(step, number)):
                    literal = Finding(Verdict.FOLLOWS, astray=True, is_handed_on=handed_on)
                if self.work.disregarded or literal.astray:
                    return Decision(literal, Basis(Trial.LITERAL, world, route))
        return None

    def _by_work(self, step: Step, number: Written) -> Finding:
        """What comes of a 0 of right digits, 1 − 1.00², or of a unit that a known mistake turned off."""
        if self.work.is_led_astray(step.name):
            return Finding(Verdict.FOLLOWS, astray=True)
        return Finding(self._right(step.value or 0.0, number))

    def _off(self, step: Step, number: Written, ahead: Ahead, world: OwnWork) -> Decision:
        """The verdict on a number that no right way gives."""
        near = self._nearly(number)
        made = slips_in(step, number, gives, world) or slips_in(step, number, near, world)
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
        return Decision(Finding(Verdict.WRONG), Basis(Trial.NONE, world))

    def _nearly(self, number: Written) -> Compare:
        """How near a number must be; 0.8 for 0.7066 is not even right as far as it goes: that is 0.7.

        Nor does a lone digit tell of a student who rounds to one on the way.
        """
        if number.digits > 1 or self.demands.are_met_by(number):
            return allows
        return lambda formula, number, work: rounds_to(formula, number, work.with_digits())

    def _worlds(self) -> list[OwnWork]:
        """The student's lines under each supposition about those that are not written."""
        return [self.work.supposing(each.formulas) for each in self.suppositions] or [self.work]

    def _fitting(self, step: Step, number: Written, compare: Compare, world: OwnWork) -> Expr | None:
        """The first right way to a line that, worked in a world, fits what is written."""
        ways = world.scheme.routes(step.name)
        return next((route for route in ways if compare(route, number, world)), None)

    def _follows(
        self, step: Step, number: Written, trial: Trial, compare: Compare, worlds: list[OwnWork] | None = None
    ) -> Decision | None:
        """Right from the student's own earlier lines; suppositions that do not give this are dropped."""
        worlds = worlds or self._worlds()
        fitting = [self._fitting(step, number, compare, world) for world in worlds]
        place, route = next(((place, each) for place, each in enumerate(fitting) if each), (0, None))
        if step.value is None or route is None:
            return None
        self.suppositions = list(compress(self.suppositions, fitting))
        world = worlds[place]
        finding = self._by_route(step, number, route, world)
        supposed = finding.astray and not self.work.is_led_astray(step.name)
        return Decision(finding._replace(as_supposed=supposed), Basis(trial, world, route))

    def _by_route(self, step: Step, number: Written, route: Expr, world: OwnWork) -> Finding:
        """What a number is that a right way gives in some world."""
        astray = world.is_led_astray(step.name)
        is_left = astray or self.work.rests_on(self.used_up, step.name)
        own = value_or_none(route, world) if is_left else step.value
        verdict = Verdict.NOT_ASSESSABLE if own is None else self._right(own, number)
        verdict = Verdict.FOLLOWS if astray and verdict is Verdict.RIGHT else verdict
        handed_on = astray and not number.value and world.is_handed_on(step.name)
        return Finding(verdict, astray=astray, is_handed_on=handed_on)

    def _unwritten_slips(
        self, step: Step, number: Written, ahead: Ahead, own: tuple[Slip, ...]
    ) -> tuple[Slip, ...]:
        """The known mistakes in lines that are not written that lead to this.

        From now on they count, but for those that make a page of zeros. Where this line has some of its
        `own`, only one that explains more of the later lines is likelier.
        """
        made = {slip.mistake for slip in own}
        found = unwritten.suppositions(step.name, number, self._worlds()[0], ahead, made)
        if found and number.value:
            standing = self.suppositions[0].formulas if self.suppositions else {}
            self.suppositions = [each._replace(formulas={**standing, **each.formulas}) for each in found]
        in_line = {each: Slip(each) for each in made}
        at = self.scheme.derivation.quantities
        slips = {each.mistake: each.made(at) for each in reversed(found)}  # the fewest lines count
        return tuple(in_line.get(mistake, slip) for mistake, slip in slips.items())[::-1]

    def is_short(self, step: Step, number: Written) -> bool:
        """Whether a line says less than its sheet does elsewhere, and not for a last 0 that is left out."""
        is_finer = bool(number.value) and self.work.pens.are_finer_than(number)
        return is_finer and not self._lost_a_zero(step, number)

    def _lost_a_zero(self, step: Step, number: Written) -> bool:
        """Whether a number of too few digits is right with zeros added: 0.4 for 0.4003."""
        in_full = number._replace(unit=self.demands.unit(number.value))
        return step.value is not None and is_written_form(step.value, in_full)

    def _right(self, true: float, number: Written) -> Verdict:
        """The verdict on a right number, with the zeros that a program has left out."""
        whole = self.lost.with_zeros(number)
        return self.demands.verdict(true, whole if is_written_form(true, whole) else number)
