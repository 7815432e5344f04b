"""Which names a problem has: the same answer for `ask` in a file and `--only`."""

from __future__ import annotations

from backprop_cli.expr.tree import Num
from backprop_cli.problem.formula_quantities import FormulaQuantities
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Layer, Network, Problem
from backprop_cli.problem.objections import Objection, objection
from backprop_cli.problem.quantities import Biases, Quantities
from backprop_cli.problem.shapes import Size

Known = Quantities | FormulaQuantities


def known_of(problem: Problem) -> Known:
    """The names that a problem has."""
    updated = problem.optimizer is not None
    if isinstance(problem, Network):
        sizes = tuple(Size(len(layer.weights[0]), len(layer.weights)) for layer in problem.layers)
        biases = tuple(map(_biases, problem.layers))
        return Quantities(sizes, biases, len(problem.samples), updated, problem.fixed)
    formulas = tuple(formula.name for formula in problem.formulas)
    free = tuple(node.name for node in graph_of(problem).nodes if node.formula is None)
    return FormulaQuantities(formulas, free, problem.wrt, updated)


def objection_to(name: str, known: Known) -> Objection | None:
    """Why there is no quantity of that name to work out, as message and hint; None if there is."""
    return objection(name, known) if isinstance(known, Quantities) else known.objection(name)


def _biases(layer: Layer) -> Biases:
    if layer.biases is None:
        return "none"
    return "shared" if isinstance(layer.biases, Num) else "own"
