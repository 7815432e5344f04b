"""Objections to a quantity: to its layer, its indices, its penalty or its update."""

from __future__ import annotations

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.objections.sentences import one_bias, unknown, without_optimizer
from backprop_cli.problem.quantities import Quantities, is_entry
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.network import (
    ACTIVATION,
    BIAS,
    DATA_LOSS,
    INPUT,
    MASK,
    PARAMETERS,
    PENALTY,
    PRE_ACTIVATION,
    TARGET,
    WEIGHT,
)
from backprop_cli.quantities.quantity import Quantity

_OF_A_LAYER = {WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION}
_MAY_LACK = {BIAS, WEIGHT}
_STAYS = {INPUT, TARGET, MASK}
"""What is the same in every step."""
_ROWS = Sentence("W1[i,j] goes to unit i from input j, also with `weight_rows: inputs`")


def quantity_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why a network has no such quantity, whatever its sample; None if it has."""
    shape = known.shape(name)
    if shape is None:
        return _layer_objection(name, text, known) or _penalty_objection(name, text) or unknown(text, NOTHING)
    if name.symbol == BIAS and name.indices and not shape:
        return one_bias(name.layer, name.whole)
    if name.indices and not shape:
        message = Sentence(
            "{own} is one number, so there is no {name}", own=cited(name_of(name.whole)), name=cited(text)
        )
        return message, Sentence("leave out the index")
    if name.indices and len(name.indices) != len(shape):
        return Sentence.several(
            "{name} needs {count} index", "{name} needs {count} indices", name=cited(text), count=len(shape)
        ), NOTHING
    for index, size in zip(name.indices, shape, strict=False):
        if size is not None and not 1 <= index <= size:
            message = Sentence(
                "{name} does not exist: the index {index} is not from 1 to {size}",
                name=cited(text),
                index=index,
                size=size,
            )
            turned = name.symbol == WEIGHT and is_entry(name.indices[::-1], shape)
            return message, _ROWS if turned else NOTHING
    return _update_objection(name, text, known) if name.new or name.step else None


def _layer_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why there is no such layer, or no bias in it."""
    if name.symbol not in _OF_A_LAYER or not name.layer:
        return None
    if name.symbol in _MAY_LACK and 1 <= name.layer <= len(known.sizes):
        layer, typed = name.layer, cited(text)
        biases = Sentence("layer {layer} has no biases, so there is no {name}", layer=layer, name=typed)
        weights = Sentence("layer {layer} has no weights, so there is no {name}", layer=layer, name=typed)
        return biases if name.symbol == BIAS else weights, NOTHING
    return Sentence.several(
        "{name} does not exist: the network has {count} layer",
        "{name} does not exist: the network has {count} layers",
        name=cited(text),
        count=len(known.sizes),
    ), NOTHING


def _penalty_objection(name: Quantity, text: str) -> Objection | None:
    """Why there is no penalty, and no loss without it: `shape` knows both where there is one."""
    if name.symbol not in {DATA_LOSS, PENALTY} or name.layer:
        return None
    if name.sample:
        return Sentence("no sample has its own {name}", name=cited(text)), Sentence("leave out `@`")
    return Sentence("without `penalty` there is no {name}", name=cited(text)), NOTHING


def _update_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    parameter = name._replace(indices=(), new=False, step=None)
    if name.symbol not in PARAMETERS:
        return _again_objection(name, text, known) if name.new else _no_parameter(text)
    if name.step not in {None, 1}:
        return _no_parameter(text)
    if not known.updated:
        return without_optimizer(text), NOTHING
    if parameter in known.fixed:
        fixed = cited(name_of(parameter))
        return Sentence(
            "{parameter} is fixed, so there is no {name}", parameter=fixed, name=cited(text)
        ), NOTHING
    return None


def _no_parameter(text: str) -> Objection:
    hint = Sentence("only weights and biases are: {name}", name="W1_new[1,1]")
    return Sentence("{name} is no updated parameter", name=cited(text)), hint


def _again_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why something is not worked again with the new parameters."""
    if name.symbol in _STAYS:
        return Sentence("no step changes {own}", own=cited(name_of(name._replace(new=False)))), NOTHING
    if not known.updated:
        return without_optimizer(text), NOTHING
    if known.above or known.held:
        message = Sentence(
            "where activations or gradients are given, nothing is worked again with the new parameters:"
            " there is no {name}",
            name=cited(text),
        )
        return message, NOTHING
    return None
