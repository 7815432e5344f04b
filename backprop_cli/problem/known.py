"""Which names a problem has: what `meanings` and every objection go by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from backprop_cli.expr.tree import references
from backprop_cli.late import late
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.network_quantities import quantities_of
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem.times import times_of
from backprop_cli.quantities.symbols import Symbols

if TYPE_CHECKING:
    from backprop_cli.problem.formula_quantities import FormulaQuantities
    from backprop_cli.quantities.reading import Reading

Known: TypeAlias = "Quantities | FormulaQuantities"


def known_of(problem: Problem) -> Known:
    """The names that a problem has."""
    if isinstance(problem, Network):
        return quantities_of(problem)
    from backprop_cli.problem.formula_quantities import FormulaQuantities

    updated, times = problem.optimizer is not None, times_of(problem.optimizer, problem.schedule)
    formulas = tuple(formula.name for formula in problem.formulas)
    free = tuple(node.name for node in graph_of(problem).nodes if node.formula is None)
    uses = {each.name: tuple(dict.fromkeys(references(each.body))) for each in problem.formulas}
    fixed = tuple(each.symbol for each in problem.fixed)
    return FormulaQuantities(formulas, free, problem.wrt, updated, times, uses, fixed)


def symbols_of(problem: Problem) -> Symbols:
    """The notation of a problem; formulas have names of their own."""
    known = known_of(problem)
    return known.symbols if isinstance(known, Quantities) else Symbols()


@lru_cache(maxsize=32)
def reading_of(known: Quantities) -> Reading:
    """Reads the names of a network in its notation."""
    from backprop_cli.quantities.reading import Reading

    return Reading(known.symbols.in_usual_letters(), known.all)


def in_usual_letters(name: str, known: Known) -> str:
    """A name as somebody types it in the problem's notation, in the letters that the grammar has."""
    letters = known.symbols.exchanged if isinstance(known, Quantities) else {}
    return exchanged(name, letters) if letters else name


def in_own_letters(message: str, known: Known) -> str:
    """What is told of such names, with those that it cites as somebody types them."""
    letters = known.symbols.exchanged_back if isinstance(known, Quantities) else {}
    return cited_exchanged(message, letters) if letters else message


exchanged = late("quantities.exchanged.exchanged")
cited_exchanged = late("quantities.exchanged.cited_exchanged")
