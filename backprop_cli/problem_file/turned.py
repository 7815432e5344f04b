"""Weights with rows for columns: which layers' are, told by what fits once they are turned."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.errors import Faults
from backprop_cli.problem.quantities import LayerSize
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.shapes import biases_of, decimal_comma_in, is_alone, size_read, targets_of

_ROWS = {False: "one row for each input", True: "one row for each neuron"}
"""What rows that are turned are, by whether they should be inputs."""


def turned_layers(
    layers: Sequence[FieldValues], samples: Sequence[FieldValues], *, by_input: bool
) -> list[int]:
    """The layers whose weights must be turned, from 0, so that samples, weights, biases and targets meet.

    None where all meet as they are read, or never do. A square matrix fits either way, and is not turned.
    """
    turned = list[int]()
    widths = {len(sample.get(form.INPUTS) or ()) for sample in samples}
    for at, layer in enumerate(layers):
        if is_alone(layer):
            continue
        matrix, biases = layer.get(form.WEIGHTS) or (), biases_of(layer)
        lengths = set(map(len, matrix))
        if len(lengths) != 1:
            return []
        rows, columns = len(matrix), *lengths
        inputs, units = (rows, columns) if by_input else (columns, rows)
        if widths != {inputs}:
            if any("0." in decimal_comma_in(layer, width) for width in widths):
                return []  # [[0,1, 0,4]] is a row of two numbers
            turned.append(at)
            inputs, units = units, inputs
        if widths != {inputs} or (isinstance(biases, tuple) and len(biases) != units):
            return []
        widths = {units}
    targets = {len(found) for sample in samples if (found := targets_of(sample))}
    return turned if targets <= widths else []


def refuse_turned(
    layers: Sequence[FieldValues], turned: Sequence[int], faults: Faults, *, by_input: bool
) -> list[LayerSize]:
    """The faults of weights that are turned, one where all are; returns the sizes that are meant."""
    others = [layer for at, layer in enumerate(layers) if at not in turned and not is_alone(layer)]
    everywhere = "leave `weight_rows: inputs` out" if by_input else "add `weight_rows: inputs`"
    if not others:
        message = f"the weights of every layer have {_ROWS[by_input]}"
        faults.add(layers[turned[0]].place_of(form.WEIGHTS), message, everywhere)
    else:
        hint = f"write {_ROWS[not by_input]}"
        if all(map(_is_square, others)):
            hint += f"; if square weights have {_ROWS[by_input]} as well, {everywhere}"
        for at in turned:
            message = f"the weights of layer {at + 1} look transposed: they have {_ROWS[by_input]}"
            faults.add(layers[at].place_of(form.WEIGHTS), message, hint)
    return [size_read(layer, faults, by_input=by_input != (at in turned)) for at, layer in enumerate(layers)]


def _is_square(layer: FieldValues) -> bool:
    matrix = layer.get(form.WEIGHTS) or ()
    return all(len(row) == len(matrix) for row in matrix)
