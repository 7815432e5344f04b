"""A formula as an answer, judged on a sheet: right, off in a way that has a name, or no answer at all.

One that does no more than name derivatives is an answer only where the sheet has worked them.
"""

from collections.abc import Container
from collections.abc import Set as AbstractSet

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.marking.judging.compare import allows
from backprop_cli.marking.judging.compared_values import Outcome
from backprop_cli.marking.judging.finding import Basis, Finding, Trial
from backprop_cli.marking.judging.formula_answers import mistakes_in, same
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
from backprop_cli.marking.judging.own_formulas import Likeness, OwnFormulas, is_idle
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.marking.mistakes.mistake import Mistake, Slip
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.sheets.formula import decimals_in, uncertain_value
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import Written
from backprop_cli.words import judging as words
from backprop_cli.words.say import phrase

_BY_OUTCOME = {
    Outcome.RIGHT: (Verdict.RIGHT, ""),
    Outcome.FACTOR: (Verdict.MISTAKE, "constant_factor"),
    Outcome.SIGN: (Verdict.MISTAKE, "sign"),
    Outcome.WRONG: (Verdict.WRONG, ""),
    Outcome.CIRCLE: (Verdict.WRONG, ""),
    Outcome.UNDECIDED: (Verdict.NOT_ASSESSABLE, ""),
}
_OFF = frozenset({Outcome.WRONG, Outcome.FACTOR, Outcome.SIGN})


class FormulaJudge:
    """Judges the formulas of one sheet, and knows what was worked on it so far."""

    def __init__(
        self,
        numbers: NumberJudge,
        lines: Container[str],
        *,
        explain: bool = True,
        asked_why: Container[str] = (),
    ) -> None:
        self.numbers = numbers
        self.work = numbers.work
        self.scheme = numbers.scheme
        self.lines = lines
        """The lines that are on the sheet or asked for."""
        self.explain = explain
        self.asked_why = asked_why
        self.own = OwnFormulas(self.scheme)
        self.worked = set[str]()
        """The lines with an answer that counts for later ones, however wrong."""
        self.made_up = set[str]()
        """Those that are wrong and that no known mistake gives: nobody can tell that they were worked."""

    def count_as_worked(self, judged: Judged) -> None:
        """A line with a number or a formula is worked, however wrong, but for a 0 that is not carried on."""
        name = judged.answer.name
        if judged.answer.is_read and judged.carried and judged.is_work and self._stands(judged):
            own = self.scheme.shares.get(name)
            self.worked.update({name, own.name if own else name})
            if judged.verdict is Verdict.WRONG:
                self.made_up.update({name, own.name if own else name})

    def _stands(self, judged: Judged) -> bool:
        """Whether later lines may rest on a line; a formula that stands counts for them as a formula."""
        formula = self.formula_of(judged.answer)
        return formula is None or self.own.stands(judged, formula)

    def formula_of(self, answer: Answer) -> Expr | None:
        """The formula of an answer; in a symbolic problem a number is one: the derivative of 5x is 5."""
        if answer.number is None or self.scheme.values:
            return answer.formula
        return answer.formula or Num(answer.number.value, answer.number.read_as or answer.text)

    def judged(self, step: Step, answer: Answer, formula: Expr) -> Judged:
        """A formula as the answer of a line, with its grounds where somebody asked."""
        judged = self._judged(step, answer, formula)
        is_asked = answer.name in self.asked_why and judged.verdict is not Verdict.UNREADABLE
        return judged._replace(grounds=judged.grounds or AS_FORMULA) if is_asked else judged

    def _judged(self, step: Step, answer: Answer, formula: Expr) -> Judged:
        """A formula in the names of quantities; one that is good and only names its work is no answer."""
        workings = self.scheme.workings
        if later := self._later_than(step, formula):
            return self._refused(answer, step, words.comes_later(later))
        if slope := slope_named(answer.text, step, workings):
            told = words.only_named(cited(slope), has_number=step.value is not None)
            return self._refused(answer, step, told)
        made_up = self.made_up if step.rule is Rule.UPDATE else set[str]()
        compared = self._with_lines_before(step, formula, made_up)
        judged, is_by_value = self._compared(step, answer, formula, compared)
        workings = compared.workings
        unworked = unworked_in(formula, answer.text, step, workings, self.worked - made_up)
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

    def _compared(self, step: Step, answer: Answer, formula: Expr, compared: Likeness) -> tuple[Judged, bool]:
        """A formula as right, or off in a way that has a name, or wrong; whether its value alone tells."""
        found = compared.found
        if found.outcome in _OFF and (judged := self._by_numbers(step, answer, formula, found.outcome)):
            return judged, True
        verdict, key = _BY_OUTCOME[found.outcome]
        slips = tuple(Slip(mistake) for mistake in MISTAKES if mistake.key == key)
        if found.outcome is Outcome.WRONG:
            slips = tuple(map(Slip, self._mistakes(step, formula, compared)))
            verdict = Verdict.MISTAKE if slips else verdict
        if verdict is Verdict.RIGHT and compared.off:
            verdict = Verdict.FOLLOWS
        expected = step.value if verdict is Verdict.RIGHT else self._expected(step)
        if verdict in {Verdict.RIGHT, Verdict.FOLLOWS} and self.numbers.demands.numbers_only:
            noted = answer._replace(note=phrase(words.NUMBER_ASKED))
            return Judged(noted, step, Finding(Verdict.TOO_FEW_DIGITS), expected), False
        note = found.reason or (words.times_right(found.factor) if key == "constant_factor" else "")
        noted = answer._replace(note="; ".join(filter(None, (answer.note, note))))
        finding = Finding(verdict, slips, astray=bool(compared.off) or self.work.is_led_astray(step.name))
        return Judged(noted, step, finding, expected), found.by_value

    def _with_lines_before(self, step: Step, formula: Expr, made_up: AbstractSet[str]) -> Likeness:
        """How a formula compares with its line, or with what the own formulas before it make of that."""
        right = Likeness(same(formula, step, self.scheme.workings), self.scheme.workings)
        if right.found.outcome in {Outcome.RIGHT, Outcome.CIRCLE}:
            return right
        own = self.own.compared(formula, step, made_up)
        if own and own.found.outcome is Outcome.RIGHT:
            return own
        if own is None or not own.off.isdisjoint(self.made_up):
            return right  # what is made of something made up is no known mistake
        return own if own.found.outcome is not Outcome.WRONG else own._replace(found=right.found)

    def _mistakes(self, step: Step, formula: Expr, compared: Likeness) -> list[Mistake]:
        """The known mistakes that give a formula, made from the own ones before it, or the right ones."""
        ways, right = self.scheme.variants(step.name), self.scheme.workings
        found = mistakes_in(formula, ways, compared.workings)
        return found if found or compared.workings is right else mistakes_in(formula, ways, right)

    def _by_numbers(self, step: Step, answer: Answer, formula: Expr, outcome: Outcome) -> Judged | None:
        """A formula that is good by its value, with the numbers in it or those of the lines before it."""
        judged = self._numbers_put_in(step, answer, formula) if outcome is Outcome.WRONG else None
        return judged or self._following_numbers(step, answer, formula)

    def _numbers_put_in(self, step: Step, answer: Answer, formula: Expr) -> Judged | None:
        """A formula with the student's own numbers in it, if its value is good: `0.1385*a1[1]`."""
        number = self._value(step, answer, formula) if any(decimals_in(formula)) else None
        if number is None:
            return None
        finding, basis = self.numbers.decided(step, number, ())
        if finding.verdict not in GOOD:
            return None
        noted = answer._replace(note=phrase(words.NUMBERS_PUT_IN))
        grounds = grounds_of(step, number, finding, basis) if answer.name in self.asked_why else None
        return Judged(noted, step, finding, self._expected(step), grounds=grounds)

    def _following_numbers(self, step: Step, answer: Answer, formula: Expr) -> Judged | None:
        """A formula that has the value which a wrong number before it leads to: 15z²·4x³ after 15z² as 64.07.

        Of a number nobody knows how it came about, so no other points can tell; a formula that names it has
        been compared.
        """
        wrong = self.work.tainted - self.own.off - self.own.nothing
        is_named = not wrong.isdisjoint(references(formula))
        if is_named or not self.work.rests_on(wrong, step.name) or is_idle(formula, step):
            return None
        number = self._value(step, answer, formula)
        if number is None or not number.value:
            return None
        ways = self.scheme.routes(step.name)
        route = next((way for way in ways if allows(way, number, self.work)), None)
        if route is None:
            return None
        finding, basis = Finding(Verdict.FOLLOWS, astray=True), Basis(Trial.ROUNDED, self.work, route)
        grounds = grounds_of(step, number, finding, basis) if answer.name in self.asked_why else None
        return Judged(answer, step, finding, self._expected(step), grounds=grounds)

    def _value(self, step: Step, answer: Answer, formula: Expr) -> Written | None:
        """The value of a formula with the student's own numbers; None where it, or its line, has none."""
        try:
            given = self.scheme.given
            return None if step.value is None else uncertain_value(answer.text, formula, given, self.work)
        except FormulaError:
            return None

    def _expected(self, step: Step) -> float | None:
        return self.numbers.expected(step) if self.explain else None
