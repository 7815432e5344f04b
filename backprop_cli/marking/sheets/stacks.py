"""Matrices with a column for each sample, as vectorised courses have them: `Z1: [[…], […]]`."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import LOSS, STACKS, stack_of
from backprop_cli.quantities.quantity import AnyQuantity, Gradient

Places = dict[tuple[int, ...], str]
"""The name of the single quantity at each place, row and column from 0."""


def stacks(quantities: Iterable[tuple[str, AnyQuantity]]) -> dict[str, Places]:
    """Every stack by its name: Z1, dell/dZ1, dL/dZ1; none where there is one sample only.

    Of a mini-batch it has the columns of the samples in it, in the order in which the step takes them.
    """
    pairs = list(quantities)
    columns = {
        step: {sample: column for column, sample in enumerate(taken)}
        for step, taken in samples_of(each for _, each in pairs).items()
    }
    found: dict[str, Places] = {}
    for name, quantity in pairs:
        if (stack := stack_name(quantity)) and quantity.sample is not None:
            row = quantity.indices[0] if quantity.indices else 1
            column = columns[quantity.step][quantity.sample]
            found.setdefault(stack, {})[row - 1, column] = name
    return found


def samples_of(quantities: Iterable[AnyQuantity]) -> dict[int | None, tuple[int, ...]]:
    """The samples that each step takes, in its order; None: of what has no step."""
    found: dict[int | None, dict[int, None]] = {}
    for each in sorted(quantities, key=lambda quantity: isinstance(quantity, Gradient)):
        if each.sample is not None:
            found.setdefault(each.step, {})[each.sample] = None
    return {step: tuple(taken) for step, taken in found.items()}


def stack_name(quantity: AnyQuantity) -> str:
    """The stack that a sample's quantity belongs to; empty where there is none."""
    if not isinstance(quantity, Gradient):
        return text(stack_of(quantity)) if quantity.symbol in STACKS and quantity.sample else ""
    if quantity.of.symbol != LOSS or quantity.by.symbol not in STACKS or not quantity.by.sample:
        return ""
    of = stack_of(quantity.of) if quantity.of.sample else quantity.of
    return text(Gradient(of, stack_of(quantity.by)))


def array_of(quantity: AnyQuantity) -> str:
    """The array that a quantity belongs to: of z1[2]@3 it is Z1; a number is its own."""
    return stack_name(quantity) or text(quantity.whole)
