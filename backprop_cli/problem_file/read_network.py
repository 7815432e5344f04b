"""The values of a network's file -> `Network`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, cast

from backprop_cli.errors import Faults
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.problem.known import in_usual_letters
from backprop_cli.problem.losses import FROM_ABOVE, LOSSES, Loss, own_loss
from backprop_cli.problem.model import Above, Descent, Header, Layer, Network, NumVector, Sample, Schedule
from backprop_cli.problem.network_quantities import penalised_by
from backprop_cli.problem.quantities import Extras, LayerSize, Quantities
from backprop_cli.problem.times import Times, times_of
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import stage_format, training_format
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.initializer_format import UNITS
from backprop_cli.problem_file.marking_format import marking, points_named
from backprop_cli.problem_file.read_activations import activation_from, activation_read, check_activations
from backprop_cli.problem_file.read_initializers import drawing, put_in_weights
from backprop_cli.problem_file.read_stages import check_stages, dropout, normalization
from backprop_cli.problem_file.read_training import descent, penalty, schedule
from backprop_cli.problem_file.shapes import (
    biases_of,
    check_layers,
    check_samples,
    check_targets,
    check_work,
    is_alone,
    put_in_classes,
    targets_of,
    transposed,
)
from backprop_cli.problem_file.turned import refuse_turned, turned_layers
from backprop_cli.problem_file.work import check_lines
from backprop_cli.quantities.network import BIAS, WEIGHT
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import AS_USUAL, Lettering

if TYPE_CHECKING:
    from backprop_cli.problem_file.read_known import KnownGiven


def network_from(values: FieldValues, header: Header, faults: Faults) -> Network | None:
    """The network, or None where `faults` says why not."""
    by_input = values.get(form.WEIGHT_ROWS) == "inputs"
    from_above = _is_from_above(values, faults)
    form.NETWORK.refuse_missing(values, "the file", faults)
    layers, samples = values.get(form.LAYERS) or (), _samples(values, faults, from_above=from_above)
    before = len(faults.errors())
    sizes = _sizes(layers, samples, faults, by_input=by_input)
    meet = len(faults.errors()) == before
    loss = FROM_ABOVE if from_above else _loss(values.get(form.LOSS))
    check_activations(layers, sizes, loss, faults)
    check_targets(loss.name if loss else "", samples, faults)
    step, trained = _training(values, len(samples), sum(map(_weights_in, sizes, layers)), faults)
    check_stages(layers, sizes, len(samples), trained, faults)
    penalised = penalty(values, faults)
    known = _quantities(values, layers, sizes, len(samples), times_of(step, trained), penalised_by(penalised))
    if layers:
        _check_parameters(values, known, faults)
    # Keys that are no fields may be what makes a quantity, and are told already.
    is_known = bool(layers) and not any(each.meant for each in (values, *layers))
    if is_known:
        constants = step.constants if step else ()
        known = known._replace(lettering=_lettering(values, known, constants, faults, shapes_meet=meet))
    stay = _fixed(values, known, faults) if is_known else ()
    given = _given(values, known, layers, trained, faults)
    above, held = (given.above, given.held) if given else (None, ())
    known = known._replace(above=above, held=frozenset(each for each, _ in held))
    ask = _asked(values, known._replace(fixed=stay), faults) if is_known else ()
    marked = marking(values, faults)
    worth = tuple((in_usual_letters(name, known), points) for name, points in marked.points)
    if loss is None or faults.errors():
        return None
    return Network(
        header=header,
        layers=tuple(_layer(layer, by_input=by_input) for layer in layers),
        samples=_with_targets(samples, given.gradients if given else {}),
        loss=loss,
        reduction=_reduction(values, above),
        optimizer=step,
        schedule=trained,
        penalty=penalised,
        fixed=stay,
        ask=ask,
        above=above,
        held=held,
        weight_rows="inputs" if by_input else "neurons",
        marking=marked._replace(points=worth),
        lettering=known.lettering,
    )


def _sizes(
    layers: Sequence[FieldValues], samples: Sequence[FieldValues], faults: Faults, *, by_input: bool
) -> list[LayerSize]:
    """What each layer takes and gives, drawn weights put in; what does not meet is told."""
    put_in_weights(layers, samples, faults, by_input=by_input)
    if turned := turned_layers(layers, samples, by_input=by_input):
        sizes = refuse_turned(layers, turned, faults, by_input=by_input)
    else:
        sizes = check_layers(layers, faults, by_input=by_input)
        put_in_classes(samples, sizes, faults)
        check_samples(layers, samples, sizes, faults, by_input=by_input)
    check_work(layers, samples, faults)
    return sizes


def _training(
    values: FieldValues, samples: int, weights: int, faults: Faults
) -> tuple[Descent | None, Schedule]:
    """How parameters are updated, and in which steps; as much as can be worked."""
    step = descent(values, faults)
    trained = schedule(values, samples, weights, faults)
    check_lines(values, step, len(trained.batch(1)) or samples, weights, faults)
    return step, trained


def _weights_in(size: LayerSize, layer: FieldValues) -> int:
    return (size.units or 0) * (1 if is_alone(layer) else size.inputs or 0)


def _quantities(
    values: FieldValues,
    layers: Sequence[FieldValues],
    sizes: Sequence[LayerSize],
    samples: int,
    times: Times,
    penalised: frozenset[str],
) -> Quantities:
    """What there is to name, in the letters of every file; what the file calls it comes later."""
    return Quantities(
        tuple(sizes),
        tuple(map(_sort_of_biases, layers)),
        samples,
        values.has(training_format.OPTIMIZER),
        times=times,
        extras=tuple(map(_extras, layers)),
        penalised=penalised,
    )


def _reduction(values: FieldValues, above: Above | None) -> Literal["mean", "sum"]:
    """How the samples' losses make the batch's; where its own derivatives are given, it is their sum."""
    if above and above.of_batch:
        return "sum"
    return cast("Literal['mean', 'sum']", values.get(form.REDUCTION) or "mean")


# Keys that few files have are read by modules that are loaded where a file has them.


def _is_from_above(values: FieldValues, faults: Faults) -> bool:
    """Whether `known` gives the gradient from above."""
    if values.lacks(form.KNOWN):
        return False
    from backprop_cli.problem_file.read_known import is_from_above

    return is_from_above(values, faults)


def _given(
    values: FieldValues, known: Quantities, layers: Sequence[FieldValues], trained: Schedule, faults: Faults
) -> KnownGiven | None:
    """What `known` gives, where the layers are there to give it to."""
    if not values.has(form.KNOWN) or not layers or any(size.units is None for size in known.sizes):
        return None
    from backprop_cli.problem_file.read_known import given_in

    used = [activation_read(layer.get(form.ACTIVATION)) for layer in layers]
    return given_in(values, known, used, trained, faults)


def _lettering(
    values: FieldValues, known: Quantities, constants: Collection[str], faults: Faults, *, shapes_meet: bool
) -> Lettering:
    """How the file wants quantities written."""
    if not values.has(form.NOTATION) and not values.has(form.NAMES):
        return AS_USUAL
    from backprop_cli.problem_file.read_lettering import lettering

    return lettering(values, known, constants, faults, shapes_meet=shapes_meet)


def _fixed(values: FieldValues, known: Quantities, faults: Faults) -> tuple[Quantity, ...]:
    """The parameters that stay as they are."""
    if not values.has(form.FIXED):
        return ()
    from backprop_cli.problem_file.read_fixed import fixed

    return fixed(values, known, faults)


def _asked(values: FieldValues, known: Quantities, faults: Faults) -> tuple[str, ...]:
    """What the file asks for by name; the names that it gives points are looked up as well."""
    if not values.has(form.ASK) and not points_named(values):
        return ()
    from backprop_cli.problem_file.read_asked import asked

    return asked(values, known, faults)


def _samples(values: FieldValues, faults: Faults, *, from_above: bool) -> tuple[FieldValues, ...]:
    """The samples; `inputs` and `targets` of the file are the only one."""
    single = [field for field in (form.INPUTS, form.TARGETS) if values.has(field)]
    if values.has(form.SAMPLES):
        for field in single:
            message = f"the file has `samples`, so `{field.name}` cannot stand beside it"
            faults.add(values.place_of(field), message, "make it one of the samples")
        return values.get(form.SAMPLES) or ()
    for field in (form.INPUTS,) if from_above else (form.INPUTS, form.TARGETS):
        if values.lacks(field) and values.lacks(form.SAMPLES):
            both = "`inputs`" if from_above else "`inputs` and `targets`"
            faults.add(None, f"`{field.name}` is missing", f"give {both}, or `samples`")
    return (values,)


def _extras(layer: FieldValues) -> Extras:
    used = activation_read(layer.get(form.ACTIVATION))
    return Extras(
        normalised=layer.has(stage_format.NORMALIZE),
        dropped=layer.has(stage_format.DROPOUT),
        alone=is_alone(layer),
        softmax=used is not None and used.name == "softmax",
    )


def _sort_of_biases(layer: FieldValues) -> Literal["none", "shared", "own"]:
    if not layer.has(form.BIASES):
        return "none"
    return "shared" if isinstance(biases_of(layer), Num) else "own"


def _check_parameters(values: FieldValues, known: Quantities, faults: Faults) -> None:
    """What changes or counts parameters is of no use where there are none."""
    for field in (training_format.OPTIMIZER, training_format.PENALTY):
        needed = known.parameters()
        if field is training_format.PENALTY:
            needed = [each for each in needed if each.symbol in {WEIGHT, BIAS}]
        if values.has(field) and not needed:
            message = f"no layer has weights, so `{field.name}` has nothing to work on"
            faults.add(values.place_of(field), message, "leave it out, or give a layer `weights`")


def _loss(found: str | Expr | None) -> Loss | None:
    if isinstance(found, str):
        return LOSSES[found]
    return own_loss(found) if found else None


def _layer(values: FieldValues, *, by_input: bool) -> Layer:
    weights = values.get(form.WEIGHTS) or ()
    rows = transposed(weights) if by_input else weights
    width = values.get(UNITS) or 0 if is_alone(values) else 0
    return Layer(
        weights=rows,
        biases=biases_of(values),
        activation=activation_from(values.got(form.ACTIVATION)),
        normalization=normalization(values, len(rows) or width),
        dropout=dropout(values),
        drawing=drawing(values),
        width=width,
    )


def _with_targets(samples: Sequence[FieldValues], above: Mapping[int, NumVector]) -> tuple[Sample, ...]:
    """Each sample; where its gradient is given from above, that stands in place of targets."""
    return tuple(
        Sample(each.got(form.INPUTS), above.get(at) or targets_of(each) or ())
        for at, each in enumerate(samples, start=1)
    )
