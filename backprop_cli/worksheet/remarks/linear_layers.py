"""Linear layers on top of each other, and the one layer that they equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backprop_cli.expr.tree import Add, Expr, MatMul, Ref, Transpose
from backprop_cli.problem.model import Layer
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import bias, weights
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.symbols import is_primed
from backprop_cli.worksheet.document import Working
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
        from backprop_cli.worksheet.remarks.one_layer import worked_rows  # hardly a network has such layers

        rows = worked_rows(formulas, [layers[number - 1] for number in run], by_input=case.by_input)
        beside = (Working(rows),)
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
    return OTHER if any(is_primed(name) for _, name in own) else ONE


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
