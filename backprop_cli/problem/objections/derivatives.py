"""Objections to a derivative: by what is given, no step back, or of units that do not meet."""

from __future__ import annotations

from backprop_cli.errors import Objection, Sentence, cited
from backprop_cli.problem.objections.given import GIVEN
from backprop_cli.problem.objections.quantities import quantity_objection
from backprop_cli.problem.objections.samples import derivative_sample_objection
from backprop_cli.problem.objections.sentences import is_one_itself, one_bias, write_instead
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.network import (
    ACTIVATION,
    BIAS,
    DATA_LOSS,
    INPUT,
    LOSS,
    MASK,
    OUTPUT,
    PENALTY,
    TARGET,
)
from backprop_cli.quantities.quantity import Gradient

_OF_LOSS = {LOSS, DATA_LOSS, PENALTY}
_DERIVATIVES = Sentence(
    "there are {names}, …", names="dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1]"
)
_IS_X = Sentence("layer 1 has no weights, so its z is x: write {name}", name="dL/dz1[1]")


def derivative_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    """Why a network has no such derivative; None if it has."""
    if name.of == name.by:
        return is_one_itself(text), _DERIVATIVES
    if name.by.symbol == BIAS and name.by.indices and known.shape(name.by) == ():
        own = name._replace(by=name.by.whole)
        return one_bias(name.by.layer, own)
    for part in (name.of, name.by):
        refused = quantity_objection(part, text, known)
        if refused:
            return refused
    if name.by.symbol in GIVEN:
        is_first = name.by.symbol == INPUT and known.besides(1).alone
        of_inputs = Sentence("the inputs are given, so there is no {name}", name=cited(text))
        of_targets = Sentence("the targets are given, so there is no {name}", name=cited(text))
        of_masks = Sentence("the masks are given, so there is no {name}", name=cited(text))
        message = {INPUT: of_inputs, TARGET: of_targets, MASK: of_masks}[name.by.symbol]
        return message, _IS_X if is_first else _DERIVATIVES
    if name.of.new or name.by.new or not known.is_step(name):
        return Sentence("{name} is no derivative on the way back", name=cited(text)), _DERIVATIVES
    return _units_objection(name, text, known) or derivative_sample_objection(name, text, known)


def _units_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    """Why a local derivative has no unit that it goes through."""
    if name.of.symbol in _OF_LOSS or not name.indices:
        return None
    of, by = known.only_entry(name.of), known.only_entry(name.by)
    if not (known.shape(of) and known.shape(by)):
        return None
    if bool(of.indices) != bool(by.indices):
        message = Sentence("{name} is of an entry and of a whole", name=cited(text))
        return message, Sentence("name an entry of both: {name}", name="dz1[1]/dW1[1,1]")
    layer = of.layer or len(known.sizes)
    is_activated = of.symbol in {ACTIVATION, OUTPUT} and by.symbol not in {ACTIVATION, OUTPUT}
    meets_all = known.besides(layer).softmax if is_activated else of.layer and by.layer != of.layer
    if meets_all or of.indices[:1] == by.indices[:1]:
        return None
    own = name._replace(of=of.at(by.indices[0]))
    return Sentence(
        "{name} is 0: units {unit} and {other} do not meet",
        name=cited(text),
        unit=of.indices[0],
        other=by.indices[0],
    ), write_instead(name_of(own))
