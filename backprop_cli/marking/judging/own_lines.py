"""Numbers that a student's own lines give, one right way or another: right, or following from a slip."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import compress

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.compare import allows, gives, is_recognised, is_written_form, rounds_to
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Basis, Decision, Finding, Trial
from backprop_cli.marking.judging.misread import OF_GIVEN
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import LostZeros
from backprop_cli.marking.judging.searches import MOST_BESIDE_SLIPS
from backprop_cli.marking.judging.slips import Compare
from backprop_cli.marking.judging.supposed import Supposition
from backprop_cli.marking.judging.unmoved import Unmoved
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.written import Written


class OwnLines:
    """The lines of one sheet so far, and what is supposed of those that are not written."""

    def __init__(self, work: OwnWork, demands: Demands, lost: LostZeros) -> None:
        self.work = work
        self.scheme = work.scheme
        self.demands = demands
        self.lost = lost
        """The zeros that a program has left out on this sheet."""
        self.unmoved = Unmoved(work)
        self.suppositions: list[Supposition] = []
        """What the student may have worked in lines that are not written; the likeliest first."""
        self.used_up = set[str]()
        """The new values that are 0 to any digits, so that what is worked from them may be 0 as well."""

    @property
    def world(self) -> OwnWork:
        """The lines with what is likeliest of those that are not written."""
        return self._worlds()[0]

    def suppose(self, found: Iterable[Supposition]) -> None:
        """From now on one of these holds too, beside what has been likeliest so far."""
        standing = self.suppositions[0].formulas if self.suppositions else {}
        self.suppositions = [each._replace(formulas={**standing, **each.formulas}) for each in found]

    def why_none(self, step: Step) -> str:
        """Why a line, or one between, has no value where a slip has led there; empty: it has one."""
        world = self.world
        is_off = step.value is not None and world.is_led_astray(step.name)
        for name in (step.name, *world.unwritten_before(step.name)) if is_off else ():
            try:
                evaluate(world.route(name), world)
            except FormulaError as error:
                return error.message
            except KeyError:  # the problem leaves a quantity open
                return ""
        return ""

    def decision(self, step: Step, number: Written) -> Decision | None:
        """The verdict on a number that the student's lines give, in one way or another."""
        compare = rounds_to if self.unmoved.is_old(step, number) else self.nearly(number)
        right, before = Trial.RIGHT_LINES, Trial.BEFORE_SLIP
        found = self._by_lines_but(self.work.short, right, step, number, compare)
        found = found or self.follows(step, number, Trial.EXACT, gives)
        found = found or self.follows(step, number, Trial.ROUNDED, compare)
        seen = _seen_in(compare) if self._is_guessed() else compare
        found = found or self._by_lines_but(self.work.tainted, right, step, number, seen)
        found = found or self._by_lines_but(self._slips_before(step), before, step, number, compare)
        found = found or self._by_other_slopes(step, number, compare) or self._as_given(step, number, compare)
        return found or self.by_zeros(step, number, compare if number.value else gives)

    def _by_lines_but(
        self, names: AbstractSet[str], trial: Trial, step: Step, number: Written, compare: Compare
    ) -> Decision | None:
        """The verdict where lines are off, or short, as written alone, and were worked on with in full."""
        names = names & self.work.tainted
        if not self.work.rests_on(names, step.name):
            return None
        world = self.work.without(names)
        route = self.fitting(step, number, compare, world)
        finding = route and self._by_route(step, number, route, world)
        return Decision(finding, Basis(trial, world, route)) if finding else None

    def _slips_before(self, step: Step) -> set[str]:
        """The slips that a line is worked from, where not all of the lines before are off with them.

        On a sheet of more slips than good lines, products of anything soon fit; a max takes one side only.
        """
        slips, searches = self.work.slips_before(step.name), self.work.searches
        is_guessed = self._is_guessed() or self.work.takes_a_choice(step.name)
        if is_guessed or slips in (set(), self.work.tainted) or searches.beside_slips >= MOST_BESIDE_SLIPS:
            return set()
        searches.beside_slips += 1
        return slips

    def _is_guessed(self) -> bool:
        """Whether nothing speaks for what the right lines alone give: more lines are slips than are good."""
        return len(self.work.slips) > len(self.work.good)

    def _by_other_slopes(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict where slopes may have been worked otherwise: σ(z)(1 − σ(z)) for a(1 − a)."""
        for scheme in self.scheme.with_other_slopes:
            if not self.work.has_slopes_of(scheme, step.name):
                continue
            worlds = [world.with_other_slopes(scheme) for world in self._worlds()]
            if any(world.is_led_astray(step.name) for world in worlds):
                found = self.follows(step, number, Trial.EXACT, gives, worlds)
                found = found or self.follows(step, number, Trial.ROUNDED, compare, worlds)
                if found:
                    return found
        return None

    def _as_given(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict where a given number that was misread before is read as it is."""
        if not any(each.mistake in OF_GIVEN for each in self.suppositions):
            return None
        route = self.fitting(step, number, compare, self.work)
        finding = route and self._by_route(step, number, route, self.work)
        return Decision(finding, Basis(Trial.ROUNDED, self.work, route)) if finding else None

    def by_zeros(self, step: Step, number: Written, compare: Compare) -> Decision | None:
        """The verdict on a number that the student's lines give where a 0 that comes of them stays one."""
        if self.work.is_by_work(step.name):
            world = self.work.to_the_digit()
            if route := self.fitting(step, number, compare, world):
                return Decision(self._by_work(step, number), Basis(Trial.LITERAL, world, route))
        if self.work.disregarded or self.work.is_led_astray(step.name):
            world = self.work.literally()
            route = self.fitting(step, number, compare, world)
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
        return Finding(self.right(step.value or 0.0, number))

    def _worlds(self) -> list[OwnWork]:
        """The student's lines under each supposition about those that are not written."""
        return [self.work.supposing(each.formulas) for each in self.suppositions] or [self.work]

    def fitting(self, step: Step, number: Written, compare: Compare, world: OwnWork) -> Expr | None:
        """The first right way to a line that, worked in a world, fits what is written."""
        ways = world.scheme.routes(step.name)
        return next((route for route in ways if compare(route, number, world)), None)

    def follows(
        self, step: Step, number: Written, trial: Trial, compare: Compare, worlds: list[OwnWork] | None = None
    ) -> Decision | None:
        """Right from the student's own earlier lines; suppositions that do not give this are dropped."""
        worlds = worlds or self._worlds()
        fitting = [self.fitting(step, number, compare, world) for world in worlds]
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
        verdict = Verdict.NOT_ASSESSABLE if own is None else self.right(own, number)
        verdict = Verdict.FOLLOWS if astray and verdict is Verdict.RIGHT else verdict
        handed_on = astray and not number.value and world.is_handed_on(step.name)
        return Finding(verdict, astray=astray, is_handed_on=handed_on)

    def nearly(self, number: Written) -> Compare:
        """How near a number must be; 0.8 for 0.7066 is not even right as far as it goes: that is 0.7.

        Nor does a lone digit tell of a student who rounds to one on the way.
        """
        if number.digits > 1 or self.demands.are_met_by(number):
            return allows
        return lambda formula, number, work: rounds_to(formula, number, work.with_digits())

    def right(self, true: float, number: Written) -> Verdict:
        """The verdict on a right number, with the zeros that a program has left out."""
        whole = self.lost.with_zeros(number)
        return self.demands.verdict(true, whole if is_written_form(true, whole) else number)


def _seen_in(compare: Compare) -> Compare:
    """The same, where rounding has left so much of the value that the number shows it."""

    def compared(formula: Expr, number: Written, work: OwnWork) -> bool:
        value = value_or_none(formula, work)
        return value is not None and is_recognised(value, number) and compare(formula, number, work)

    return compared
