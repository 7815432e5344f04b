"""A sheet judged line by line, in the order of the solution; each line counts for those after it."""

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from math import inf

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.marking.judging.degenerate import is_degenerate
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Basis, Finding, Trial
from backprop_cli.marking.judging.formula_answers import Outcome, mistakes_in, same
from backprop_cli.marking.judging.grounds import AS_FORMULA, grounds_of
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.named_only import (
    is_work,
    is_work_with_given,
    puts_locals_in,
    slope_named,
    unworked_in,
)
from backprop_cli.marking.judging.numbers import NumberJudge
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import NONE_LOST, Pens, are_all_cut, cuts, lost_zeros
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.seen_pens import beside_own, seen_pens, without_padding
from backprop_cli.marking.judging.turned_off import shows_work, turns_off
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.judging.worked_zeros import is_worked_zero
from backprop_cli.marking.mistakes.mistake import Nearness, Slip
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.sheets.formula import decimals_in, uncertain_value
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written
from backprop_cli.words import judging as words
from backprop_cli.words.say import phrase

DEMANDS = Demands()
_BY_OUTCOME = {
    Outcome.RIGHT: (Verdict.RIGHT, ""),
    Outcome.FACTOR: (Verdict.MISTAKE, "constant_factor"),
    Outcome.SIGN: (Verdict.MISTAKE, "sign"),
    Outcome.WRONG: (Verdict.WRONG, ""),
    Outcome.CIRCLE: (Verdict.WRONG, ""),
    Outcome.UNDECIDED: (Verdict.NOT_ASSESSABLE, ""),
}


class Judge:
    """Judges the lines of one sheet."""

    def __init__(
        self,
        scheme: Scheme,
        demands: Demands = DEMANDS,
        *,
        explain: bool = True,
        asked_why: Container[str] = (),
        fewer_than: float = inf,
    ) -> None:
        self.scheme = scheme
        self.explain = explain
        """Whether lines that are not right say what was expected; a class's table does without."""
        self.asked_why = asked_why
        """The lines whose verdicts are to be given with their grounds."""
        self.demands = demands
        self.fewer_than = fewer_than
        """The slips of another reading: one with as many does not count, whatever they come of."""
        self.work = OwnWork(scheme)
        self.numbers = NumberJudge(self.work, demands)
        self.lost = NONE_LOST
        """The zeros that a program has left out on this sheet."""
        self.lines: Container[str] = ()
        """The lines that are on the sheet or asked for."""
        self.worked = set[str]()
        """The lines with an answer that counts for later ones, however wrong."""
        self.made_up = set[str]()
        """Those that are wrong and that no known mistake gives: nobody can tell that they were worked."""
        self.ahead: deque[Answer] = deque()
        """The lines that are not judged yet."""
        self.turning_off: frozenset[str] = frozenset()
        """Lines off by a slip without a name whose zeros follow all the same."""

    def marked(self, answers: Iterable[Answer]) -> list[Judged]:
        """Every answer judged; each number then counts for the lines after it.

        Where slips remain and the numbers look cut, not rounded, all are judged once more as cut, and that
        holds if it leaves fewer slips.
        """
        in_order = sorted(_with_zeros_as_fine(list(answers)), key=lambda each: self.scheme.order[each.name])
        numbers = {each.name: each.number for each in in_order if each.number is not None}
        numbers = without_padding(numbers, self.scheme)
        in_order = [each._replace(number=numbers.get(each.name)) for each in in_order]
        pens = seen_pens(numbers, self.scheme)
        self.turning_off = frozenset()
        self.lost = lost_zeros(list(numbers.values()))
        judged = self._with_unit_off(in_order, pens, self._in_turn(in_order, pens))
        if not count_slips(judged) or not self._look_cut(numbers):
            return judged
        rounding = self.work, self.numbers
        self.fewer_than = min(self.fewer_than, count_slips(judged))
        again = self._in_turn(in_order, pens._replace(cuts=True))
        if count_slips(again) < count_slips(judged):
            return again
        self.work, self.numbers = rounding
        return judged

    def _with_unit_off(self, in_order: list[Answer], pens: Pens, judged: list[Judged]) -> list[Judged]:
        """The lines judged once more where one unit is turned off by a slip, and the others show work."""
        self.turning_off = turns_off(judged, self.work)
        if not self.turning_off:
            return judged
        before = self.work, self.numbers
        again = self._in_turn(in_order, pens)
        if shows_work(again, self.work):
            return again
        self.turning_off, (self.work, self.numbers) = frozenset(), before
        return judged

    def _in_turn(self, in_order: list[Answer], pens: Pens) -> list[Judged]:
        """Every answer judged, for a student who rounds so."""
        self.work = OwnWork(self.scheme, pens)
        self.numbers = NumberJudge(self.work, self.demands, self.lost)
        self.lines = {each.name for each in in_order}
        self.worked, self.made_up = set(), set()
        self.ahead = deque(in_order)
        done, slips = [], 0
        while self.ahead:
            judged = self._judged(answer := self.ahead.popleft())
            if judged.verdict in GOOD:
                self.work.good.add(answer.name)
            number = judged.answer.number or self._value_written(judged.answer)
            done.append(judged if number is None else self._carried_on(judged, number))
            self._count_as_worked(done[-1])
            slips += judged.verdict in SLIPS
            self.work.searches.is_idle = slips >= self.fewer_than
        return done

    def _count_as_worked(self, judged: Judged) -> None:
        """A line with an answer is worked, however wrong, but for a 0 that is not carried on."""
        name = judged.answer.name
        if judged.answer.text.strip() and judged.carried and judged.is_work:
            own = self.scheme.shares.get(name)
            self.worked.update({name, own.name if own else name})
            if judged.verdict is Verdict.WRONG:
                self.made_up.update({name, own.name if own else name})

    def _look_cut(self, numbers: Mapping[str, Written]) -> bool:
        """Whether numbers look cut: beside the own lines or, where all digits are kept, beside the truth."""
        own = ((each.number, each.own) for each in beside_own(numbers, self.scheme))
        return cuts(own) or are_all_cut(self._beside_truth(numbers))

    def _beside_truth(self, numbers: Mapping[str, Written]) -> Iterator[tuple[Written, float]]:
        """Each number that is right to its last digit with the true value."""
        for name, number in numbers.items():
            true = self.scheme.values.get(name)
            if true is not None and abs(number.value - true) < number.unit:
                yield number, true

    def _value_written(self, answer: Answer) -> Written | None:
        """The value that a formula has in the student's own lines: exact, for the lines after it."""
        value = None if answer.formula is None else value_or_none(answer.formula, self.work)
        return None if value is None else Written(answer.text, value, 0.0, EXACT_DIGITS)

    def _carried_on(self, judged: Judged, number: Written) -> Judged:
        name = judged.answer.name
        is_short = judged.verdict is Verdict.TOO_FEW_DIGITS and not judged.finding.shows_nothing
        off = judged.verdict in SLIPS or judged.finding.astray
        off = off or (is_short and self.numbers.is_short(judged.step, number))
        if is_short:
            self.work.short.add(name)
        bare = judged.verdict is Verdict.TOO_FEW_DIGITS and number.unit >= 1 and number.value
        explained = name in self.turning_off or self._is_explained(judged) or self._cancels(judged, number)
        is_worked = judged.finding.astray or judged.finding.is_worked_zero
        stands = explained and (is_worked or self._is_habit(judged))
        if judged.finding.is_handed_on:
            self.work.handed_on.add(name)
            stands = True
        if (off or bare) and not stands and is_degenerate(name, number.value, self.scheme):
            self.work.disregard(name, number)
            return judged._replace(carried=False)
        self.numbers.shown.update(judged.mistakes if number.value else ())
        self.work.carry(name, number, off=off, explained=explained)
        own = self.scheme.shares.get(name)
        if own is not None and not self.work.stands(own.name):
            # who writes the batch's ∂L/∂z@2 has written sample 2's own, which is so many times as large
            scaled = number._replace(value=number.value / own.share, unit=number.unit / own.share)
            self.work.carry(own.name, scaled, off=off, explained=explained)
        return judged

    def _cancels(self, judged: Judged, number: Written) -> bool:
        """Whether a line is 0, and follows, because numbers on the sheet cancel: that takes work."""
        if number.value or judged.verdict is not Verdict.FOLLOWS:
            return False
        return any(is_worked_zero(way, self.work) for way in self.scheme.routes(judged.answer.name))

    def _is_habit(self, judged: Judged) -> bool:
        """Whether a line makes a mistake again that other lines have shown."""
        return not self.numbers.shown.isdisjoint(judged.mistakes)

    def _is_explained(self, judged: Judged) -> bool:
        """Whether a line comes of a known mistake; not of a turned sign that takes a unit off for nothing."""
        if judged.verdict in SLIPS:
            is_forward = judged.step.rule is Rule.FORWARD
            return any(not (is_forward and each.nearness is Nearness.SIGN) for each in judged.mistakes)
        return self.work.is_by_work(judged.answer.name)

    def _judged(self, answer: Answer) -> Judged:
        step = self.work.steps[answer.name]
        formula = answer.formula or self._constant(answer)
        if formula is not None:
            judged = self._formula_judged(step, answer, formula)
            is_asked = answer.name in self.asked_why and judged.verdict is not Verdict.UNREADABLE
            return judged._replace(grounds=judged.grounds or AS_FORMULA) if is_asked else judged
        if answer.number is None:
            verdict = Verdict.UNREADABLE if answer.text.strip() else Verdict.BLANK
            return Judged(answer, step, Finding(verdict), self._expected(step))
        expected = self._expected(step)  # before this line leads to suppositions of its own
        ahead = ((later.name, later.number) for later in self.ahead if later.number is not None)
        finding, basis = self.numbers.decided(step, answer.number, ahead)
        if finding.verdict is Verdict.RIGHT:
            expected = step.value
        elif self.explain and basis.route and finding.astray and _is_apart(basis, answer.number, self.scheme):
            expected = value_or_none(basis.route, basis.world)
        is_asked = answer.name in self.asked_why
        grounds = grounds_of(step, answer.number, finding, basis) if is_asked else None
        return Judged(answer, step, finding, expected, grounds=grounds)

    def _constant(self, answer: Answer) -> Expr | None:
        """In a symbolic problem a number is a formula: the derivative of 5x is 5."""
        if answer.number is None or self.scheme.values:
            return None
        return Num(answer.number.value, answer.number.read_as or answer.text)

    def _formula_judged(self, step: Step, answer: Answer, formula: Expr) -> Judged:
        """A formula in the names of quantities; one that is good and only names its work is no answer."""
        workings = self.scheme.workings
        if later := self._later_than(step, formula):
            return self._refused(answer, step, words.comes_later(later))
        if slope := slope_named(answer.text, step, workings):
            told = words.only_named(cited(slope), has_number=step.value is not None)
            return self._refused(answer, step, told)
        judged, is_by_value = self._compared(step, answer, formula)
        is_rule = step.rule is Rule.UPDATE
        worked = self.worked - self.made_up if is_rule else self.worked
        unworked = unworked_in(formula, step, workings, worked)
        if not unworked or (is_work_with_given if is_by_value else is_work)(formula, step, workings):
            return judged
        if judged.verdict not in GOOD:
            return judged._replace(is_work=False)
        if puts_locals_in(formula, step):
            self.worked.add(step.name)  # a blank line costs its own point, or this one where it is not asked
            unworked = [name for name in unworked if name not in self.lines]
        if not unworked:
            return judged
        return self._refused(answer, step, self._note_on_unworked(unworked[0], step))

    def _note_on_unworked(self, name: str, step: Step) -> str:
        """What is said of a formula that names what is not worked on the sheet."""
        if name in self.made_up:
            return words.rule_of_made_up(cited(name))
        if step.rule is Rule.UPDATE:
            return words.only_the_rule(cited(name))
        if name in self.scheme.derivation.whole_losses:
            return words.only_another_name(cited(name))
        return words.only_named(cited(name), has_number=step.value is not None)

    def _later_than(self, step: Step, formula: Expr) -> str:
        """A name in a formula that comes after its line; else nothing."""
        order = self.scheme.order
        return next((name for name in references(formula) if order.get(name, -1) > order[step.name]), "")

    def _refused(self, answer: Answer, step: Step, note: str) -> Judged:
        noted = answer._replace(note=note, formula=None)
        return Judged(noted, step, Finding(Verdict.UNREADABLE), self._expected(step), is_work=False)

    def _compared(self, step: Step, answer: Answer, formula: Expr) -> tuple[Judged, bool]:
        """A formula as right, or off in a way that has a name, or wrong; whether its value alone tells."""
        found = same(formula, step, self.scheme.workings)
        if found.outcome is Outcome.WRONG and (judged := self._numbers_put_in(step, answer, formula)):
            return judged, True
        verdict, key = _BY_OUTCOME[found.outcome]
        slips = tuple(Slip(mistake) for mistake in MISTAKES if mistake.key == key)
        if found.outcome is Outcome.WRONG:
            ways = self.scheme.variants(step.name)
            slips = tuple(map(Slip, mistakes_in(formula, ways, self.scheme.workings)))
            verdict = Verdict.MISTAKE if slips else verdict
        if verdict is Verdict.RIGHT and self.demands.numbers_only:
            noted = answer._replace(note=phrase(words.NUMBER_ASKED))
            return Judged(noted, step, Finding(Verdict.TOO_FEW_DIGITS), step.value), False
        note = found.reason or (words.times_right(found.factor) if key == "constant_factor" else "")
        noted = answer._replace(note="; ".join(filter(None, (answer.note, note))))
        expected = step.value if verdict is Verdict.RIGHT else self._expected(step)
        finding = Finding(verdict, slips, astray=self.work.is_led_astray(step.name))
        return Judged(noted, step, finding, expected), found.by_value

    def _numbers_put_in(self, step: Step, answer: Answer, formula: Expr) -> Judged | None:
        """A formula with the student's own numbers in it, if its value is good: `0.1385*a1[1]`."""
        if next(decimals_in(formula), None) is None or step.value is None:
            return None
        try:
            number = uncertain_value(answer.text, formula, self.scheme.given, self.work)
        except FormulaError:
            return None
        finding, basis = self.numbers.decided(step, number, ())
        if finding.verdict not in GOOD:
            return None
        noted = answer._replace(note=phrase(words.NUMBERS_PUT_IN))
        grounds = grounds_of(step, number, finding, basis) if answer.name in self.asked_why else None
        return Judged(noted, step, finding, self._expected(step), grounds=grounds)

    def _expected(self, step: Step) -> float | None:
        return self.numbers.expected(step) if self.explain else None


def _is_apart(basis: Basis, number: Written, scheme: Scheme) -> bool:
    """Whether a good line was worked otherwise than the lines before it are carried on, as a 0 may be."""
    return not number.value or basis.trial is Trial.LITERAL or basis.world.scheme is not scheme


def count_slips(lines: Iterable[Judged]) -> int:
    """How many lines are wrong."""
    return sum(line.verdict in SLIPS for line in lines)


FINE = 0.01
"""One unit of two decimals: who writes no more rounds nothing to 0."""


def _with_zeros_as_fine(answers: list[Answer]) -> Iterator[Answer]:
    """A 0, or 0.0, among 0.593 and 0.126 may be 0.000 to a spreadsheet: as fine as the finest of them."""
    units = [each.number.unit for each in answers if each.number and 0 < each.number.unit <= FINE]
    for each in answers:
        number = each.number
        if number and units and number.value == 0 and number.unit > FINE:
            number = number._replace(unit=min(units))
        yield each._replace(number=number)
