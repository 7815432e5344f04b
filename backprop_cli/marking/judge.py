"""One line judged: right, following from an earlier slip, a known mistake, or wrong.

In this order: (a) the true value as written; (b) what rounding every line, as the student did, can give;
(c) right when recomputed from the student's own earlier lines; (d) a known mistake made with those lines;
(e) wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.formula_answers import Outcome, same
from backprop_cli.marking.mistakes import MISTAKES, Mistake, miscopied
from backprop_cli.marking.own_work import OwnWork, ancestors, value_or_none
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.sheet import Answer
from backprop_cli.marking.written import EXACT_DIGITS, Written


class Verdict(Enum):
    """What a line is worth."""

    RIGHT = "right"
    FOLLOWS = "follows"
    TOO_FEW_DIGITS = "too few digits"
    NOT_ASSESSABLE = "not assessable"
    MISTAKE = "mistake"
    WRONG = "wrong"
    BLANK = "blank"
    UNREADABLE = "unreadable"


GOOD = frozenset({Verdict.RIGHT, Verdict.FOLLOWS, Verdict.NOT_ASSESSABLE})
"""Verdicts that earn the point, where follow-through does; in doubt it is the student's."""
SLIPS = frozenset({Verdict.MISTAKE, Verdict.WRONG})
"""Verdicts that put an error into the lines that use this one."""


_BY_OUTCOME = {
    Outcome.RIGHT: (Verdict.RIGHT, ""),
    Outcome.FACTOR: (Verdict.MISTAKE, "constant_factor"),
    Outcome.SIGN: (Verdict.MISTAKE, "sign"),
    Outcome.WRONG: (Verdict.WRONG, ""),
    Outcome.UNDECIDED: (Verdict.NOT_ASSESSABLE, ""),
}


class Judged(NamedTuple):
    """A line with its verdict."""

    answer: Answer
    verdict: Verdict
    expected: float | None
    """From the student's own earlier lines."""
    true: float | None
    mistakes: tuple[Mistake, ...] = ()
    """Known mistakes that give just this value; several may fit."""
    carried: bool = True
    """Whether later lines are judged from this number; not where it is degenerate."""


class Judge:
    """Marks the numbers of one sheet, in the order of the solution."""

    def __init__(self, scheme: Scheme, digits: int = 2, *, explain: bool = True) -> None:
        self.scheme = scheme
        self.explain = explain
        """Whether lines that are not right say what was expected; a class's table does without."""
        self.digits = digits
        self.work = OwnWork(scheme)

    def marked(self, answers: Iterable[Answer]) -> Iterator[Judged]:
        """Every answer judged; each number then counts for the lines after it."""
        for answer in sorted(answers, key=lambda each: self.scheme.order[each.name]):
            judged = self._judged(answer)
            number = answer.number or self._value_written(answer)
            if number is not None:
                judged = self._carried_on(judged, number)
            yield judged

    def _value_written(self, answer: Answer) -> Written | None:
        """The value that a formula has in the student's own lines: exact, for the lines after it."""
        value = None if answer.formula is None else value_or_none(answer.formula, self.work)
        return None if value is None else Written(answer.text, value, 0.0, EXACT_DIGITS)

    def _carried_on(self, judged: Judged, number: Written) -> Judged:
        name = judged.answer.name
        off = judged.verdict in SLIPS or judged.verdict is Verdict.FOLLOWS
        if off and self._is_degenerate(number, judged):
            return judged._replace(carried=False)
        self.work.carry(name, number, off=off)
        return judged

    def _is_degenerate(self, number: Written, judged: Judged) -> bool:
        """A 0 where there is none would make everything after it 0, and right."""
        return number.value == 0 and judged.true != 0

    def _judged(self, answer: Answer) -> Judged:
        step = self.work.steps[answer.name]
        if answer.formula is not None:
            return self._formula_judged(step, answer, answer.formula)
        if answer.number is None:
            verdict = Verdict.UNREADABLE if answer.text.strip() else Verdict.BLANK
            return Judged(answer, verdict, self._expected(step), step.value)
        verdict, mistakes = self._verdict(step, answer.number)
        expected = step.value if verdict is Verdict.RIGHT else self._expected(step)
        return Judged(answer, verdict, expected, step.value, mistakes)

    def _formula_judged(self, step: Step, answer: Answer, formula: Expr) -> Judged:
        """A formula in the names of quantities: right, or off in a way that has a name, or wrong."""
        found = same(formula, step, self.scheme.derivation)
        verdict, key = _BY_OUTCOME[found.outcome]
        mistakes = tuple(mistake for mistake in MISTAKES if mistake.key == key)
        note = found.reason or (f"{found.factor} times the right formula" if key == "constant_factor" else "")
        noted = answer._replace(note="; ".join(filter(None, (answer.note, note))))
        return Judged(noted, verdict, self._expected(step), step.value, mistakes)

    def _expected(self, step: Step) -> float | None:
        """What the student's own earlier lines give."""
        if not self.explain:
            return None
        return value_or_none(self.scheme.routes(step.name)[0], self.work)

    def _verdict(self, step: Step, number: Written) -> tuple[Verdict, tuple[Mistake, ...]]:
        if step.value is None or self._digits_hide(step, number):
            return Verdict.NOT_ASSESSABLE, ()
        if is_written_form(step.value, number):
            return self._right(step.value, number), ()
        off = self.work.tainted and ancestors(step.name, self.work) & self.work.tainted
        good = Verdict.FOLLOWS if off else self._right(step.value, number)
        ways = self.scheme.routes(step.name)
        values = [value_or_none(route, self.work) for route in ways]
        if any(value is not None and is_written_form(value, number) for value in values):
            return good, ()
        exact = self._mistakes(step, lambda formula: self._is(formula, number))
        if not exact and any(self._allows(route, number) for route in ways):
            return good, ()
        found = exact or self._mistakes(step, lambda formula: self._allows(formula, number))
        found += _slips_of_the_pen(number, [step.value, *values])
        return (Verdict.MISTAKE, found) if found else (Verdict.WRONG, ())

    def _mistakes(self, step: Step, fits: Callable[[Expr], bool]) -> tuple[Mistake, ...]:
        """The known mistakes that fit, each once."""
        fitting = (mistake for mistake, formula in self.scheme.variants(step.name) if fits(formula))
        return tuple(dict.fromkeys(fitting))

    def _right(self, true: float, number: Written) -> Verdict:
        """An exact value needs no more digits; 0.00 for 0.003 is right only as far as it goes."""
        exact = abs(true - number.value) <= 1e-9 * abs(true)
        enough = number.digits >= self.digits and (number.value != 0 or true == 0)
        return Verdict.RIGHT if exact or enough else Verdict.TOO_FEW_DIGITS

    def _digits_hide(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is written too coarsely to show that it was updated."""
        if step.rule is not Rule.UPDATE or step.value is None:
            return False
        old = self.scheme.values[step.uses[0]]
        hidden = old != step.value and abs(step.value - old) < number.unit
        return hidden and abs(number.value - step.value) <= number.unit * _SLACK

    def _is(self, formula: Expr, number: Written) -> bool:
        """Whether a formula, worked from the student's lines, is just what is written."""
        value = value_or_none(formula, self.work)
        return value is not None and is_written_form(value, number)

    def _allows(self, formula: Expr, number: Written) -> bool:
        """Whether what is written is as near as the digits of this and the earlier lines allow."""
        value = value_or_none(formula, self.work)
        if value is None:
            return False
        try:
            room = number.unit + self.work.spread_of(formula)
        except FormulaError:
            return False  # its slope has no value here, so nothing says how far rounding reaches
        return abs(value - number.value) <= room * _SLACK + 1e-12 * abs(value)


def _slips_of_the_pen(number: Written, values: Iterable[float | None]) -> tuple[Mistake, ...]:
    """The ways in which one of the values may have been copied wrongly, each once."""
    known = [value for value in values if value is not None]
    fitting = (
        mistake
        for mistake, meant in miscopied(number)
        if any(is_written_form(value, meant) for value in known)
    )
    return tuple(dict.fromkeys(fitting))


_SLACK = 1 + 1e-9
"""Over the noise of floats at the very edge."""


def is_written_form(value: float, number: Written) -> bool:
    """Whether `number` is `value` rounded or cut at its last digit."""
    if number.value == 0 and number.unit == 1 and value != 0:
        return False  # a bare 0 says that there is nothing
    gap = abs(value - number.value)
    slack = 1e-9 * max(number.unit, abs(value) * 1e-3)
    if gap <= number.unit / 2 + slack:
        return True
    is_cut = value * number.value >= 0 and abs(number.value) <= abs(value)
    return is_cut and gap < number.unit + slack
