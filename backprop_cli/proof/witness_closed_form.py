"""The witness of a closed form: SymPy solves the normal equations again, exactly, by another formula.

With S = X̃·X̃ᵀ the shortest solution of W̃·S = Y·X̃ᵀ is W̃ᵀ = S·V for any V with S²·V = X̃·Yᵀ, for S has the range
of X̃. No inverse and no factors of X̃ are needed, so that a singular S takes the same way.
"""

from __future__ import annotations

from fractions import Fraction
from math import isclose

from backprop_cli.derivation.normal_equations import NormalEquations
from backprop_cli.errors import FormulaError, WitnessError
from backprop_cli.problem.model import Network
from backprop_cli.proof.network_pass import NetworkPass
from backprop_cli.quantities.grammar import text

TOLERANCE = 1e-9
"""How far the loss there may be from that of a forward pass in floats, relative to what it is made of."""


def prove_closed_form(network: Network, found: NormalEquations) -> int:
    """Compares every parameter, and the loss there; returns how many parameters there are.

    Raises `WitnessError` that shows ours and theirs where they disagree.
    """
    theirs = _by_sympy(found)
    inputs = len(network.layers[0].weights[0])
    for quantity, ours in found.parameters:
        row = quantity.indices[0] - 1 if quantity.indices else 0
        column = quantity.indices[1] - 1 if len(quantity.indices) > 1 else inputs
        if ours != theirs[row][column]:
            message = f"closed form, {text(quantity)}: ours {ours}, SymPy's {theirs[row][column]}"
            raise WitnessError(message)
    _prove_loss(network, found)
    return len(found.parameters)


def _by_sympy(found: NormalEquations) -> list[list[Fraction]]:
    """W̃, shape (m, d)."""
    from sympy import QQ  # only when asked for
    from sympy.polys.matrices import DomainMatrix

    def matrix(rows: tuple[tuple[Fraction, ...], ...]) -> DomainMatrix:
        entries = [[QQ(entry.numerator, entry.denominator) for entry in row] for row in rows]
        return DomainMatrix(entries, (len(rows), len(rows[0])), QQ)

    design, targets = matrix(found.design), matrix(found.targets)
    square, size = design * design.transpose(), len(found.design)
    reduced, pivots = (square * square).hstack(design * targets.transpose()).rref()
    rows = reduced.to_list()
    zeros = [QQ(0)] * len(found.targets)
    chosen = [rows[pivots.index(place)][size:] if place in pivots else zeros for place in range(size)]
    solution = square * DomainMatrix(chosen, (size, len(found.targets)), QQ)
    return [
        [Fraction(int(entry.numerator), int(entry.denominator)) for entry in row]
        for row in solution.transpose().to_list()
    ]


def _prove_loss(network: Network, found: NormalEquations) -> None:
    """The loss there, by the forward pass that differences are taken of."""
    forward = NetworkPass(network)
    places = {quantity: (array, place) for quantity, array, place in forward.places()}
    for quantity, value in found.parameters:
        array, place = places[quantity]
        array[place] = float(value)
    try:
        theirs = forward.loss()
    except FormulaError:
        return  # squares beyond a float
    largest = max(
        abs(float(entry)) for row in (*found.design, *found.targets, *found.solution) for entry in row
    )
    if not isclose(float(found.loss), theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE * max(1.0, largest) ** 2):
        raise WitnessError(
            f"the loss in closed form: ours {float(found.loss)!r}, by a forward pass {theirs!r}"
        )
