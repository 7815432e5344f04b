"""A formula with given numbers in it -> whether it is right for what these stand for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import Expr, Neg, Num, Ref, map_children, node_count, references, substitute
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.compared_values import EQUAL, Outcome, by_floats
from backprop_cli.marking.judging.formula_points import (
    FEW_POINTS,
    MOST_WORK,
    BothValues,
    Question,
    Workings,
    value_or_nan,
)

MOST_WAYS = 32
"""In which given targets are put in, at some of their places."""


def holds_with_named_targets(question: Question, ways: Sequence[Expr], workings: Workings) -> bool:
    """Whether a formula that was compared at the given targets is right with others, where it names them."""
    named = workings.targets.keys() & question.points.fixed.keys() & set(references(question.answer))
    return not named or holds_with_targets(question, ways, workings)


def holds_with_targets(question: Question, ways: Sequence[Expr], workings: Workings) -> bool:
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
    near = list(question.pairs(question.points.near(FEW_POINTS)))
    verdict = by_floats(near, list(question.pairs(question.points.far(FEW_POINTS))))
    return len(near) > 1 and (verdict is None or verdict.outcome is Outcome.RIGHT)


def _telling(question: Question) -> list[tuple[Mapping[str, float], BothValues]]:
    """The near points, or the far ones where both sides are 0 at all of these: a ReLU that is off."""
    near = list(question.worked(question.points.near(FEW_POINTS)))
    far = question.worked(question.points.far(FEW_POINTS))
    return near if any(both.ours or both.theirs for _, both in near) else list(far)


def _put_in(route: Expr, numbers: Mapping[str, float]) -> Iterator[Expr]:
    """The route with any of these names, at any of their places, as numbers; first as it is."""
    places = sum(name in numbers for name in references(route))
    for chosen in product((False, True), repeat=places):
        marks = iter(chosen)

        def number(name: str, marks: Iterator[bool] = marks) -> Expr | None:
            return Num(numbers[name], repr(numbers[name])) if name in numbers and next(marks) else None

        yield substitute(route, number)


def holds_with_given(question: Question) -> bool:
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


def has_given_number(question: Question) -> bool:
    """Whether a decimal of the formula is a given number."""
    given = {abs(question.points.given[name]) for name in question.points.free}
    return any(
        isinstance(part, Num) and "." in part.text and part.value in given
        for part in every_part(question.answer)
    )
