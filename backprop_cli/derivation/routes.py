"""The ways in which a line can be worked: its symbolic sides, as the page writes them."""

from __future__ import annotations

from backprop_cli.derivation.sides import Form, Side
from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr, Slope, map_children


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def routes(step: Step) -> list[Expr]:
    """The symbolic sides of a step that have a value, the finest first."""
    return list(dict.fromkeys(as_shown(side.expr) for side in step.sides if _has_value(side, step)))


def _has_value(side: Side, step: Step) -> bool:
    """Whether a side is made of quantities that have numbers; ∂y/∂x (direct) is only a symbol."""
    if side.form is Form.CHAIN:
        return all(link.adjoint for link in step.links)
    return side.form is not Form.NUMBERS
