"""A sheet judged line by line, in the order of the solution; each line counts for those after it."""

from collections import deque
from collections.abc import Container, Iterable, Iterator
from math import inf

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.marking.judging.borne_out import is_paid_for, single_zero, zeros_of_habits
from backprop_cli.marking.judging.degenerate import is_degenerate
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.finding import Basis, Finding, Trial
from backprop_cli.marking.judging.formula_judge import FormulaJudge
from backprop_cli.marking.judging.grounds import grounds_of
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.numbers import NumberJudge
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import NONE_LOST, Pens, lost_zeros
from backprop_cli.marking.judging.read_throughout import is_borne_out, misreadings
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.seen_pens import look_cut, pens_seen, with_zeros_as_fine, without_padding
from backprop_cli.marking.judging.supposed import Supposition
from backprop_cli.marking.judging.turned_off import shows_work, turns_off
from backprop_cli.marking.judging.unwritten import NumberOnSheet
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.judging.worked_zeros import is_worked_zero
from backprop_cli.marking.mistakes.mistake import Nearness
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written

DEMANDS = Demands()


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
        self.numbers = NumberJudge(OwnWork(scheme), demands)
        self.lost = NONE_LOST
        """The zeros that a program has left out on this sheet."""
        self.formulas = FormulaJudge(self.numbers, ())
        self.ahead: deque[Answer] = deque()
        """The lines that are not judged yet."""
        self.turning_off: frozenset[str] = frozenset()
        """Lines off by a turned sign, or by a slip without a name, whose zeros follow all the same."""
        self.borne_out: frozenset[str] = frozenset()
        """Lines that are 0 by a way of working that the lines beside them show."""
        self.read: Supposition | None = None
        """What was read in place of a given number, as later lines tell."""
        self.single_zero: frozenset[str] = frozenset()
        """The line that is 0 by a slip, and carried on because it is the only one."""

    @property
    def work(self) -> OwnWork:
        """What the student's own lines lead to."""
        return self.numbers.work

    def marked(self, answers: Iterable[Answer]) -> list[Judged]:
        """Every answer judged; each number then counts for the lines after it.

        Where slips remain and the numbers look cut, not rounded, all are judged once more as cut, and that
        holds if it leaves fewer slips.
        """
        in_order = sorted(with_zeros_as_fine(list(answers)), key=lambda each: self.scheme.order[each.name])
        in_order = without_padding(in_order, self.scheme)
        pens = pens_seen(in_order, self.scheme)
        self.turning_off = self.borne_out = self.single_zero = frozenset()
        self.lost = lost_zeros([answer.number for answer in in_order if answer.number is not None])
        judged = self._with_unit_off(in_order, pens, self._in_turn(in_order, pens))
        judged = self._with_zeros_borne_out(in_order, pens, judged)
        judged = self._with_given_as_read(in_order, pens, judged)
        if not count_slips(judged) or not look_cut(in_order, self.scheme):
            return judged
        rounding = self.numbers
        self.fewer_than = min(self.fewer_than, count_slips(judged))
        again = self._in_turn(in_order, pens._replace(cuts=True))
        if count_slips(again) < count_slips(judged):
            return again
        self.numbers = rounding
        return judged

    def _in_turn(self, in_order: list[Answer], pens: Pens) -> list[Judged]:
        """Every answer judged, for a student who rounds so."""
        self.numbers = NumberJudge(OwnWork(self.scheme, pens), self.demands, self.lost)
        self.numbers.read = self.read
        self.formulas = FormulaJudge(
            self.numbers,
            {each.name for each in in_order},
            explain=self.explain,
            asked_why=self.asked_why,
        )
        self.ahead = deque(in_order)
        done, slips = [], 0
        while self.ahead:
            judged = self._judged(answer := self.ahead.popleft())
            if judged.verdict in GOOD:
                self.work.good.add(answer.name)
            number = judged.answer.number or self._value_written(judged.answer)
            done.append(judged if number is None else self._carried_on(judged, number))
            self.formulas.count_as_worked(done[-1])
            slips += judged.verdict in SLIPS
            self.work.searches.is_idle = slips >= self.fewer_than
        return done

    # --- all lines once more --------------------------------------------------------------------------

    def _with_unit_off(self, in_order: list[Answer], pens: Pens, judged: list[Judged]) -> list[Judged]:
        """The lines judged once more where units are turned off by slips, and the others show work."""
        self.turning_off = turns_off(judged, self.work)
        if not self.turning_off:
            return judged
        before = self.numbers
        again = self._in_turn(in_order, pens)
        if shows_work(again, self.work, self.turning_off):
            return again
        self.turning_off, self.numbers = frozenset(), before
        return judged

    def _with_zeros_borne_out(self, in_order: list[Answer], pens: Pens, judged: list[Judged]) -> list[Judged]:
        """The lines judged once more where zeros of known mistakes are carried on all the same."""
        if habits := zeros_of_habits(judged, self.work):
            self.borne_out = habits
            judged = self._in_turn(in_order, pens)
        self.single_zero = single_zero(judged, self.work)
        if not self.single_zero:
            return judged
        before = self.numbers
        again = self._in_turn(in_order, pens)
        if is_paid_for(self.single_zero, judged, again, self.work):
            return again
        self.single_zero, self.numbers = frozenset(), before
        return judged

    def _with_given_as_read(self, in_order: list[Answer], pens: Pens, judged: list[Judged]) -> list[Judged]:
        """The lines judged once more where some tell how a given number was read; the best of that."""
        for read in misreadings(judged, self.numbers.own.suppositions) if count_slips(judged) > 1 else ():
            before = self.numbers
            self.read = read
            again = self._in_turn(in_order, pens)
            self.read = None
            if count_slips(again) < count_slips(judged) and is_borne_out(read, judged, again, self.work):
                judged = again
            else:
                self.numbers = before
        return judged

    # --- what later lines are judged from ------------------------------------------------------------

    def _carried_on(self, judged: Judged, number: Written) -> Judged:
        """A line whose number counts for later ones; of a 0 or a limit that shows no work the truth does."""
        name = judged.answer.name
        is_short = judged.verdict is Verdict.TOO_FEW_DIGITS and not judged.finding.shows_nothing
        off = judged.verdict in SLIPS or judged.finding.astray
        off = off or (is_short and self.numbers.is_short(judged.step, number))
        if is_short:
            self.work.short.add(name)
        if judged.finding.is_handed_on:
            self.work.handed_on.add(name)
        if name in self.borne_out:
            judged = judged._replace(finding=judged.finding._replace(is_worked_zero=True))
        bare = judged.verdict is Verdict.TOO_FEW_DIGITS and number.unit >= 1 and number.value
        explained = self._is_explained(judged) or self._cancels(judged, number)
        stands = judged.finding.is_handed_on or (explained and self._is_worked(judged))
        if (off or bare) and not stands and is_degenerate(name, number.value, self.scheme):
            for each, written in self._under_all_names(name, number):
                self.work.disregard(each, written)
            return judged._replace(carried=False)
        self.numbers.shown.update(judged.mistakes if number.value else ())
        for each, written in self._under_all_names(name, number):
            self.work.carry(each, written, off=off, explained=explained)
            self.work.slips.update({each} if judged.verdict in SLIPS else ())
        return judged

    def _value_written(self, answer: Answer) -> Written | None:
        """The value that a formula has in the student's own lines: exact, for the lines after it."""
        value = None if answer.formula is None else value_or_none(answer.formula, self.work)
        return None if value is None else Written(answer.text, value, 0.0, EXACT_DIGITS)

    def _under_all_names(self, name: str, number: Written) -> Iterator[tuple[str, Written]]:
        """What a line writes: who has the batch's ∂L/∂z@2 has sample 2's own, so many times as large."""
        yield name, number
        own = self.scheme.shares.get(name)
        if own is not None and not self.work.stands(own.name):
            yield own.name, number._replace(value=number.value / own.share, unit=number.unit / own.share)

    def _cancels(self, judged: Judged, number: Written) -> bool:
        """Whether a line is 0, and follows, because numbers on the sheet cancel: that takes work."""
        if number.value or judged.verdict is not Verdict.FOLLOWS:
            return False
        return any(is_worked_zero(way, self.work) for way in self.scheme.routes(judged.answer.name))

    def _is_worked(self, judged: Judged) -> bool:
        """Whether a 0 comes of a slip before, takes work, or its mistake is one that other lines show."""
        is_shown = not self.numbers.shown.isdisjoint(judged.mistakes)
        finding = judged.finding
        by_numbers = finding.astray or finding.is_worked_zero or is_shown
        if by_numbers or judged.answer.name in self.single_zero:
            return True
        formula = self.formulas.formula_of(judged.answer)
        return formula is not None and self.formulas.own.is_0_here_only(judged.step, formula)

    def _is_explained(self, judged: Judged) -> bool:
        """Whether a line comes of a known mistake; not of a turned sign that takes a unit off for nothing."""
        if judged.answer.name in self.turning_off | self.single_zero:
            return True
        if judged.verdict in SLIPS:
            is_forward = judged.step.rule is Rule.FORWARD
            return any(not (is_forward and each.nearness is Nearness.SIGN) for each in judged.mistakes)
        return self.work.is_by_work(judged.answer.name)

    # --- one line -------------------------------------------------------------------------------------

    def _judged(self, answer: Answer) -> Judged:
        step = self.work.steps[answer.name]
        formula = self.formulas.formula_of(answer)
        if formula is not None:
            return self.formulas.judged(step, answer, formula)
        if answer.says_no_value and self.numbers.own.why_none(step):
            return Judged(answer._replace(note=""), step, Finding(Verdict.FOLLOWS, astray=True), None)
        if answer.number is None:
            verdict = Verdict.UNREADABLE if answer.text.strip() else Verdict.BLANK
            return Judged(answer, step, Finding(verdict), self._expected(step))
        expected = self._expected(step)  # before this line leads to suppositions of its own
        ahead = (NumberOnSheet(later.name, later.number) for later in self.ahead if later.number is not None)
        finding, basis = self.numbers.decided(step, answer.number, ahead)
        if finding.verdict is Verdict.RIGHT:
            expected = step.value
        elif self.explain and basis.route and finding.astray and _is_apart(basis, answer.number, self.scheme):
            expected = value_or_none(basis.route, basis.world)
        is_asked = answer.name in self.asked_why
        grounds = grounds_of(step, answer.number, finding, basis) if is_asked else None
        return Judged(answer, step, finding, expected, grounds=grounds)

    def _expected(self, step: Step) -> float | None:
        return self.numbers.expected(step) if self.explain else None


def _is_apart(basis: Basis, number: Written, scheme: Scheme) -> bool:
    """Whether a good line was worked otherwise than the lines before it are carried on, as a 0 may be."""
    is_other = basis.trial in {Trial.LITERAL, Trial.BEFORE_SLIP} or basis.world.scheme is not scheme
    return is_other or not number.value


def count_slips(lines: Iterable[Judged]) -> int:
    """How many lines are wrong."""
    return sum(line.verdict in SLIPS for line in lines)
