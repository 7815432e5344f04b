"""What a typed name means in a problem: the quantities that it names, by whatever spelling."""

from collections.abc import Iterator

from backprop_cli.problem.formula_quantities import FormulaQuantities
from backprop_cli.problem.known import Known, reading_of
from backprop_cli.problem.network_meanings import delta_of, fully_indexed, network_meanings
from backprop_cli.problem.optimizers import CHANGE, GRADIENT, OPTIMIZERS
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import (
    Apart,
    apart,
    apart_from_step,
    in_step,
    result_slope,
    text,
    typed_of,
    updated,
)
from backprop_cli.quantities.network import loss
from backprop_cli.quantities.orders import either_order
from backprop_cli.quantities.quantity import AnyQuantity, Gradient
from backprop_cli.quantities.said import as_symbols, letters_and_step
from backprop_cli.quantities.spellings import (
    delta_as_typed,
    gradient_as_typed,
    hidden_as_typed,
    name_as_typed,
    of_signal,
    own_as_typed,
    quotient_as_typed,
)
from backprop_cli.quantities.updated import apart_from_new

STATES = {CHANGE, *(name for each in OPTIMIZERS.values() for name in each.names)}
"""What optimisers work out of a parameter: the letters of `v(W1[1,1])`."""


def meanings(name: str, known: Known) -> list[AnyQuantity]:
    """The quantities that a name may mean, however it is spelled: one; several where it is not plain; none.

    The one place that decides: for lines of sheets, names in formulas, `ask`, `points` and `--only`.
    """
    ways: tuple[str, ...] = (name,)
    if isinstance(known, Quantities):
        ways = (name, reading_of(known).in_letters_of_grammar(name))
    for way in dict.fromkeys(ways):
        written = either_order(way) if isinstance(known, Quantities) else (way,)
        if found := list(dict.fromkeys(each for one in written for each in _in_one_order(one, known))):
            return found
    return list(_of_only_parameter(name, known))


def _in_one_order(name: str, known: Known) -> Iterator[AnyQuantity]:
    """The same of a name whose numbers stand in one order."""
    parts = taken_apart(name, known)
    for each in bare_meanings(parts.name, known):
        moves, updated = known.moves(each), known.updates(each)
        if placed := known.times.placed(each, parts, moves=moves, updated=updated):
            yield placed


def _of_only_parameter(name: str, known: Known) -> Iterator[AnyQuantity]:
    """`m` and `v_hat` of an exercise with one parameter, and `g₂`, as the optimiser's formulas have them."""
    letters, step = letters_and_step(name)
    if letters not in {GRADIENT, *known.times.states} or not (gradient := _only_gradient(known)):
        return
    meant = text(gradient) if letters == GRADIENT else f"{letters}({text(gradient.by)})"
    yield from _in_one_order(typed_of(meant, step=step), known)


def _only_gradient(known: Known) -> Gradient | None:
    """The derivative that an optimiser works with, where it changes one single number."""
    if not isinstance(known, Quantities):
        return known.only_gradient
    parameters = [known.only_entry(each) for each in known.parameters()] if known.updated else []
    is_one = len(parameters) == 1 and not known.fixed
    is_single = is_one and (bool(parameters[0].indices) or not known.shape(parameters[0]))
    return Gradient(loss(), parameters[0]) if is_single else None


def hidden_meanings(name: str, known: Known) -> list[AnyQuantity]:
    """What `h1` means, the activations of a hidden layer, where nothing else is called h."""
    plain = hidden_as_typed(name)
    if plain == name or not isinstance(known, Quantities) or _has_other_h(known):
        return []
    found = ((each, each.by if isinstance(each, Gradient) else each) for each in meanings(plain, known))
    return [each for each, own in found if own.layer is not None and own.layer < len(known.sizes)]


def _has_other_h(known: Quantities) -> bool:
    """Whether what dropout leaves is called h, or a unit, or what the author says."""
    is_dropped = any(each.dropped for each in known.extras)
    own = any(name.casefold().startswith("h") for _, name in known.lettering.own)
    return is_dropped or own or known.symbols.notation.unit[0] == "h"


def taken_apart(name: str, known: Known) -> Apart:
    """The name taken apart; `sigmoid(z1)` is no state, but what stands in brackets is part of the name."""
    parts = apart(name)
    is_state = not parts.state or parts.state in STATES or parts.state in known.times.states
    whole = apart_from_step(name)
    return whole if not is_state or (parts.state and bare_meanings(whole.name, known)) else parts


def bare_meanings(name: str, known: Known) -> list[AnyQuantity]:
    """What a name may mean that speaks of no step and no state."""
    if isinstance(known, Quantities):
        return network_meanings(name_in_grammar(name, known), known)
    return next(filter(None, map(known.meanings, own_spellings(name, known))), [])


def own_spellings(name: str, known: FormulaQuantities) -> tuple[str, ...]:
    """What a name may be where authors name formulas: `dw` is a derivative of the one that no other uses."""
    typed = name_in_grammar(name, known)
    return (name, typed, result_slope(known.result, typed))


def name_in_grammar(name: str, known: Known) -> str:
    """A name as one types it: of a network out of its notation, then out of what all books share."""
    if not isinstance(known, Quantities):
        bare, is_new = apart_from_new(as_symbols(name))
        typed = own_as_typed(gradient_as_typed(bare))
        return updated(typed) if is_new else typed
    if reading_of(known).is_own(name):
        return _out_of_notation(name, known)
    bare, is_new = apart_from_new(as_symbols(name))
    if (signal := of_signal(bare)) and (by := delta_of(_out_of_notation(signal, known))):
        return by
    typed = _out_of_notation(delta_as_typed(quotient_as_typed(gradient_as_typed(bare))), known)
    return updated(typed) if is_new else typed


def _out_of_notation(name: str, known: Quantities) -> str:
    return name_as_typed(reading_of(known).typed(name), of_network=True)


def quantity_of(name: str, known: Known) -> AnyQuantity | None:
    """What a name says by itself, whether or not the problem has it; of a network, in its notation too."""
    return known.read(name_in_grammar(name, known))


def with_indices(quantity: AnyQuantity, known: Known) -> AnyQuantity:
    """A quantity with the indices of arrays that have one entry only; any other as it is."""
    return fully_indexed(quantity, known) if isinstance(known, Quantities) else quantity


def as_stored(name: str, known: Known) -> str:
    """A name as the grammar spells it; one that means nothing, or several things, as it is."""
    found = meanings(name, known)
    if len(found) != 1:
        return name
    return text(found[0] if apart(name).step else in_step(found[0], None))


def is_whole(name: str, known: Known) -> bool:
    """Whether a name means a vector or a matrix, all its entries."""
    found = meanings(name, known)
    return len(found) == 1 and not found[0].place
