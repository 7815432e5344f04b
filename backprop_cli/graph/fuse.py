"""Rewrite: a last activation and a loss that belong together are also given in collapsed form.

    a = σ(z),        L = −Σ [y ln a + (1 − y) ln(1 − a)]   ->   ∂L/∂z = a − y
    a = softmax(z),  L = −Σ y ln a                         ->   ∂L/∂z = (Σy)·a − y, and Σy is 1

The formulas stay; the graph only gains the collapsed derivative and formulas of the loss in z, whose
values are right where a rounds to 0 or 1. Source: C. Bishop, Pattern Recognition and Machine Learning
(2006), sections 4.3.2 and 4.3.4.
"""

from __future__ import annotations

from dataclasses import replace

from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Add, Call, Expr, Mul, Neg, Ref, Total, substitute
from backprop_cli.graph.graph import Graph, Node, Role

_PAIRS = {
    "sigmoid": "y*ln(a) + (1 - y)*ln(1 - a)",
    "softmax": "y*ln(a)",
}
"""The last activation, and one output's part of the loss that belongs to it (with a minus sign)."""


def fuse(graph: Graph) -> Graph:
    """The graph (in matrix form) with the collapsed derivatives it allows."""
    collapsed: dict[str, Expr] = {}
    stable: dict[str, Expr] = {}
    for node in graph.nodes:
        output, target = _used(graph, node, Role.ACTIVATION), _used(graph, node, Role.TARGET)
        match output.formula if output and target else None:
            case Call(function, (Ref(logits),)) as call if output and target and function in _PAIRS:
                if node.formula == _loss(function, target, output):
                    collapsed[logits] = _difference(graph, function, target, output)
                    if not graph.is_held(output) and not graph.is_partly_held(output):
                        stable[node.name] = substitute(node.formula, {output.name: call}.get)
    return replace(graph, collapsed=collapsed, stable=stable)


def _used(graph: Graph, node: Node, role: Role) -> Node | None:
    """The one quantity of a role that a loss is made of; None where there is no such one."""
    used = [graph.by_name[name] for name in graph.uses(node.name)] if node.role is Role.LOSS else []
    found = [each for each in used if each.role is role]
    return found[0] if len(found) == 1 else None


def _loss(activation: str, target: Node, output: Node) -> Expr:
    put = {"y": Ref(target.name), "a": Ref(output.name)}
    return Neg(Total(substitute(parse(_PAIRS[activation]), put.get)))


def _difference(graph: Graph, activation: str, target: Node, output: Node) -> Expr:
    """ŷ − y; softmax keeps the factor Σy where the targets do not add up to 1."""
    goal, scaled = Ref(target.name), Ref(output.name)
    if activation == "softmax" and target.name not in graph.unit_sums:
        return Add((Mul((Total(goal), scaled)), Neg(goal)))
    return Add((scaled, Neg(goal)))
