"""Rewrite: one formula per layer -> one formula per unit.

z1 = W1 x + b1   ->   z1[1] = W1[1,1]·x[1] + W1[1,2]·x[2] + b1
z1[2] = W1[2,1]·x[1] + W1[2,2]·x[2] + b1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

from backprop_cli.expr.names import entry
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    MatMul,
    Mul,
    Num,
    Ref,
    Softmax,
    Total,
    children,
    map_children,
)
from backprop_cli.graph.graph import Given, Graph, Node

Shapes = Mapping[str, tuple[int, ...]]


def to_scalars(graph: Graph) -> Graph:
    """The same graph with a node for every number, every formula worked with numbers only."""
    shapes = {node.name: node.shape for node in graph.nodes}
    return replace(
        graph,
        nodes=tuple(scalar for node in graph.nodes for scalar in _scalar_nodes(node, shapes)),
        given=_scalar_values(graph.given),
        wrt=tuple(entry_name for name in graph.wrt for entry_name, _ in _entries(name, shapes[name])),
        collapsed=_scalar_formulas(graph.collapsed, shapes),
        stable=_scalar_formulas(graph.stable, shapes),
    )


def _scalar_nodes(node: Node, shapes: Shapes) -> list[Node]:
    return [
        Node(name, node.role, _at(node.formula, index, shapes) if node.formula else None)
        for name, index in _entries(node.name, node.shape)
    ]


def _scalar_formulas(formulas: Mapping[str, Expr], shapes: Shapes) -> dict[str, Expr]:
    return {
        name: _at(formula, index, shapes)
        for array, formula in formulas.items()
        for name, index in _entries(array, shapes[array])
    }


def _scalar_values(given: Mapping[str, Given]) -> dict[str, Given]:
    values: dict[str, Given] = {}
    for name, value in given.items():
        if isinstance(value, Num):
            values[name] = value
            continue
        rows: Sequence[Num | tuple[Num, ...]] = value
        for row, part in enumerate(rows, start=1):
            if isinstance(part, Num):
                values[entry(name, row)] = part
            else:
                values |= {entry(name, row, at): num for at, num in enumerate(part, start=1)}
    return values


def _entries(name: str, shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """The names of an array's entries, each with its place; a number is its own only entry."""
    if not shape:
        return [(name, ())]
    places = product(*(range(1, size + 1) for size in shape))
    return [(entry(name, *place), place) for place in places]


def _at(expr: Expr, place: tuple[int, ...], shapes: Shapes) -> Expr:
    """The entry of `expr` at `place`. A number inside an array formula serves every entry."""
    match expr:
        case Ref(name):
            return Ref(entry(name, *place)) if shapes[name] else expr
        case MatMul(Ref(matrix), vector):
            (row,) = place
            columns = range(1, shapes[matrix][1] + 1)
            return Add(
                tuple(Mul((Ref(entry(matrix, row, at)), _at(vector, (at,), shapes))) for at in columns)
            )
        case Total(body):
            terms = tuple(_at(body, (at,), shapes) for at in range(1, _length(body, shapes) + 1))
            return terms[0] if len(terms) == 1 else Add(terms)
        case Call("softmax", (Ref(vector),)):
            return Softmax(place[0] - 1, _logits(vector, *shapes[vector]))
        case Add(terms):
            parts = [_at(term, place, shapes) for term in terms]
            return Add(tuple(_spread(parts)))
    return map_children(expr, lambda part: _at(part, place, shapes))


@lru_cache(maxsize=32)
def _logits(vector: str, size: int) -> tuple[Expr, ...]:
    """The entries of a layer's logits: one tuple for all its softmaxes, so that they are found fast."""
    return tuple(Ref(entry(vector, at)) for at in range(1, size + 1))


def _spread(terms: list[Expr]) -> list[Expr]:
    """W1 x + b1 as one sum: the products and the bias side by side."""
    first = terms[0]
    return [*first.terms, *terms[1:]] if isinstance(first, Add) else terms


def _length(expr: Expr, shapes: Shapes) -> int:
    """The number of entries of an array formula."""
    match expr:
        case Ref(name):
            return shapes[name][0] if shapes[name] else 1
        case MatMul(Ref(matrix), _):
            return shapes[matrix][0]
    return max((_length(part, shapes) for part in children(expr)), default=1)
