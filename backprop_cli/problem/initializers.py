"""The table of initialisers: how the weights of a layer are drawn, and always the same ones for a seed.

Only `random.Random(seed).random()` is asked, whose sequence Python promises to keep; a normal number is made
of two of them. Sources: X. Glorot, Y. Bengio (2010) for `xavier`; K. He and others (2015) for `he`; Y. LeCun
and others, Efficient BackProp (1998) for `lecun`; G. Box, M. Muller (1958) for the normal numbers.
"""

from collections.abc import Callable, Mapping
from math import cos, log, pi, sqrt
from random import Random
from typing import NamedTuple

from backprop_cli.expr.constants import typed_number
from backprop_cli.expr.tree import Num


class DrawnLayer(NamedTuple):
    """What a rule may ask of a layer."""

    inputs: int
    units: int
    numbers: Mapping[str, float]
    """The rule's own parameters."""


class Initializer(NamedTuple):
    """One row."""

    name: str
    numbers: Mapping[str, float]
    """Its parameters, with their defaults."""
    formula: str
    """What a weight is, in words of mathematics; `in` and `out` are the layer's inputs and units."""
    draw: Callable[[Random, DrawnLayer], float]


def _normal(random: Random) -> float:
    """A number with mean 0 and variance 1."""
    radius = sqrt(-2 * log(1 - random.random()))  # random() is below 1
    return radius * cos(2 * pi * random.random())


_ROWS = (
    Initializer("zeros", {}, "0", lambda random, layer: 0.0),
    Initializer("constant", {"value": 0.1}, "value", lambda random, layer: layer.numbers["value"]),
    Initializer("normal", {"scale": 0.01}, "scale·N(0, 1)",
                lambda random, layer: layer.numbers["scale"] * _normal(random)),
    Initializer("uniform", {"low": -1, "high": 1}, "from low to high, evenly",
                lambda random, layer: layer.numbers["low"]
                + (layer.numbers["high"] - layer.numbers["low"]) * random.random()),
    Initializer("xavier", {}, "N(0, 2/(in + out))",
                lambda random, layer: sqrt(2 / (layer.inputs + layer.units)) * _normal(random)),
    Initializer("lecun", {}, "N(0, 1/in)", lambda random, layer: sqrt(1 / layer.inputs) * _normal(random)),
    Initializer("he", {}, "N(0, 2/in)", lambda random, layer: sqrt(2 / layer.inputs) * _normal(random)),
)  # fmt: skip

INITIALIZERS = {row.name: row for row in _ROWS}


class Drawing(NamedTuple):
    """How a layer's weights were drawn."""

    row: Initializer
    numbers: Mapping[str, float]
    seed: int
    digits: int
    """Significant digits that are kept."""

    def weights(self, inputs: int, units: int) -> tuple[tuple[Num, ...], ...]:
        """A matrix of shape (units, inputs), row by row."""
        random, layer = Random(self.seed), DrawnLayer(inputs, units, self.numbers)  # noqa: S311 # no secret
        return tuple(
            tuple(self._number(self.row.draw(random, layer)) for _ in range(inputs)) for _ in range(units)
        )

    def _number(self, value: float) -> Num:
        return typed_number(f"{value + 0.0:.{self.digits}g}")  # −0 is 0
