"""Linear regression in closed form on the page, beside the parameters that a gradient step gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.normal_equations import LeftOut, NormalEquations, cost
from backprop_cli.derivation.rational import Fractions
from backprop_cli.expr.tree import ONE, Expr, MatMul, Neg, Pow, Ref, Transpose
from backprop_cli.expr.value import Shape
from backprop_cli.problem.model import Network
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import INPUT, STACKS, TARGET
from backprop_cli.words import closed_form as words
from backprop_cli.words.inline import Number, Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.reasons import number
from backprop_cli.words.say import say
from backprop_cli.words.solution import PARAMETER
from backprop_cli.worksheet.document import Block, Heading, Line, Paragraph, Row, Scope, Table, Working
from backprop_cli.worksheet.literals import as_matrix, worked_number
from backprop_cli.worksheet.sheet import MOST_ROWS, ROWS_KEPT

DESIGN, SQUARE, RIGHT, INVERSE, SOLUTION = map(Ref, ("X~", "S", "P", "S^-1", "W~"))
COLUMNS, ROWS, PSEUDO_INVERSE = map(Ref, ("C", "R", "X~^+"))
"""Names that this part of the page has for itself."""


class BesideClosedForm(NamedTuple):
    """What stands beside the closed form."""

    start: Derivation
    """The first step, or the only one."""
    end: Derivation
    """The last step, or the only one."""
    steps: int
    in_batches: bool
    """Whether each step has a loss of its own samples."""
    shorten: bool
    """Whether a long list of parameters is shortened."""

    @classmethod
    def of(cls, network: Network, derivation: Derivation, *, shorten: bool) -> BesideClosedForm:
        """What the exercise starts from and what its steps lead to."""
        training, schedule = derivation.training, network.schedule
        start, end = (training.step(each) if training else derivation for each in (1, schedule.steps))
        return cls(start, end, schedule.steps, len(schedule.batches) > 1, shorten)


def closed_form_blocks(
    found: NormalEquations | LeftOut | None, network: Network, beside: BesideClosedForm
) -> Iterator[Block]:
    """The normal equations, their solution, a table of the parameters, and what both ways cost."""
    if found is None:
        return
    yield Heading(2, say(words.TITLE))
    if isinstance(found, LeftOut):
        yield Paragraph(words.left_out_for(found))
        return
    yield Paragraph(words.equation((MatMul(SOLUTION, SQUARE), RIGHT)))
    if found.inverse is None:
        sizes = words.Singular(found.rank, len(found.design), len(found.design[0]))
        yield Paragraph(words.singular(SQUARE.name, DESIGN.name, PSEUDO_INVERSE.name, sizes))
    yield Working(tuple(_rows(found, network, in_batches=beside.in_batches)))
    yield _table(found, beside)
    yield Paragraph(words.cost(cost(found), singular=found.inverse is None))


def with_shapes(scope: Scope, found: NormalEquations | LeftOut | None) -> Scope:
    """The scope with the shapes of the matrices in this part of the page."""
    if not isinstance(found, NormalEquations):
        return scope
    size, samples, outputs = len(found.design), len(found.design[0]), len(found.targets)
    _, targets = _given(samples)
    shapes: dict[Ref, Shape] = {
        targets: (outputs, samples),
        DESIGN: (size, samples),
        SQUARE: (size, size),
        INVERSE: (size, size),
        RIGHT: (outputs, size),
        SOLUTION: (outputs, size),
        PSEUDO_INVERSE: (samples, size),
        COLUMNS: (size, found.rank),
        ROWS: (found.rank, samples),
    }
    return scope._replace(shapes={**scope.shapes, **{ref.name: shape for ref, shape in shapes.items()}})


def _given(samples: int) -> tuple[Ref, Ref]:
    """Inputs and targets as the page calls them."""
    inputs, targets = (Ref(STACKS[each] if samples > 1 else each) for each in (INPUT, TARGET))
    return inputs, targets


def _rows(found: NormalEquations, network: Network, *, in_batches: bool) -> Iterator[Row]:
    inputs, targets = _given(len(network.samples))
    has_bias, turned = network.layers[0].biases is not None, Transpose(DESIGN)
    ones = words.design(inputs.name, has_bias=has_bias, in_batches=in_batches)
    order = say(words.BIAS_LAST) if has_bias else ()
    yield _row(DESIGN, None, found.design, ones)
    yield _row(SQUARE, MatMul(DESIGN, turned), found.square)
    yield _row(RIGHT, MatMul(targets, turned), found.right)
    if found.inverse is not None:
        yield _row(INVERSE, None, found.inverse)
        yield _row(SOLUTION, MatMul(RIGHT, INVERSE), found.solution, order)
        return
    if found.factors is not None:
        columns, rows = found.factors
        yield _row(ROWS, None, rows, words.independent_rows(DESIGN.name))
        yield _row(COLUMNS, None, columns, words.made_of((DESIGN, MatMul(COLUMNS, ROWS))))
    yield _row(PSEUDO_INVERSE, PENROSE if found.factors else None, found.pseudo_inverse)
    yield _row(SOLUTION, MatMul(targets, PSEUDO_INVERSE), found.solution, order)


def _inverse(matrix: Expr) -> Expr:
    return Pow(matrix, Neg(ONE))


PENROSE = MatMul(
    MatMul(
        MatMul(Transpose(ROWS), _inverse(MatMul(ROWS, Transpose(ROWS)))),
        _inverse(MatMul(Transpose(COLUMNS), COLUMNS)),
    ),
    Transpose(COLUMNS),
)
"""Rᵀ·(R·Rᵀ)⁻¹·(Cᵀ·C)⁻¹·Cᵀ."""


def _row(name: Ref, formula: Expr | None, value: Fractions, reason: Words = ()) -> Row:
    """A matrix: what it is made of, and its entries."""
    reasons = (reason,) if reason else ()
    entries = as_matrix(value, worked_number)
    if formula is None:
        return Row(name.name, (Line(entries, numbers=True, reasons=reasons, shapes=True),))
    return Row(name.name, (Line(formula, reasons=reasons, shapes=True), Line(entries, numbers=True)))


def _table(found: NormalEquations, beside: BesideClosedForm) -> Table:
    """Each parameter and the loss: now, after the step, in closed form."""
    start, end = beside.start, beside.end
    has_end = end.update is not None
    heads = (
        say(PARAMETER),
        words.now(beside.steps),
        *([words.after(beside.steps)] if has_end else []),
        say(words.CLOSED),
    )
    rows: list[tuple[Words, ...]] = [
        (
            (symbol(text(quantity)),),
            (Number(start.values[text(quantity)], text(quantity)),),
            *([number(end.values.get(text(quantity.updated)))] if has_end else []),
            (Number(float(value)),),
        )
        for quantity, value in found.parameters
    ]
    kept = rows[:ROWS_KEPT] if beside.shorten and len(rows) > MOST_ROWS else rows
    left_out = len(rows) - len(kept)
    note = words.left_out(left_out) if left_out else ()
    return Table(heads, (*kept, *_losses(found, beside)), note)


def _losses(found: NormalEquations, beside: BesideClosedForm) -> Iterator[tuple[Words, ...]]:
    """The loss at each; none where each step has a loss of its own samples."""
    (output,) = beside.start.graph.outputs
    if not beside.in_batches:
        after = [number(beside.end.loss_after)] if beside.end.update is not None else []
        yield (symbol(output),), (Number(beside.start.values[output]),), *after, (Number(float(found.loss)),)
