"""Which names a problem has: what `meanings` and every objection go by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from backprop_cli.expr.tree import Num, references
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Layer, Network, Penalty, Problem
from backprop_cli.problem.quantities import Biases, Extras, LayerSize, Quantities
from backprop_cli.problem.times import times_of
from backprop_cli.quantities.network import BIAS, WEIGHT
from backprop_cli.quantities.symbols import Symbols

if TYPE_CHECKING:
    from backprop_cli.problem.formula_quantities import FormulaQuantities
    from backprop_cli.quantities.reading import Reading

Known: TypeAlias = "Quantities | FormulaQuantities"


def known_of(problem: Problem) -> Known:
    """The names that a problem has."""
    updated = problem.optimizer is not None
    times = times_of(problem.optimizer, problem.schedule)
    if isinstance(problem, Network):
        sizes = tuple(LayerSize(layer.inputs, layer.units) for layer in problem.layers)
        biases = tuple(map(_biases, problem.layers))
        return Quantities(
            *(sizes, biases, len(problem.samples), updated, problem.fixed, times),
            extras=tuple(map(_extras, problem.layers)),
            penalised=penalised_by(problem.penalty),
            above=problem.above,
            held=frozenset(each for each, _ in problem.held),
            lettering=problem.lettering,
        )
    from backprop_cli.problem.formula_quantities import FormulaQuantities

    formulas = tuple(formula.name for formula in problem.formulas)
    free = tuple(node.name for node in graph_of(problem).nodes if node.formula is None)
    uses = {each.name: tuple(dict.fromkeys(references(each.body))) for each in problem.formulas}
    return FormulaQuantities(formulas, free, problem.wrt, updated, times, uses)


def _extras(layer: Layer) -> Extras:
    return Extras(
        normalised=layer.normalization is not None,
        dropped=layer.dropout is not None,
        alone=not layer.weights,
        softmax=layer.activation.name == "softmax",
    )


def _biases(layer: Layer) -> Biases:
    if layer.biases is None:
        return "none"
    return "shared" if isinstance(layer.biases, Num) else "own"


def penalised_by(penalty: Penalty | None) -> frozenset[str]:
    """The symbols of the parameters that a penalty is of."""
    if penalty is None:
        return frozenset()
    return frozenset({WEIGHT, BIAS} if penalty.on_biases else {WEIGHT})


def symbols_of(problem: Problem) -> Symbols:
    """The notation of a problem; formulas have names of their own."""
    known = known_of(problem)
    return known.symbols if isinstance(known, Quantities) else Symbols()


@lru_cache(maxsize=32)
def reading_of(known: Quantities) -> Reading:
    """Reads the names of a network in its notation."""
    from backprop_cli.quantities.reading import Reading

    return Reading(known.symbols, known.all)
