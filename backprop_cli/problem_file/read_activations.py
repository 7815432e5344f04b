"""The activations of a network's layers, and whether they suit the loss."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.errors import Faults, Sentence, cited
from backprop_cli.expr.constants import typed_number
from backprop_cli.expr.functions import LEAKY_SLOPE
from backprop_cli.expr.tree import Call, Expr, Ref
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.model import Activation
from backprop_cli.problem.quantities import LayerSize
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues


def activation_read(found: str | Expr | FieldValues | None) -> Activation | None:
    """The activation of a layer, where it could be read."""
    lacks_name = isinstance(found, FieldValues) and not found.get(form.ACTIVATION_NAME)
    return None if found is None or lacks_name else activation_from(found)


def activation_from(found: str | Expr | FieldValues) -> Activation:
    """The activation of a layer: by its name, as a formula, or with a slope."""
    slope = None
    if isinstance(found, FieldValues):
        slope = found.get(form.SLOPE)
        found = found.got(form.ACTIVATION_NAME)
    if isinstance(found, Expr):
        return Activation("", found)
    extra = (slope or typed_number(LEAKY_SLOPE),) if found == "leaky_relu" else ()
    return Activation(found, Call(found, (Ref("z"), *extra)))


def check_activations(
    layers: Sequence[FieldValues], sizes: Sequence[LayerSize], loss: Loss | None, faults: Faults
) -> None:
    """Whether each has what it takes, and the last one suits the loss."""
    for layer, size in zip(layers, sizes, strict=True):
        _check_slope(layer, faults)
        _check_softmax(layer, size, loss, faults)
    _check_output(layers, loss, faults)


def _check_slope(layer: FieldValues, faults: Faults) -> None:
    """Refuse a slope where the function has none to choose."""
    found = layer.get(form.ACTIVATION)
    if isinstance(found, FieldValues) and found.has(form.SLOPE):
        name = found.get(form.ACTIVATION_NAME)
        if name not in {None, "leaky_relu"}:
            faults.add(found.place_of(form.SLOPE), f"`{name}` has no `slope`, only `leaky_relu` has")


def _check_softmax(layer: FieldValues, size: LayerSize, loss: Loss | None, faults: Faults) -> None:
    """The softmax of one unit is 1 whatever the weights are, and ln(1 − 1) has no value."""
    used = activation_read(layer.get(form.ACTIVATION))
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
    used = activation_read(layers[-1].get(form.ACTIVATION)) if layers else None
    if used and used.name in LEAVING_0_TO_1 and loss and loss.name in {"bce", "cross_entropy"}:
        told = Sentence(
            "{loss} is meant for outputs between 0 and 1, which {activation} leaves",
            loss=cited(loss.name),
            activation=cited(used.name),
        )
        faults.warn(layers[-1].place_of(form.ACTIVATION), told)
