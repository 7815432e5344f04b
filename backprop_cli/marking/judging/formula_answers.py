"""A formula as an answer -> whether it is the quantity asked for.

"Equal" means: whatever the given quantities are, the formula, worked with the quantities that follow from
them, has the value that the step has. So `(a2[1] - y[1]) * a2[1] * (1 - a2[1])` is compared where a2[1]
is what the network makes it. That is tried at seeded points. Where floats are too coarse to tell, 120
digits decide.
"""

from collections.abc import Iterable, Sequence
from math import isnan

from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.step import Step
from backprop_cli.errors import cited
from backprop_cli.expr.algebra import equal
from backprop_cli.expr.tree import ZERO, Expr, node_count, references
from backprop_cli.marking.judging.compared_values import EQUAL, FormulaVerdict, Outcome, because, by_floats
from backprop_cli.marking.judging.formula_points import (
    FEW_POINTS,
    MOST_WORK,
    Question,
    Workings,
    value_or_nan,
)
from backprop_cli.marking.judging.numbers_put_in import (
    has_given_number,
    holds_with_given,
    holds_with_named_targets,
    holds_with_targets,
)
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.words import judging as words
from backprop_cli.words.say import phrase

MOST_AT_LENGTH = 1_000
"""Nodes of both formulas together that are worked to 120 digits."""


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
    points = (*question.points.near(FEW_POINTS), *question.points.far(FEW_POINTS))
    return any(pair.ours for pair in question.pairs(points))


def _compared(question: Question, ways: Sequence[Expr], workings: Workings) -> FormulaVerdict:
    """The verdict by the values at the points of a question, which can work these `ways` to its target."""
    points = question.most_points
    near = list(question.pairs(question.points.near(points)))
    if near and all(isnan(pair.theirs) for pair in near):
        return because(Outcome.WRONG, words.NO_VALUE)
    far = [pair for pair in question.pairs(question.points.far(points)) if not isnan(pair.theirs)]
    verdict = by_floats(near, far) or _settled(question, workings)
    verdict = verdict or because(Outcome.UNDECIDED, words.TOO_CLOSE)
    if verdict.outcome is Outcome.RIGHT and near and not holds_with_named_targets(question, ways, workings):
        return because(Outcome.WRONG, words.ONLY_HERE)
    if verdict.outcome is not Outcome.WRONG or not _agrees_at_the_numbers(question):
        return verdict
    if holds_with_targets(question, ways, workings):
        return because(Outcome.RIGHT, words.TARGETS_PUT_IN)
    if holds_with_given(question):
        return because(Outcome.RIGHT, words.GIVEN_PUT_IN)
    if has_given_number(question):
        return because(Outcome.RIGHT, words.GIVEN_PUT_IN)._replace(by_value=True)
    return because(Outcome.WRONG, words.ONLY_HERE)


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
        left -= question.work * FEW_POINTS
        if left < 0:
            break
        pairs = question.few_pairs()
        tells = formula == ZERO or all(pair.theirs for pair in pairs)
        if len(pairs) > 1 and tells and all(pair.gap <= EQUAL for pair in pairs):
            found[mistake] = None
    return list(found)


def _settled(question: Question, workings: Workings) -> FormulaVerdict | None:
    """The word of 120 digits, where both formulas are short; None where they do not tell."""
    answer, ours = question.answer, question.target
    free = set(references(answer)) | set(references(ours))
    if node_count(answer) + node_count(ours) > MOST_AT_LENGTH or free & set(workings.steps):
        return None
    is_equal = equal(ours, answer)
    return None if is_equal is None else FormulaVerdict(Outcome.RIGHT if is_equal else Outcome.WRONG)


def _agrees_at_the_numbers(question: Question) -> bool:
    pairs = list(question.pairs(question.points.near(1, room=0.0)))
    return bool(pairs) and all(pair.gap <= EQUAL for pair in pairs)
