"""The witness of a derivation in vectors and matrices: its formulas, worked with whole arrays.

The numbers of such a derivation are those of single quantities, whose derivatives have witnesses of their
own; here every formula of the page, W²ᵀ·δ² ∗ σ′(Z¹), is worked as it stands and gives the same.
"""

from __future__ import annotations

from itertools import compress

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import FormulaError, WitnessError
from backprop_cli.expr.arrays import evaluate_arrays
from backprop_cli.expr.value import Value, entries_of

TOLERANCE = 1e-9
"""How far the two may be apart, relative to the size of the products in between."""


def prove_arrays(arrays: Derivation) -> int:
    """Compares every vector and matrix with its formula; returns how many there are.

    Raises `WitnessError` that names the first one that differs.
    """
    values: dict[str, Value] = {**arrays.values, **arrays.arrays}
    steps = [step for step in arrays.steps if step.name in values]
    for step in steps:
        _compare(step, values, _worked(arrays, step.name))
    return len(steps)


def _worked(arrays: Derivation, name: str) -> list[bool]:
    """For each entry whether it is worked: of a layer some activations may be given."""
    given = arrays.given_entries(name)
    return [entry not in given for entry in entries_of(arrays.singles.get(name, name))]


def _compare(step: Step, values: dict[str, Value], worked: list[bool]) -> None:
    formula = step.symbolic[-1].expr
    try:
        theirs = entries_of(evaluate_arrays(formula, values))
    except FormulaError as error:
        raise WitnessError(f"{step.name}: its formula in matrices has no value: {error.message}") from None
    ours = entries_of(values[step.name])
    if step.rule is Rule.UPDATE and len(theirs) == 1:  # α/t: a rule's number serves every entry
        theirs *= len(ours)
    used = [abs(entry) for name in step.uses if name in values for entry in entries_of(values[name])]
    slack = TOLERANCE * max(1.0, *used) ** 2
    if len(ours) != len(theirs) or any(
        abs(one - other) > slack for one, other in compress(zip(ours, theirs, strict=True), worked)
    ):
        raise WitnessError(f"{step.name}: by single quantities {ours}, by its formula in matrices {theirs}")
