"""Objections to a typed name: that it means nothing, several things, or nothing that is to be worked out."""

from functools import reduce

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.known import Known
from backprop_cli.problem.meanings import bare_meanings, meanings, name_in_grammar, taken_apart
from backprop_cli.problem.network_meanings import readings, suggestion
from backprop_cli.problem.objections.sentences import unknown, without_optimizer, write_instead
from backprop_cli.problem.optimizers import CHANGE
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import Apart, closed, text
from backprop_cli.quantities.orders import either_order
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.spellings import is_direct

MOST_MEANT = 4
"""Meanings of one name that a message lists."""
AS_IT_IS = Sentence("write it as it is there")


def objection_to(name: str, known: Known) -> Objection | None:
    """Why there is no quantity of that name to work out, as message and hint; None if there is."""
    found = meanings(name, known)
    if len(found) == 1:
        if isinstance(known, Quantities):
            from backprop_cli.problem.objections.given import given_objection

            return given_objection(found[0], name, known)
        return known.given(found[0], name)
    if refused := reason_against(name, known):
        return refused
    if isinstance(known, Quantities):
        return unknown(name, suggestion(name_in_grammar(name, known), known))
    return known.unknown(name)


def _unclosed(name: str, known: Known) -> Objection | None:
    """That a bracket is left open, where the name means something once it is closed; None for others."""
    for whole, bracket in closed(name):
        if len(meanings(whole, known)) == 1:
            message = Sentence("{name} lacks a {bracket}", name=cited(name), bracket=cited(bracket))
            return message, write_instead(whole)
    return None


def reason_against(name: str, known: Known) -> Objection | None:
    """Why a name that means no one quantity of the problem means none; None where nobody knows it."""
    found = meanings(name, known)
    if len(found) > 1:
        listed = reduce(_or, (cited(text(each)) for each in found[:MOST_MEANT]))
        return Sentence("{name} may be {listed}", name=cited(name), listed=listed), AS_IT_IS
    parts = taken_apart(either_order(name)[0] if isinstance(known, Quantities) else name, known)
    if refused := _of_training(parts, name, known):
        return refused
    if is_direct(name):
        message = Sentence("{name} is the share of one way only", name=cited(name))
        return message, Sentence("it is no quantity by itself")
    typed = name_in_grammar(parts.name, known)
    refused = (
        _of_network(typed, name, known)
        if isinstance(known, Quantities)
        else known.reason_against(typed, name)
    )
    return refused or _unclosed(name, known)


def _of_training(parts: Apart, name: str, known: Known) -> Objection | None:
    """Why there is no such step, or the optimiser has no such state; None where neither is the reason."""
    if parts.state and not known.updated:
        return without_optimizer(name), NOTHING
    if parts.state == CHANGE and len(bare_meanings(parts.name, known)) != 1:
        return None  # of Δ1 nobody knows what it is the change of
    if refused := known.times.objection(parts, name):
        return refused
    if parts.name in known.times.states:
        message = Sentence(
            "what the optimiser works out is of a parameter: there is no {name} alone", name=cited(name)
        )
        return message, Sentence("name the parameter in brackets: {name}(…)", name=parts.name)
    bare = bare_meanings(parts.name, known) if parts.state or known.times.batches else []
    if parts.state and bare and not known.updates(bare[0]):
        return _of_state(bare[0], parts.state, name, known)
    left_out = (known.times.left_out(each, parts, name) for each in bare)
    return next(filter(None, left_out), None)


def _of_state(quantity: AnyQuantity, state: str, name: str, known: Known) -> Objection:
    """Why the optimiser has no state of a quantity that it does not change."""
    if isinstance(known, Quantities):
        from backprop_cli.problem.objections.given import state_objection

        return state_objection(quantity, state, name)
    return known.refused_state(quantity, name)


def _of_network(typed: str, name: str, known: Quantities) -> Objection | None:
    """Why a network has no quantity of a typed name, which somebody wrote as `name`."""
    from backprop_cli.problem.objections.names import refusal
    from backprop_cli.problem.objections.samples import of_all_samples

    read = known.read(typed)
    if refused := of_all_samples(read, name, known):
        return refused
    first = next(readings(read, known), None)
    return refusal(first, name, known) if first else None


def _or(one: str, other: str) -> str:
    return Sentence("{one} or {other}", one=one, other=other)
