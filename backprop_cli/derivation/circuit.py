"""A derivation as a circuit: what each gate does to the gradient, with the numbers on its wires.

Source of the patterns: A. Karpathy, J. Johnson, F.-F. Li, CS231n, "Backpropagation, Intuitions" (2016).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.backward import BackwardPass
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Link
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Add, Call, Expr, Mul, references
from backprop_cli.graph.graph import Graph, Node
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient


class Pattern(Enum):
    """What a gate does to the gradient that arrives."""

    ADD = "distributes it"
    MULTIPLY = "swaps its inputs"
    MAX = "routes it to the larger input"
    MIN = "routes it to the smaller input"
    CASE = "routes it to the case that holds"
    SLOPE = "multiplies it by the local slope"
    COPY = "adds what comes from all sides"


ROUTES = {"max": Pattern.MAX, "relu": Pattern.MAX, "min": Pattern.MIN, "where": Pattern.CASE}
"""Functions that hand one of their inputs on as it is; ReLU is max(0, z)."""


class Wire(NamedTuple):
    """An end of a wire at a gate, its forward value and the gradient on it."""

    name: str
    slope: Expr | None = None
    """The gate's local derivative by it; None: it is no input, or no gradient is needed of it."""
    local: float | None = None
    """The value of `slope`."""
    gradient: float | None = None
    """Dimensionless; None in a symbolic problem, or where none is needed."""
    is_loose: bool = False
    """Whether no gradient is needed of it: nothing that is asked for lies behind it."""


class Gate(NamedTuple):
    """One operation: the wire that leaves it, the wires that enter it."""

    out: Wire
    inputs: tuple[Wire, ...]
    pattern: Pattern


class Copy(NamedTuple):
    """A wire that several gates use."""

    wire: Wire
    """With the sum of the gradients."""
    branches: tuple[Wire, ...]
    """What comes back from each gate, which is what `name` says."""


def pattern_of(formula: Expr, graph: Graph) -> Pattern:
    """The pattern of a gate; one that takes a wire twice (x·x) is a function of it."""
    wires = [name for name in references(formula) if name in graph.by_name]
    is_plain = len(set(wires)) == len(wires)
    match formula:
        case Add() if is_plain:
            return Pattern.ADD
        case Mul() if is_plain and len(wires) > 1:
            return Pattern.MULTIPLY
        case Call(function, _) if function in ROUTES:
            return ROUTES[function]
    return Pattern.SLOPE


class Circuit:
    """The circuit of one output. The derivation is one of gates."""

    def __init__(self, derivation: Derivation, output: str) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.values = derivation.values
        self._pass = BackwardPass(self.graph, output)
        self._links = {
            (link.user.name, target.by): link for target, links in self._pass.links.items() for link in links
        }

    def elements(self) -> tuple[Gate | Copy, ...]:
        """The gates and copies that lead to the output, each behind those whose wires it takes."""
        on_the_way = {user for user, _ in self._links}
        found: list[Gate | Copy] = []
        for node in self.graph.nodes:
            if node.name in on_the_way:
                found.append(self.gate(node))
            users = [user for user in self.graph.users.get(node.name, ()) if (user, node.name) in self._links]
            if len(users) > 1:
                found.append(self.copy(node, users))
        return tuple(found)

    def gate(self, node: Node) -> Gate:
        """The gate of a node."""
        used = (name for name in self.graph.uses(node.name) if name in self.graph.by_name)
        wires = tuple(self._end(node.name, name) for name in used)
        return Gate(self._whole(node), wires, pattern_of(self.graph.formulas[node.name], self.graph))

    def copy(self, node: Node, users: list[str]) -> Copy:
        """A node's wire, where several gates use it."""
        branches = tuple(self._end(user, node.name)._replace(name=user) for user in users)
        return Copy(self._whole(node), branches)

    def _end(self, user: str, name: str) -> Wire:
        """A wire where it enters a gate."""
        link = self._links.get((user, name))
        if link is None:
            return Wire(name, is_loose=True)
        local, arriving = self._local(link), self._arriving(link)
        sent = None if local is None or arriving is None else arriving * local
        return Wire(name, link.local, local, sent)

    def _local(self, link: Link) -> float | None:
        try:
            return evaluate(link.local, self.values) if self.values else None
        except FormulaError:
            return None

    def _arriving(self, link: Link) -> float | None:
        return self.values.get(link.adjoint) if link.adjoint else 1.0

    def _whole(self, node: Node) -> Wire:
        """A wire with all the gradient that comes back on it: 1 where no step works it out, as ∂L/∂L."""
        gradient = text(Gradient(self._pass.of(node).quantity, node.quantity))
        is_worked = gradient in self.derivation.by_name
        return Wire(node.name, gradient=self.values.get(gradient) if is_worked or not self.values else 1.0)
