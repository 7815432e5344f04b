"""The optimiser table: how a parameter is changed by its gradient, as named formulas.

A row is a little formula problem that every parameter is put through: `w` is the parameter, `g` its gradient,
`alpha` the learning rate, `t` the number of the step (from 1), then the row's own constants and state. The
formulas are worked in order; the last gives the new `w`, and a state that is assigned is the next step's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Expr

PARAMETER, GRADIENT, RATE, STEP = "w", "g", "alpha", "t"
"""The names that every row's formulas may use."""


class Optimizer(NamedTuple):
    """One row."""

    name: str
    constants: Mapping[str, float]
    """Besides the learning rate, with their defaults."""
    state: Mapping[str, float]
    """What is kept of a parameter from step to step, with the number it starts from."""
    update: Mapping[str, Expr]
    """The formulas by the name that each works out, in order; `w` is the last."""

    @property
    def names(self) -> list[str]:
        """What the formulas work out or keep of each parameter, besides the parameter itself."""
        return list(dict.fromkeys(name for name in (*self.state, *self.update) if name != PARAMETER))


def row(
    name: str, constants: Mapping[str, float], state: Mapping[str, float], update: Mapping[str, str]
) -> Optimizer:
    """A row from formulas as text."""
    return Optimizer(name, constants, state, {each: parse(formula) for each, formula in update.items()})


_ROWS = (
    row("sgd", {}, {}, {"w": "w - alpha*g"}),
)  # fmt: skip

OPTIMIZERS = {each.name: each for each in _ROWS}
