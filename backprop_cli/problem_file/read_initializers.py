"""Layers whose weights a file leaves to be drawn -> their weights, and how they were drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.errors import Faults, FormulaError, Place, count
from backprop_cli.expr.tree import integer
from backprop_cli.problem.initializers import INITIALIZERS, Drawing
from backprop_cli.problem.limits import MAX_WEIGHTS
from backprop_cli.problem.model import NumMatrix
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import initializer_format
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.initializer_format import HIGH, LOW
from backprop_cli.problem_file.shapes import is_alone, too_many_weights, transposed

MOST_LISTED = 6
"""Layers whose parameters are told one by one."""
USUAL_DIGITS = 2
"""Significant digits of a drawn weight, unless the file says otherwise."""


def put_in_weights(
    layers: Sequence[FieldValues], samples: Sequence[FieldValues], faults: Faults, *, by_input: bool
) -> None:
    """Draws what is to be drawn, layer after layer; `by_input`: the file's rows are a layer's inputs.

    Of a network with too many weights, which is a fault, none from there on are drawn.
    """
    first = samples[0].get(form.INPUTS) if samples else None
    inputs = len(first) if first else None
    counted: list[Counted] = []
    for layer in layers:
        units = layer.get(initializer_format.UNITS)
        made = drawing(layer, faults)
        counted.append(_counted(layer, inputs if made else None, units))
        has_room = sum(each.weights for each in counted) <= MAX_WEIGHTS
        if made and units and inputs and has_room:
            drawn = _drawn(made, (inputs, units), layer.place_of(initializer_format.INIT), faults)
            layer.put(form.WEIGHTS, transposed(drawn) if drawn and by_input else drawn)
        found = _units_of(layer.get(form.WEIGHTS), by_input=by_input)
        if layer.get(form.BIASES) == form.ZEROS and (units or found):
            layer.put(form.BIASES, (integer(0),) * (units or found or 0))
        _refuse_other_units(layer, units, found, faults)
        if is_alone(layer):
            layer.put(initializer_format.UNITS, inputs)
        else:
            inputs = units or found
    weights = sum(each.weights for each in counted)
    if weights > MAX_WEIGHTS and any(each.inputs for each in counted):
        faults.add(layers[0].place, too_many_weights(weights), _parameters(counted))


def _units_of(matrix: NumMatrix | None, *, by_input: bool) -> int | None:
    """How many units the weights of a layer are for; None where there are none."""
    if matrix is None:
        return None
    return len(matrix[0]) if by_input else len(matrix)


def _refuse_other_units(layer: FieldValues, units: int | None, found: int | None, faults: Faults) -> None:
    """A file may not give more units than weights, or fewer."""
    if units and found is not None and found != units:
        message = f"`units` is {units}, but there are weights for {count(found, 'unit')}"
        faults.add(layer.place_of(initializer_format.UNITS), message, "leave out `units`: `weights` tells")


class Counted(NamedTuple):
    """What a layer has, drawn or not."""

    weights: int
    biases: int
    inputs: int | None
    """Of a layer that is drawn."""


def _counted(layer: FieldValues, inputs: int | None, units: int | None) -> Counted:
    """The weights and biases of a layer; `inputs`: how many numbers come in, where it is drawn."""
    given = sum(map(len, layer.get(form.WEIGHTS) or ()))
    biases = layer.get(form.BIASES)
    weights = inputs * units if inputs and units else given
    if biases == form.ZEROS:
        return Counted(weights, units or 0, inputs)
    own = len(biases) if isinstance(biases, tuple) else int(biases is not None)
    return Counted(weights, own, inputs)


def _parameters(counted: Sequence[Counted]) -> str:
    """The parameters of a network that is too large to be worked, which an exercise may ask for."""
    layers = [each.weights + each.biases for each in counted]
    alone = [
        f"{each.weights:,} + {each.biases:,} = {total:,} in layer {number}"
        for number, (each, total) in enumerate(zip(counted, layers, strict=True), start=1)
    ]
    listed = f", weights + biases: {', '.join(alone)}" if len(alone) <= MOST_LISTED else ""
    return f"it has {sum(layers):,} parameters{listed}"


def _drawn(made: Drawing, size: tuple[int, int], place: Place, faults: Faults) -> NumMatrix | None:
    """The weights, or None where `faults` says that they are none."""
    try:
        return made.weights(*size)
    except FormulaError as error:
        faults.add(
            place, f"a weight drawn here cannot be held: {error.message}", "use numbers of a moderate size"
        )
        return None


def drawing(layer: FieldValues, faults: Faults | None = None) -> Drawing | None:
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
    return Drawing(row, numbers, seed or 0, digits or USUAL_DIGITS)
