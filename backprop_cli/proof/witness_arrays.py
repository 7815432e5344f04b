"""The witness of a derivation in vectors and matrices: its formulas, worked with whole arrays.

The numbers of such a derivation are those of single quantities, whose derivatives have witnesses of their
own; here every formula of the page, W²ᵀ·δ² ∗ σ′(Z¹), is worked as it stands and gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError, WitnessError
from backprop_cli.expr.arrays import Value, evaluate_arrays

TOLERANCE = 1e-9
"""How far the two may be apart, relative to the size of the products in between."""


def prove_arrays(arrays: Derivation) -> int:
    """Compares every vector and matrix with its formula; returns how many there are.

    Raises `WitnessError` that names the first one that differs.
    """
    values: dict[str, Value] = {**arrays.values, **arrays.arrays}
    steps = [step for step in arrays.steps if step.name in values]
    for step in steps:
        _compare(step, values)
    return len(steps)


def _compare(step: Step, values: dict[str, Value]) -> None:
    formula = step.symbolic[-1].expr
    try:
        theirs = list(_entries(evaluate_arrays(formula, values)))
    except FormulaError as error:
        raise WitnessError(f"{step.name}: its formula in matrices has no value: {error.message}") from None
    ours = list(_entries(values[step.name]))
    used = [abs(entry) for name in step.uses if name in values for entry in _entries(values[name])]
    slack = TOLERANCE * max(1.0, *used) ** 2
    if len(ours) != len(theirs) or any(
        abs(one - other) > slack for one, other in zip(ours, theirs, strict=True)
    ):
        raise WitnessError(f"{step.name}: by single quantities {ours}, by its formula in matrices {theirs}")


def _entries(value: Value) -> Iterator[float]:
    if not isinstance(value, tuple):
        yield value
        return
    for part in value:
        yield from _entries(part)
