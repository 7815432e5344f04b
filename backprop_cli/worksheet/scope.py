"""The scope of a sheet: what its names stand for, and the numbers of a derivation."""

from __future__ import annotations

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.problem.given import given_quantities
from backprop_cli.problem.model import Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.worksheet.document import Scope
from backprop_cli.worksheet.header import header_names


def scope_of(problem: Problem, derivation: Derivation) -> Scope:
    """The scope of a derivation's sheet; whole vectors and matrices and the header's letters included."""
    wholes = dict.fromkeys(node.quantity.whole for node in derivation.graph.nodes if node.quantity.indices)
    given = dict.fromkeys(way for each in given_quantities(problem) for way in (each.whole, each))
    names = {text(each): each for each in (*given, *wholes, *header_names(problem))}
    others = {text(each): each for each in derivation.other_names.values()}
    first = next(iter(derivation.parts.values()), derivation)
    return Scope(
        {**names, **others, **first.quantities, **derivation.quantities},
        derivation.values,
        {**derivation.given, **derivation.constants},
    )
