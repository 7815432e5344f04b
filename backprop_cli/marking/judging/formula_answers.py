"""A formula as an answer -> whether it is the quantity asked for.

"Equal" means: whatever the given quantities are, the formula, worked with the quantities that follow from
them, has the value that the step has. So `(a2[1] - y[1]) * a2[1] * (1 - a2[1])` is compared where a2[1]
is what the network makes it. That is tried at seeded points. Where floats are too coarse to tell, 120
digits decide.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from itertools import islice, product
from math import isnan
from typing import NamedTuple

from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.step import Step
from backprop_cli.errors import cited
from backprop_cli.expr.algebra import equal
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import ZERO, Expr, Neg, Num, Ref, map_children, node_count, references, substitute
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.formula_points import BothValues, Question, Workings, value_or_nan
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.words import judging as words
from backprop_cli.words.say import Message, phrase

MOST_POINTS = 6
POINTS_FOR_MISTAKES = 3
MOST_WORK = 60_000
"""Nodes evaluated for one answer; a formula that needs more is left undecided."""
EQUAL, DIFFERENT = 1e-9, 1e-6
"""Relative differences: below the first equal, above the second not; between them floats do not tell."""
MOST_AT_LENGTH = 1_000
"""Nodes of both formulas together that are worked to 120 digits."""
LARGEST_FACTOR = 1_000
MOST_WAYS = 32
"""In which given targets are put in, at some of their places."""


class Outcome(Enum):
    """How a formula compares with the step."""

    RIGHT = "right"
    FACTOR = "off by a constant factor"
    SIGN = "wrong sign"
    WRONG = "wrong"
    CIRCLE = "worked from itself"
    UNDECIDED = "not decidable"


class FormulaVerdict(NamedTuple):
    """What was found."""

    outcome: Outcome
    factor: Fraction = Fraction(1)
    """The formula is this many times the right one, for `FACTOR` and `SIGN`; dimensionless."""
    reason: str = ""
    """For the student, where the outcome does not say it all."""
    by_value: bool = False
    """Whether nothing but its value here speaks for it, as it holds numbers."""


def same(answer: Expr, step: Step, workings: Workings) -> FormulaVerdict:
    """Whether `answer`, a formula in the derivation's own names, equals the quantity of `step`.

    Bounded in time whatever the formula; nothing is executed.
    """
    if used := workings.circular(answer, step):
        own = used == step.name
        reason = phrase(words.USES_ITSELF) if own else words.worked_from_it(cited(used))
        return FormulaVerdict(Outcome.CIRCLE, reason=reason)
    question = workings.question(answer, routes(step)[0])
    if question.work > MOST_WORK:
        return _by_value(answer, step, workings)
    return _compared(question, routes(step), workings)


def same_by_ways(
    answer: Expr, ways: Iterable[Expr], true: float | None, workings: Workings
) -> FormulaVerdict:
    """Whether `answer` equals one of the ways to a line, worked from a student's own formulas.

    Else by which factor it is off one of them. What these make 0 everywhere, and is not 0 in truth, nothing
    equals.
    """
    found, left = FormulaVerdict(Outcome.WRONG), MOST_WORK
    for way in ways:
        question = workings.question(answer, way)
        left -= question.work
        if left < 0:
            break
        verdict = _compared(question, [way], workings)
        if verdict.outcome in {Outcome.RIGHT, *_BY_FACTOR} and (true == 0 or _is_somewhere(question)):
            if verdict.outcome is Outcome.RIGHT:
                return verdict
            found = verdict if found.outcome is Outcome.WRONG else found
    return found


_BY_FACTOR = frozenset({Outcome.FACTOR, Outcome.SIGN})


def _is_somewhere(question: Question) -> bool:
    """Whether what is asked for is other than 0 at some point."""
    points = (*question.points.near(POINTS_FOR_MISTAKES), *question.points.far(POINTS_FOR_MISTAKES))
    return any(pair.ours for pair in question.pairs(points))


def _compared(question: Question, ways: Sequence[Expr], workings: Workings) -> FormulaVerdict:
    """The verdict by the values at the points of a question, which can work these `ways` to its target."""
    points = max(2, min(MOST_POINTS, MOST_WORK // question.work))
    near = list(question.pairs(question.points.near(points)))
    if near and all(isnan(pair.theirs) for pair in near):
        return _because(Outcome.WRONG, words.NO_VALUE)
    far = [pair for pair in question.pairs(question.points.far(points)) if not isnan(pair.theirs)]
    verdict = _decided(near, far) or _settled(question, workings)
    verdict = verdict or _because(Outcome.UNDECIDED, words.TOO_CLOSE)
    if verdict.outcome is Outcome.RIGHT and near and not _holds_with_named_targets(question, ways, workings):
        return _because(Outcome.WRONG, words.ONLY_HERE)
    if verdict.outcome is not Outcome.WRONG or not _agrees_at_the_numbers(question):
        return verdict
    if _holds_with_targets(question, ways, workings):
        return _because(Outcome.RIGHT, words.TARGETS_PUT_IN)
    if _holds_with_given(question):
        return _because(Outcome.RIGHT, words.GIVEN_PUT_IN)
    if _has_given_number(question):
        return _because(Outcome.RIGHT, words.GIVEN_PUT_IN)._replace(by_value=True)
    return _because(Outcome.WRONG, words.ONLY_HERE)


def _holds_with_named_targets(question: Question, ways: Sequence[Expr], workings: Workings) -> bool:
    """Whether a formula that was compared at the given targets is right with others, where it names them."""
    named = workings.targets.keys() & question.points.fixed.keys() & set(references(question.answer))
    return not named or _holds_with_targets(question, ways, workings)


def _holds_with_targets(question: Question, ways: Sequence[Expr], workings: Workings) -> bool:
    """Whether the formula is right with targets put in as numbers, everywhere or at some places of the route.

    So of −y·ln a − (1 − y)·ln(1 − a) the first term is right where y is 1; a factor y added to it is not.
    """
    numbers = workings.targets
    named = numbers.keys() & set(references(question.answer))
    others = {name: value for name, value in numbers.items() if name not in named}
    put_in = {name: numbers[name] for name in named}
    most = max(1, min(MOST_WAYS, MOST_WORK // question.work))
    tried = list(islice((way for route in ways for way in _put_in(route, put_in)), most))
    open_ones = [each.with_free(named).given_as(others) for each in (question, workings.collapsed(question))]
    return any(_holds_near(each._replace(target=way)) for each in open_ones for way in tried)


def _holds_near(question: Question) -> bool:
    near = list(question.pairs(question.points.near(POINTS_FOR_MISTAKES)))
    verdict = _decided(near, list(question.pairs(question.points.far(POINTS_FOR_MISTAKES))))
    return len(near) > 1 and (verdict is None or verdict.outcome is Outcome.RIGHT)


def _telling(question: Question) -> list[tuple[Mapping[str, float], BothValues]]:
    """The near points, or the far ones where both sides are 0 at all of these: a ReLU that is off."""
    near = list(question.worked(question.points.near(POINTS_FOR_MISTAKES)))
    far = question.worked(question.points.far(POINTS_FOR_MISTAKES))
    return near if any(both.ours or both.theirs for _, both in near) else list(far)


def _put_in(route: Expr, numbers: Mapping[str, float]) -> Iterator[Expr]:
    """The route with any of these names, at any of their places, as numbers; first as it is."""
    places = sum(name in numbers for name in references(route))
    for chosen in product((False, True), repeat=places):
        marks = iter(chosen)

        def number(name: str, marks: Iterator[bool] = marks) -> Expr | None:
            return Num(numbers[name], repr(numbers[name])) if name in numbers and next(marks) else None

        yield substitute(route, number)


def _holds_with_given(question: Question) -> bool:
    """Whether the formula is right once some of its numbers are the given quantities that have them.

    So is w₁·1 + w₂·0 + b with inputs 1 and 0, and not w₁ + b.
    """
    given, named = question.points.given, set(references(question.answer))
    makes = {line.name: line.names for line in question.lines if line.name not in named}
    led = set(reached(references(question.target), lambda name: makes.get(name, ())))
    stands_for: dict[float, list[Expr]] = {}
    for name in question.points.free:
        if name in led and name not in named:
            own = Ref(name) if given[name] >= 0 else Neg(Ref(name))
            stands_for.setdefault(abs(given[name]), []).append(own)
    points = _telling(question)
    most = MOST_WORK // node_count(question.answer)  # nearly all fail at the first point
    return len(points) > 1 and any(
        all(both._replace(theirs=value_or_nan(way, values)).gap <= EQUAL for values, both in points)
        for way in islice(_with_names(question.answer, stands_for), most)
    )


def _with_names(answer: Expr, stands_for: Mapping[float, Sequence[Expr]]) -> Iterator[Expr]:
    """The formula with any of its numbers as what they may stand for; first as it is."""
    places = [part for part in every_part(answer) if isinstance(part, Num) and part.value in stands_for]
    for chosen in product(*((place, *stands_for[place.value]) for place in places)):
        meant = iter(chosen)

        def put(part: Expr, meant: Iterator[Expr] = meant) -> Expr:
            is_place = isinstance(part, Num) and part.value in stands_for
            return next(meant) if is_place else map_children(part, put)

        yield put(answer)


def _by_value(answer: Expr, step: Step, workings: Workings) -> FormulaVerdict:
    """The verdict where the network is too large to work out at other points: by the value it has here."""
    theirs = value_or_nan(answer, workings.derivation.values)
    if step.value is None or abs(theirs - step.value) <= EQUAL * abs(step.value):
        return FormulaVerdict(Outcome.RIGHT, reason=phrase(words.BY_VALUE))
    return FormulaVerdict(Outcome.WRONG)


def mistakes_in(answer: Expr, variants: Iterable[tuple[Mistake, Expr]], workings: Workings) -> list[Mistake]:
    """The known mistakes that a wrong formula makes, whatever the numbers; each once."""
    found: dict[Mistake, None] = {}
    left = MOST_WORK
    for mistake, formula in variants:
        question = workings.question(answer, formula)
        left -= question.work * POINTS_FOR_MISTAKES
        if left < 0:
            break
        # a symbolic problem has no numbers of its own to be near to
        near = list(question.points.near(POINTS_FOR_MISTAKES))
        pairs = list(question.pairs(near or question.points.far(POINTS_FOR_MISTAKES)))
        tells = formula == ZERO or all(pair.theirs for pair in pairs)
        if len(pairs) > 1 and tells and all(pair.gap <= EQUAL for pair in pairs):
            found[mistake] = None
    return list(found)


def _because(outcome: Outcome, reason: Message) -> FormulaVerdict:
    return FormulaVerdict(outcome, reason=phrase(reason))


def _agrees_at_the_numbers(question: Question) -> bool:
    pairs = list(question.pairs(question.points.near(1, room=0.0)))
    return bool(pairs) and all(pair.gap <= EQUAL for pair in pairs)


def _has_given_number(question: Question) -> bool:
    given = {abs(question.points.given[name]) for name in question.points.free}
    return any(
        isinstance(part, Num) and "." in part.text and part.value in given
        for part in every_part(question.answer)
    )


# --- deciding ---------------------------------------------------------------------------------------


def _decided(near: list[BothValues], far: list[BothValues]) -> FormulaVerdict | None:
    """The verdict of the floats, or None where they do not tell.

    Near points have the say. Where both sides are 0 there (a ReLU that is off), they say nothing, and
    the far ones must agree, but for those where other units are on: one side is 0.
    """
    telling = [pair for pair in near if pair.ours or pair.theirs]
    pairs = telling or far
    if len(pairs) < 2:
        return FormulaVerdict(Outcome.RIGHT) if len(near) > 1 else _because(Outcome.WRONG, words.NO_VALUE)
    if all(pair.gap <= EQUAL for pair in pairs):
        here = bool(telling) and any(pair.gap > DIFFERENT for pair in far)
        return FormulaVerdict(Outcome.RIGHT, reason=phrase(words.SAME_UNITS_ON) if here else "")
    if not telling and len(near) > 1:
        both_on = [pair for pair in far if pair.ours and pair.theirs]
        is_zero = not any(pair.theirs for pair in far)
        if is_zero or (both_on and all(pair.gap <= EQUAL for pair in both_on)):
            return _because(Outcome.RIGHT, words.SAME_UNITS_ON)
    factor = _factor(pairs)
    if factor is not None:
        return FormulaVerdict(Outcome.SIGN if factor == -1 else Outcome.FACTOR, factor)
    return FormulaVerdict(Outcome.WRONG) if any(pair.gap > DIFFERENT for pair in pairs) else None


def _factor(pairs: list[BothValues]) -> Fraction | None:
    """The one simple number that every answer is off by, or None."""
    if not all(pair.ours and pair.theirs for pair in pairs):
        return None
    ratio = pairs[0].theirs / pairs[0].ours
    if not 1 / LARGEST_FACTOR <= abs(ratio) <= LARGEST_FACTOR:
        return None
    factor = Fraction(ratio).limit_denominator(LARGEST_FACTOR)
    is_it = all(abs(pair.theirs / pair.ours - factor) <= 1e-8 * abs(factor) for pair in pairs)
    return factor if is_it and factor != 1 else None


# --- many digits ------------------------------------------------------------------------------------


def _settled(question: Question, workings: Workings) -> FormulaVerdict | None:
    """The word of 120 digits, where both formulas are short; None where they do not tell."""
    answer, ours = question.answer, question.target
    free = set(references(answer)) | set(references(ours))
    if node_count(answer) + node_count(ours) > MOST_AT_LENGTH or free & set(workings.steps):
        return None
    is_equal = equal(ours, answer)
    return None if is_equal is None else FormulaVerdict(Outcome.RIGHT if is_equal else Outcome.WRONG)
