"""Rewrite: every formula as a circuit of gates, with one operation each.

L = w0·x0 + w1·x1 + w2   ->   s1 = w0·x0, s2 = w1·x1, s3 = s1 + s2, L = s3 + w2
y = 2·exp(-x)            ->   s1 = -x, s2 = exp(s1), y = 2·s2

Constants stay inside a gate, and so does the sign of a term: a − b is one gate. A formula that occurs twice
is one gate whose wire is used twice. Closed forms such as ŷ − y go: every gate has its own derivative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref, map_children, references
from backprop_cli.graph.graph import Graph, Node, Role, node
from backprop_cli.quantities.grammar import look_of
from backprop_cli.quantities.quantity import Quantity

MOST_GATES = 200
"""More than anyone reads."""


def to_gates(graph: Graph) -> Graph:
    """The graph (in scalars) with one operation for each formula; new gates are called s1, s2, ….

    Raises `UsageError` for several samples, for results that are given, and for a circuit of more than
    `MOST_GATES` gates.
    """
    samples = {each.quantity.sample for each in graph.nodes} - {None}
    if len(samples) > 1:
        raise UsageError(
            "a circuit shows one sample", "write an exercise with one sample, or use --style delta"
        )
    if graph.above or graph.held:
        message = "a circuit is worked forward to its loss, and here a gradient or activations are given"
        raise UsageError(message, "use --style delta")
    circuit = _Circuit(graph)
    for each in graph.nodes:
        circuit.take(each)
    return replace(graph, nodes=tuple(circuit.nodes), collapsed={})


class _Circuit:
    """The gates so far."""

    def __init__(self, graph: Graph) -> None:
        self.nodes: list[Node] = []
        self._count = 0
        self._names = _free_names(graph)
        self._given = {each.name for each in graph.nodes}
        self._wires: dict[tuple[int | None, Expr], Ref] = {}
        """The wires of the new gates, by what they work out."""

    def take(self, each: Node) -> None:
        """A node, behind the gates that its formula needs; its own is the last of them."""
        sample = each.quantity.sample
        role = Role.FORMULA if each.role is Role.ACTIVATION else each.role  # whose gradient is told apart
        formula = each.formula and self._gate(each.formula, sample)
        self._append(each._replace(role=role, formula=formula))

    def _append(self, each: Node) -> None:
        self.nodes.append(each)
        self._count += each.formula is not None
        if self._count > MOST_GATES:
            message = f"a circuit of more than {MOST_GATES} gates fits no page"
            raise UsageError(message, "use --style delta, or a smaller network")

    def _gate(self, expr: Expr, sample: int | None) -> Expr:
        """The last operation of a formula, on wires."""
        if self._is_wire(expr):
            return expr
        match expr:
            case Add((only,)):
                return self._gate(only, sample)  # the sum over the inputs of a unit that has one
            case Add((first, *others)):
                terms = [self._wire(first, sample), *(self._term(other, sample) for other in others)]
                return self._folded(Add, terms, sample)
            case Mul(factors):
                return self._folded(Mul, [self._wire(each, sample) for each in factors], sample)
        return map_children(expr, lambda part: self._wire(part, sample))

    def _term(self, expr: Expr, sample: int | None) -> Expr:
        """A further term of a sum, which keeps its sign."""
        return Neg(self._wire(expr.body, sample)) if isinstance(expr, Neg) else self._wire(expr, sample)

    def _folded(self, kind: type[Add] | type[Mul], parts: list[Expr], sample: int | None) -> Expr:
        """A sum or product from left to right, two parts at a time."""
        first, *middle, last = parts
        for part in middle:
            first = self._wire(kind((first, part)), sample)
        return kind((first, last))

    def _wire(self, expr: Expr, sample: int | None) -> Expr:
        """A name or a constant; anything else gets a gate."""
        if self._is_wire(expr):
            return expr
        gate = self._gate(expr, sample)
        if (sample, gate) not in self._wires:
            made = node(Quantity(next(self._names), sample=sample), Role.FORMULA, gate)
            self._append(made)
            self._given.add(made.name)
            self._wires[sample, gate] = Ref(made.name)
        return self._wires[sample, gate]

    def _is_wire(self, expr: Expr) -> bool:
        """Whether nothing is to be worked out: a name, or a formula of constants."""
        return isinstance(expr, Ref) or self._given.isdisjoint(references(expr))


def _free_names(graph: Graph) -> Iterator[str]:
    """The names s1, s2, … but for those that look like one of the author's."""
    taken = set(map(look_of, (*graph.reserved, *(each.quantity.symbol for each in graph.nodes))))
    names = (f"s{number}" for number in count(1))
    return (name for name in names if look_of(name) not in taken)
