"""The graph: named formulas in the order in which they can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Each, Expr, Ref, Total, references
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class Role(Enum):
    """What a quantity is in the exercise."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    PRE_ACTIVATION = "pre-activation"
    ACTIVATION = "activation"
    FORMULA = "formula"
    SCALE = "scale or shift"
    STATISTIC = "mean or variance"
    NORMAL = "normalised"
    DROPPED = "behind dropout"
    OUTPUT = "output"
    SHARE = "loss of one output"
    LOSS = "loss"
    PENALTY = "penalty"
    CONSTANT = "constant"

    @property
    def is_parameter(self) -> bool:
        """Whether training changes it."""
        return self in {Role.WEIGHT, Role.BIAS, Role.SCALE}


class Node(NamedTuple):
    """A quantity: given (no formula) or worked out from others."""

    name: str
    """What formulas call it by, its name as text; of a training W1_new#2 is what step 3 finds as W1#3."""
    quantity: Quantity
    role: Role
    formula: Expr | None = None
    shape: tuple[int, ...] = ()
    """() for a number, (n,) for a vector, (rows, columns) for a matrix."""
    also: Quantity | None = None
    """What else it is called: the last layer's activation is ŷ."""


def node(
    quantity: Quantity,
    role: Role,
    formula: Expr | None = None,
    shape: tuple[int, ...] = (),
    also: Quantity | None = None,
) -> Node:
    """The node of a quantity, under its own name."""
    return Node(text(quantity), quantity, role, formula, shape, also)


@dataclass(frozen=True)
class Graph:
    """Quantities, each after those it uses. It holds no numbers, so it serves every step of a training."""

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]
    """What is differentiated, in this order: a network's loss, formulas that no other uses."""
    wrt: tuple[str, ...]
    """Given quantities by which the outputs are differentiated."""
    unit_sums: frozenset[str] = frozenset()
    """Given vectors whose entries are known to add up to 1, as one-hot targets do."""
    collapsed: Mapping[str, Expr] = field(default_factory=dict)
    """Closed forms of ∂output/∂quantity that are shorter than the chain: ŷ − y."""
    stable: Mapping[str, Expr] = field(default_factory=dict)
    """Formulas that equal a node's own and lose no digits where it saturates."""
    reserved: frozenset[str] = frozenset()
    """Names that mean something else in the exercise, an optimiser's constants: no new node takes one."""

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Every node under its name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def by_quantity(self) -> dict[Quantity, Node]:
        """Every node by what it is."""
        return {node.quantity: node for node in self.nodes}

    @cached_property
    def worked(self) -> list[tuple[Node, Expr]]:
        """The nodes that have a formula, with it, in order."""
        return [(node, node.formula) for node in self.nodes if node.formula is not None]

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of `wrt`, to look one up."""
        return frozenset(self.wrt)

    @cached_property
    def formulas(self) -> dict[str, Expr]:
        """The formula of every node that has one, by name."""
        return {node.name: formula for node, formula in self.worked}

    @cached_property
    def quantities(self) -> dict[str, AnyQuantity]:
        """What every name stands for."""
        return {node.name: node.quantity for node in self.nodes}

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For each name, the nodes whose formulas use it, in order."""
        users: dict[str, list[str]] = {}
        for node, _ in self.worked:
            for name in self.uses(node.name):
                users.setdefault(name, []).append(node.name)
        return users

    @cached_property
    def _names(self) -> dict[Expr, Ref]:
        return {formula: Ref(node.name) for node, formula in self.worked}

    def named(self, expr: Expr) -> Expr:
        """The name of a formula, if a node has just that formula; else the formula."""
        return self._names.get(expr, expr)

    def uses(self, name: str) -> tuple[str, ...]:
        """The names in a node's formula, each once, in the order written; none where it is given."""
        return self._uses.get(name, ())

    @cached_property
    def _uses(self) -> dict[str, tuple[str, ...]]:
        return {node.name: tuple(dict.fromkeys(references(formula))) for node, formula in self.worked}

    def local(self, user: str) -> Mapping[str, Expr]:
        """The derivative of a node's own formula by each name in it, everything else held."""
        if user not in self._local:
            self._local[user] = pull_back(self.formulas[user], named=self.named)
        return self._local[user]

    def share(self, user: Node, used: Node, adjoint: Expr) -> Expr:
        """What an array receives from a user's adjoint; a bias that serves several entries gets their sum."""
        received = pull_back(self.formulas[user.name], adjoint, self.named)[used.name]
        if used.role is Role.BIAS and len(used.shape) < len(user.shape):
            return Each("row", Total(received)) if used.shape else Total(received)
        return received

    def shape(self, quantity: AnyQuantity) -> tuple[int, ...]:
        """The shape of a quantity, before or after an update, or of an output's derivative by it."""
        own = quantity.by if isinstance(quantity, Gradient) else quantity.of or quantity
        found = self.by_name.get(text(own._replace(new=False, step=None)))
        return found.shape if found else ()

    @cached_property
    def has_arrays(self) -> bool:
        """Whether a quantity is a vector or a matrix."""
        return any(node.shape for node in self.nodes)

    @cached_property
    def _local(self) -> dict[str, dict[str, Expr]]:
        return {}
