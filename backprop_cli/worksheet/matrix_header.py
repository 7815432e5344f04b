"""The head of a sheet in vectors and matrices: how they stand on the page, and their numbers."""

from __future__ import annotations

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.samples import data_loss, is_row, mean_of_row
from backprop_cli.expr.shapes import Shape, size_of
from backprop_cli.expr.tree import ONE, Add, Expr
from backprop_cli.graph.graph import Node, Role
from backprop_cli.problem.model import Network
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.worksheet import matrix_words
from backprop_cli.worksheet.document import Facts, Given, Words
from backprop_cli.worksheet.header import ROUNDING
from backprop_cli.worksheet.literals import as_matrix

TALLEST, WIDEST = 8, 4
"""Rows and columns of a matrix that always stands on the page in full."""


def in_arrays(facts: Facts, network: Network, arrays: Derivation) -> Facts:
    """The facts of a sheet, with those of its vectors and matrices before the last, on rounding."""
    nodes = {role: [each for each in arrays.graph.nodes if each.role is role] for role in Role}
    weights = nodes[Role.WEIGHT][0].name
    losses = [each for each in nodes[Role.LOSS] if is_row(each)]
    rows = dict(facts.rows)
    rounding = rows.pop(ROUNDING)
    rows[matrix_words.WEIGHTS] = matrix_words.weights(weights, by_input=network.weight_rows == "inputs")
    if losses:
        rows[matrix_words.SAMPLES] = matrix_words.batch(len(network.samples), network.reduction)
    in_batches = len(network.schedule.batches) > 1
    rows[matrix_words.LAYOUT] = (
        _columns(arrays, losses[0], in_batches=in_batches) if losses else matrix_words.COLUMN_VECTORS
    )
    signs = matrix_words.signs(_product(nodes[Role.PRE_ACTIVATION][0]), nodes[Role.ACTIVATION][0].name)
    rows[matrix_words.SIGNS] = (
        *signs,
        *(matrix_words.ROW_AND_COLUMN_SUMS if losses else ()),
        *(matrix_words.DOTS if any(map(_may_be_shortened, arrays.shapes.values())) else ()),
    )
    return Facts((*rows.items(), (ROUNDING, rounding)))


def _may_be_shortened(shape: Shape) -> bool:
    rows, columns = size_of(shape) or (1, 1)
    return rows > TALLEST or columns > WIDEST


def _product(pre_activation: Node) -> Expr:
    """W·x, or Wᵀ·x, as the page writes it."""
    formula = pre_activation.formula
    return formula.terms[0] if isinstance(formula, Add) else formula or ONE


def _columns(arrays: Derivation, losses: Node, *, in_batches: bool) -> Words:
    """Where each sample stands, and where the batch's 1/n comes in."""
    graph = arrays.graph
    (output,) = (graph.by_name[name] for name in arrays.results)
    last = [node for node in graph.nodes if node.role is Role.PRE_ACTIVATION][-1]
    parameters = [
        graph.by_name[name] for name in graph.wrt if graph.by_name[name].quantity.layer == last.quantity.layer
    ]
    gradients = [text(Gradient(output.quantity, each.quantity)) for each in parameters]
    (inputs,) = (node.name for node in graph.nodes if node.role is Role.INPUT)
    if (share := mean_of_row(graph, data_loss(graph, output))) is not None:
        signal = text(Gradient(output.quantity, last.quantity))
        if in_batches:
            return (*matrix_words.mixed_in_batches(inputs), *matrix_words.TURNED)
        said = matrix_words.mixed_as_columns(inputs, signal)
        return (*said, *matrix_words.where_the_share_is(share), *matrix_words.TURNED)
    if in_batches:
        return (*matrix_words.batch_as_columns(inputs), *matrix_words.TURNED)
    return (
        *matrix_words.samples_as_columns(inputs, text(Gradient(losses.quantity, last.quantity))),
        *matrix_words.where_the_mean_is(graph.local(data_loss(graph, output).name)[losses.name], gradients),
        *matrix_words.TURNED,
    )


def given_arrays(arrays: Derivation) -> Given:
    """The vectors and matrices that the exercise starts from."""
    given = {**arrays.given, **arrays.given_arrays}
    rows = ((node.name, given[node.name]) for node in arrays.graph.nodes if node.name in given)
    return Given(tuple((name, as_matrix(numbers, lambda number: number)) for name, numbers in rows))
