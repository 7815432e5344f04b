"""How many parameters a network has, in all and layer by layer."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.words.lists import counted
from backprop_cli.words.say import mark, phrase

PARAMETERS = mark("Parameters")
"""The label of the count by layers."""


def parameters(weights: int, biases: int, scales: int) -> str:
    """10 parameters: 8 weights, 2 biases; and γ and β of each normalised unit."""
    if not weights + biases + scales:
        return phrase("no parameters")
    parts = [counted(weights, "weight")] + ([counted(biases, "bias")] if biases else [])
    parts += [f"{scales} γ, {scales} β"] if scales else []
    return phrase(
        "{parameters}: {kinds}",
        parameters=counted(weights + biases + 2 * scales, "parameter"),
        kinds=", ".join(parts),
    )


class Counts(NamedTuple):
    """What a layer has of parameters."""

    units: int
    inputs: int
    biases: int
    scales: int
    """Normalised units, each with γ and β."""

    @property
    def weights(self) -> int:
        """One for each input of each unit."""
        return self.inputs * self.units

    @property
    def total(self) -> int:
        """How many parameters these are."""
        return self.weights + self.biases + 2 * self.scales


def by_layer(layers: Mapping[int, Counts]) -> str:
    """Layer 1: 4·5 + 5 = 25; layer 2: …: inputs times units, then biases, then γ and β."""
    return "; ".join(
        phrase("layer {layer}: {sum}", layer=layer, sum=_counted(counts)) for layer, counts in layers.items()
    )


def _counted(counts: Counts) -> str:
    terms = [f"{counts.inputs}·{counts.units}", *([str(counts.biases)] if counts.biases else [])]
    terms += [f"2·{counts.scales}"] if counts.scales else []
    return f"{' + '.join(terms)} = {counts.total}"
