"""Activations that are given, as functions of the parameters before them.

The way back goes through a given a with the slope at a. As a function that is f(z + c), where c, once and for
all, makes it just the a that is given: so the loss moves with the parameters before it, and differences of it
can be taken. It needs the inverse of f; where there is none (a sigmoid of 1.2, a softmax of which only some
entries are given, a formula of the author's) the activation stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import atanh, fsum, isclose, log

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Call, Num
from backprop_cli.problem.model import Activation, Network

SUM = 1e-9
"""How far the entries of a softmax may be from adding up to 1."""
CLOSE = 1e-12
"""How far f(f⁻¹(a)) may be from a, relative to it."""
OFF = -1.0
"""A sum where ReLU is 0: any one below 0 is."""

UnitValues = Sequence[float | None]
"""Of one sample: a number for each unit, none where it is not given."""

_INVERSES: Mapping[str, Callable[[float, float], float]] = {
    "linear": lambda a, _: a,
    "sigmoid": lambda a, _: log(a / (1 - a)),
    "tanh": lambda a, _: atanh(a),
    "relu": lambda a, _: a or OFF,
    "leaky_relu": lambda a, slope: a if a > 0 else a / slope,
}
"""Where a function has a value; the second number is the function's own, the slope of leaky ReLU."""


def sums_of_given(network: Network, number: int) -> list[UnitValues] | None:
    """Where a layer's function has the values that are given, by sample; None where one has no place."""
    rows = given_rows(network, number)
    function = network.layers[number - 1].activation
    inverse = _softmax_sums if function.name == "softmax" else _entry_by_entry(function)
    found = [inverse(row) for row in rows]
    return [row for row in found if row is not None] if None not in found else None


def given_rows(network: Network, number: int) -> list[UnitValues]:
    """The activations of a layer that are given, at their places."""
    held = {(of.sample or 1, *of.indices): given.value for of, given in network.held if of.layer == number}
    units = range(1, network.layers[number - 1].units + 1)
    return [[held.get((sample, unit)) for unit in units] for sample, _ in enumerate(network.samples, start=1)]


def last_that_stays(network: Network) -> int:
    """The last layer with given activations that move with no parameter; 0 where there is none."""
    layers = {of.layer for of, _ in network.held}
    return max((each for each in layers if each and sums_of_given(network, each) is None), default=0)


def moves_given(network: Network) -> bool:
    """Whether given activations move with parameters that are compared."""
    stays = last_that_stays(network)
    return any((of.layer or 0) > stays for of, _ in network.held)


def _entry_by_entry(function: Activation) -> Callable[[UnitValues], UnitValues | None]:
    def of(row: UnitValues) -> UnitValues | None:
        found = [None if value is None else _argument(function, value) for value in row]
        lost = any(one is None and value is not None for one, value in zip(found, row, strict=True))
        return None if lost else found

    return of


def _argument(function: Activation, value: float) -> float | None:
    """Z with f(z) = value; None where there is none, or nobody knows it."""
    if function.name not in _INVERSES:
        return None
    args = function.formula.args if isinstance(function.formula, Call) else ()
    own = next((each.value for each in args if isinstance(each, Num)), 0.0)
    try:
        z = _INVERSES[function.name](value, own)
        back = evaluate(function.formula, {"z": z})
    except (ValueError, ArithmeticError, FormulaError):
        return None
    return z if isclose(back, value, rel_tol=CLOSE) else None


def _softmax_sums(row: UnitValues) -> UnitValues | None:
    """Ln a, of which softmax is a again; it needs all entries, or none."""
    entries = [value for value in row if value is not None]
    if not entries:
        return row
    whole = len(entries) == len(row) and min(entries) > 0
    return [log(value) for value in entries] if whole and abs(fsum(entries) - 1) <= SUM else None
