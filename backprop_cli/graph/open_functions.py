"""Rewrite: functions by their definitions.

L = σ(z)   ->   L = 1/(1 + exp(−z))
"""

from __future__ import annotations

from dataclasses import replace

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Add, Call, Div, Expr, Softmax, map_children, substitute
from backprop_cli.graph.graph import Graph


def open_functions(graph: Graph) -> Graph:
    """The graph (in scalars) without smooth functions that the function table defines by simpler ones."""
    nodes = (each._replace(formula=each.formula and opened(each.formula)) for each in graph.nodes)
    return replace(graph, nodes=tuple(nodes))


def opened(expr: Expr) -> Expr:
    """A formula with every function in it by its definition, and so on inside that.

    One with a kink stays, and the page says which slope it has there.
    """
    match expr:
        case Call(function, args) if FUNCTIONS[function].kink is None and (meaning := definition(function)):
            put = dict(zip(FUNCTIONS[function].arguments, map(opened, args), strict=True))
            return substitute(opened(meaning), put.get)
        case Softmax(index, logits):
            powers = tuple(Call("exp", (logit,)) for logit in logits)
            return Div(powers[index], Add(powers)) if len(powers) > 1 else Div(powers[0], powers[0])
    return map_children(expr, opened)
