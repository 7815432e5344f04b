"""Rewrite: one formula per layer -> one formula per unit.

z1 = W1 x + b1   ->   z1[1] = W1[1,1]·x[1] + W1[1,2]·x[2] + b1
z1[2] = W1[2,1]·x[1] + W1[2,2]·x[2] + b1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    MatMul,
    Mul,
    Ref,
    Softmax,
    Total,
    children,
    map_children,
)
from backprop_cli.graph.graph import Graph, Node, node
from backprop_cli.quantities.quantity import Gradient

Indices = tuple[int, ...]
"""Indices of an entry, counted from 1; none for a number."""


def to_scalars(graph: Graph) -> Graph:
    """The same graph with a node for every number, every formula worked with numbers only."""
    arrays = _ArraysApart(graph)
    return replace(
        graph,
        nodes=tuple(scalar for each in graph.nodes for scalar in arrays.nodes_of(each)),
        wrt=tuple(entry.name for name in graph.wrt for entry in arrays.entries[name].values()),
        ends=tuple(entry.name for name in graph.ends for entry in arrays.entries[name].values()),
        above=dict(pair for name, each in graph.above.items() for pair in arrays.derivatives(name, each)),
        collapsed=arrays.formulas(graph.collapsed),
        stable=arrays.formulas(graph.stable),
    )


class _ArraysApart:
    """The arrays of a graph, each with its entries."""

    def __init__(self, graph: Graph) -> None:
        self.shapes = {each.name: each.shape for each in graph.nodes}
        self.entries = {each.name: dict(_entries(each)) for each in graph.nodes}
        self.refs = {
            name: {place: Ref(entry.name) for place, entry in entries.items()}
            for name, entries in self.entries.items()
        }
        self.logits = {
            each.name: tuple(self.refs[each.name].values()) for each in graph.nodes if len(each.shape) == 1
        }
        """One tuple for all the softmaxes of a layer, so that they are found fast."""

    def nodes_of(self, array: Node) -> list[Node]:
        """A node for every entry."""
        return [
            entry._replace(formula=self.at(array.formula, place)) if array.formula else entry
            for place, entry in self.entries[array.name].items()
        ]

    def formulas(self, formulas: Mapping[str, Expr]) -> dict[str, Expr]:
        """The formula of every entry, by its name."""
        return {
            entry.name: self.at(formula, place)
            for array, formula in formulas.items()
            for place, entry in self.entries[array].items()
        }

    def derivatives(self, name: str, given: Gradient) -> Iterator[tuple[str, Gradient]]:
        """The derivative by every entry of an array, by the entry's name."""
        for entry in self.entries[name].values():
            yield entry.name, given._replace(by=entry.quantity)

    def at(self, expr: Expr, place: Indices) -> Expr:
        """The entry of `expr` at `place`. A number inside an array formula serves every entry."""
        match expr:
            case Ref(name):
                return self.refs[name][place] if self.shapes.get(name) else expr
            case MatMul(Ref(matrix), vector):
                (row,) = place
                columns = range(1, self.shapes[matrix][1] + 1)
                return Add(tuple(Mul((self.refs[matrix][row, at], self.at(vector, (at,)))) for at in columns))
            case Total(body):
                return as_sum(self.at(body, each) for each in self.places(body))
            case Call("softmax", (Ref(vector),)):
                return Softmax(place[0] - 1, self.logits[vector])
            case Add(terms):
                parts = [self.at(term, place) for term in terms]
                return Add(tuple(_spread(parts, terms)))
        return map_children(expr, lambda part: self.at(part, place))

    def places(self, expr: Expr) -> list[Indices]:
        """The places of an array formula's entries, row by row."""
        match expr:
            case Ref(name) if len(self.shapes.get(name, ())) == 2:
                return list(self.refs[name])
            case Ref() | MatMul():
                return [(at,) for at in range(1, self.length(expr) + 1)]
        return max((self.places(part) for part in children(expr)), key=len, default=[])

    def length(self, expr: Expr) -> int:
        """The number of entries of an array formula."""
        match expr:
            case Ref(name):
                return self.shapes[name][0] if self.shapes.get(name) else 1
            case MatMul(Ref(matrix), _):
                return self.shapes[matrix][0]
        return max((self.length(part) for part in children(expr)), default=1)


def _entries(array: Node) -> list[tuple[Indices, Node]]:
    """The entries of an array, still without formulas; a number is its own only entry."""
    if not array.shape:
        return [((), array)]
    places = product(*(range(1, size + 1) for size in array.shape))
    return [
        (place, node(array.quantity.at(*place), array.role, also=array.also and array.also.at(*place)))
        for place in places
    ]


def _spread(parts: list[Expr], arrays: tuple[Expr, ...]) -> Iterator[Expr]:
    """W1 x + b1 as one sum: the products and the bias side by side; and likewise the sums of entries."""
    for part, array in zip(parts, arrays, strict=True):
        if isinstance(part, Add) and isinstance(array, MatMul | Total):
            yield from part.terms
        else:
            yield part
