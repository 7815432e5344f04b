"""The quantities of a network: which names exist.

The grammar is that of `expr/names.py`; here it meets the network's layers, units and samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from backprop_cli.expr.names import Derivative, Name
from backprop_cli.problem.shapes import Size


class Quantities(NamedTuple):
    """What decides which names exist."""

    sizes: tuple[Size, ...]
    biases: tuple[Literal["none", "shared", "own"], ...]
    """Of each layer."""
    samples: int
    updated: bool
    """Whether there is a descent step."""
    fixed: tuple[str, ...] = ()

    def parameters(self) -> list[str]:
        """`W1`, `b1`, `W2`, … as far as they exist."""
        layers = list(enumerate(self.biases, start=1))
        return [
            *(f"W{number}" for number, _ in layers),
            *(f"b{number}" for number, bias in layers if bias != "none"),
        ]

    def shape(self, name: Name) -> tuple[int | None, ...] | None:
        """The shape of the whole of a quantity, None in it where unknown; None if there is none."""
        if name.symbol in {"L", "x", "y", "yhat"}:
            ends = {"L": (), "x": (self.sizes[0].inputs,)}
            return None if name.layer else ends.get(name.symbol, (self.sizes[-1].units,))
        if name.layer not in map(str, range(1, len(self.sizes) + 1)):
            return None
        size, bias = self.sizes[int(name.layer) - 1], self.biases[int(name.layer) - 1]
        shapes: dict[str, tuple[int | None, ...]] = {
            **{"z": (size.units,), "a": (size.units,), "W": (size.units, size.inputs)},
            **({} if bias == "none" else {"b": (size.units,) if bias == "own" else ()}),
        }
        return shapes.get(name.symbol)

    def has(self, name: Name) -> bool:
        """Whether there is such a quantity, whole or one entry of it."""
        shape = self.shape(name)
        return shape is not None and (not name.indices or within(name.indices, shape))

    def is_step(self, name: Derivative) -> bool:
        """Whether the backward pass has this derivative: of the loss, or of a formula by its part."""
        return _is_step(name, len(self.sizes))

    def heads(self) -> list[str]:
        """The names without indices, for a suggestion."""
        layers = range(1, len(self.sizes) + 1)
        own = [f"{symbol}{number}" for symbol in "za" for number in layers]
        updated = [f"{name}_new" for name in self.parameters()]
        return ["x", "y", "yhat", "L", *own, *self.parameters(), *updated]


def within(indices: Sequence[int], shape: Sequence[int | None]) -> bool:
    """Whether there is such an entry in a shape."""
    return len(indices) == len(shape) and all(
        index >= 1 and (size is None or index <= size) for index, size in zip(indices, shape, strict=True)
    )


def _is_step(name: Derivative, layers: int) -> bool:
    last = str(layers)
    of, by = _placed(name.of, last), _placed(name.by, last)
    if of[0] == "L":
        return by[0] in {"a", "z", "W", "b"}
    if of[0] == "a":
        return by == ("z", of[1])
    before = str(int(of[1]) - 1) if of[1] else ""
    return of[0] == "z" and by in {("W", of[1]), ("b", of[1]), ("a", before)}


def _placed(name: Name, last: str) -> tuple[str, str]:
    return ("a", last) if name.symbol == "yhat" else (name.symbol, name.layer)
