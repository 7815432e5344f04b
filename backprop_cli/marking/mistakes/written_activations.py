"""What slips in an activation's written-out formula give, and in its derivative's: e^z, −1, α."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import slope_in_value
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Num,
    Ref,
    map_children,
    substitute,
)
from backprop_cli.graph.graph import Role
from backprop_cli.graph.open_functions import by_definition
from backprop_cli.marking.mistakes.forward import applied_to
from backprop_cli.marking.mistakes.parts import PartSlips, one_changed, own_formula
from backprop_cli.marking.mistakes.slopes import slope_in, with_any_slope
from backprop_cli.marking.mistakes.spot import Spot


def exponent_turned(place: Spot) -> Iterator[Expr]:
    """Gives e^z for e^(−z), or the other way round: z/(1 + e^z), e^(−z) − 1; in one place or in all."""
    for formula in own_formula(place):
        yield from one_changed(formula, _turned)
    yield from _changed_in(place, _turned)
    for formula in _forward(place):
        yield _all_turned(formula)
    yield from with_any_slope(place, lambda link: _of_first(map(_all_turned, _slopes(link, place))))


def number_left_out(place: Spot) -> Iterator[Expr]:
    """Gives e^z for e^z − 1, e^z − 1 for α·(e^z − 1), and a for a + 1."""
    yield from _changed_in(place, _without_number)


def _changed_in(place: Spot, change: PartSlips) -> Iterator[Expr]:
    """The line with a slip in one place of the activation, or of its slope."""
    for formula in _forward(place):
        yield from one_changed(formula, change)
    for number in range(MOST_PLACES):
        yield from with_any_slope(place, partial(_of_number, number, place, change))


MOST_PLACES = 6
"""Places of a slope in which a slip is tried."""


def _of_number(number: int, place: Spot, change: PartSlips, link: Link) -> Expr | None:
    found = [way for slope in _slopes(link, place) for way in one_changed(slope, change)]
    return found[number] if number < len(found) else None


def _of_first(found: Iterator[Expr]) -> Expr | None:
    return next(found, None)


def _forward(place: Spot) -> Iterator[Expr]:
    """The activation of a line by its definition in exponentials; a sigmoid's own slip has its own row."""
    formula = place.step.formula
    is_applied = place.step.rule is Rule.FORWARD and place.has_role(Role.ACTIVATION) and formula is not None
    if not is_applied or formula is None or applied_to(formula) is None:
        return
    match formula:
        case Call(function, (Ref(),)) if function not in {"sigmoid", "tanh"}:
            yield by_definition(formula)
        case Call(_, (Ref(),)) | Ref():
            return
        case _:
            yield formula


def _slopes(link: Link, place: Spot) -> Iterator[Expr]:
    """The slope in z, and in a where there is a rule."""
    formula = place.graph.formulas[link.user.name]
    is_own = link.user.role is Role.FORMULA
    match formula:
        case Call(function, (inner,)) if is_own or isinstance(inner, Ref):
            in_value = slope_in_value(function)
            if in_value is not None and function not in {"sigmoid", "tanh"}:
                yield substitute(in_value, {"a": Ref(link.user.name)}.get)
            yield written_out(formula)
        case _:
            yield as_shown(slope_in(link))


def _turned(part: Expr) -> Iterator[Expr]:
    match part:
        case Call("exp", (Neg(body),)):
            yield Call("exp", (body,))
        case Call("exp", (body,)):
            yield Call("exp", (Neg(body),))


def _all_turned(expr: Expr) -> Expr:
    return next(_turned(expr), None) or map_children(expr, _all_turned)


def _without_number(part: Expr) -> Iterator[Expr]:
    match part:
        case Add(parts) | Mul(parts):
            for number in filter(_is_number, parts):
                kept = tuple(each for each in parts if each is not number)
                yield kept[0] if len(kept) == 1 else type(part)(kept) if kept else ONE


def _is_number(part: Expr) -> bool:
    return isinstance(part.body if isinstance(part, Neg) else part, Num)
