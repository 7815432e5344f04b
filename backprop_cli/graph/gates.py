"""Rewrite: every formula as a circuit of gates, with one operation each.

L = w0·x0 + w1·x1 + w2   ->   s1 = w0·x0, s2 = w1·x1, s3 = s1 + s2, L = s3 + w2
y = 2·exp(-x)            ->   s1 = -x, s2 = exp(s1), y = 2·s2
L@1, L@2, …              ->   a circuit for each sample, with the same gates: s1@1, s1@2

Constants stay inside a gate, and so does the sign of a term: a − b is one gate. A formula that occurs twice
is one gate whose wire is used twice. Closed forms such as ŷ − y go: every gate has its own derivative.
The loss over the samples stays one gate, with all their losses as inputs, and so does what is not worked
forward: the sum before an activation that is given, the loss of which only derivatives are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref, map_children, references
from backprop_cli.graph.graph import Graph, Node, Role, node
from backprop_cli.quantities.grammar import look_of
from backprop_cli.quantities.quantity import Quantity

MOST_GATES = 200
"""In the circuit of one sample: more than anyone reads."""
MOST_MIXED = 600
"""In the one circuit of all samples, where they mix."""
MOST_IN_ALL = 6_000
"""In the circuits of all samples together."""
SMALLER = "use --style delta, or a smaller network"
FEWER = "use --style delta, or fewer samples"


def to_gates(graph: Graph) -> Graph:
    """The graph (in scalars) with one operation for each formula; new gates are called s1, s2, ….

    Raises `UsageError` for a circuit of more than `MOST_GATES` gates, or of `MOST_MIXED` where samples mix,
    and for more than `MOST_IN_ALL` in all circuits.
    """
    circuit = _GateMaker(graph)
    for each in graph.nodes:
        circuit.take(each)
    return replace(graph, nodes=tuple(circuit.nodes), collapsed={}, gates=circuit.made)


class _GateMaker:
    """The gates so far."""

    def __init__(self, graph: Graph) -> None:
        self.nodes: list[Node] = []
        self._mixes = graph.mixes_samples
        self._counts = Counter[int | None]()
        """Of gates, by the sample whose circuit they are in."""
        self._names = _Names(graph)
        self._known = {each.name: each for each in graph.nodes}
        self._split = {each.name for each, formula in graph.to_work if not self._is_over_samples(formula)}
        self._shared = set[str]()
        """New gates of no one sample."""
        self._wires: dict[tuple[int | None, Expr], Ref] = {}
        """The wires of the new gates, by what they work out."""

    @property
    def made(self) -> frozenset[str]:
        """The new gates, by name."""
        return frozenset(wire.name for wire in self._wires.values())

    def _is_over_samples(self, formula: Expr) -> bool:
        """Whether a formula is made of the samples' losses."""
        used = [self._known[name] for name in references(formula) if name in self._known]
        return bool(used) and all(each.role is Role.LOSS and each.quantity.sample for each in used)

    def take(self, each: Node) -> None:
        """A node, behind the gates that its formula needs; its own is the last of them."""
        role = Role.FORMULA if each.role is Role.ACTIVATION else each.role  # whose gradient is told apart
        formula = each.formula
        if formula is not None and each.name in self._split:
            formula = self._gate(formula, each.quantity.sample)
        self._append(each._replace(role=role, formula=formula))

    def _append(self, each: Node) -> None:
        self.nodes.append(each)
        if each.formula is None:
            return
        circuit = None if self._mixes else each.quantity.sample
        self._counts[circuit] += 1
        most = MOST_MIXED if self._mixes else MOST_GATES
        if self._counts[circuit] > most:
            raise UsageError(f"a circuit of more than {most} gates fits no page", SMALLER)
        if self._counts.total() > MOST_IN_ALL:
            raise UsageError(f"the samples' circuits have more than {MOST_IN_ALL:,} gates together", FEWER)

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
        place = self._place(gate, sample)
        if (place, gate) not in self._wires:
            made = node(Quantity(self._names.next(place), sample=place), Role.FORMULA, gate)
            self._append(made)
            self._known[made.name] = made
            self._shared.update([made.name] if place is None else [])
            self._wires[place, gate] = Ref(made.name)
        return self._wires[place, gate]

    def _place(self, gate: Expr, sample: int | None) -> int | None:
        """The sample that a new gate is of: that of its wires, whatever it is made for; of several none.

        So z − μ is one gate of its sample, in the variance and in ẑ. A sum over the samples is of none, from
        its first two terms on.
        """
        wires = [self._known[name] for name in references(gate) if name in self._known]
        own = {each.quantity.sample for each in wires} - {None}
        if sample is None and any(each.name in self._shared for each in wires):
            return None
        if len(own) == 1:
            return own.pop()
        is_of_sample = not own and all(each.formula is None for each in wires)
        return sample if is_of_sample else None

    def _is_wire(self, expr: Expr) -> bool:
        """Whether nothing is to be worked out: a name, or a formula of constants."""
        return isinstance(expr, Ref) or self._known.keys().isdisjoint(references(expr))


class _Names:
    """The names s1, s2, … but for those that look like one of the author's.

    Each sample has its own s1, and what the samples share another name than any of theirs.
    """

    def __init__(self, graph: Graph) -> None:
        self._taken = set(map(look_of, (*graph.reserved, *(each.quantity.symbol for each in graph.nodes))))
        self._last = Counter[int | None]()
        """The number of the last name, by sample."""

    def next(self, sample: int | None) -> str:
        """The next free name in a sample's circuit, or in what all of them share."""
        before = (self._last[sample], self._last[None]) if sample else self._last.values()
        name, number = next(self._free(max(before, default=0)))
        self._last[sample] = number
        return name

    def _free(self, after: int) -> Iterator[tuple[str, int]]:
        names = ((f"s{number}", number) for number in count(after + 1))
        return ((name, number) for name, number in names if look_of(name) not in self._taken)
