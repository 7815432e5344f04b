"""Style `matrix`: the solution in vectors and matrices, with the shape under every factor.

δ¹ = (W²ᵀ · δ²) ∗ tanh′(Z¹),  ∂L/∂W¹ = ⅓·δ¹·Xᵀ,  ∂L/∂b¹ = ⅓·rowsum(δ¹)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.samples import is_row
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tidy import multiply, tidied
from backprop_cli.expr.tree import (
    Add,
    Each,
    Expr,
    Matrix,
    Mul,
    Neg,
    Num,
    Prime,
    Ref,
    Slope,
    Total,
    is_constant,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Role
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.words import solution as words
from backprop_cli.words.functions import FUNCTIONS
from backprop_cli.words.reasons import NO_FLOAT
from backprop_cli.words.say import Message, say
from backprop_cli.worksheet.document import Block, Heading, Line, Row, Working
from backprop_cli.worksheet.literals import Literals, has_diagonal
from backprop_cli.worksheet.matrix_reasons import MatrixReasons
from backprop_cli.worksheet.sheet import Sheet
from backprop_cli.worksheet.update import change_of_loss


def matrix_blocks(sheet: Sheet) -> Iterator[Block]:
    """Forward and backward pass, one row for each vector or matrix."""
    yield from _part(sheet, words.FORWARD, sheet.derivation.forward)
    yield from _part(sheet, words.BACKWARD, sheet.derivation.derivatives)


def matrix_update(sheet: Sheet) -> Iterator[Block]:
    """The update of whole vectors and matrices, and what it does to the loss; nothing without optimiser."""
    blocks = tuple(_part(sheet, words.UPDATE, sheet.derivation.updates))
    yield from blocks
    yield from _part(sheet, words.AGAIN, sheet.derivation.again)
    if blocks:
        yield from change_of_loss(sheet)


def _part(sheet: Sheet, title: Message, steps: tuple[Step, ...]) -> Iterator[Block]:
    needed = [step for step in steps if step.name in sheet.needed]
    if needed:
        yield Heading(2, say(title))
        yield Working(tuple(map(_Rows(sheet).of, needed)))


class _Rows:
    """Makes the rows of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.derivation = sheet.derivation
        self.rows = sheet.rows
        self.literals = Literals(sheet.derivation)
        self.reasons = MatrixReasons(sheet.derivation, sheet.name_of)
        roles = [node.role for node in sheet.derivation.graph.nodes]
        self.has_one_layer = roles.count(Role.PRE_ACTIVATION) == 1

    def of(self, step: Step) -> Row:
        """The row of a step: symbols with shapes, numbers put in, the value."""
        lines = [*self._in_symbols(step), *self._in_numbers(step)]
        return Row(step.name, tuple(lines), also=self.rows.other_name(step))

    def _in_symbols(self, step: Step) -> Iterator[Line]:
        for side in step.symbolic:
            if (named := _slopes_as(side.expr, _prime)) != (shown := _slopes_as(side.expr, _shown)):
                yield Line(named, shapes=True)
            yield Line(shown, reasons=self.reasons.of(step, side), shapes=side.form is not Form.MEANING)
            if side.form is Form.LOCAL and step.shortcut is not None:
                yield from self._put_in(side.expr) if has_diagonal(side.expr) else ()
        for put in self._further(step):
            yield Line(put, shapes=True)

    def _further(self, step: Step) -> Iterator[Expr]:
        """What a course writes in one line: the batch's loss without ℓ, the update with its gradient."""
        if step.rule is Rule.UPDATE and (put := self._with_gradient(step)):
            yield put
            yield from self._with_difference(put) if self.has_one_layer else ()
        for name in step.uses if step.rule is Rule.FORWARD else ():
            node = self.derivation.graph.by_name.get(name)
            total = _total(node.formula) if node and node.formula and is_row(node) else None
            if total is not None and step.formula is not None:
                share = self.derivation.graph.local(step.name)[name]
                yield multiply(share, total)

    def _with_gradient(self, step: Step) -> Expr | None:
        """W − (α/n)·δ·Xᵀ: plain descent with the gradient put in."""
        update = self.derivation.update
        if update is None or update.optimizer != OPTIMIZERS["sgd"]:
            return None
        _, gradient = self.derivation.moved_by(step)
        worked = {gradient: self.derivation.by_name[gradient].symbolic[-1].expr}
        return tidied(substitute(step.symbolic[-1].expr, worked.get))

    def _with_difference(self, put: Expr) -> Iterator[Expr]:
        """W − (α/n)·(A − Y)·Xᵀ, as linear regression is written, where δ is no more than that."""
        steps = (self.derivation.by_name.get(name) for name in references(put))
        worked = {step.name: step.symbolic[-1].expr for step in steps if step}
        short = {name: expr for name, expr in worked.items() if _is_difference(expr)}
        if short:
            yield substitute(put, short.get)

    def _in_numbers(self, step: Step) -> Iterator[Line]:
        value = self.literals.of(step.name)
        if value is not None:
            yield from self._put_in(step.symbolic[-1].expr)
            yield Line(value, numbers=True)
        elif self.derivation.values:
            yield Line(Ref(step.name), reasons=(say(NO_FLOAT),))

    def _put_in(self, expr: Expr) -> Iterator[Line]:
        """A line in numbers, unless it says no more than the value does."""
        numbers = self.literals.put_in(expr)
        bare = numbers.body if isinstance(numbers, Neg) else numbers
        if numbers is not None and not isinstance(bare, Matrix | Num | Ref):
            yield Line(numbers, numbers=True)


def _slopes_as(expr: Expr, write: Callable[[Slope], Expr]) -> Expr:
    """A formula with its slopes written one way."""
    return (
        write(expr) if isinstance(expr, Slope) else map_children(expr, lambda part: _slopes_as(part, write))
    )


def _prime(slope: Slope) -> Expr:
    """tanh′(Z); the slope itself of a function that has no name, |x|."""
    return Prime(slope.call) if slope.call.function in FUNCTIONS else slope.shown


def _shown(slope: Slope) -> Expr:
    """1 − A²."""
    return slope.shown


def _is_difference(expr: Expr) -> bool:
    """A − Y."""
    return isinstance(expr, Add) and all(
        isinstance(term.body if isinstance(term, Neg) else term, Ref) for term in expr.terms
    )


def _total(losses: Expr) -> Expr | None:
    """The sum over all entries of −½·colsum(…), which is −½·Σ(…); None where it is no sum of sums."""
    match losses:
        case Each(_, Total() as total):
            return total
        case Neg(body):
            inner = _total(body)
            return None if inner is None else Neg(inner)
        case Mul((factor, body)) if is_constant(factor):
            inner = _total(body)
            return None if inner is None else multiply(factor, inner)
    return None
