"""The graph: named formulas in the order in which they can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from backprop_cli.expr.tree import Expr, Num, Ref, references

Given = Num | tuple[Num, ...] | tuple[tuple[Num, ...], ...]
"""A number, a vector or a matrix (one tuple per row), with the digits as typed."""


class Role(Enum):
    """What a quantity is in the exercise."""

    INPUT = "input"
    TARGET = "target"
    PARAMETER = "parameter"
    PRE_ACTIVATION = "pre-activation"
    ACTIVATION = "activation"
    FORMULA = "formula"
    LOSS = "loss"


class Node(NamedTuple):
    """A quantity: given (no formula) or worked out from others."""

    name: str
    role: Role
    formula: Expr | None = None
    shape: tuple[int, ...] = ()
    """() for a number, (n,) for a vector, (rows, columns) for a matrix."""


@dataclass(frozen=True)
class Graph:
    """Quantities, each after those it uses.

    `outputs` are differentiated, in this order; an output that uses earlier outputs (the loss of a
    batch) is the last.
    """

    nodes: tuple[Node, ...]
    given: Mapping[str, Given]
    outputs: tuple[str, ...]
    wrt: tuple[str, ...]
    """Given quantities by which the outputs are differentiated."""
    collapsed: Mapping[str, Expr] = field(default_factory=dict)
    """Closed forms of ∂output/∂quantity that are shorter than the chain: ŷ − y."""
    stable: Mapping[str, Expr] = field(default_factory=dict)
    """Formulas that equal a node's own and lose no digits where it saturates."""

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Every node under its name."""
        return {node.name: node for node in self.nodes}

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
    def users(self) -> dict[str, list[str]]:
        """For each name, the nodes whose formulas use it, in order."""
        users: dict[str, list[str]] = {}
        for node, _ in self.worked:
            for name in self.uses(node):
                users.setdefault(name, []).append(node.name)
        return users

    @cached_property
    def is_batch(self) -> bool:
        """Whether the last output is made of the others: the loss of several samples."""
        return any(name in self.outputs for name in self.uses(self.by_name[self.outputs[-1]]))

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The given numbers of a scalar graph."""
        return {name: num.value for name, num in self.given.items() if isinstance(num, Num)}

    @cached_property
    def _names(self) -> dict[Expr, Ref]:
        return {formula: Ref(node.name) for node, formula in self.worked}

    def named(self, expr: Expr) -> Expr:
        """The name of a formula, if a node has just that formula; else the formula."""
        return self._names.get(expr, expr)

    def uses(self, node: Node) -> tuple[str, ...]:
        """The names in a node's formula, each once, in the order written."""
        return tuple(dict.fromkeys(references(node.formula))) if node.formula else ()
