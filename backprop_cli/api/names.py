"""The names that one may ask for of a problem, as a shell offers them."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.notation.ascii import Ascii
from backprop_cli.problem.known import known_of, symbols_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.notation import in_notation
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import loss
from backprop_cli.quantities.quantity import AnyQuantity, Gradient

MOST_WEIGHTS = 2_000
"""Times samples; of a larger network only whole vectors and matrices are offered: nobody waits for more."""


def names_to_ask(problem: Problem, beginning: str = "", *, notation: str | None = None) -> list[str]:
    """The names that begin so, in the notation of the page; where none does, in the grammar's own.

    Raises `ProblemError` where a quantity has no value, `UsageError` for an unknown notation.
    """
    problem = in_notation(problem, notation)
    quantities = {text(each): each for each in dict.fromkeys(_worked(problem))}
    pen = Ascii(quantities, deltas=isinstance(problem, Network), symbols=symbols_of(problem))
    known = known_of(problem)
    for spellings in (dict.fromkeys(map(pen.name, quantities)), quantities):
        offers = [each for each in spellings if each.startswith(beginning) and not objection_to(each, known)]
        if offers:
            return offers
    return []


def _worked(problem: Problem) -> Iterator[AnyQuantity]:
    """What is worked out: whole vectors and matrices, then their entries."""
    known = known_of(problem)
    if isinstance(problem, Network) and isinstance(known, Quantities) and _size(problem) > MOST_WEIGHTS:
        for parameter in known.parameters():
            yield parameter
            yield Gradient(loss(), parameter)
        return
    derived = derive_problem(problem, steps=(1,), again=True)
    step = derived.parts.get(1, derived)
    parameters = [step.graph.by_name[name].quantity for name in step.graph.wrt]
    entries = [*parameters, *(step.quantities[name] for name in step.order)]
    wholes = (each for each in entries if not (isinstance(each, Gradient) and each.of.indices))
    yield from (each.whole for each in wholes)
    yield from entries


def _size(network: Network) -> int:
    """How many weights there are for each sample together."""
    return len(network.samples) * sum(layer.inputs * layer.units for layer in network.layers)
