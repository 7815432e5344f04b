"""Objections to what is not worked out: it is given, fixed, or a state of what no optimiser changes."""

from __future__ import annotations

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.objections.sentences import nothing_to_work, starts_from
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.network import INPUT, MASK, PARAMETERS, PRE_ACTIVATION, TARGET, WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

GIVEN = {INPUT, TARGET, MASK}


def given_objection(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why there is nothing to work out of a quantity that a network has; None where there is."""
    if isinstance(name, Quantity) and known.stays(name):
        entry = name_of(name._replace(new=False, step=None))
        return Sentence(
            "{own} is fixed, so there is no {name} to work out", own=cited(entry), name=cited(text)
        ), NOTHING
    if isinstance(name, Quantity) and name.of is not None and name.step == 0:
        return starts_from(text), NOTHING
    if known.is_given(name):
        if isinstance(name, Quantity) and name.symbol == PRE_ACTIVATION:
            return Sentence("{name} is not worked out: the activation is given", name=cited(text)), NOTHING
        return nothing_to_work(text), NOTHING
    if isinstance(name, Gradient) or name.symbol not in GIVEN:
        return None
    return nothing_to_work(text), NOTHING


def state_objection(name: AnyQuantity, state: str, text: str) -> Objection:
    """Why an optimiser has no `state` of a quantity that it does not change; `text` asks for that."""
    own = cited(name_of(name))
    if isinstance(name, Quantity) and name.symbol in PARAMETERS and not name.new:
        return Sentence("{own} is fixed, so there is no {name}", own=own, name=cited(text)), NOTHING
    example = name_of(Quantity(state, of=Quantity(WEIGHT, 1, (1, 1))))
    message = Sentence("{own} is no parameter, so there is no {name}", own=own, name=cited(text))
    return message, Sentence("only parameters have it: {name}", name=example)
