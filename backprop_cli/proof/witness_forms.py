"""The witness of symbolic results: at points, each form of a derivative is worth what its chain is."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError, WitnessError
from backprop_cli.expr.algebra import told
from backprop_cli.expr.precise import precise_value

POINTS = 4
ATTEMPTS = 60
RANGES = ((0.1, 0.9), (0.1, 5.0), (-2.0, 2.0))
"""Where points are looked for, in turn: a logarithm takes no negative number, ln(1 − a) none above 1."""
TOLERANCE = 1e-18


def prove_forms(derivation: Derivation) -> None:
    """Compares each form in the given quantities alone with the line that it was made from.

    Where no point has a value for every quantity, it says nothing. Raises `WitnessError` that shows the form
    and the line where they disagree.
    """
    stated = [step for step in derivation.backward if step.closed]
    for values in _points(derivation) if stated else ():
        for step in stated:
            _compare(step, values)


def _points(derivation: Derivation) -> Iterator[dict[str, Any]]:
    """The values of all quantities at seeded points, worked along the chain."""
    random = Random(0)  # noqa: S311 - points to compare at, nothing secret
    found = 0
    for attempt in range(ATTEMPTS):
        low, high = RANGES[attempt % len(RANGES)]
        values: dict[str, Any] = dict(derivation.settled)
        for node in derivation.graph.nodes:
            if node.formula is None:
                values[node.name] = random.uniform(low, high)
        try:
            for node, formula in derivation.graph.worked:
                values[node.name] = precise_value(formula, values)
            for step in derivation.backward:
                values[step.name] = precise_value(step.symbolic[-1].expr, values)
        except FormulaError:
            continue
        yield values
        found += 1
        if found == POINTS:
            return


def _compare(step: Step, values: dict[str, Any]) -> None:
    chain = values[step.name]
    for form in step.closed:
        if abs(precise_value(form, values) - chain) > TOLERANCE * (1 + abs(chain)):
            line = step.symbolic[-1].expr
            raise WitnessError(f"a form of {step.name}: {told(form)}, which is not {told(line)}")
