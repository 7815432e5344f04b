"""The values of a network's file -> `Network`."""

from __future__ import annotations

from typing import Literal, cast

from backprop_cli.errors import Faults, cited, nearest
from backprop_cli.expr.functions import LEAKY_SLOPE
from backprop_cli.expr.parser import number
from backprop_cli.expr.tree import Call, Expr, Num, Ref
from backprop_cli.problem.known import as_stored, objection_to
from backprop_cli.problem.losses import LOSSES, Loss, own_loss
from backprop_cli.problem.model import Activation, Header, Layer, Network, Sample
from backprop_cli.problem.quantities import Extras, Quantities, Size
from backprop_cli.problem.times import times_of
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import stage_format, training_format
from backprop_cli.problem_file.fields import Values, part
from backprop_cli.problem_file.marking_format import marking, points_named
from backprop_cli.problem_file.read_initializers import drawing, put_in_weights
from backprop_cli.problem_file.read_lettering import lettering
from backprop_cli.problem_file.read_stages import check_stages, dropout, masks, normalization
from backprop_cli.problem_file.read_training import descent, penalty, schedule
from backprop_cli.problem_file.shapes import (
    are_turned,
    biases_of,
    check_layers,
    check_samples,
    check_targets,
    check_work,
    put_in_classes,
    refuse_turned,
    targets_of,
    transposed,
)
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import BIAS, WEIGHT
from backprop_cli.quantities.quantity import Quantity


def network_from(values: Values, header: Header, faults: Faults) -> Network | None:
    """The network, or None where `faults` says why not."""
    by_input = values.get(form.WEIGHT_ROWS) == "inputs"
    layers, samples = values.get(form.LAYERS) or (), _samples(values, faults)
    put_in_weights(layers, samples, faults, by_input=by_input)
    if are_turned(layers, samples, by_input=by_input):
        sizes = refuse_turned(layers, faults, by_input=by_input)
    else:
        sizes = check_layers(layers, faults, by_input=by_input)
        put_in_classes(samples, sizes, faults)
        check_samples(samples, sizes, faults)
    check_work(layers, samples, faults)
    for layer in layers:
        _check_slope(layer, faults)
    loss = _loss(values.get(form.LOSS))
    check_targets(loss.name if loss else "", samples, faults)
    biases = tuple(_sort_of_biases(layer) for layer in layers)
    known = Quantities(tuple(sizes), biases, len(samples), values.has(training_format.OPTIMIZER))
    known = known._replace(extras=tuple(map(_extras, layers)))
    step = descent(values, faults)
    trained = schedule(values, len(samples), sum(map(_weights_in, sizes)), faults)
    check_stages(layers, sizes, len(samples), trained, faults)
    penalised = penalty(values, faults)
    known = known._replace(times=times_of(step, trained), penalised=penalised is not None)
    fixed = _fixed(values, known, faults) if layers else ()
    known = known._replace(lettering=lettering(values, known, faults))
    ask = _ask(values, known._replace(fixed=fixed), faults) if layers else ()
    _check_points(values, known._replace(fixed=fixed), faults)
    marked = marking(values, faults)
    if loss is None or faults.errors():
        return None
    return Network(
        header,
        tuple(_layer(layer, by_input=by_input) for layer in layers),
        tuple(_sample(sample) for sample in samples),
        loss,
        cast("Literal['mean', 'sum']", values.get(form.REDUCTION) or "mean"),
        step,
        trained,
        penalised,
        fixed,
        ask,
        "inputs" if by_input else "neurons",
        marked,
        known.lettering,
    )


def _weights_in(size: Size) -> int:
    return (size.inputs or 0) * (size.units or 0)


def _samples(values: Values, faults: Faults) -> tuple[Values, ...]:
    """The samples; `inputs` and `targets` of the file are the only one."""
    single = [field for field in (form.INPUTS, form.TARGETS) if values.has(field)]
    if values.has(form.SAMPLES):
        for field in single:
            message = f"the file has `samples`, so `{field.name}` cannot stand beside it"
            faults.add(values.place_of(field), message, "make it one of the samples")
        return values.get(form.SAMPLES) or ()
    for field in (form.INPUTS, form.TARGETS):
        if field not in single:
            faults.add(None, f"`{field.name}` is missing", "give `inputs` and `targets`, or `samples`")
    return (values,)


def _check_slope(layer: Values, faults: Faults) -> None:
    found = layer.get(form.ACTIVATION)
    if isinstance(found, Values) and found.has(form.SLOPE):
        name = found.get(form.ACTIVATION_NAME)
        if name not in {None, "leaky_relu"}:
            faults.add(found.place_of(form.SLOPE), f"`{name}` has no `slope`, only `leaky_relu` has")


def _extras(layer: Values) -> Extras:
    found = layer.get(stage_format.DROPOUT)
    is_by_sample = found is not None and len(masks(found)) > 1
    return Extras(layer.has(stage_format.NORMALIZE), layer.has(stage_format.DROPOUT), is_by_sample)


def _sort_of_biases(layer: Values) -> Literal["none", "shared", "own"]:
    if not layer.has(form.BIASES):
        return "none"
    return "shared" if isinstance(biases_of(layer), Num) else "own"


def _fixed(values: Values, known: Quantities, faults: Faults) -> tuple[Quantity, ...]:
    """The parameters that are not updated, in the order of the network."""
    parameters = {text(quantity): quantity for quantity in known.parameters()}
    fixed: set[Quantity] = set()
    for position, word in enumerate(values.get(form.FIXED) or ()):
        kind = {"weights": WEIGHT, "biases": BIAS}.get(word)
        chosen = {each for name, each in parameters.items() if name == word or each.symbol == kind}
        fixed |= chosen
        if not chosen:
            place = part(values.nodes[form.FIXED.name], position)
            hint = nearest(word, ["weights", "biases", *parameters]) or "there are " + ", ".join(
                list(parameters)[:10]
            )
            faults.add(place, f"{cited(word)} is no parameter of this network", hint)
    return tuple(each for each in parameters.values() if each in fixed)


def _ask(values: Values, known: Quantities, faults: Faults) -> tuple[str, ...]:
    names = tuple(values.get(form.ASK) or ())
    for position, name in enumerate(names):
        refused = objection_to(name, known)
        if refused:
            faults.add(part(values.nodes[form.ASK.name], position), *refused)
    return tuple(as_stored(name, known) for name in names)


def _check_points(values: Values, known: Quantities, faults: Faults) -> None:
    for each in points_named(values):
        refused = objection_to(each.key.text, known) if known.sizes else None
        if refused:
            faults.add(each.key.place, *refused)


def _loss(found: str | Expr | None) -> Loss | None:
    if isinstance(found, str):
        return LOSSES[found]
    return own_loss(found) if found else None


def _layer(values: Values, *, by_input: bool) -> Layer:
    weights = values.got(form.WEIGHTS)
    rows = transposed(weights) if by_input else weights
    return Layer(
        rows,
        biases_of(values),
        _activation(values.got(form.ACTIVATION)),
        normalization(values, len(rows)),
        dropout(values),
        drawing(values),
    )


def _activation(found: str | Expr | Values) -> Activation:
    slope = None
    if isinstance(found, Values):
        slope = found.get(form.SLOPE)
        found = found.got(form.ACTIVATION_NAME)
    if isinstance(found, Expr):
        return Activation("", found)
    extra = (slope or number(LEAKY_SLOPE),) if found == "leaky_relu" else ()
    return Activation(found, Call(found, (Ref("z"), *extra)))


def _sample(values: Values) -> Sample:
    return Sample(values.got(form.INPUTS), targets_of(values) or ())
