"""Single quantities -> the vectors and matrices that they are entries of, as a sheet gives them in a list."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from backprop_cli.marking.sheets.sheet import STACK
from backprop_cli.marking.sheets.stacks import Places, stacks
from backprop_cli.quantities.grammar import entry_stem, stem, text
from backprop_cli.quantities.network import LOSS, WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class NamedArray(NamedTuple):
    """A vector or matrix by its entries: `places` gives each entry's name by its indices from 0."""

    places: Places
    shape: tuple[int, ...]
    row_of: str = ""
    """Of a matrix of weights or a stack of samples, what a row belongs to."""

    @property
    def first(self) -> str:
        """The name of the entry that was found first."""
        return next(iter(self.places.values()))


def named_arrays(quantities: Mapping[str, AnyQuantity], *, by_input: bool) -> dict[str, NamedArray]:
    """Every vector and matrix by its name; `by_input`: a list of weights has one row for each input."""
    found: dict[AnyQuantity, Places] = {}
    for name, quantity in quantities.items():
        indices = tuple(index - 1 for index in quantity.place)
        if 0 < len(indices) < 3:
            found.setdefault(quantity.whole, {})[indices] = name
    return {
        text(whole): _weights(each, by_input=by_input) if is_weights(whole) else _array(each)
        for whole, each in found.items()
    }


def named_stacks(quantities: Iterable[tuple[str, AnyQuantity]]) -> dict[str, NamedArray]:
    """Every matrix with a column for each sample."""
    return {name: NamedArray(places, _shape(places), STACK) for name, places in stacks(quantities).items()}


def numbered_arrays(quantities: Mapping[str, AnyQuantity]) -> dict[str, NamedArray]:
    """An author's own names that are numbered from 1 on, by what they share.

    It is z of z1, z2 and z3, and h1 of h1_1 and h1_2.
    """
    found: dict[AnyQuantity, Places] = {}
    for name, quantity in quantities.items():
        own = quantity.by if isinstance(quantity, Gradient) else quantity
        letters, number = stem(own.symbol) or entry_stem(own.symbol) or ("", "")
        if number and own == Quantity(own.symbol, step=own.step, new=own.new):
            shared = own._replace(symbol=letters)
            whole = quantity._replace(by=shared) if isinstance(quantity, Gradient) else shared
            found.setdefault(whole, {})[(int(number) - 1,)] = name
    arrays = {text(whole): NamedArray(places, _shape(places)) for whole, places in found.items()}
    return {name: each for name, each in arrays.items() if len(each.places) > 1 and _is_gapless(each.places)}


def _is_gapless(places: Places) -> bool:
    return sorted(places) == [(place,) for place in range(len(places))]


def is_weights(whole: AnyQuantity) -> bool:
    """Whether a matrix has the shape of weights: W1, W1_new, ∂L/∂W1."""
    if isinstance(whole, Gradient):
        return whole.by.symbol == WEIGHT and whole.of.symbol == LOSS
    return whole.symbol == WEIGHT


def _weights(places: Places, *, by_input: bool) -> NamedArray:
    """A matrix of weights with the rows that a list of it has."""
    if by_input:
        places = {place[::-1]: name for place, name in places.items()}
    return NamedArray(places, _shape(places), "input" if by_input else "unit")


def _array(places: Places) -> NamedArray:
    """da1/dz1 has its diagonal only: it counts as a vector."""
    if all(len(place) == 2 and place[0] == place[1] for place in places) and len(places) > 1:
        places = {place[:1]: name for place, name in places.items()}
    return NamedArray(places, _shape(places))


def _shape(places: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(max(sizes) + 1 for sizes in zip(*places, strict=True))
