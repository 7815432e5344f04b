"""One line judged: right, following from an earlier slip, a known mistake, or wrong.

In this order: (a) the true value as written; (b) what rounding every line, as the student did, can give;
(c) right when recomputed from the student's own earlier lines; (d) a known mistake made with those lines;
(e) wrong.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import compress
from typing import NamedTuple

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Expr
from backprop_cli.marking import unwritten
from backprop_cli.marking.compare import allows, gives, is_written_form
from backprop_cli.marking.degenerate import is_degenerate
from backprop_cli.marking.formula_answers import Outcome, mistakes_in, same
from backprop_cli.marking.mistakes import MISTAKES, Mistake, Slip, miscopied
from backprop_cli.marking.own_work import OwnWork, value_or_none
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.sheet import Answer
from backprop_cli.marking.unwritten import Supposition
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
    slips: tuple[Slip, ...] = ()
    """Known mistakes that give just this value; several may fit."""
    carried: bool = True
    """Whether later lines are judged from this number; not from a 0 or a limit that the truth is not."""
    rests_on_zero: bool = False
    """Whether a wrong line is what comes of an earlier number that is not carried on."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes, each once."""
        return tuple(dict.fromkeys(slip.mistake for slip in self.slips))


class _Finding(NamedTuple):
    """What a number is found to be."""

    verdict: Verdict
    slips: tuple[Slip, ...] = ()
    rests_on_zero: bool = False


Compare = Callable[[Expr, Written, OwnWork], bool]
"""Whether a formula, worked in a student's world, fits what is written."""


class Judge:
    """Marks the numbers of one sheet, in the order of the solution."""

    def __init__(self, scheme: Scheme, digits: int = 2, *, explain: bool = True) -> None:
        self.scheme = scheme
        self.explain = explain
        """Whether lines that are not right say what was expected; a class's table does without."""
        self.digits = digits
        self.work = OwnWork(scheme)
        self.ahead: deque[Answer] = deque()
        """The lines that are not judged yet."""
        self.suppositions: list[Supposition] = []
        """What the student may have worked in lines that are not written; the likeliest first."""

    def marked(self, answers: Iterable[Answer]) -> Iterator[Judged]:
        """Every answer judged; each number then counts for the lines after it."""
        self.ahead = deque(sorted(answers, key=lambda each: self.scheme.order[each.name]))
        while self.ahead:
            judged = self._judged(answer := self.ahead.popleft())
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
        bare = judged.verdict is Verdict.TOO_FEW_DIGITS and number.unit >= 1 and number.value
        if (off or bare) and is_degenerate(name, number.value, self.scheme):
            self.work.disregard(name, number)
            return judged._replace(carried=False)
        self.work.carry(name, number, off=off)
        return judged

    def _judged(self, answer: Answer) -> Judged:
        step = self.work.steps[answer.name]
        if answer.formula is not None:
            return self._formula_judged(step, answer, answer.formula)
        if answer.number is None:
            verdict = Verdict.UNREADABLE if answer.text.strip() else Verdict.BLANK
            return Judged(answer, verdict, self._expected(step), step.value)
        self.work.see(answer.number)
        expected = self._expected(step)  # before this line leads to suppositions of its own
        found = self._found(step, answer.number)
        if found.verdict is Verdict.RIGHT:
            expected = step.value
        return Judged(
            answer, found.verdict, expected, step.value, found.slips, rests_on_zero=found.rests_on_zero
        )

    def _formula_judged(self, step: Step, answer: Answer, formula: Expr) -> Judged:
        """A formula in the names of quantities: right, or off in a way that has a name, or wrong."""
        found = same(formula, step, self.scheme.derivation)
        verdict, key = _BY_OUTCOME[found.outcome]
        slips = tuple(Slip(mistake) for mistake in MISTAKES if mistake.key == key)
        if verdict is Verdict.WRONG:
            ways = self.scheme.variants(step.name)
            slips = tuple(map(Slip, mistakes_in(formula, ways, self.scheme.derivation)))
            verdict = Verdict.MISTAKE if slips else verdict
        note = found.reason or (f"{found.factor} times the right formula" if key == "constant_factor" else "")
        noted = answer._replace(note="; ".join(filter(None, (answer.note, note))))
        expected = step.value if verdict is Verdict.RIGHT else self._expected(step)
        return Judged(noted, verdict, expected, step.value, slips)

    def _expected(self, step: Step) -> float | None:
        """What the student's own earlier lines give."""
        if not self.explain:
            return None
        return value_or_none(self.scheme.routes(step.name)[0], self._worlds()[0])

    def _found(self, step: Step, number: Written) -> _Finding:
        if step.value is None or self._shows_no_update(step, number):
            return _Finding(Verdict.NOT_ASSESSABLE)
        if is_written_form(step.value, number):
            return _Finding(self._right(step.value, number))
        if follows := self._follows(step, number, gives) or self._follows(step, number, allows):
            return follows
        if self.work.disregarded and self._fits(step, number, gives, self.work.literally()):
            return _Finding(Verdict.WRONG, rests_on_zero=True)
        slips = self._slips(step, number, gives) or self._slips(step, number, allows)
        slips += self._slips_of_the_pen(step, number)
        slips = self._unwritten_slips(step, number, own=slips) or slips
        return _Finding(Verdict.MISTAKE if slips else Verdict.WRONG, slips)

    def _worlds(self) -> list[OwnWork]:
        """The student's lines under each supposition about those that are not written."""
        return [self.work.supposing(each.formulas) for each in self.suppositions] or [self.work]

    def _fits(self, step: Step, number: Written, compare: Compare, world: OwnWork) -> bool:
        """Whether any right way to a line, worked in a world, fits what is written."""
        return any(compare(route, number, world) for route in self.scheme.routes(step.name))

    def _follows(self, step: Step, number: Written, compare: Compare) -> _Finding | None:
        """Right from the student's own earlier lines; suppositions that do not give this are dropped."""
        worlds = self._worlds()
        fitting = [self._fits(step, number, compare, world) for world in worlds]
        if step.value is None or not any(fitting):
            return None
        self.suppositions = list(compress(self.suppositions, fitting))
        off = worlds[fitting.index(True)].is_led_astray(step.name)
        return _Finding(Verdict.FOLLOWS if off else self._right(step.value, number))

    def _slips(self, step: Step, number: Written, compare: Compare) -> tuple[Slip, ...]:
        """The known mistakes in this line that fit, each once; 0.00 tells nothing but that it is 0."""
        world = self._worlds()[0]
        fitting = (
            Slip(mistake)
            for mistake, formula in self.scheme.variants(step.name)
            if (number.value or value_or_none(formula, world) == 0) and compare(formula, number, world)
        )
        return tuple(dict.fromkeys(fitting))

    def _slips_of_the_pen(self, step: Step, number: Written) -> tuple[Slip, ...]:
        """The ways in which a right value may have been copied wrongly, each once."""
        world = self._worlds()[0]
        ways = [value_or_none(route, world) for route in self.scheme.routes(step.name)]
        known = [value for value in (step.value, *ways) if value is not None]
        fitting = (
            Slip(mistake)
            for mistake, meant in miscopied(number)
            if any(is_written_form(value, meant) for value in known)
        )
        return tuple(dict.fromkeys(fitting))

    def _unwritten_slips(self, step: Step, number: Written, own: tuple[Slip, ...]) -> tuple[Slip, ...]:
        """The known mistakes in lines that are not written that lead to this; from now on they count.

        Where this line alone has some of its `own`, only one that explains later lines as well is likelier.
        """
        ahead = [(answer.name, answer.number) for answer in self.ahead if answer.number is not None]
        found = unwritten.found(step.name, number, self._worlds()[0], ahead, confirmed=bool(own))
        if found:
            standing = self.suppositions[0].formulas if self.suppositions else {}
            self.suppositions = [each._replace(formulas={**standing, **each.formulas}) for each in found]
        places = {each.mistake: tuple(each.formulas) for each in reversed(found)}  # the fewest lines count
        here = {slip.mistake for slip in own}
        slips = (Slip(mistake, () if mistake in here else at) for mistake, at in places.items())
        return tuple(slips)[::-1]

    def _right(self, true: float, number: Written) -> Verdict:
        """An exact value needs no more digits; 0.00 for 0.003 is right only as far as it goes."""
        exact = abs(true - number.value) <= 1e-9 * abs(true)
        enough = number.digits >= self.digits and (number.value != 0 or true == 0)
        return Verdict.RIGHT if exact or enough else Verdict.TOO_FEW_DIGITS

    def _shows_no_update(self, step: Step, number: Written) -> bool:
        """Whether an updated parameter is right as far as it is written, and no other than before."""
        if step.rule is not Rule.UPDATE or step.value is None:
            return False
        old = self.scheme.values[step.uses[0]]
        return old != step.value and all(is_written_form(value, number) for value in (old, step.value))
