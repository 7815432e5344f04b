"""Checks that weights, biases, inputs and targets fit together, and how to read a matrix."""

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any, NamedTuple

from backprop_cli.errors import Faults, Sentence, count
from backprop_cli.expr.tree import Num, integer
from backprop_cli.late import late
from backprop_cli.problem.limits import MAX_PRODUCTS, MAX_WEIGHTS
from backprop_cli.problem.model import NumMatrix, NumVector
from backprop_cli.problem.quantities import LayerSize
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.initializer_format import INIT, UNITS
from backprop_cli.problem_file.kinds import LONGEST_EXAMPLE, flow
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.yaml_tree import YamlNode

decimal_comma = late("problem_file.decimal_commas.decimal_comma")
decimal_comma_in_row = late("problem_file.decimal_commas.decimal_comma_in_row")
decimal_comma_in = late("problem_file.decimal_commas.decimal_comma_in")


def check_layers(layers: Sequence[FieldValues], faults: Faults, *, by_input: bool) -> list[LayerSize]:
    """The size of each layer. Ragged rows and layers that do not meet are faults."""
    sizes = []
    before = None
    for number, layer in enumerate(layers, start=1):
        size = size_read(layer, faults, by_input=by_input)
        if before and size.inputs and size.inputs != before:
            there = f"layer {number - 1} has {count(before, 'unit')}"
            message = f"layer {number} has weights for {count(size.inputs, 'input')}, but {there}"
            needed = f"{count(before, 'row')}" if by_input else f"{count(before, 'number')} in each row"
            hint = decimal_comma_in(layer, before) or f"{there}, so `weights` needs {needed}"
            faults.add(layer.place_of(form.WEIGHTS), message, hint)
        _check_biases(layer, number, size.units, faults)
        before = size.units
        sizes.append(size)
    _check_total(layers, faults)
    return sizes


def is_alone(layer: FieldValues) -> bool:
    """Whether a layer is an activation without weights: its file gives none, and was right to."""
    given = layer.has(form.WEIGHTS) or layer.has(INIT)
    return not given and {form.WEIGHTS.name, INIT.name}.isdisjoint({*layer.missing, *layer.meant})


def size_read(layer: FieldValues, faults: Faults, *, by_input: bool) -> LayerSize:
    """The size of one layer. Ragged rows are faults."""
    matrix = layer.get(form.WEIGHTS)
    if matrix is None:
        units = None if layer.has(form.WEIGHTS) else layer.get(UNITS)
        return LayerSize(units if is_alone(layer) else None, units)
    node = layer.nodes[form.WEIGHTS.name if layer.has(form.WEIGHTS) else INIT.name]
    columns = _columns(matrix, node)
    ragged = [number for number, row in enumerate(matrix, 1) if len(row) != columns]
    model = next(number for number, row in enumerate(matrix, 1) if len(row) == columns)
    for number in ragged:
        entries = count(len(matrix[number - 1]), "number")
        hint = decimal_comma_in_row(node, number - 1, columns)
        message = f"row {number} of `weights` has {entries}, row {model} has {columns}"
        faults.add(part(node, number - 1), message, hint)
    if ragged:
        return LayerSize(len(matrix), None) if by_input else LayerSize(None, len(matrix))
    return LayerSize(len(matrix), columns) if by_input else LayerSize(columns, len(matrix))


def _columns(matrix: NumMatrix, node: YamlNode) -> int:
    """How long the rows are meant to be: as the first, or the one that fits where `0,5` is one number."""
    lengths = list(dict.fromkeys(map(len, matrix)))

    def told(columns: int) -> int:
        return sum(bool(decimal_comma_in_row(node, at, columns)) for at, _ in enumerate(matrix))

    return max(lengths, key=told) if 1 < len(lengths) <= MOST_LENGTHS else lengths[0]


MOST_LENGTHS = 3
"""Different lengths of rows among which the one that is meant can be told."""


def _check_biases(layer: FieldValues, number: int, units: int | None, faults: Faults) -> None:
    biases = biases_of(layer)
    if isinstance(biases, tuple) and units and len(biases) != units:
        message = f"layer {number} has {count(units, 'unit')}, but `biases` lists {len(biases)}"
        decimal = decimal_comma(layer.nodes[form.BIASES.name], units)
        faults.add(layer.place_of(form.BIASES), message, decimal or "a single number is one shared bias")


def _check_total(layers: Sequence[FieldValues], faults: Faults) -> None:
    total = _weights(layers)
    if total > MAX_WEIGHTS:
        faults.add(layers[0].place, too_many_weights(total))


def too_many_weights(total: int) -> str:
    """The fault of a network that is too large to be worked."""
    return f"the network has {total:,} weights; at most {MAX_WEIGHTS:,} are read"


def check_work(layers: Sequence[FieldValues], samples: Sequence[FieldValues], faults: Faults) -> None:
    """A large network may have only a few samples: each weight is worked for each of them."""
    products = _weights(layers) * len(samples)
    if len(samples) > 1 and products > MAX_PRODUCTS:
        message = f"weights times samples are {products:,}; at most {MAX_PRODUCTS:,} are worked"
        faults.add(samples[0].place, message, "take fewer samples, or a smaller network")
    for layer in layers:
        is_softmax = layer.get(form.ACTIVATION) == "softmax"
        units = (len(layer.get(form.WEIGHTS) or ()) or layer.get(UNITS) or 0) if is_softmax else 0
        pairs = units**2 * max(1, len(samples))
        if pairs > MAX_PRODUCTS:
            message = (
                f"pairs of softmax units times samples are {pairs:,}; at most {MAX_PRODUCTS:,} are worked"
            )
            faults.add(
                layer.place_of(form.ACTIVATION), message, "every unit of a softmax depends on every other"
            )


def _weights(layers: Sequence[FieldValues]) -> int:
    return sum(len(row) for layer in layers for row in layer.get(form.WEIGHTS) or ())


def put_in_classes(samples: Sequence[FieldValues], sizes: Sequence[LayerSize], faults: Faults) -> None:
    """A class's number becomes a target for each output: 1 for the class, 0 for the others."""
    outputs = sizes[-1].units if sizes else None
    for sample in samples:
        found = sample.get(form.TARGETS)
        number = found.get(form.CLASS) if isinstance(found, FieldValues) else None
        if not isinstance(found, FieldValues) or number is None or outputs is None:
            continue
        if number > outputs:
            here = f"there is no class {number}: the last layer has {count(outputs, 'unit')}"
            faults.add(found.place_of(form.CLASS), here, f"classes are counted from 1 to {outputs}")
        elif outputs == 1:
            hint = "one output has a target of 0 or 1: `targets: [1]`"
            faults.add(found.place_of(form.CLASS), "a class needs a layer with a unit for each", hint)
        sample.put(form.TARGETS, tuple(integer(int(place == number)) for place in range(1, outputs + 1)))


def biases_of(layer: FieldValues) -> Num | NumVector | None:
    """The biases of a layer, where they could be read."""
    found = layer.get(form.BIASES)
    return None if isinstance(found, str) else found


def targets_of(sample: FieldValues) -> NumVector | None:
    """The targets of a sample, one per output, where they could be read."""
    found = sample.get(form.TARGETS)
    return None if isinstance(found, FieldValues) else found


def check_samples(
    layers: Sequence[FieldValues],
    samples: Sequence[FieldValues],
    sizes: Sequence[LayerSize],
    faults: Faults,
    *,
    by_input: bool,
) -> None:
    """Every sample has as many inputs as layer 1 takes, as many targets as the last layer gives."""
    inputs = sizes[0].inputs if sizes else None
    outputs = sizes[-1].units if sizes else None
    for number, sample in enumerate(samples, start=1):
        _refuse_missing(sample, number, form.INPUTS, inputs, faults)
        _refuse_missing(sample, number, form.TARGETS, outputs, faults)
    weighted = bool(layers) and not is_alone(layers[0])
    for misfit in _misfits(samples, form.INPUTS, inputs):
        if comma := decimal_comma_in(layers[0], misfit.length):
            message = f"layer 1 has weights for {inputs} inputs, but {misfit.who} has {misfit.length}"
            faults.add(layers[0].place_of(form.WEIGHTS), message, comma)
            continue
        there = "layer 1 has weights for" if weighted else "sample 1 has"
        rows = count(misfit.length, "row") if by_input else f"{count(misfit.length, 'number')} in each row"
        or_weights = f"{rows} of `weights` in layer 1" if weighted else ""
        _add_misfit(misfit, form.INPUTS, f"{there} {inputs}", or_weights, faults)
    for misfit in _misfits(samples, form.TARGETS, outputs):
        there = f"the last layer has {count(misfit.size, 'unit')}"
        or_units = f"a last layer of {count(misfit.length, 'unit')}"
        _add_misfit(misfit, form.TARGETS, there, or_units, faults)


class _Misfit(NamedTuple):
    """A sample whose inputs or targets are `length` numbers, and not `size`."""

    who: str
    sample: FieldValues
    length: int
    size: int
    everywhere: bool
    """Whether this is so in all samples, so that the layers may be what is wrong."""


def _misfits(samples: Sequence[FieldValues], field: Field[Any], size: int | None) -> list[_Misfit]:
    """The samples whose list is not of `size`; one for all of them where all agree."""
    lists = [sample.get(field) for sample in samples]
    found = [
        _Misfit(f"sample {number}", sample, len(values), size, everywhere=False)
        for number, (sample, values) in enumerate(zip(samples, lists, strict=True), start=1)
        if size and values and not isinstance(values, FieldValues) and len(values) != size
    ]
    if not found or len(found) < len(samples) or len({each.length for each in found}) > 1:
        return found
    who = "each sample" if len(samples) > 1 else "the file"
    return [found[0]._replace(who=who, everywhere=True)]


def _add_misfit(misfit: _Misfit, field: Field[Any], there: str, otherwise: str, faults: Faults) -> None:
    """The fault of a list that does not fit, and what to write; `otherwise`: what may be meant instead."""
    noun = _ONE_OF[field.name]
    hint = decimal_comma(misfit.sample.nodes[field.name], misfit.size)
    if not hint:
        alternative = f", or {otherwise}" if otherwise and misfit.everywhere else ""
        hint = f"give {count(misfit.size, noun)}{alternative}"
    fault = f"{misfit.who} has {count(misfit.length, noun)}, but {there}"
    faults.add(misfit.sample.place_of(field), fault, hint)


_ONE_OF = {form.INPUTS.name: "input", form.TARGETS.name: "target"}


def _refuse_missing(
    sample: FieldValues, number: int, field: Field[Any], size: int | None, faults: Faults
) -> None:
    """The fault that one of several samples lacks a field, with an example as long as it must be."""
    if field.name in sample.missing:
        example = flow(list(islice(cycle(field.example), size or 0)))
        several = f"add `{field.name}`" + (f": {count(size, 'number')}" if size else "")
        hint = f"add `{field.name}: {example}`" if size and size <= LONGEST_EXAMPLE else several
        faults.add(sample.place, f"`{field.name}` is missing in sample {number}", hint)


def check_targets(loss: str, samples: Sequence[FieldValues], faults: Faults) -> None:
    """Warn of targets that a loss was not meant for; published exercises have them."""
    found: dict[Sentence, list[int]] = {}
    for number, sample in enumerate(samples, start=1):
        targets = targets_of(sample)
        if targets and (objection := _objection(loss, targets)):
            found.setdefault(objection, []).append(number)
    for objection, numbers in found.items():
        told = _with_samples(objection, numbers) if len(samples) > 1 else objection
        faults.warn(samples[numbers[0] - 1].place_of(form.TARGETS), told)


def _with_samples(objection: Sentence, numbers: list[int]) -> Sentence:
    """`… (sample 1)`, `… (samples 1, 2)`, `… (samples 1, 2, 3 and 5 more)`."""
    shown = ", ".join(map(str, numbers[:3]))
    if len(numbers) > 3:
        more = len(numbers) - 3
        return Sentence(
            "{objection} (samples {numbers} and {more} more)", objection=objection, numbers=shown, more=more
        )
    return Sentence.several(
        "{objection} (sample {numbers})",
        "{objection} (samples {numbers})",
        objection=objection,
        numbers=shown,
        count=len(numbers),
    )


def _objection(loss: str, targets: NumVector) -> Sentence | None:
    values = [target.value for target in targets]
    if loss == "bce" and not all(0 <= value <= 1 for value in values):
        return Sentence("`bce` is meant for targets from 0 to 1")
    if loss == "cross_entropy" and len(values) == 1:
        return Sentence("`cross_entropy` with a single output ignores 1 − y; `bce` does not")
    if loss == "cross_entropy" and abs(sum(values) - 1) > 1e-9:
        return Sentence(
            "`cross_entropy` is meant for targets that add up to 1; these give {sum}", sum=f"{sum(values):g}"
        )
    return None


def transposed(matrix: NumMatrix) -> NumMatrix:
    """Rows for columns."""
    return tuple(zip(*matrix, strict=True))
