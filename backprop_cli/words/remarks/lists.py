"""Units, quantities and samples that a remark is about, in a row."""

from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import both, symbol, with_commas
from backprop_cli.words.say import mark, phrase, say, several

MOST_NAMED = 4
"""Quantities, or units of a layer, that a sentence names one by one."""


class Group(NamedTuple):
    """Some units of a layer."""

    layer: int
    numbers: tuple[int, ...]
    size: int
    """Units that the layer has."""


def units(groups: Sequence[Group]) -> str:
    """`unit 2 of layer 1`, `all 4 units of layer 1 and units 1 and 3 of layer 2`."""
    *before, last = map(_units_of_layer, groups)
    return phrase("{some} and {others}", some=", ".join(before), others=last) if before else last


_UNITS = several("unit {units} of layer {layer}", "units {units} of layer {layer}")


def _units_of_layer(group: Group) -> str:
    count, layer = len(group.numbers), group.layer
    if count == group.size > 2:
        return phrase("all {count} units of layer {layer}", count=count, layer=layer)
    if count > MOST_NAMED:
        sentence = mark("{count} of the {size} units of layer {layer}")
        return phrase(sentence, count=count, size=group.size, layer=layer)
    return phrase(_UNITS, count=count, units=listed_numbers(group.numbers), layer=layer)


def listed_numbers(numbers: Sequence[int]) -> str:
    """`1, 2 and 3`."""
    *before, last = map(str, numbers)
    return both([", ".join(before), last]) if before else last


def unit_count(groups: Sequence[Group]) -> int:
    """How many units there are in all."""
    return sum(len(group.numbers) for group in groups)


def listed_formulas(formulas: Sequence[Math]) -> Words:
    """The formulas with commas and `and`; of many the first, and how many more there are."""
    if len(formulas) > MOST_NAMED:
        shown = with_commas(formulas[: MOST_NAMED - 1])
        return say("{names} and {more} more", names=shown, more=len(formulas) - MOST_NAMED + 1)
    *before, last = formulas
    return say("{some} and {others}", some=with_commas(before), others=last) if before else (last,)


def listed_quantities(names: Sequence[str]) -> Words:
    """The same for quantities by their names."""
    return listed_formulas([symbol(name) for name in names])


def on_samples(samples: int) -> str:
    """Behind a sentence on all of them; nothing where there is one only."""
    if samples > 2:
        return phrase(" on all {count} samples", count=samples)
    return phrase(" on both samples") if samples == 2 else ""
