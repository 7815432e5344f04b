"""Whether a formula does no more than name: its value comes of the derivatives that it names alone.

What is added to them may cancel, be neutral, or be 0 whatever the network (`+ x − x`, `·a/σ(z)`). So no such
pattern is looked for: the named derivatives keep the values of one point, while all other names take those
of another. Where the value stays, the others add nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import islice, pairwise, product
from math import isnan

from backprop_cli.derivation.routes import routes
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Call, Expr, Ref, map_children, references
from backprop_cli.marking.judging.compared_values import DIFFERENT, Outcome
from backprop_cli.marking.judging.formula_answers import same
from backprop_cli.marking.judging.formula_points import (
    MOST_POINTS,
    MOST_WORK,
    Question,
    Workings,
    value_or_nan,
)
from backprop_cli.marking.judging.points import SeededPoints
from backprop_cli.marking.sheets.formula import decimals_in
from backprop_cli.marking.sheets.respelled import is_slope_by_name, names_slopes, slope_of
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

MOST_READINGS = 32
"""Ways to take the numbers of a formula for given quantities."""


def slope_named(written: str, step: Step, workings: Workings) -> str:
    """The name `σ′(z)` that stands in an answer for being worked; else nothing.

    By itself any does; where the derivative of that very function is asked for, also `1·σ′(z) + 0`.
    """
    if is_slope_by_name(written):
        return written.strip()
    function = _function_asked_of(step, workings)
    found = (
        [slope_of(side, function) for side in re.split("[=≈]", written) if side.strip()] if function else []
    )
    return found[-1] if all(found) and found else ""


def _function_asked_of(step: Step, workings: Workings) -> str:
    """Of the derivative of one function by what it is taken of the function's name."""
    if not isinstance(step.quantity, Gradient):
        return ""
    match workings.derivation.graph.formulas.get(text(step.quantity.of)):
        case Call(function, (Ref(name),)) if name == text(step.quantity.by):
            return function
    return ""


def unworked_in(
    answer: Expr, written: str, step: Step, workings: Workings, worked: Container[str]
) -> list[str]:
    """The derivatives that a formula names and that are not `worked` on the sheet.

    σ′(z) says which function it is the slope of, as ∂a/∂z does not.
    """
    named = [
        name for name in _derivatives(answer, step, workings) if name in workings.steps and name not in worked
    ]
    by_function = names_slopes(written)
    return [
        name for name in named if not (by_function and _function_asked_of(workings.steps[name], workings))
    ]


def _derivatives(answer: Expr, step: Step, workings: Workings) -> list[str]:
    """The names of derivatives; in the line of an update also of what the optimiser makes of them.

    In that of the loss of a step of one sample also that sample's, which it is.
    """
    quantities, whole_losses = workings.derivation.quantities, workings.derivation.whole_losses
    names = dict.fromkeys(references(answer))
    kept = {name for name in names if step.rule is Rule.UPDATE and _is_made_beside(name, step, workings)}
    kept |= {name for name in names if whole_losses.get(name) == step.name}
    return [name for name in names if name in kept or isinstance(quantities.get(name), Gradient)]


def _is_made_beside(name: str, step: Step, workings: Workings) -> bool:
    """Whether a line is an average or the like of the same descent step, and no parameter's new value."""
    other = workings.steps.get(name)
    if other is None or other.rule is not Rule.UPDATE or not isinstance(other.quantity, Quantity):
        return False
    return other.quantity.of is not None and other.quantity.step == step.quantity.step


def is_work(answer: Expr, step: Step, workings: Workings) -> bool:
    """Whether the value of a formula comes of more than its derivatives, or those of the line's own chain.

    In the line of an update that is more than whatever the printed rule names besides, too.
    """
    rule = references(routes(step)[0]) if step.rule is Rule.UPDATE else ()
    held = {*_derivatives(answer, step, workings), *rule}
    if held.issuperset(references(answer)):
        return False
    chain = {name for side in step.sides if side.form is Form.CHAIN for name in references(side.expr)}
    points = list(_points(answer, step, workings))
    return not any(_comes_of(names, answer, points) for names in (held, chain.intersection(held)) if names)


def puts_locals_in(answer: Expr, step: Step) -> bool:
    """Whether a formula names nothing but what the line's chain begins with: ∂L/∂b = ∂L/∂z₁·1 + ∂L/∂z₂·1.

    Its own local derivatives are worked then; that a blank line is cited costs only that line.
    """
    adjoints = {link.adjoint for outer in step.links for link in (outer, *outer.within)}
    return adjoints.issuperset(references(answer))


def _comes_of(held: Collection[str], answer: Expr, points: list[Mapping[str, float]]) -> bool:
    """Whether the value at each point stays where all names but `held` take their values at another."""
    names = set(references(answer))
    compared = 0
    for here, there in pairwise(points):
        value = value_or_nan(answer, here)
        mixed = value_or_nan(answer, {**there, **{name: here[name] for name in names.intersection(held)}})
        if abs(mixed - value) > DIFFERENT * max(abs(mixed), abs(value)):
            return False
        compared += not (isnan(mixed) or isnan(value))
    return compared > 0


def _points(answer: Expr, step: Step, workings: Workings) -> Iterator[Mapping[str, float]]:
    """Points to work the answer at: near the problem's numbers, and wherever else it is right.

    Of a network that is too large to be worked out at other points, each name has a value by chance.
    """
    question = workings.question(answer, routes(step)[0])
    if question.work > MOST_WORK:
        free = sorted({*references(answer)} - set(workings.derivation.settled))
        question = Question(answer, answer, [], SeededPoints(free, workings.derivation.settled, {}))
    count = question.most_points
    yield from (values for values, _ in question.worked(question.points.near(count)))
    yield from (
        values for values, both in question.worked(question.points.far(count)) if both.gap <= DIFFERENT
    )


# --- numbers in the place of given quantities ----------------------------------------------------------


def is_work_with_given(answer: Expr, step: Step, workings: Workings) -> bool:
    """Whether a formula with given numbers put in is work, and right with others: `dL/dz1[1]*0.05`."""
    work = workings.question(answer, routes(step)[0]).work * MOST_POINTS
    for reading in islice(_readings(answer, workings), max(1, min(MOST_READINGS, MOST_WORK // work))):
        found = same(reading, step, workings)
        if found.outcome is Outcome.RIGHT and not found.by_value and is_work(reading, step, workings):
            return True
    return False


def _readings(answer: Expr, workings: Workings) -> Iterator[Expr]:
    """The formula with each of its decimals as a given quantity of that value, or as it is."""
    values = workings.derivation.values
    given = [name for name in workings.derivation.given if name in values]
    numbers = list(decimals_in(answer))
    meant = [[*(Ref(name) for name in given if values[name] == each.value), each] for each in numbers]
    for chosen in product(*meant):
        yield _with(answer, dict(zip(numbers, chosen, strict=True)))


def _with(expr: Expr, chosen: Mapping[Expr, Expr]) -> Expr:
    return chosen.get(expr) or map_children(expr, lambda part: _with(part, chosen))
