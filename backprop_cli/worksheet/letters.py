"""The letters that sentences speak of in general, as a notation has them: net for z, dz for δ."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.exercise import update_of
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.optimizers import ALIKE as SHARES
from backprop_cli.quantities import network, notations
from backprop_cli.quantities.grammar import stem, text
from backprop_cli.quantities.notations import Notation
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import letters
from backprop_cli.worksheet.document import Scope


def with_letters(scope: Scope, problem: Problem) -> Scope:
    """The scope of a page whose sentences speak of any z, any w, and of the optimiser's constants.

    The letters of formulas are the author's own.
    """
    constants = _constants(problem)
    if not isinstance(problem, Network):
        return scope._replace(names={**scope.names, **constants})
    symbols = symbols_of(problem)
    general = {**letters_of(symbols.notation), **{text(each): each for each in symbols.own}}
    own = {said: each for symbol, each in _named_ends(problem) for said in (symbol, _ENDS[symbol])}
    return scope._replace(names={**general, **constants, **scope.names, **own})


def _constants(problem: Problem) -> dict[str, Quantity]:
    """What sentences call the optimiser's constants, with the letters that these have on the page."""
    update = update_of(problem)
    of_update = {name: update.symbol(name) for name in update.constants} if update else {}
    shared = [of_update[name] for name in SHARES if name in of_update]
    of_update = {**dict.fromkeys(SHARES, shared[0]), **of_update} if shared else of_update
    of_update = {**letters.CONSTANT_LETTERS, **of_update}
    return {said: Quantity(of_update[name]) for name, said in letters.CONSTANTS.items()}


_ENDS = {network.TARGET: letters.TARGET, network.OUTPUT: letters.OUTPUT}


def _named_ends(problem: Network) -> Iterator[tuple[str, Quantity]]:
    """Target and output in general, where the author has named each of their entries: o of o₁ and o₂."""
    symbols = symbols_of(problem)
    for whole in (network.targets(), network.outputs()):
        entries = [whole.at(place) for place, _ in enumerate(problem.samples[0].targets, 1)]
        names = [symbols.own.get(entry, "") for entry in entries]
        found = {(stem(name) or ("", ""))[0] for name in names}
        if len(found) == 1 and found.isdisjoint({"", *names, *symbols.notation.letters}):
            yield whole.symbol, Quantity(found.pop())
        elif len(entries) == 1 and names[0]:
            yield whole.symbol, entries[0]


def letters_of(notation: Notation) -> dict[str, AnyQuantity]:
    """What each letter stands for."""
    z, a = Quantity(network.PRE_ACTIVATION), Quantity(network.ACTIVATION)
    w, loss = Quantity(notation.entry), Quantity(network.LOSS)
    signals: dict[str, AnyQuantity] = {
        "delta": Quantity(notations.DELTA),
        "d": Quantity("dz"),
        "quotient": Gradient(loss, z),
    }
    return {
        letters.Z: z,
        letters.A: a,
        letters.W: w,
        letters.TARGET: Quantity(network.TARGET),
        letters.OUTPUT: Quantity(network.OUTPUT),
        letters.NORMAL: Quantity(network.NORMAL),
        letters.DROPPED: Quantity(network.DROPPED),
        letters.DELTA: signals[notation.signals],
        letters.BY_Z: Gradient(loss, z),
        letters.BY_A: Gradient(loss, a),
        letters.BY_W: Gradient(loss, w),
        letters.BY_OUTPUT: Gradient(loss, Quantity(network.OUTPUT)),
        letters.A_BY_Z: Gradient(a, z),
        letters.Z_BY_W: Gradient(z, w),
    }
