"""Links: one way each by which a quantity reaches the output."""

from enum import Enum
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Node, Role


class Kind(Enum):
    """What a quantity is to the formula that uses it."""

    WEIGHT = "a weight of a pre-activation"
    BIAS = "its bias"
    INPUT = "what the weights are multiplied with"
    ACTIVATION = "what an activation function is applied to"
    LOSS = "an output in the loss"
    OUTPUT = "the last activation, which is the output"
    SHARE = "an output's share of the loss"
    SAMPLE = "a sample's loss in the batch's"
    PENALTY = "a parameter in the penalty"
    FORMULA = "a name in another formula"


class Target(NamedTuple):
    """A derivative to be worked out: of the node `of`, by the node `by`."""

    of: str
    by: str


class Link(NamedTuple):
    """∂L/∂q gets adjoint · local through one user of q."""

    user: Node
    adjoint: str | None
    """The name of the output's derivative by the user; None: the user is the output, and it is 1."""
    local: Expr
    """The derivative of the user's own formula by q."""
    kind: Kind
    within: tuple["Link", ...] = ()
    """The links of the adjoint, where it is worked inside this line."""
    share: Expr | None = None
    """What q gets, where it is no plain product adjoint · local: of matrices, or a sum of entries."""


_KINDS = {
    (Role.PRE_ACTIVATION, Role.WEIGHT): Kind.WEIGHT,
    (Role.PRE_ACTIVATION, Role.BIAS): Kind.BIAS,
    (Role.PRE_ACTIVATION, Role.INPUT): Kind.INPUT,
    (Role.PRE_ACTIVATION, Role.ACTIVATION): Kind.INPUT,
    (Role.ACTIVATION, Role.PRE_ACTIVATION): Kind.ACTIVATION,
    (Role.LOSS, Role.ACTIVATION): Kind.LOSS,
    (Role.LOSS, Role.OUTPUT): Kind.LOSS,
    (Role.SHARE, Role.ACTIVATION): Kind.LOSS,
    (Role.SHARE, Role.OUTPUT): Kind.LOSS,
    (Role.OUTPUT, Role.ACTIVATION): Kind.OUTPUT,
    (Role.LOSS, Role.SHARE): Kind.SHARE,
    (Role.LOSS, Role.LOSS): Kind.SAMPLE,
    (Role.PENALTY, Role.WEIGHT): Kind.PENALTY,
    (Role.PENALTY, Role.BIAS): Kind.PENALTY,
}
"""By the roles of the user and of what it uses."""


def kind_of(user: Role, used: Role) -> Kind:
    """What a quantity is to its user, by their roles."""
    return _KINDS.get((user, used), Kind.FORMULA)
