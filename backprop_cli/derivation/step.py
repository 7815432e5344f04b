"""Steps as data: what was worked out, by which rule, along which chain of equal sides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Graph


class Rule(Enum):
    """Why a step's first two sides are equal."""

    FORWARD = "forward"
    """Its own formula."""
    LOCAL = "local derivative"
    """The derivative of one formula by one name in it, everything else held."""
    CHAIN = "chain rule"
    """The sum over its users: (derivative by the user) · (the user's local derivative)."""
    COLLAPSED = "chain rule, collapsed"
    """The same, where activation and loss together leave ŷ − y."""
    BATCH = "sum over samples"
    """The samples' own derivatives, added or averaged as their losses are."""
    UPDATE = "gradient descent"
    """old − learning rate · gradient."""


class Form(Enum):
    """How far a side of an equation is worked."""

    FORMULA = "the formula"
    MEANING = "the function's definition put in"
    CHAIN = "the chain rule in symbols"
    LOCAL = "local derivatives put in"
    COLLAPSED = "simplified to ŷ − y"
    CLOSED = "in the given quantities alone"
    NUMBERS = "numbers put in"


class Side(NamedTuple):
    """One side of a step's equation. A side of `NUMBERS` is its formula with values for names."""

    expr: Expr
    form: Form


class Step(NamedTuple):
    """One line of a worksheet: `name` = side = side = … = value."""

    name: str
    rule: Rule
    sides: tuple[Side, ...]
    """Equal to each other: chain rule, local derivatives put in, numbers put in."""
    uses: tuple[str, ...]
    """The earlier results that the last side is made of, each once."""
    value: float | None
    """Dimensionless, full precision; None in a symbolic problem, or where a float has no room."""


class Derivation(NamedTuple):
    """The whole worked solution of a problem, as data."""

    graph: Graph
    forward: tuple[Step, ...]
    local: tuple[Step, ...]
    """The local derivatives, `da1[1]/dz1[1]`."""
    backward: tuple[Step, ...]
    """From the loss back to the parameters, in the order worked."""
    updates: tuple[Step, ...]
    values: Mapping[str, float]
    """Every quantity that has a number, given or worked out, by name."""
    loss_after: float | None
    """The last output with the updated parameters; None without an update."""

    @property
    def results(self) -> tuple[str, ...]:
        """The outputs whose gradients are asked for: of a batch, the batch's loss."""
        return self.graph.outputs[-1:] if self.graph.is_batch else self.graph.outputs

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order a solution reads."""
        return (*self.forward, *self.local, *self.backward, *self.updates)


class Proof(NamedTuple):
    """What was compared; every comparison agreed, or there is no proof."""

    gradients: int
    """Gradients compared with central differences."""
    local: int
    """Local derivatives compared with SymPy's."""
    at_kink: tuple[str, ...] = ()
    """Gradients so near a kink that a difference says nothing."""
