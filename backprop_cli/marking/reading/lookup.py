"""Names as students write them -> the quantities of a derivation.

Spaces and case are forgiven where only one quantity can be meant; `yhat[1]` and `ŷ[1]` are the last layer's
activation, `delta1[1]` is `dL/dz1[1]`, `W1[1,1]_new` is `W1_new[1,1]`.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import cited, nearest
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import LOSS, WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Gradient
from backprop_cli.quantities.spellings import key, names_as_typed, spellings

MOST_SUGGESTIONS = 10
"""Unknown names of one sheet that get the nearest spelling: each is compared with every name."""
MOST_COMPARED = 1_000
LONGEST_NAME = 80

_RATE_NAMES = ("alpha", "eta", "lr", "learning_rate")


class Block(NamedTuple):
    """A vector or matrix by its entries: `places` gives each entry's name by its indices from 0."""

    places: dict[tuple[int, ...], str]
    shape: tuple[int, ...]


class Lookup:
    """The names of one derivation; serves any number of sheets."""

    def __init__(self, derivation: Derivation, *, by_input: bool = False) -> None:
        self.derivation = derivation
        self.by_input = by_input
        """Whether a list of weights has one row for each input, not for each neuron."""
        self.steps = derivation.order
        nodes, values = derivation.graph.nodes, derivation.values
        self.given = {node.name: values.get(node.name) for node in nodes if node.formula is None}
        """Given quantities; None where the problem leaves the number open."""
        self.is_network = bool(derivation.other_names)
        """Whether names may be spelled as a network's page does."""

    def find(self, written: str) -> str:
        """The quantity that a text names: a single one or a whole; empty if there is none.

        Raises `KeyError` with the candidates where several are meant equally.
        """
        if written in self.steps or written in self.given:
            return written
        found = self._by_key.get(key(self._typed(written)), ())
        if len(found) > 1:
            raise KeyError(*found)
        return found[0] if found else ""

    def _typed(self, written: str) -> str:
        return names_as_typed(written) if self.is_network and not written.isascii() else written

    def variable(self, written: str) -> str:
        """As `find`, for a name within a formula: the learning rate counts as well."""
        rate = self.derivation.rate
        if rate and written in _RATE_NAMES and written not in self.given:
            return rate
        return self.find(written)

    def unknown(self, written: str, *, suggest: bool) -> str:
        """Says that there is no such quantity, with the nearest name."""
        message = f"there is no quantity {cited(written)} here"
        if not suggest or len(written) > LONGEST_NAME:
            return message
        hint = nearest(written.replace(" ", ""), self._names[:MOST_COMPARED])
        return f"{message}; {hint}" if hint else message

    def entries(self, name: str) -> Block | None:
        """The vector or matrix called `name`; None if it is a single quantity."""
        return self._blocks.get(name)

    @cached_property
    def _names(self) -> list[str]:
        return [*self.steps, *self._blocks, *self.given]

    @cached_property
    def _by_key(self) -> dict[str, tuple[str, ...]]:
        keys: dict[str, tuple[str, ...]] = {}
        for name in self._names:
            for spelling in dict.fromkeys(map(key, self._spellings(name))):
                keys[spelling] = (*keys.get(spelling, ()), name)
        return keys

    def _spellings(self, name: str) -> list[str]:
        block = self._blocks.get(name)
        if block is None:
            return self._spellings_of(self.derivation.quantities[name])
        entry = self.derivation.quantities[next(iter(block.places.values()))]
        other = self.derivation.other_names.get(entry)
        return spellings(entry.whole, other and other.whole)

    def _spellings_of(self, quantity: AnyQuantity) -> list[str]:
        return spellings(quantity, self.derivation.other_names.get(quantity))

    @cached_property
    def _blocks(self) -> dict[str, Block]:
        places: dict[AnyQuantity, dict[tuple[int, ...], str]] = {}
        for name in (*self.steps, *self.given):
            quantity = self.derivation.quantities[name]
            indices = tuple(index - 1 for index in quantity.indices)
            if 0 < len(indices) < 3:
                places.setdefault(quantity.whole, {})[indices] = name
        return {
            text(whole): _block(each, turned=self.by_input and _is_weights(whole))
            for whole, each in places.items()
        }

    @cached_property
    def exact(self) -> frozenset[float]:
        """The given numbers, see `given_numbers`."""
        return given_numbers(self.derivation)


def given_numbers(derivation: Derivation) -> frozenset[float]:
    """The given numbers, unsigned, and the learning rate: in a student's arithmetic they are exact."""
    numbers = (*derivation.given.values(), *derivation.constants.values())
    return frozenset({0.0, *(abs(number.value) for number in numbers)})


def _is_weights(whole: AnyQuantity) -> bool:
    """Whether a matrix has the shape of weights: W1, W1_new, ∂L/∂W1."""
    if isinstance(whole, Gradient):
        return whole.by.symbol == WEIGHT and whole.of.symbol == LOSS
    return whole.symbol == WEIGHT


def _block(places: dict[tuple[int, ...], str], *, turned: bool) -> Block:
    """da1/dz1 has its diagonal only: it counts as a vector."""
    if turned:
        places = {place[::-1]: name for place, name in places.items()}
    if all(len(place) == 2 and place[0] == place[1] for place in places) and len(places) > 1:
        places = {place[:1]: name for place, name in places.items()}
    shape = tuple(max(sizes) + 1 for sizes in zip(*places, strict=True))
    return Block(places, shape)
