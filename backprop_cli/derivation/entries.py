"""The entries of vectors and matrices: which single quantity stands at each place, and its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from backprop_cli.derivation.numbers import TooLargeError
from backprop_cli.expr.tree import Expr
from backprop_cli.expr.value import Filled, Value
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import WEIGHT, in_column, is_losses, is_stack
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

T = TypeVar("T")


class Entries:
    """The entries of one graph in matrix form."""

    def __init__(self, graph: Graph, samples: tuple[int, ...], *, by_input: bool) -> None:
        self.graph = graph
        self.samples = samples
        """The numbers of the samples, column by column."""
        self.by_input = by_input
        """Whether weights have one row for each input: W1[1,2] stands in row 2, column 1."""

    def at(self, whole: AnyQuantity, row: int, column: int) -> AnyQuantity:
        """The single quantity at a place, counted from 1: in Z1, row 3, column 2, it is z1[3]@2."""
        if isinstance(whole, Gradient):
            by = self._at(whole.by, row, column)
            of = in_column(whole.of, self.samples[column - 1]) if is_stack(whole.of) else whole.of
            return Gradient(of, by)
        return self._at(whole, row, column)

    def _at(self, whole: Quantity, row: int, column: int) -> Quantity:
        if whole.of is not None:
            return whole._replace(of=self._at(whole.of, row, column))
        if is_stack(whole):
            sample = self.samples[column - 1]
            return in_column(whole, sample) if is_losses(whole) else in_column(whole, sample, row)
        if whole.symbol == WEIGHT:
            return whole.at(column, row) if self.by_input else whole.at(row, column)
        return whole.at(row) if self.graph.shape(whole) else whole

    def names(self, whole: AnyQuantity) -> Filled[str]:
        """The names of the single quantities in a whole, each at its place."""
        shape = self.graph.shape(whole)
        rows, columns = (*shape, 1, 1)[:2]
        found = tuple(
            tuple(text(self.at(whole, row + 1, column + 1)) for column in range(columns))
            for row in range(rows)
        )
        if len(shape) == 2:
            return found
        return tuple(row[0] for row in found) if shape else found[0][0]


def filled(names: Filled[str], numbers: Mapping[str, T]) -> Filled[T] | None:
    """The numbers of single quantities at their places; None where one is missing."""
    if isinstance(names, str):
        return numbers.get(names)
    parts = [filled(part, numbers) for part in names]
    return None if None in parts else cast("Filled[T]", tuple(parts))


class FromSingles:
    """Works a graph in matrix form out by the numbers of the single quantities in it."""

    def __init__(self, names: Mapping[str, Filled[str]], numbers: Mapping[str, float]) -> None:
        self.names = names
        self.numbers = numbers
        self.values: dict[str, Value] = {}

    def settle(self, name: str, value: Value) -> None:
        """A number that nobody works out."""
        self.values[name] = value

    def worked(self, name: str, formula: Expr) -> Value:
        """The value of a quantity, entry by entry. Raises `TooLargeError` where an entry has none."""
        found = filled(self.names[name], self.numbers)
        if found is None:
            raise TooLargeError
        self.values[name] = found
        return found
