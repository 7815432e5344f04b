"""Rewrite: functions by their definitions.

L = σ(z)      ->   L = 1/(1 + exp(−z))
L = tanh(z)   ->   L = (exp(z) − exp(−z))/(exp(z) + exp(−z))
L = ReLU(z)   ->   L = max(0, z)
"""

from __future__ import annotations

from dataclasses import replace

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import softmax_as_quotient
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Call, Expr, Softmax, map_children, substitute
from backprop_cli.graph.graph import Graph

_IN_A_CIRCUIT = {"tanh": "(exp(z) - exp(-z))/(exp(z) + exp(-z))"}
"""What a worksheet takes for granted, and a circuit of single operations may show."""


def open_functions(graph: Graph) -> Graph:
    """The graph (in scalars) without functions that can be defined by simpler ones.

    One whose value is given stays: nothing inside it is worked. So does a softmax of which an entry is given:
    the slopes of all its entries are made of that value.
    """
    given = [formula.logits for node, formula in graph.worked
             if isinstance(formula, Softmax) and graph.is_held(node)]  # fmt: skip
    worked = {
        each.name: by_definition(formula)
        for each, formula in graph.to_work
        if not isinstance(formula, Softmax) or formula.logits not in given
    }
    nodes = (each._replace(formula=worked.get(each.name, each.formula)) for each in graph.nodes)
    return replace(graph, nodes=tuple(nodes))


def by_definition(expr: Expr) -> Expr:
    """A formula with every function in it by its definition, and so on inside that.

    At a kink the definition has the function's slope: max(0, z) that of ReLU, by cases that of leaky ReLU.
    """
    match expr:
        case Call(function, args) if meaning := meaning_of(function):
            put = dict(zip(FUNCTIONS[function].arguments, map(by_definition, args), strict=True))
            return substitute(by_definition(meaning), put.get)
        case Softmax():
            return map_children(softmax_as_quotient(expr), by_definition)
    return map_children(expr, by_definition)


def meaning_of(function: str) -> Expr | None:
    """A function in simpler ones, in its own arguments; None where it stays a gate."""
    if function in _IN_A_CIRCUIT:
        return parse(_IN_A_CIRCUIT[function])
    return definition(function)
