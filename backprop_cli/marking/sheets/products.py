"""Which product of matrices a whole is, with its shapes: said where a list has another shape."""

from __future__ import annotations

from typing import NamedTuple

from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.network import ACTIVATION, INPUT, PRE_ACTIVATION, WEIGHT, is_stack, unstacked
from backprop_cli.quantities.quantity import AnyQuantity, Gradient
from backprop_cli.words.reading import lists as words

SIGNAL = "δ"


class Factor(NamedTuple):
    """A factor by its symbol, with its rows and columns."""

    symbol: str
    rows: int | None
    columns: int | None
    """None where it is not known."""

    @property
    def turned(self) -> Factor:
        """Its transpose."""
        plain = self.symbol.removesuffix("ᵀ")
        symbol = plain if plain != self.symbol else f"{plain}ᵀ"
        return Factor(symbol, self.columns, self.rows)


class Products:
    """The products of one network."""

    def __init__(self, known: Quantities, *, by_input: bool) -> None:
        self.known = known
        self.by_input = by_input
        """Whether a row of weights belongs to an input: z = Wᵀ·x."""

    def told(self, whole: AnyQuantity) -> str:
        """`W2ᵀ·δ2 is 3×2 · 2×1 = 3×1`; empty for what is no product."""
        factors = self._factors(whole)
        if factors is None:
            return ""
        left, right = factors
        if None in (*left, *right):
            return ""
        sizes = f"{left.rows}×{left.columns} · {right.rows}×{right.columns} = {left.rows}×{right.columns}"
        return words.product(f"{left.symbol}·{right.symbol}", sizes)

    def _factors(self, whole: AnyQuantity) -> tuple[Factor, Factor] | None:
        by = whole.by if isinstance(whole, Gradient) else whole
        columns = self.known.samples if is_stack(by) or by.symbol == WEIGHT else 1
        own, layer = unstacked(by), by.layer or 0
        if not 1 <= layer <= len(self.known.sizes) or by.new:
            return None
        if not isinstance(whole, Gradient):
            return (
                (self._weights(layer), self._before(layer, columns)) if own.symbol == PRE_ACTIVATION else None
            )
        if own.symbol == WEIGHT:
            signal, before = self._signal(layer, columns), self._before(layer, columns)
            return (before, signal.turned) if self.by_input else (signal, before.turned)
        if own.symbol in {PRE_ACTIVATION, ACTIVATION} and layer < len(self.known.sizes):
            return self._weights(layer + 1).turned, self._signal(layer + 1, columns)
        return None

    def _weights(self, layer: int) -> Factor:
        size = self.known.sizes[layer - 1]
        symbol = f"{WEIGHT}{layer}{'ᵀ' if self.by_input else ''}"
        return Factor(symbol, size.units, size.inputs)

    def _before(self, layer: int, columns: int) -> Factor:
        symbol = f"{ACTIVATION}{layer - 1}" if layer > 1 else INPUT
        return Factor(symbol.upper() if columns > 1 else symbol, self.known.sizes[layer - 1].inputs, columns)

    def _signal(self, layer: int, columns: int) -> Factor:
        return Factor(f"{SIGNAL}{layer}", self.known.sizes[layer - 1].units, columns)
