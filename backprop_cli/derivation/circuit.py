"""A derivation as a circuit: what each gate does to the gradient, with the numbers on its wires.

Source of the patterns: A. Karpathy, J. Johnson, F.-F. Li, CS231n, "Backpropagation, Intuitions" (2016).
"""

from enum import Enum
from functools import cached_property
from math import fsum
from typing import NamedTuple

from backprop_cli.derivation.backward import BackwardPass
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Link
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.tree import Add, Call, Expr, Mul, Neg, Ref, children, is_constant, references
from backprop_cli.graph.graph import Graph, Node
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient


class Pattern(Enum):
    """What a gate does to the gradient that arrives."""

    ADD = "distributes it"
    SUBTRACT = "distributes it, with its sign turned for what is subtracted"
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
    is_plain = len(set(wires)) == len(wires) and _is_single(formula)
    match formula:
        case Add() if is_plain:
            return Pattern.SUBTRACT if _takes_away_a_wire(formula) else Pattern.ADD
        case Mul() if is_plain and len(wires) > 1:
            return Pattern.MULTIPLY
        case Call(function, _) if function in ROUTES:
            return ROUTES[function]
    return Pattern.SLOPE


def _is_single(formula: Expr) -> bool:
    """Whether each term or factor is a wire or a constant: the mean of the samples' losses is more."""
    parts = (part.body if isinstance(part, Neg) else part for part in children(formula))
    return all(isinstance(part, Ref) or is_constant(part) for part in parts)


def _takes_away_a_wire(formula: Add) -> bool:
    """Whether an input is subtracted: in a − 1 only a constant is, and the gradient passes as it arrives."""
    return any(isinstance(term, Neg) and not is_constant(term) for term in formula.terms)


class Circuit:
    """The circuit of one output, or of one sample's own loss. The derivation is one of gates."""

    def __init__(self, derivation: Derivation, output: BackwardPass, of: str) -> None:
        self.derivation = derivation
        self.graph = derivation.graph
        self.values = derivation.values
        self.of = self.graph.by_name[of]
        """What is differentiated."""
        self.is_all = not output.losses
        """Whether every way that a derivative comes is in it: else other samples' circuits have more."""
        self._links = {
            (link.user.name, target.by): link
            for target, links in output.links.items()
            if target.of == of
            for link in links
        }

    @property
    def above(self) -> tuple[str, ...]:
        """Its wires whose gradient is given."""
        given = self.graph.above.items()
        return tuple(name for name, gradient in given if gradient.of == self.of.quantity)

    @cached_property
    def elements(self) -> tuple[Gate | Copy, ...]:
        """The gates and copies that lead to the output, each behind those whose wires it takes."""
        on_the_way = {user for user, _ in self._links} - self.graph.unstated
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
        whole = self._whole(node)
        if node.role.is_parameter and not self.is_all and self.of.name in self.graph.outputs:
            parts = [each.gradient for each in branches]  # ∂L/∂w is more: what comes from the samples
            total = None if None in parts else fsum(each for each in parts if each is not None)
            whole = whole._replace(gradient=total)
        return Copy(whole, branches)

    def _end(self, user: str, name: str) -> Wire:
        """A wire where it enters a gate."""
        link = self._links.get((user, name))
        if link is None:
            return Wire(name, is_loose=True)
        local, arriving = self._local(link), self._arriving(link)
        sent = None if local is None or arriving is None else arriving * local
        return Wire(name, link.local, local, sent)

    def _local(self, link: Link) -> float | None:
        return value_if_any(link.local, self.values) if self.values else None

    def _arriving(self, link: Link) -> float | None:
        return self.values.get(link.adjoint) if link.adjoint else 1.0

    def _whole(self, node: Node) -> Wire:
        """A wire with all the gradient that comes back on it: 1 where no step works it out, as ∂L/∂L."""
        gradient = text(Gradient(self.of.quantity, node.quantity))
        has_name = gradient in self.derivation.by_name or node.name in self.above
        return Wire(node.name, gradient=self.values.get(gradient) if has_name or not self.values else 1.0)


def circuits(derivation: Derivation, output: str) -> list[Circuit]:
    """The circuits of an output: of a batch whose samples do not mix one for each, then the batch's own."""
    back = BackwardPass(derivation.graph, output)
    own = [loss.name for loss in back.losses.values()]
    return [Circuit(derivation, back, of) for of in (*own, output)]
