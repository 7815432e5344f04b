"""Checks that weights, biases, inputs and targets fit together, and how to read a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.errors import Faults
from backprop_cli.problem import format as form
from backprop_cli.problem.fields import Values, part
from backprop_cli.problem.limits import MAX_PRODUCTS, MAX_WEIGHTS
from backprop_cli.problem.model import Matrix, Vector


class Size(NamedTuple):
    """What a layer takes and gives; None where its weights cannot tell."""

    inputs: int | None
    units: int | None


def check_layers(layers: Sequence[Values], faults: Faults, *, by_input: bool) -> list[Size]:
    """The size of each layer. Ragged rows and layers that do not meet are faults."""
    sizes = []
    before = None
    for number, layer in enumerate(layers, start=1):
        size = _size(layer, faults, by_input=by_input)
        if before and size.inputs and size.inputs != before:
            hint = "is one row one input? then add `weight_rows: inputs`"
            faults.add(
                layer.place_of(form.WEIGHTS),
                f"layer {number} has weights for {count(size.inputs, 'input')}, "
                f"but layer {number - 1} has {count(before, 'unit')}",
                hint if size.units == before and not by_input else "",
            )
        _check_biases(layer, number, size.units, faults)
        before = size.units
        sizes.append(size)
    _check_total(layers, faults)
    return sizes


def _size(layer: Values, faults: Faults, *, by_input: bool) -> Size:
    matrix = layer.get(form.WEIGHTS)
    if matrix is None:
        return Size(None, None)
    columns = len(matrix[0])
    ragged = [number for number, row in enumerate(matrix, 1) if len(row) != columns]
    for number in ragged:
        row = part(layer.nodes[form.WEIGHTS.name], number - 1)
        entries = count(len(matrix[number - 1]), "number")
        faults.add(row, f"row {number} of `weights` has {entries}, row 1 has {columns}")
    if ragged:
        return Size(len(matrix), None) if by_input else Size(None, len(matrix))
    return Size(len(matrix), columns) if by_input else Size(columns, len(matrix))


def _check_biases(layer: Values, number: int, units: int | None, faults: Faults) -> None:
    biases = layer.get(form.BIASES)
    if isinstance(biases, tuple) and units and len(biases) != units:
        message = f"layer {number} has {count(units, 'unit')}, but `biases` lists {len(biases)}"
        faults.add(layer.place_of(form.BIASES), message, "a single number is one shared bias")


def _check_total(layers: Sequence[Values], faults: Faults) -> None:
    total = _weights(layers)
    if total > MAX_WEIGHTS:
        message = f"the network has {total:,} weights; at most {MAX_WEIGHTS:,} are read"
        faults.add(layers[0].place, message)


def check_work(layers: Sequence[Values], samples: Sequence[Values], faults: Faults) -> None:
    """A large network may have only a few samples: each weight is worked for each of them."""
    products = _weights(layers) * len(samples)
    if len(samples) > 1 and products > MAX_PRODUCTS:
        message = f"weights times samples are {products:,}; at most {MAX_PRODUCTS:,} are worked"
        faults.add(samples[0].place, message, "take fewer samples, or a smaller network")


def _weights(layers: Sequence[Values]) -> int:
    return sum(len(row) for layer in layers for row in layer.get(form.WEIGHTS) or ())


def check_samples(samples: Sequence[Values], sizes: Sequence[Size], faults: Faults) -> None:
    """Every sample has as many inputs as layer 1 takes, as many targets as the last layer gives."""
    inputs = sizes[0].inputs if sizes else None
    outputs = sizes[-1].units if sizes else None
    for number, sample in enumerate(samples, start=1):
        x, y = sample.get(form.INPUTS), sample.get(form.TARGETS)
        where = f"sample {number} has" if len(samples) > 1 else "the file has"
        if x and inputs and len(x) != inputs:
            here = f"{where} {count(len(x), 'input')}, but layer 1 has weights for {inputs}"
            faults.add(sample.place_of(form.INPUTS), here)
        if y and outputs and len(y) != outputs:
            units = count(outputs, "unit")
            here = f"{where} {count(len(y), 'target')}, but the last layer has {units}"
            faults.add(sample.place_of(form.TARGETS), here)


def check_targets(loss: str, samples: Sequence[Values], faults: Faults) -> None:
    """Warn of targets that a loss was not meant for; published exercises have them."""
    for number, sample in enumerate(samples, start=1):
        targets = sample.get(form.TARGETS)
        objection = _objection(loss, targets) if targets else ""
        if objection:
            where = f" in sample {number}" if len(samples) > 1 else ""
            faults.warn(sample.place_of(form.TARGETS), f"{objection}{where}")
            return  # one is enough: the others are much the same


def _objection(loss: str, targets: Vector) -> str:
    values = [target.value for target in targets]
    if loss == "bce" and not all(0 <= value <= 1 for value in values):
        return "`bce` is meant for targets from 0 to 1"
    if loss == "cross_entropy" and len(values) == 1:
        return "`cross_entropy` with a single output ignores 1 − y; `bce` does not"
    if loss == "cross_entropy" and abs(sum(values) - 1) > 1e-9:
        return f"`cross_entropy` is meant for targets that add up to 1; these give {sum(values):g}"
    return ""


def transposed(matrix: Matrix) -> Matrix:
    """Rows for columns."""
    return tuple(zip(*matrix, strict=True))


def count(number: int, noun: str) -> str:
    """`1 unit`, `2 units`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
