"""The values of a network's file -> `Network`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from backprop_cli.errors import Faults, Sentence, cited
from backprop_cli.expr.functions import LEAKY_SLOPE
from backprop_cli.expr.parser import typed_number
from backprop_cli.expr.tree import Call, Expr, Num, Ref
from backprop_cli.problem.known import penalised_by
from backprop_cli.problem.losses import FROM_ABOVE, LOSSES, Loss, own_loss
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem.model import Activation, Header, Layer, Network, NumVector, Sample, Schedule
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.problem.quantities import Extras, LayerSize, Quantities
from backprop_cli.problem.times import times_of
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import stage_format, training_format
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.initializer_format import UNITS
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.marking_format import marking, points_named, refuse_other_spellings
from backprop_cli.problem_file.read_fixed import fixed
from backprop_cli.problem_file.read_initializers import drawing, put_in_weights
from backprop_cli.problem_file.read_known import KnownGiven, given_in, given_of_samples, is_from_above
from backprop_cli.problem_file.read_lettering import lettering
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


def network_from(values: FieldValues, header: Header, faults: Faults) -> Network | None:
    """The network, or None where `faults` says why not."""
    by_input = values.get(form.WEIGHT_ROWS) == "inputs"
    from_above = is_from_above(values)
    if from_above:
        _refuse_beside_gradient(values, faults)
    form.NETWORK.refuse_missing(values, "the file", faults)
    layers, samples = values.get(form.LAYERS) or (), _samples(values, faults, from_above=from_above)
    before = len(faults.errors())
    sizes = _sizes(layers, samples, faults, by_input=by_input)
    meet = len(faults.errors()) == before
    loss = FROM_ABOVE if from_above else _loss(values.get(form.LOSS))
    for layer, size in zip(layers, sizes, strict=True):
        _check_slope(layer, faults)
        _check_softmax(layer, size, loss, faults)
    check_targets(loss.name if loss else "", samples, faults)
    _check_output(layers, loss, faults)
    step = descent(values, faults)
    weights = sum(map(_weights_in, sizes, layers))
    trained = schedule(values, len(samples), weights, faults)
    check_lines(values, step, len(trained.batch(1)) or len(samples), weights, faults)
    check_stages(layers, sizes, len(samples), trained, faults)
    penalised = penalty(values, faults)
    known = Quantities(
        tuple(sizes),
        tuple(map(_sort_of_biases, layers)),
        len(samples),
        values.has(training_format.OPTIMIZER),
        times=times_of(step, trained),
        extras=tuple(map(_extras, layers)),
        penalised=penalised_by(penalised),
    )
    if layers:
        _check_parameters(values, known, faults)
    # Keys that are no fields may be what makes a quantity, and are told already.
    is_known = bool(layers) and not any(each.meant for each in (values, *layers))
    if is_known:
        constants = step.constants if step else ()
        known = known._replace(lettering=lettering(values, known, constants, faults, shapes_meet=meet))
    stay = fixed(values, known, faults) if is_known else ()
    given = _given(values, known, layers, trained, faults) if layers else KnownGiven()
    known = known._replace(above=given.above, held=frozenset(each for each, _ in given.held))
    ask = _ask(values, known._replace(fixed=stay), faults) if is_known else ()
    if is_known:
        _check_points(values, known._replace(fixed=stay), faults)
    marked = marking(values, faults)
    if loss is None or faults.errors():
        return None
    return Network(
        header=header,
        layers=tuple(_layer(layer, by_input=by_input) for layer in layers),
        samples=tuple(_sample(each, given.gradients.get(at)) for at, each in enumerate(samples, start=1)),
        loss=loss,
        reduction=_reduction(values, given),
        optimizer=step,
        schedule=trained,
        penalty=penalised,
        fixed=stay,
        ask=ask,
        above=given.above,
        held=given.held,
        weight_rows="inputs" if by_input else "neurons",
        marking=marked,
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


def _weights_in(size: LayerSize, layer: FieldValues) -> int:
    return (size.units or 0) * (1 if is_alone(layer) else size.inputs or 0)


def _reduction(values: FieldValues, given: KnownGiven) -> Literal["mean", "sum"]:
    """How the samples' losses make the batch's; where its own derivatives are given, it is their sum."""
    if given.above and given.above.of_batch:
        return "sum"
    return cast("Literal['mean', 'sum']", values.get(form.REDUCTION) or "mean")


def _refuse_beside_gradient(values: FieldValues, faults: Faults) -> None:
    """A gradient from above stands instead of targets and loss."""
    owners = [(values, form.LOSS), (values, form.TARGETS)]
    owners += [(sample, form.TARGETS) for sample in values.get(form.SAMPLES) or ()]
    for owner, field in owners:
        if owner.has(field):
            message = f"`known` gives the gradient from above, so there is no `{field.name}` beside it"
            faults.add(owner.place_of(field), message, "keep one of the two")
        owner.missing = [name for name in owner.missing if name != field.name]


def _given(
    values: FieldValues, known: Quantities, layers: Sequence[FieldValues], trained: Schedule, faults: Faults
) -> KnownGiven:
    """What `known` gives, where the layers are there to give it to."""
    if any(size.units is None for size in known.sizes):
        return KnownGiven()
    used = [_activation_read(layer.get(form.ACTIVATION)) for layer in layers]
    given = given_in(values, known, used, faults)
    if given.held and trained.steps > 1:
        message = "activations are given for one step only: the next works with other weights"
        faults.add(values.place_of(form.KNOWN), message, "leave out `training`, or the activations")
    if given.above and given.above.of_batch and values.has(form.REDUCTION):
        message = "`known` gives the derivatives of the batch's loss, so there is nothing to reduce"
        hint = f"leave out `reduction`, or give {given_of_samples(given.above, len(layers))}"
        faults.add(values.place_of(form.REDUCTION), message, hint)
    return given


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


def _check_slope(layer: FieldValues, faults: Faults) -> None:
    found = layer.get(form.ACTIVATION)
    if isinstance(found, FieldValues) and found.has(form.SLOPE):
        name = found.get(form.ACTIVATION_NAME)
        if name not in {None, "leaky_relu"}:
            faults.add(found.place_of(form.SLOPE), f"`{name}` has no `slope`, only `leaky_relu` has")


def _check_softmax(layer: FieldValues, size: LayerSize, loss: Loss | None, faults: Faults) -> None:
    """The softmax of one unit is 1 whatever the weights are, and ln(1 − 1) has no value."""
    used = _activation_read(layer.get(form.ACTIVATION))
    if used is None or used.name != "softmax" or size.units != 1:
        return
    place, message = layer.place_of(form.ACTIVATION), Sentence("the `softmax` of one unit is always 1")
    if loss and loss.name == "bce":
        hint = "write `sigmoid` for one output"
        faults.add(place, f"{message}, and `bce` has no value there", hint)
    else:
        faults.warn(place, message)


LEAVING_0_TO_1 = frozenset({"tanh", "leaky_relu", "elu", "softplus", "silu", "gelu"})
"""Activations whose values no logarithm of a probability takes; of linear and ReLU a remark tells."""


def _check_output(layers: Sequence[FieldValues], loss: Loss | None, faults: Faults) -> None:
    """Warn of outputs that a loss with logarithms was not meant for."""
    used = _activation_read(layers[-1].get(form.ACTIVATION)) if layers else None
    if used and used.name in LEAVING_0_TO_1 and loss and loss.name in {"bce", "cross_entropy"}:
        told = Sentence(
            "{loss} is meant for outputs between 0 and 1, which {activation} leaves",
            loss=cited(loss.name),
            activation=cited(used.name),
        )
        faults.warn(layers[-1].place_of(form.ACTIVATION), told)


def _extras(layer: FieldValues) -> Extras:
    used = _activation_read(layer.get(form.ACTIVATION))
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


def _ask(values: FieldValues, known: Quantities, faults: Faults) -> tuple[str, ...]:
    names = tuple(values.get(form.ASK) or ())
    for position, name in enumerate(names):
        refused = objection_to(name, known)
        if refused:
            faults.add(part(values.nodes[form.ASK.name], position), *refused)
    return tuple(as_stored(name, known) for name in names)


def _check_points(values: FieldValues, known: Quantities, faults: Faults) -> None:
    for each in points_named(values):
        refused = objection_to(each.key.text, known)
        if refused:
            faults.add(each.key.place, *refused)
    refuse_other_spellings(points_named(values), known, faults)


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
        activation=_activation(values.got(form.ACTIVATION)),
        normalization=normalization(values, len(rows) or width),
        dropout=dropout(values),
        drawing=drawing(values),
        width=width,
    )


def _activation_read(found: str | Expr | FieldValues | None) -> Activation | None:
    """The activation of a layer, where it could be read."""
    lacks_name = isinstance(found, FieldValues) and not found.get(form.ACTIVATION_NAME)
    return None if found is None or lacks_name else _activation(found)


def _activation(found: str | Expr | FieldValues) -> Activation:
    slope = None
    if isinstance(found, FieldValues):
        slope = found.get(form.SLOPE)
        found = found.got(form.ACTIVATION_NAME)
    if isinstance(found, Expr):
        return Activation("", found)
    extra = (slope or typed_number(LEAKY_SLOPE),) if found == "leaky_relu" else ()
    return Activation(found, Call(found, (Ref("z"), *extra)))


def _sample(values: FieldValues, from_above: NumVector | None) -> Sample:
    return Sample(values.got(form.INPUTS), from_above or targets_of(values) or ())
