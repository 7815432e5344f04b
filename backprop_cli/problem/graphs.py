"""Problem -> Graph: a network written once in matrix form, or the author's formulas as they are.

z1 = W1 x + b1    a1 = σ(z1)    z2 = W2 a1 + b2    a2 = σ(z2)    L = ½ Σ (y − a2)²
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.expr.functions import CONSTANTS
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    MatMul,
    Mul,
    Neg,
    Num,
    Ref,
    Total,
    references,
    substitute,
)
from backprop_cli.graph.fuse import fuse
from backprop_cli.graph.graph import Given, Graph, Node, Role
from backprop_cli.graph.scalars import to_scalars
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.model import Activation, Formulas, Layer, Network, Problem


def graph_of(problem: Problem) -> Graph:
    """The graph to differentiate, in scalars: what a student works with by hand."""
    if isinstance(problem, Network):
        return to_scalars(fuse(matrix_graph(problem)))
    return _formula_graph(problem)


def matrix_graph(network: Network) -> Graph:
    """The network with one node per layer and sample, in matrix form."""
    suffixes = sample_suffixes(network)
    nodes = [*_parameters(network)]
    for suffix in suffixes:
        nodes += _pass(network, suffix)
    if len(suffixes) > 1:
        nodes.append(Node("L", Role.LOSS, _batch_loss(network, suffixes)))
    losses = tuple(f"L{suffix}" for suffix in suffixes)
    return Graph(
        nodes=tuple(nodes),
        given=dict(_given(network, suffixes)),
        outputs=(*losses, "L") if len(losses) > 1 else losses,
        wrt=tuple(node.name for node in nodes if node.role is Role.PARAMETER),
    )


def sample_suffixes(network: Network) -> list[str]:
    """What marks the quantities of each sample: `@1`, `@2`, …, or nothing for a single one."""
    count = len(network.samples)
    return [f"@{sample}" for sample in range(1, count + 1)] if count > 1 else [""]


def loss_formula(loss: Loss, targets: Expr, outputs: Expr, count: int) -> Expr:
    """The loss of one sample over `count` outputs."""
    total = Total(substitute(loss.term, {"y": targets, "yhat": outputs}.get))
    factor = loss.factor / count if loss.per_output else loss.factor
    body: Expr = Mul((constant(abs(factor)), total)) if abs(factor) != 1 else total
    body = Neg(body) if factor < 0 else body
    return Call("sqrt", (body,)) if loss.root else body


def _parameters(network: Network) -> Iterator[Node]:
    for number, layer in enumerate(network.layers, start=1):
        yield Node(f"W{number}", Role.PARAMETER, shape=_shape(layer))
        if layer.biases is not None:
            shape = () if isinstance(layer.biases, Num) else (len(layer.biases),)
            yield Node(f"b{number}", Role.PARAMETER, shape=shape)


def _pass(network: Network, suffix: str) -> Iterator[Node]:
    """The forward pass of one sample, its inputs, targets and loss."""
    first = network.samples[0]
    yield Node(f"x{suffix}", Role.INPUT, shape=(len(first.inputs),))
    before = Ref(f"x{suffix}")
    for number, layer in enumerate(network.layers, start=1):
        units = (len(layer.weights),)
        product = MatMul(Ref(f"W{number}"), before)
        z, a = Ref(f"z{number}{suffix}"), Ref(f"a{number}{suffix}")
        with_bias = product if layer.biases is None else Add((product, Ref(f"b{number}")))
        yield Node(z.name, Role.PRE_ACTIVATION, with_bias, units)
        yield Node(a.name, Role.ACTIVATION, _activated(layer.activation, z), units)
        before = a
    count = len(first.targets)
    yield Node(f"y{suffix}", Role.TARGET, shape=(count,))
    yield Node(f"L{suffix}", Role.LOSS, loss_formula(network.loss, Ref(f"y{suffix}"), before, count))


def _activated(activation: Activation, z: Ref) -> Expr:
    if activation.name == "linear":
        return z
    return substitute(activation.formula, {"z": z}.get)


def _batch_loss(network: Network, suffixes: list[str]) -> Expr:
    total = Add(tuple(Ref(f"L{suffix}") for suffix in suffixes))
    if network.reduction == "sum":
        return total
    return Mul((constant(Fraction(1, len(suffixes))), total))


def _given(network: Network, suffixes: list[str]) -> Iterator[tuple[str, Given]]:
    for number, layer in enumerate(network.layers, start=1):
        yield f"W{number}", layer.weights
        if layer.biases is not None:
            yield f"b{number}", layer.biases
    for suffix, sample in zip(suffixes, network.samples, strict=True):
        yield f"x{suffix}", sample.inputs
        yield f"y{suffix}", sample.targets


def _shape(layer: Layer) -> tuple[int, int]:
    return len(layer.weights), len(layer.weights[0])


def _formula_graph(problem: Formulas) -> Graph:
    """The author's formulas; the quantities they are not made of are given."""
    worked = {formula.name: formula.body for formula in problem.formulas}
    used = {name for body in worked.values() for name in references(body)}
    free = dict.fromkeys(name for body in worked.values() for name in references(body) if name not in worked)
    return Graph(
        nodes=(
            *(Node(name, Role.INPUT) for name in free if name not in CONSTANTS),
            *(Node(name, Role.FORMULA, body) for name, body in worked.items()),
        ),
        given=dict(problem.at),
        outputs=tuple(name for name in worked if name not in used),
        wrt=problem.wrt,
    )
