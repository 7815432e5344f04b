"""Whether the samples of a batch mix, or each has a loss of its own."""

from __future__ import annotations

from backprop_cli.expr.tree import Expr, is_constant
from backprop_cli.graph.graph import Graph, Node, Role


def data_loss(graph: Graph, output: Node) -> Node:
    """The loss over the samples: the output itself, or what a penalty is added to."""
    used = [graph.by_name[name] for name in graph.uses(output.name) if name in graph.by_name]
    if all(node.role is not Role.PENALTY for node in used):
        return output
    return next(node for node in used if node.role is Role.LOSS)


def own_losses(graph: Graph, output: Node) -> dict[int | None, Node]:
    """The loss of each sample, where the samples do not mix; none where they do, or where there is only one.

    They do not mix where each quantity but the output and a penalty is made of its own sample's, and the
    output is the samples' losses added, or averaged. `output` is the loss over the samples. Where samples are
    columns, their losses are one row.
    """
    losses = [graph.by_name[name] for name in graph.uses(output.name) if name in graph.by_name]
    if len(losses) == 1 and is_row(losses[0]):
        return {} if any(node.role is Role.STATISTIC for node in graph.nodes) else {None: losses[0]}
    if not losses or any(loss.role is not Role.LOSS or loss.quantity.sample is None for loss in losses):
        return {}
    shares = graph.local(output.name)
    alike = len(set(shares.values())) == 1 and all(map(is_constant, shares.values()))
    return {loss.quantity.sample: loss for loss in losses} if alike and not _mix(graph, output) else {}


def mean_of_row(graph: Graph, output: Node) -> Expr | None:
    """What the batch's loss has of each sample's, 1/n or 1, where samples that mix are columns; else None."""
    losses = [graph.by_name[name] for name in graph.uses(output.name) if name in graph.by_name]
    if not any(map(is_row, losses)) or own_losses(graph, output):
        return None
    return graph.local(output.name)[losses[0].name]


def is_row(loss: Node) -> bool:
    """Whether a loss is the row of all samples' losses, in a graph with a column for each sample."""
    return loss.role is Role.LOSS and bool(loss.shape)


def _mix(graph: Graph, output: Node) -> bool:
    """Whether a quantity other than the output is made of another sample's, or of several."""
    return any(
        not _keeps_apart(node, graph.by_name[name])
        for node, _ in graph.worked
        if node.role not in {Role.LOSS, Role.PENALTY} or node.quantity.sample is not None
        for name in graph.uses(node.name)
        if name in graph.by_name
    )


def _keeps_apart(user: Node, used: Node) -> bool:
    is_shared = used.quantity.sample is None and used.formula is None
    return is_shared or used.quantity.sample == user.quantity.sample
