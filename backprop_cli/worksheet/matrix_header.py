"""The head of a sheet in vectors and matrices: how they stand on the page, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.samples import data_loss, is_row, mean_of_row
from backprop_cli.expr.shapes import size
from backprop_cli.expr.tree import Add, Expr, MatMul, Mul, Ref, Transpose, children, integer
from backprop_cli.expr.value import Shape, size_of
from backprop_cli.graph.graph import Node, Role
from backprop_cli.problem.model import Network
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import matrix as words
from backprop_cli.words.header import LOSS, SAMPLES, WEIGHTS
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.say import Message, say
from backprop_cli.worksheet.document import Facts, Given
from backprop_cli.worksheet.header import loss_in_words
from backprop_cli.worksheet.literals import as_matrix

TALLEST, WIDEST = 8, 4
"""Rows and columns of a matrix that always stands on the page in full."""


def with_array_facts(facts: Facts, network: Network, arrays: Derivation) -> Facts:
    """The facts of a sheet, with those of its vectors and matrices before the last, on rounding."""
    nodes = {role: [each for each in arrays.graph.nodes if each.role is role] for role in Role}
    losses = [each for each in nodes[Role.LOSS] if is_row(each)]
    rows: dict[Message, Words] = {}
    for first in nodes[Role.WEIGHT][:1]:
        by_input = network.weight_rows == "inputs"
        rows[WEIGHTS] = words.weights(first.name, by_input=by_input)
    if losses:
        rows[LOSS] = loss_in_words(network, losses[0].name)
        rows[SAMPLES] = words.batch(len(network.samples), network.reduction)
    if masks := _masks(arrays):
        rows[words.MASKS] = words.masks(masks)
    in_batches = len(network.schedule.batches) > 1
    rows[words.LAYOUT] = (
        _columns(arrays, losses[0], in_batches=in_batches) if losses else say(words.COLUMN_VECTORS)
    )
    product = _product(nodes[Role.PRE_ACTIVATION])
    turned = product.left if product and isinstance(product.left, Transpose) else None
    straight = nodes[Role.INPUT if product else Role.ACTIVATION][0].name
    clauses = [words.signs(product, turned or Transpose(Ref(straight)), entrywise=_has_entrywise(arrays))]
    if losses:
        clauses.append(say(words.ROW_AND_COLUMN_SUMS))
    if any(map(_may_be_shortened, arrays.shapes.values())):
        clauses.append(say(words.DOTS))
    rows[words.SIGNS] = in_row(clauses)
    agreed = [(label, rows.pop(label, words)) for label, words in facts.rows]
    return Facts((*agreed[:-1], *rows.items(), agreed[-1]))


def _may_be_shortened(shape: Shape) -> bool:
    rows, columns = size_of(shape) or (1, 1)
    return rows > TALLEST or columns > WIDEST


def _has_entrywise(arrays: Derivation) -> bool:
    """Whether anything is multiplied entry by entry."""
    sides = (side.expr for step in arrays.steps for side in step.sides)
    return any(_is_entrywise(side, arrays.shapes) for side in sides)


def _is_entrywise(expr: Expr, shapes: Mapping[str, Shape]) -> bool:
    arrays = [each for each in expr.factors if size(each, shapes)] if isinstance(expr, Mul) else []
    return len(arrays) > 1 or any(_is_entrywise(part, shapes) for part in children(expr))


def _product(sums: Sequence[Node]) -> MatMul | None:
    """W·x, or Wᵀ·x, as the page writes it; None where no layer has weights."""
    formulas = (each.formula for each in sums)
    terms = (formula.terms[0] if isinstance(formula, Add) else formula for formula in formulas)
    return next((term for term in terms if isinstance(term, MatMul)), None)


def _columns(arrays: Derivation, losses: Node, *, in_batches: bool) -> Words:
    """Where each sample stands, and where the batch's 1/n comes in."""
    graph = arrays.graph
    (output,) = (graph.by_name[name] for name in arrays.results)
    last = [node for node in graph.nodes if node.role is Role.PRE_ACTIVATION][-1]
    parameters = [graph.by_name[name].quantity for name in graph.wrt]
    of_last = max((each.layer or 0 for each in parameters), default=0)
    gradients = [text(Gradient(output.quantity, each)) for each in parameters if each.layer == of_last]
    (inputs,) = (node.name for node in graph.nodes if node.role is Role.INPUT)
    if (share := mean_of_row(graph, data_loss(graph, output))) is not None:
        signal = text(Gradient(output.quantity, last.quantity))
        if in_batches:
            return words.turned_elsewhere(words.mixed_in_batches(inputs))
        columns = words.mixed_as_columns(inputs, signal)
        return words.turned_elsewhere(words.where_the_share_is(columns, share))
    if in_batches:
        return words.turned_elsewhere(words.batch_as_columns(inputs))
    samples = words.samples_as_columns(inputs, text(Gradient(losses.quantity, last.quantity)))
    factor = graph.local(data_loss(graph, output).name)[losses.name]
    return words.turned_elsewhere(words.where_the_mean_is(samples, factor, gradients))


def given_matrices(arrays: Derivation) -> Given:
    """The vectors and matrices that the exercise starts from."""
    given = {**arrays.given, **arrays.given_arrays}
    above = {name: text(each) for name, each in arrays.graph.above.items()}
    names = [each for node in arrays.graph.nodes for each in (node.name, above.get(node.name, ""))]
    names += [each for node in arrays.graph.nodes for each in arrays.given_entries(node.name)]
    rows = ((name, given[name]) for name in names if name in given)
    shown = [(name, as_matrix(numbers, lambda number: number)) for name, numbers in rows]
    return Given((*shown, *((name, as_matrix(arrays.arrays[name], zero_or_one)) for name in _masks(arrays))))


def zero_or_one(entry: float) -> Expr:
    """An entry of a mask."""
    return integer(int(entry))


def _masks(arrays: Derivation) -> list[str]:
    """What tells in whole arrays which entries stay."""
    nodes = (arrays.graph.by_name[name] for name in arrays.graph.wrt) if arrays.update else ()
    masks = (arrays.update.mask(node) for node in nodes if arrays.update)
    return [text(mask) for mask in masks if mask]
