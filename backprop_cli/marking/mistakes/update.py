"""What mistakes in the descent step give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tidy import negate
from backprop_cli.expr.tree import ONE, Add, Div, Expr, Mul, Ref, substitute
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.optimisers import climbing_state
from backprop_cli.marking.mistakes.spot import Spot


def update_plus(place: Spot) -> Iterator[Expr]:
    """Gives `w + α·∂L/∂w`: the step the other way; or `μ·v + α·∂L/∂w`, where the step is v."""
    yield from climbing_state(place)
    if place.step.is_new_value and isinstance(place.step.formula, Add):
        parameter = Ref(place.derivation.moved_by(place.step)[0])
        yield Add(tuple(term if term == parameter else negate(term) for term in place.step.formula.terms))


def rate_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `w − ∂L/∂w`, and `μ·v − ∂L/∂w` where the step is v."""
    yield from _with_rate(place, lambda rate: ONE)


def rate_twice(place: Spot) -> Iterator[Expr]:
    """Gives `w − α²·∂L/∂w`, or the same in v."""
    yield from _with_rate(place, lambda rate: Mul((rate, rate)))


def divided_by_rate(place: Spot) -> Iterator[Expr]:
    """Gives `w − ∂L/∂w / α`, or the same in v."""
    yield from _with_rate(place, lambda rate: Div(ONE, rate))


def rate_in_gradient(place: Spot) -> Iterator[Expr]:
    """Gives `α·∂L/∂w` for ∂L/∂w."""
    rate = place.derivation.rate
    if rate and (place.is_weight or place.is_bias):
        yield from (Mul((Ref(rate), route)) for route in place.routes[:1])


def not_updated(place: Spot) -> Iterator[Expr]:
    """Gives `w`."""
    if place.step.is_new_value:
        yield Ref(place.derivation.moved_by(place.step)[0])


def before_update(place: Spot) -> Iterator[Expr]:
    """Gives `L` for L with the new parameters, or `z`."""
    if first := place.derivation.first_time.get(place.step.name):
        yield Ref(first)


def step_for_new(place: Spot) -> Iterator[Expr]:
    """Gives Δw, `−α·∂L/∂w` or `α·∂L/∂w`, for w + Δw."""
    for _, rest in _parameter_and_rest(place):
        yield as_sum(rest)
        yield as_sum(map(negate, rest))


def bias_taken_as_zero(place: Spot) -> Iterator[Expr]:
    """Gives Δb for b + Δb."""
    parameters = [parameter.name for parameter, _ in _parameter_and_rest(place)]
    if any(place.graph.by_name[name].role is Role.BIAS for name in parameters):
        yield from step_for_new(place)


def times_one_minus(place: Spot) -> Iterator[Expr]:
    """Gives `w·(1 − α·∂L/∂w)`."""
    for parameter, rest in _parameter_and_rest(place):
        yield Mul((parameter, Add((ONE, *rest))))


def _parameter_and_rest(place: Spot) -> Iterator[tuple[Ref, list[Expr]]]:
    formula = place.step.formula
    if place.step.is_new_value and isinstance(formula, Add):
        parameter = Ref(place.derivation.moved_by(place.step)[0])
        rest = [term for term in formula.terms if term != parameter]
        if len(rest) == len(formula.terms) - 1:
            yield parameter, rest


def updated_with_delta(place: Spot) -> Iterator[Expr]:
    """Gives `w − α·δ`."""
    _, gradient = place.derivation.moved_by(place.step) if place.step.is_new_value else ("", "")
    step = place.steps.get(gradient)
    if (
        step
        and place.step.formula
        and step.rule is Rule.CHAIN
        and len(step.links) == 1
        and step.links[0].adjoint
    ):
        delta = Ref(step.links[0].adjoint)
        yield substitute(place.step.formula, {gradient: delta}.get)


def _with_rate(place: Spot, changed_to: Callable[[Expr], Expr]) -> Iterator[Expr]:
    rate = place.derivation.rate
    if place.step.rule is Rule.UPDATE and place.step.formula is not None:
        changed = substitute(place.step.formula, {rate: changed_to(Ref(rate))}.get)
        if changed != place.step.formula:
            yield changed
