"""A problem's own derivation: its graph, its numbers, its optimiser."""

from __future__ import annotations

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.update import Update
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.problem.given import given_arrays, given_numbers
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Network, Problem


def derive_problem(problem: Problem, detail: str = "scalars") -> Derivation:
    """Every step of the solution of `problem`, with values in full precision.

    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    graph = graph_of(problem, detail)
    given = given_arrays(problem) if graph.has_arrays else given_numbers(problem)
    try:
        return derive(graph, given, update_of(problem))
    except FormulaError as error:
        message = f"a derivative cannot be written: {error.message}"
        raise ProblemError([Fault(message, hint="use numbers of a moderate size")]) from None


def update_of(problem: Problem) -> Update | None:
    """The descent step that a problem asks for."""
    descent = problem.optimizer
    if descent is None:
        return None
    if isinstance(problem, Network):
        return Update(descent.optimizer, descent.constants, frozenset(problem.fixed))
    taken = frozenset(node.name for node in graph_of(problem).nodes)
    return Update(descent.optimizer, descent.constants, taken=taken)
