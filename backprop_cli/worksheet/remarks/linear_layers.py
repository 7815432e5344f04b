"""Linear layers on top of each other, and the one layer that they equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from sys import float_info

from backprop_cli.derivation.rational import Fractions, product, turned
from backprop_cli.expr.tree import Add, Expr, MatMul, Num, Ref, Transpose
from backprop_cli.problem.model import Layer
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import bias, weights
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.symbols import PRIMED
from backprop_cli.worksheet.document import Line, Row, Working
from backprop_cli.worksheet.literals import LARGEST, as_matrix
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found, Part

ONE, OTHER = (Ref("W'"), Ref("b'")), (Ref("W''"), Ref("b''"))
"""What the one layer's weights and biases are called; the other way where the author has a W′ or b′."""


def linear_layers(case: Case) -> Iterator[Found]:
    """Runs of layers with nothing but sums between them: W′ = W²·W¹, b′ = W²·b¹ + b²."""
    layers = case.network.layers if case.network else ()
    for run in _runs(layers):
        about: list[AnyQuantity] = [weights(number) for number in run]
        about += [bias(number) for number in run if layers[number - 1].biases is not None]
        formulas = _formulas(run, layers, _names(case), by_input=case.by_input)
        rows = zip(
            formulas, _worked([layers[number - 1] for number in run], by_input=case.by_input), strict=False
        )
        beside = (Working(tuple(_row(*formula, numbers) for formula, numbers in rows)),)
        yield Found(tuple(about), (run, formulas), part=Part.GIVEN, beside=beside)


def _runs(layers: Sequence[Layer]) -> Iterator[list[int]]:
    """The numbers of layers, at least two, of which only the last may bend what it gets."""
    run = list[int]()
    for number, layer in enumerate(layers, start=1):
        if layer.weights and layer.normalization is None:
            run.append(number)
        bends = layer.activation.name != "linear" or bool(layer.dropout or layer.normalization)
        if bends or number == len(layers):
            if len(run) > 1:
                yield run
            run = []


def _names(case: Case) -> tuple[Ref, Ref]:
    own = case.network.lettering.own if case.network else ()
    return OTHER if any(name.endswith(PRIMED) for _, name in own) else ONE


def _formulas(
    run: list[int], layers: Sequence[Layer], called: tuple[Ref, Ref], *, by_input: bool
) -> list[tuple[Ref, Expr]]:
    """W′ = W³·W²·W¹, and b′ = W³·(W²·b¹ + b²) + b³ where there are biases; with h = Wᵀx, W′ = W¹·W²·W³."""
    names = [Ref(text(weights(number))) for number in run]
    weight: Expr = names[0]
    offset: Expr | None = None
    for number, own in zip(run, names, strict=True):
        if number != run[0]:
            weight = MatMul(weight, own) if by_input else MatMul(own, weight)
        carried = offset and MatMul(Transpose(own) if by_input else own, offset)
        added = None if layers[number - 1].biases is None else Ref(text(bias(number)))
        offset = Add((carried, added)) if carried and added else carried or added
    return [(called[0], weight), *([(called[1], offset)] if offset else [])]


def _row(name: Ref, formula: Expr, numbers: Fractions) -> Row:
    """Formula and numbers; of a matrix, or of numbers, too large for the page the formula alone."""
    large = max(len(numbers), len(numbers[0])) > LARGEST
    shown = not large and all(_has_float(entry) for row in numbers for entry in row)
    entries = [Line(as_matrix(numbers, _number), numbers=True)] if shown else []
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


def _number(value: Fraction) -> Num:
    return Num(float(value), repr(float(value)).removesuffix(".0"))
