"""Rewrites for courses that write a step of its own where others have another name or one formula.

outputs_apart:  a2[1], called ŷ₁ as well           ->   ŷ₁ = a2[1], and the loss is made of ŷ₁
losses_apart:   L = ½((y₁ − a₁)² + (y₂ − a₂)²)      ->   L[1] = ½(y₁ − a₁)²,  L[2] = …,  L = L[1] + L[2]
                and with a penalty L_data = L[1] + L[2]: as the loss of a sample, no L[1] holds R
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref, references, substitute
from backprop_cli.graph.graph import Graph, Node, Role, node
from backprop_cli.quantities.network import LOSS


def outputs_apart(graph: Graph) -> Graph:
    """Every output as a quantity of its own, which equals the last activation.

    A gradient from above is by that activation: there is no loss to be made of ŷ.
    """
    if graph.above:
        return graph
    outputs = {
        each.name: node(each.also, Role.OUTPUT, Ref(each.name))
        for each in graph.nodes
        if each.also is not None
    }
    put = {name: Ref(output.name) for name, output in outputs.items()}
    return replace(graph, nodes=tuple(_with_outputs(graph, outputs, put)))


def _with_outputs(graph: Graph, outputs: dict[str, Node], put: dict[str, Ref]) -> Iterator[Node]:
    for each in graph.nodes:
        if each.name in outputs:
            yield from (each, outputs[each.name])
        elif each.role is Role.LOSS and each.formula is not None:
            yield each._replace(formula=substitute(each.formula, put.get))
        else:
            yield each


def losses_apart(graph: Graph) -> Graph:
    """Every output's share of a loss as a quantity of its own, where the loss is a sum of such shares."""
    if graph.above:
        return graph
    outputs = {each.name for each in graph.nodes if each.also is not None}
    return replace(graph, nodes=tuple(part for each in graph.nodes for part in _apart(each, outputs)))


def _apart(each: Node, outputs: Container[str]) -> list[Node]:
    shares = _shares(each.formula) if each.role is Role.LOSS and each.formula is not None else []
    made_of = [{name for name in references(share) if name in outputs} for share in shares]
    if len(shares) < 2 or any(len(own) != 1 for own in made_of) or len(set().union(*made_of)) < len(shares):
        return [each]
    whole = each.quantity._replace(symbol=LOSS)
    parts = [node(whole.at(output), Role.SHARE, share) for output, share in enumerate(shares, start=1)]
    return [*parts, each._replace(formula=Add(tuple(Ref(part.name) for part in parts)))]


def _shares(formula: Expr) -> list[Expr]:
    """The terms of a sum, each with the factor and the sign before it."""
    match formula:
        case Add(terms):
            return list(terms)
        case Neg(body):
            return [Neg(share) for share in _shares(body)]
        case Mul((factor, Add(terms))):
            return [Mul((factor, term)) for term in terms]
    return []
