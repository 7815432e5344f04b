"""Layers whose weights a file leaves to be drawn -> their weights, and how they were drawn."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.errors import Faults, FormulaError, Place, count
from backprop_cli.expr.tree import integer
from backprop_cli.problem.initializers import INITIALIZERS, Drawing
from backprop_cli.problem.model import Matrix
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import initializer_format
from backprop_cli.problem_file.fields import Values
from backprop_cli.problem_file.initializer_format import HIGH, LOW
from backprop_cli.problem_file.shapes import is_alone, transposed

DIGITS = 2
"""Significant digits of a drawn weight, unless the file says otherwise."""


def put_in_weights(
    layers: Sequence[Values], samples: Sequence[Values], faults: Faults, *, by_input: bool
) -> None:
    """Draws what is to be drawn, layer after layer; `by_input`: the file's rows are a layer's inputs."""
    first = samples[0].get(form.INPUTS) if samples else None
    inputs = len(first) if first else None
    for layer in layers:
        units = layer.get(initializer_format.UNITS)
        made = drawing(layer, faults)
        if made and units and inputs:
            drawn = _drawn(made, (inputs, units), layer.place_of(initializer_format.INIT), faults)
            layer.put(form.WEIGHTS, transposed(drawn) if drawn and by_input else drawn)
        matrix = layer.get(form.WEIGHTS)
        found = None if matrix is None else len(matrix[0]) if by_input else len(matrix)
        if layer.get(form.BIASES) == form.ZEROS and (units or found):
            layer.put(form.BIASES, (integer(0),) * (units or found or 0))
        if units and found is not None and found != units:
            message = f"`units` is {units}, but there are weights for {count(found, 'unit')}"
            faults.add(
                layer.place_of(initializer_format.UNITS), message, "leave out `units`: `weights` tells"
            )
        if is_alone(layer):
            layer.put(initializer_format.UNITS, inputs)
        else:
            inputs = units or found


def _drawn(made: Drawing, size: tuple[int, int], place: Place, faults: Faults) -> Matrix | None:
    """The weights, or None where `faults` says that they are none."""
    try:
        return made.weights(*size)
    except FormulaError as error:
        faults.add(
            place, f"a weight drawn here cannot be held: {error.message}", "use numbers of a moderate size"
        )
        return None


def drawing(layer: Values, faults: Faults | None = None) -> Drawing | None:
    """How a layer's weights are drawn, if they are."""
    found = layer.get(initializer_format.INIT)
    name = found.get(initializer_format.NAME) if found else None
    if found is None or name is None:
        return None
    row = INITIALIZERS[name]
    numbers = dict(row.numbers)
    for key, field in initializer_format.NUMBERS.items():
        given = found.get(field)
        if found.has(field) and key not in row.numbers:
            known = ", ".join(f"`{each}`" for each in row.numbers)
            if faults is not None:
                faults.add(
                    found.place_of(field), f"`{name}` has no `{key}`", f"it has {known}" if known else ""
                )
        elif given is not None:
            numbers[key] = given.value
    if faults is not None and row.numbers.keys() >= {LOW, HIGH} and numbers[LOW] > numbers[HIGH]:
        end = initializer_format.NUMBERS[LOW if found.has(initializer_format.NUMBERS[LOW]) else HIGH]
        message = f"`{LOW}` is {numbers[LOW]:g}, above `{HIGH}`, which is {numbers[HIGH]:g}"
        faults.add(found.place_of(end), message, f"give both: `{LOW}: -0.5, {HIGH}: 0.5`")
    seed, digits = found.get(initializer_format.SEED), found.get(initializer_format.DIGITS)
    return Drawing(row, numbers, seed or 0, digits or DIGITS)
