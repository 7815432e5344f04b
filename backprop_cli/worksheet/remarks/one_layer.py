"""The numbers of the one layer that several linear layers equal, worked exactly."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from sys import float_info

from backprop_cli.derivation.rational import Fractions, product, turned
from backprop_cli.expr.tree import Expr, Ref
from backprop_cli.problem.model import Layer
from backprop_cli.worksheet.document import Line, Row
from backprop_cli.worksheet.literals import LARGEST_MATRIX, as_matrix, worked_number


def worked_rows(
    formulas: Iterable[tuple[Ref, Expr]], layers: list[Layer], *, by_input: bool
) -> tuple[Row, ...]:
    """W′ and, where there are biases, b′: each with its formula and its numbers."""
    numbers = _worked(layers, by_input=by_input)
    return tuple(_row(*formula, each) for formula, each in zip(formulas, numbers, strict=False))


def _row(name: Ref, formula: Expr, numbers: Fractions) -> Row:
    """Formula and numbers; of a matrix, or of numbers, too large for the page the formula alone."""
    large = max(len(numbers), len(numbers[0])) > LARGEST_MATRIX
    shown = not large and all(_has_float(entry) for row in numbers for entry in row)
    entries = [Line(as_matrix(numbers, worked_number), numbers=True)] if shown else []
    return Row(name.name, (Line(formula), *entries))


def _worked(layers: list[Layer], *, by_input: bool) -> tuple[Fractions, Fractions]:
    """The numbers of W′ and b′, exactly."""
    first, *rest = layers
    weight, added = _matrix(first), _biases(first)
    for layer in rest:
        own = _matrix(layer)
        weight, added = product(own, weight), _plus(product(own, added), _biases(layer))
    return turned(weight) if by_input else weight, added


def _matrix(layer: Layer) -> Fractions:
    return tuple(tuple(Fraction(entry.text) for entry in row) for row in layer.weights)


def _biases(layer: Layer) -> Fractions:
    """One column; a shared bias is the same for each unit."""
    own = layer.biases
    each = own if isinstance(own, tuple) else (own,) * len(layer.weights)
    return tuple((Fraction(0 if number is None else number.text),) for number in each)


def _plus(left: Fractions, right: Fractions) -> Fractions:
    pairs = zip(left, right, strict=True)
    return tuple(tuple(a + b for a, b in zip(*rows, strict=True)) for rows in pairs)


def _has_float(value: Fraction) -> bool:
    """Whether a float comes near it: neither infinite, nor 0 where it is not."""
    return value == 0 or float_info.min <= abs(value) <= float_info.max
