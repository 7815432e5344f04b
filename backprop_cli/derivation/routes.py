"""The ways in which a line can be worked: its symbolic sides, as the page writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.sides import Form, Side, is_through_output, plain_chain_term
from backprop_cli.derivation.step import Step
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.rules import slope_by_value, slope_in_value
from backprop_cli.expr.tidy import multiply
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Ref,
    Slope,
    Softmax,
    map_children,
    references,
    substitute,
)
from backprop_cli.expr.written_functions import function_written, softmax_written
from backprop_cli.graph.graph import Node
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def by_value(step: Step) -> list[Expr]:
    """The ways to a line with a slope that may be worked from the activation's value: a + 1 for e^z."""
    values = dict(_activations(step.links))
    sides = [side.expr for side in step.sides if _has_value(side, step)] if values else []
    worked = [(side, _in_value(side, values)) for side in sides]
    return [as_shown(way) for side, way in worked if way != side]


def _activations(links: Iterable[Link]) -> Iterator[tuple[Expr, Ref]]:
    """The functions whose slope may be so worked, each with its value's name."""
    for link in links:
        formula = link.user.formula
        if isinstance(formula, Call) and slope_by_value(formula.function):
            yield formula, Ref(link.user.name)
        yield from _activations(link.within)


def _in_value(expr: Expr, values: Mapping[Expr, Ref]) -> Expr:
    """`expr` with the slopes that are written in z as they are in a."""
    if isinstance(expr, Slope):
        rule, a = slope_by_value(expr.call.function), values.get(expr.call)
        return substitute(rule, {"z": expr.call.args[0], "a": a}.get) if rule and a else expr
    return map_children(expr, lambda part: _in_value(part, values))


def by_argument(step: Step, formulas: Mapping[str, Expr]) -> Step:
    """The step with each slope worked from what its function is applied to: σ(z)(1 − σ(z)) for a(1 − a).

    The very step where no slope takes a value that its formula gives.
    """
    links = tuple(_by_argument(link, formulas) for link in step.links)
    return step if links == step.links else replace(step, links=links)


def _by_argument(link: Link, formulas: Mapping[str, Expr]) -> Link:
    within = tuple(_by_argument(each, formulas) for each in link.within)
    own = set(references(link.user.formula)) if link.user.formula else formulas
    given_back = {name for name in references(link.local) if name not in own}
    put = {name: formulas[name] for name in given_back if name in formulas}
    return link._replace(within=within, local=substitute(link.local, put.get) if put else link.local)


def by_own_value(step: Step, formulas: Mapping[str, Expr]) -> Step:
    """The step with the slope of a function that is written out, 1/(1 + e^(−z)), from its value: a(1 − a).

    Of a softmax that is written out from its values: a₁(1 − a₁), −a₁·a₂. The very step where there is none.
    """
    if not isinstance(step.quantity, Gradient):
        return step
    by = text(step.quantity.by)
    links = tuple(_by_own_value(link, by, formulas) for link in step.links)
    return step if links == step.links else replace(step, links=links)


def _by_own_value(link: Link, by: str, formulas: Mapping[str, Expr]) -> Link:
    within = tuple(_by_own_value(each, link.user.name, formulas) for each in link.within)
    slope = None if link.share is not None else _slope_by_own_value(link.user, by, formulas)
    return link._replace(within=within) if slope is None else link._replace(within=within, local=slope)


def _slope_by_own_value(user: Node, by: str, formulas: Mapping[str, Expr]) -> Expr | None:
    """∂a/∂z where a is a function of a formula u: its slope in a, times ∂u/∂z."""
    if user.formula is None:
        return None
    if call := function_written(user.formula):
        inner, slope = pull_back(call.args[0]).get(by), slope_in_value(call.function)
        return multiply(substitute(slope, {"a": Ref(user.name)}.get), inner) if slope and inner else None
    if isinstance(user.formula, Div) and (entry := softmax_written(user.formula)):
        return _softmax_slope(user.name, entry, by, formulas)
    return None


def _softmax_slope(name: str, entry: Softmax, by: str, formulas: Mapping[str, Expr]) -> Expr | None:
    """Σ ∂aₖ/∂uⱼ · ∂uⱼ/∂z, in the outputs that have a name."""
    named = {name: entry} | {
        other: found for other, formula in formulas.items() if (found := softmax_written(formula))
    }
    terms = []
    for place, logit in enumerate(entry.logits):
        if inner := pull_back(logit).get(by):
            own = place == entry.index
            output = Ref(name) if own else _output(logit, entry, place, named)
            rest = Add((ONE, Neg(output))) if own else Neg(output)
            terms.append(multiply(Mul((Ref(name), rest)), inner))
    return as_sum(terms) if terms else None


def _output(logit: Expr, entry: Softmax, place: int, named: Mapping[str, Softmax]) -> Expr:
    """The output of a logit by its name; else worked out."""
    alike = (
        name
        for name, other in named.items()
        if other.logits[other.index] == logit and {*other.logits} == {*entry.logits}
    )
    return next(map(Ref, alike), Softmax(place, entry.logits))


def routes(step: Step) -> list[Expr]:
    """The symbolic sides of a step that have a value, the finest first."""
    sides = [side.expr for side in step.sides if _has_value(side, step)]
    return list(dict.fromkeys(map(as_shown, (*_by_last_activation(step), *sides))))


def _by_last_activation(step: Step) -> Iterator[Expr]:
    """∂L/∂O · ∂O/∂In, where the page goes on to ∂L/∂ŷ · ∂ŷ/∂O · ∂O/∂In: a student may have stopped there."""
    if isinstance(step.quantity, Gradient) and any(map(is_through_output, step.links)):
        yield as_sum(plain_chain_term(step.quantity, link) for link in step.links)


def _has_value(side: Side, step: Step) -> bool:
    """Whether a side is made of quantities that have numbers; ∂y/∂x (direct) is only a symbol."""
    if side.form is Form.CHAIN:
        return all(link.adjoint for link in step.links)
    return side.form is not Form.NUMBERS
