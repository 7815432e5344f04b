"""The numbers that an exercise starts from, with the digits as typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from backprop_cli.expr.tree import Num
from backprop_cli.expr.value import Value
from backprop_cli.problem.model import Network, NumMatrix, NumVector, Problem
from backprop_cli.problem.penalties import RATE
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import bias, inputs, loss, mask, scale, shift, targets, weights
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

GivenValue = Num | NumVector | NumMatrix
"""A number, a vector or a matrix (one tuple per row)."""


def given_arrays(problem: Problem) -> dict[str, GivenValue]:
    """The given numbers, vectors and matrices by name: W1, b1, x@2."""
    return {text(quantity): value for quantity, value in _given(problem)}


def arrays_or_entries(problem: Problem) -> dict[AnyQuantity, GivenValue]:
    """The same for a reader, by quantity: an array of one entry is that entry."""
    return dict(map(_single, _given(problem)))


def _single(given: tuple[AnyQuantity, GivenValue]) -> tuple[AnyQuantity, GivenValue]:
    """An array of one entry as that entry, anything else as it is."""
    quantity, value = given
    places = list(islice(_entries(value), 2))
    if len(places) != 1:
        return quantity, value
    ((place, number),) = places
    return _entry(quantity, place), number


def given_numbers(problem: Problem) -> dict[str, Num]:
    """Every given number by name: W1[1,2], b1, x[1]@2."""
    return {
        text(_entry(quantity, place)): number
        for quantity, value in _given(problem)
        for place, number in _entries(value)
    }


def _entry(quantity: AnyQuantity, place: tuple[int, ...]) -> AnyQuantity:
    if not place:
        return quantity
    if isinstance(quantity, Gradient):
        return quantity._replace(by=quantity.by.at(*place))
    return quantity.at(*place)


def given_quantities(problem: Problem) -> list[AnyQuantity]:
    """What has given numbers: a vector or a matrix as a whole, and the entry of an array that has one."""
    given = list(_given(problem))
    return list(dict.fromkeys(quantity for quantity, _ in (*given, *map(_single, given))))


def _given(problem: Problem) -> Iterator[tuple[AnyQuantity, GivenValue]]:
    if not isinstance(problem, Network):
        yield from ((Quantity(name), number) for name, number in problem.at)
        return
    for number, layer in enumerate(problem.layers, start=1):
        if layer.weights:
            yield weights(number), layer.weights
        if layer.biases is not None:
            yield bias(number), layer.biases
        if layer.normalization is not None:
            yield scale(number), layer.normalization.gamma
            yield shift(number), layer.normalization.beta
        if layer.dropout is not None:
            for of, entries in enumerate(layer.dropout.masks, start=1):
                yield mask(number, of if layer.dropout.is_by_sample else None), entries
    if problem.penalty is not None:
        yield Quantity(RATE), problem.penalty.rate
    several = len(problem.samples) > 1
    for place, sample in enumerate(problem.samples, start=1):
        yield inputs(place if several else None), sample.inputs
        yield _goal(problem, place if several else None), sample.targets
    yield from _held(problem)


def _goal(network: Network, sample: int | None) -> AnyQuantity:
    """What a sample has besides its inputs: targets, or the gradient from above."""
    if network.above is None:
        return targets(sample)
    by = Quantity(network.above.symbol, len(network.layers), sample=sample)
    return Gradient(loss(None if network.mixes_samples else sample), by)


def _held(network: Network) -> Iterator[tuple[Quantity, GivenValue]]:
    """Activations that are given: a whole layer as a vector, single ones by themselves."""
    wholes: dict[Quantity, dict[int, Num]] = {}
    for quantity, number in network.held:
        wholes.setdefault(quantity.whole, {})[quantity.indices[0]] = number
    for whole, entries in wholes.items():
        units = network.layers[(whole.layer or 1) - 1].units
        if len(entries) == units:
            yield whole, tuple(entries[unit] for unit in sorted(entries))
        else:
            yield from ((whole.at(unit), number) for unit, number in entries.items())


def _entries(value: GivenValue) -> Iterator[tuple[tuple[int, ...], Num]]:
    if isinstance(value, Num):
        yield (), value
        return
    rows: Sequence[Num | NumVector] = value
    for row, part in enumerate(rows, start=1):
        yield from (((row, *place), number) for place, number in _entries(part))


def as_value(given: GivenValue) -> Value:
    """A given number, vector or matrix as floats (dimensionless)."""
    if isinstance(given, Num):
        return given.value
    if isinstance(given[0], Num):
        return tuple(each.value for each in given if isinstance(each, Num))
    return tuple(tuple(each.value for each in row) for row in given if isinstance(row, tuple))


def as_given(value: Value) -> GivenValue:
    """Floats that were worked out, as numbers to start from."""
    if not isinstance(value, tuple):
        return Num(value, repr(value))
    return cast("GivenValue", tuple(as_given(part) for part in value))
