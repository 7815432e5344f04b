"""The ways in which a line can be worked: its symbolic sides, as the page writes them."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.sides import Form, Side, is_through_output, plain_chain_term, total
from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr, Slope, map_children
from backprop_cli.quantities.quantity import Gradient


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def routes(step: Step) -> list[Expr]:
    """The symbolic sides of a step that have a value, the finest first."""
    sides = [side.expr for side in step.sides if _has_value(side, step)]
    return list(dict.fromkeys(map(as_shown, (*_by_last_activation(step), *sides))))


def _by_last_activation(step: Step) -> Iterator[Expr]:
    """∂L/∂O · ∂O/∂In, where the page goes on to ∂L/∂ŷ · ∂ŷ/∂O · ∂O/∂In: a student may have stopped there."""
    if isinstance(step.quantity, Gradient) and any(map(is_through_output, step.links)):
        yield total(plain_chain_term(step.quantity, link) for link in step.links)


def _has_value(side: Side, step: Step) -> bool:
    """Whether a side is made of quantities that have numbers; ∂y/∂x (direct) is only a symbol."""
    if side.form is Form.CHAIN:
        return all(link.adjoint for link in step.links)
    return side.form is not Form.NUMBERS
