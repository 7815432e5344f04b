"""Δw = w⁺ − w as a line of its own, where somebody works with it and the file does not say so."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.problem.model import Problem
from backprop_cli.problem.optimizers import CHANGE
from backprop_cli.quantities.grammar import apart
from backprop_cli.quantities.quantity import AnyQuantity, Quantity


def with_changes(problem: Problem) -> Problem:
    """The problem with every change worked before the new value; itself where it is so already."""
    descent = problem.optimizer
    if descent is None or CHANGE in descent.optimizer.names:
        return problem
    return problem._replace(optimizer=descent._replace(optimizer=descent.optimizer.with_change()))


def with_changes_named(problem: Problem, names: Iterable[str]) -> Problem:
    """The problem with every change worked, if one of the names is of a change: `step(W1[1,1])`."""
    return with_changes(problem) if any(apart(name).state == CHANGE for name in names) else problem


def is_change(quantity: AnyQuantity | None) -> bool:
    """Whether it is the change of a parameter in a descent step."""
    return isinstance(quantity, Quantity) and quantity.of is not None and quantity.symbol == CHANGE
