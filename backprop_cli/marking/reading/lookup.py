"""Names as students write them -> the quantities of a derivation.

Spaces and case are forgiven where only one quantity can be meant; `yhat[1]` and `ŷ[1]` are the last layer's
activation, `delta1[1]` is `dL/dz1[1]`, `W1[1,1]_new` is `W1_new[1,1]`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Derivation
from backprop_cli.errors import cited, nearest
from backprop_cli.expr.names import Derivative, parse_name, whole, without_sample
from backprop_cli.graph.graph import Role
from backprop_cli.marking.reading.page_notation import names_as_typed

MOST_SUGGESTIONS = 10
"""Unknown names of one sheet that get the nearest spelling: each is compared with every name."""
MOST_COMPARED = 1_000
LONGEST_NAME = 80

_INDEX = re.compile(r"\[([0-9]+(?:,[0-9]+)?)\]")
_RATE_NAMES = ("alpha", "eta", "lr", "learning_rate")
_SPELLINGS = str.maketrans({"∂": "d", "ŷ": "yhat", "δ": "delta", "(": "[", ")": "]", "{": "[", "}": "]",
                            "\\": "", "`": "", "*": "", "$": ""})  # fmt: skip


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
        self.steps = {step.name: place for place, step in enumerate(derivation.steps)}
        graph = derivation.graph
        self.given = {node.name: graph.numbers.get(node.name) for node in graph.nodes if node.formula is None}
        """Given quantities; None where the problem leaves the number open."""
        last = [node.name for node in derivation.graph.nodes if node.role is Role.ACTIVATION]
        self.last = without_sample(whole(last[-1])) if last else ""

    def find(self, text: str) -> str:
        """The quantity that `text` names: a single one or a whole; empty if there is none.

        Raises `KeyError` with the candidates where several are meant equally.
        """
        if text in self.steps or text in self.given:
            return text
        found = self._by_key.get(key(self._typed(text)), ())
        if len(found) > 1:
            raise KeyError(*found)
        return found[0] if found else ""

    def _typed(self, text: str) -> str:
        return names_as_typed(text) if self.last and not text.isascii() else text

    def variable(self, text: str) -> str:
        """As `find`, for a name within a formula: the learning rate counts as well."""
        if RATE in self.derivation.values and text in _RATE_NAMES and text not in self.given:
            return RATE
        return self.find(text)

    def unknown(self, text: str, *, suggest: bool) -> str:
        """Says that there is no such quantity, with the nearest name."""
        message = f"there is no quantity {cited(text)} here"
        if not suggest or len(text) > LONGEST_NAME:
            return message
        hint = nearest(text.replace(" ", ""), self._names[:MOST_COMPARED])
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
        if not self.last:
            return [name]
        own = [name, f"delta{name.removeprefix('dL/dz')}"] if name.startswith("dL/dz") else [name]
        if self.last not in name:
            return own
        return [*own, re.sub(rf"{self.last}(?![0-9])", "yhat", name)]

    @cached_property
    def _blocks(self) -> dict[str, Block]:
        places: dict[str, dict[tuple[int, ...], str]] = {}
        for name in (*self.steps, *self.given):
            indices = tuple(int(each) - 1 for run in _INDEX.findall(name) for each in run.split(","))
            if 0 < len(indices) < 3:
                places.setdefault(whole(name), {})[indices] = name
        return {
            name: _block(each, turned=self.by_input and _is_weights(name)) for name, each in places.items()
        }

    @cached_property
    def exact(self) -> frozenset[float]:
        """The given numbers, see `given_numbers`."""
        return given_numbers(self.derivation)


def given_numbers(derivation: Derivation) -> frozenset[float]:
    """The given numbers, unsigned, and the learning rate: in a student's arithmetic they are exact."""
    rate = derivation.values.get(RATE, 0.0)
    return frozenset({rate, *map(abs, derivation.graph.numbers.values())})


def key(text: str) -> str:
    """A spelling without what does not tell: `W1[1, 1]_new` and `w1_new[1,1]` share one key."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SPELLINGS))
    plain = "".join(text.translate(_SPELLINGS).casefold().split()).replace("][", ",")
    if "new" in plain:
        plain = plain.replace("_new", "new").replace("new", "") + "new"
    return plain


def _is_weights(name: str) -> bool:
    """Whether a matrix has the shape of weights: W1, W1_new, dL/dW1."""
    parsed = parse_name(name)
    quantity = parsed.by if isinstance(parsed, Derivative) else parsed
    return quantity is not None and quantity.symbol == "W" and not name.startswith("dz")


def _block(places: dict[tuple[int, ...], str], *, turned: bool) -> Block:
    """da1/dz1 has its diagonal only: it counts as a vector."""
    if turned:
        places = {place[::-1]: name for place, name in places.items()}
    if all(len(place) == 2 and place[0] == place[1] for place in places) and len(places) > 1:
        places = {place[:1]: name for place, name in places.items()}
    shape = tuple(max(sizes) + 1 for sizes in zip(*places, strict=True))
    return Block(places, shape)
