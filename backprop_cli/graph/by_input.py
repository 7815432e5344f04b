"""Rewrite: weights with one row for each input, as in courses that write h = Wᵀ x.

z1 = W1 x + b1   ->   z1 = W1ᵀ x + b1
"""

from __future__ import annotations

from dataclasses import replace

from backprop_cli.expr.tree import Expr, Ref, Transpose, substitute
from backprop_cli.graph.graph import Graph, Node, Role


def weights_by_input(graph: Graph) -> Graph:
    """The graph (in matrix form) with every matrix of weights turned."""
    put: dict[str, Expr] = {
        each.name: Transpose(Ref(each.name)) for each in graph.nodes if each.role is Role.WEIGHT
    }
    return replace(graph, nodes=tuple(_turned(each, put) for each in graph.nodes))


def _turned(each: Node, put: dict[str, Expr]) -> Node:
    if each.formula is not None:
        return each._replace(formula=substitute(each.formula, put.get))
    return each._replace(shape=each.shape[::-1]) if each.name in put else each
