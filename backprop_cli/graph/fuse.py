"""Rewrite: a last activation and a loss that belong together are also given in collapsed form.

    a = σ(z),        L = −Σ [y ln a + (1 − y) ln(1 − a)]   ->   ∂L/∂z = a − y
    a = softmax(z),  L = −Σ y ln a                         ->   ∂L/∂z = (Σy)·a − y, and Σy is 1

The formulas stay; the graph only gains the collapsed derivative and formulas of the loss in z, whose
values are right where a rounds to 0 or 1. Source: C. Bishop, Pattern Recognition and Machine Learning
(2006), sections 4.3.2 and 4.3.4.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backprop_cli.expr.names import sample_of
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Add, Call, Expr, Mul, Neg, Num, Ref, Total, substitute
from backprop_cli.graph.graph import Graph, Node, Role

_PAIRS = {
    "sigmoid": parse("y*ln(a) + (1 - y)*ln(1 - a)"),
    "softmax": parse("y*ln(a)"),
}
"""The last activation, and one output's part of the loss that belongs to it (with a minus sign)."""


def fuse(graph: Graph) -> Graph:
    """The graph (in matrix form) with the collapsed derivatives it allows."""
    collapsed: dict[str, Expr] = {}
    stable: dict[str, Expr] = {}
    for node in graph.nodes:
        output = _output(graph, node)
        match output.formula if output else None:
            case Call(function, (Ref(logits),)) as call if output and function in _PAIRS:
                target = Ref("y" + sample_of(node.name))
                if node.formula == _loss(function, target, output):
                    collapsed[logits] = _difference(graph, function, target, output)
                    stable[node.name] = substitute(node.formula, {output.name: call}.get)
    return replace(graph, collapsed=collapsed, stable=stable)


def _output(graph: Graph, node: Node) -> Node | None:
    """The activations that a loss is taken of, if it is a loss of one vector of activations."""
    if node.role is not Role.LOSS:
        return None
    used = [graph.by_name[name] for name in graph.uses(node)]
    activations = [each for each in used if each.role is Role.ACTIVATION]
    return activations[0] if len(activations) == 1 else None


def _loss(activation: str, target: Ref, output: Node) -> Expr:
    put = {"y": target, "a": Ref(output.name)}
    return Neg(Total(substitute(_PAIRS[activation], put.get)))


def _difference(graph: Graph, activation: str, target: Ref, output: Node) -> Expr:
    """ŷ − y; softmax keeps the factor Σy where the targets do not add up to 1."""
    values = graph.given[target.name]
    numbers = values if isinstance(values, tuple) else ()
    total = sum(Fraction(num.text) for num in numbers if isinstance(num, Num))
    scaled: Expr = Ref(output.name)
    if activation == "softmax" and total != 1:
        scaled = Mul((Total(target), scaled))
    return Add((scaled, Neg(target)))
