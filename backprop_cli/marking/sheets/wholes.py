"""The vectors and matrices of a derivation by their names, whose entries its lines and given numbers are."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import isclose

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.sheets.named_arrays import (
    NamedArray,
    named_arrays,
    named_stacks,
    numbered_arrays,
)
from backprop_cli.marking.sheets.stacks import Places, samples_of
from backprop_cli.quantities.grammar import head, text
from backprop_cli.quantities.network import INPUT
from backprop_cli.quantities.quantity import AnyQuantity, Quantity


class Wholes:
    """Every name of a whole, with its entries."""

    def __init__(
        self, derivation: Derivation, quantities: Mapping[str, AnyQuantity], *, by_input: bool
    ) -> None:
        self.derivation = derivation
        self.quantities = quantities
        """What every line and every given name stands for."""
        self.by_input = by_input

    @cached_property
    def blocks(self) -> dict[str, NamedArray]:
        """What has indices: W1, z1, dL/dW1."""
        blocks = named_arrays(self.quantities, by_input=self.by_input)
        # L is the loss, though L[1] and L[2] are its parts.
        named = {name: block for name, block in blocks.items() if name not in self.derivation.order}
        return named | self.alone

    @cached_property
    def numbered(self) -> dict[str, NamedArray]:
        """What lines number: z of z1, z2 and z3 where nothing is called z, and dL/dz."""
        lines = {name: self.quantities[name] for name in self.derivation.order}
        taken = {*self.quantities, *self.derivation.constants}
        arrays = numbered_arrays(lines)
        return {name: each for name, each in arrays.items() if not {name, head(name) or name} & taken}

    @cached_property
    def alone(self) -> dict[str, NamedArray]:
        """What the optimiser has in common for all parameters, under its name alone: `rate`, `rate#2`."""
        found: dict[str, Places] = {}
        for name, quantity in self.quantities.items():
            if isinstance(quantity, Quantity) and self._is_for_all(quantity):
                places = found.setdefault(text(Quantity(quantity.symbol, step=quantity.step)), {})
                places[(len(places),)] = name
        return {whole: NamedArray(places, (len(places),)) for whole, places in found.items()}

    def _is_for_all(self, quantity: AnyQuantity) -> bool:
        update = self.derivation.update
        return update is not None and update.is_for_all(quantity)

    def is_one_number(self, name: str) -> bool:
        """Whether all entries of a whole are one and the same number, as the rate α/t is of every weight."""
        block = self.entries(name)
        return block is not None and self._is_for_all(self.quantities[block.first])

    @cached_property
    def stacks(self) -> dict[str, NamedArray]:
        """What has a column for each sample: Z1, dL/dZ1."""
        also = self.derivation.other_names
        own = list(self.quantities.items())
        return named_stacks([*own, *((name, also[quantity]) for name, quantity in own if quantity in also)])

    @cached_property
    def samples(self) -> dict[int | None, tuple[int, ...]]:
        """The samples that each step takes, in its order."""
        return samples_of(self.quantities.values())

    @cached_property
    def inputs(self) -> dict[int, tuple[float, ...]]:
        """The inputs of every sample, where there are several and all are numbers."""
        found: dict[int, dict[int, float]] = {}
        for name, quantity in self.quantities.items():
            value = self.derivation.values.get(name)
            if (
                isinstance(quantity, Quantity)
                and quantity.symbol == INPUT
                and quantity.sample
                and value is not None
            ):
                found.setdefault(quantity.sample, {})[quantity.indices[0]] = value
        return {sample: tuple(value for _, value in sorted(x.items())) for sample, x in found.items()}

    def samples_with(self, inputs: Sequence[float]) -> list[int]:
        """The samples that have these inputs."""
        return [
            sample
            for sample, own in self.inputs.items()
            if len(own) == len(inputs) and all(map(isclose, own, inputs))
        ]

    def entries(self, name: str) -> NamedArray | None:
        """The vector or matrix called `name`; None if it is a single quantity."""
        return self.blocks.get(name) or self.stacks.get(name) or self.numbered.get(name)

    def places(self, name: str) -> dict[tuple[int, ...], str]:
        """The names of a whole's entries by their places; a single quantity has one, without indices."""
        block = self.entries(name)
        return {(): name} if block is None else block.places

    def single(self, name: str) -> str:
        """The one entry of an array, or any where all are one number; else the name as it is."""
        block = self.entries(name)
        is_one = block is not None and (len(block.places) == 1 or self.is_one_number(name))
        return block.first if block and is_one else name
