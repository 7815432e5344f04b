"""The letters that sentences speak of in general, as a notation has them: net for z, dz for δ."""

from __future__ import annotations

from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities import network, notations
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.notations import Notation
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import letters
from backprop_cli.worksheet.document import Scope


def with_letters(scope: Scope, problem: Problem) -> Scope:
    """The scope of a page whose sentences speak of any z, any w; a formula's letters are the author's own."""
    if not isinstance(problem, Network):
        return scope
    symbols = symbols_of(problem)
    general = {**letters_of(symbols.notation), **{text(each): each for each in symbols.own}}
    own = {_ENDS[symbol]: each for symbol, each in named_ends(problem).items()}
    return scope._replace(names={**general, **scope.names, **own})


_ENDS = {network.TARGET: letters.TARGET, network.OUTPUT: letters.OUTPUT}


def named_ends(problem: Network) -> dict[str, Quantity]:
    """Target and output, where there is one of each and the author has a name for it."""
    if len(problem.samples) > 1 or len(problem.samples[0].targets) > 1:
        return {}
    single = {network.TARGET: network.targets().at(1), network.OUTPUT: network.outputs().at(1)}
    symbols = symbols_of(problem)
    return {symbol: each for symbol, each in single.items() if symbols.is_own(each)}


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
        letters.DELTA: signals[notation.signals],
        letters.BY_Z: Gradient(loss, z),
        letters.BY_A: Gradient(loss, a),
        letters.BY_W: Gradient(loss, w),
        letters.BY_OUTPUT: Gradient(loss, Quantity(network.OUTPUT)),
        letters.A_BY_Z: Gradient(a, z),
        letters.Z_BY_W: Gradient(z, w),
    }
