"""Names such as `z1(2)`, unit 2 of layer 1 or unit 1 of layer 2: a sheet has one way, and tells which.

Each reading of the sheet is kept, for its numbers to decide between. Where they do not, `w11(2)` or `z3(1)`,
which names a quantity of the network in one way only, tells how all of them are read.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.orders import (
    index_behind,
    is_in_either,
    is_of_entry,
    layer_behind,
    with_names_spelled,
)
from backprop_cli.words import reading as words

SheetLines = tuple[RawLine, ...]
Spelling = Callable[[str], str]


class InOrder(NamedTuple):
    """The lines of a sheet in one order."""

    entries: SheetLines
    told: str = ""
    """How its names were read, where they could be read otherwise."""


class Orders(NamedTuple):
    """A sheet as its names say, and in both orders, where it has names that may be two things."""

    plain: InOrder
    open: tuple[InOrder, ...] = ()


def orders_of(entries: SheetLines, lookup: Lookup) -> Orders:
    """The lines with their names spelled in the order that the sheet has."""
    for square in (False, True):
        names = [each.name for each in entries if is_in_either(each.name, square=square)]
        if names and lookup.is_network:
            return _of_square(entries, names, lookup) if square else _of_round(entries, names, lookup)
    return Orders(InOrder(entries))


def _of_round(entries: SheetLines, names: Sequence[str], lookup: Lookup) -> Orders:
    """`z1(2)`: where the numbers do not tell, what exists in one order only does; else each is refused."""
    told = {each: (lookup.find(index_behind(each)), lookup.find(layer_behind(each))) for each in names}
    unclear = [name for name, (one, two) in told.items() if one and two and one != two]
    by_index = any(one and not two for one, two in told.values())
    by_layer = any(_is_layer_behind(name, *found) for name, found in told.items())
    if by_index and by_layer:
        return Orders(InOrder(entries))
    first = unclear[0] if unclear else ""
    ways = tuple(_in_order(entries, spell, first, lookup) for spell in (index_behind, layer_behind))
    is_told = by_index or by_layer
    return Orders(ways[by_layer] if is_told else InOrder(entries), ways if unclear else ())


def _of_square(entries: SheetLines, names: Sequence[str], lookup: Lookup) -> Orders:
    """`z1[2]` is unit 2 of layer 1, but for a sheet that has `w11[2]` where there is no layer 11."""
    other = partial(layer_behind, square=True)
    told = {each: (lookup.find(each), lookup.find(other(each))) for each in names}
    unclear = [name for name, (one, two) in told.items() if one and two and one != two]
    by_layer = any(is_of_entry(name) and _is_layer_behind(name, *found) for name, found in told.items())
    if not (by_layer and unclear) or any(one and not two for one, two in told.values()):
        return Orders(InOrder(entries))
    plain = InOrder(entries)
    return Orders(plain, (plain, _in_order(entries, other, unclear[0], lookup)))


def _is_layer_behind(written: str, by_index: str, by_layer: str) -> bool:
    """Whether a name is one with the layer behind alone; a notation may read `w11[2]` so by itself."""
    return bool(by_layer) and (not by_index or (by_index == by_layer and is_of_entry(written)))


def _in_order(entries: SheetLines, spell: Spelling, unclear: str, lookup: Lookup) -> InOrder:
    """The lines with names spelled so, in formulas too; how one that was `unclear` is read is said."""
    told = words.order_read(cited(unclear), cited(lookup.find(spell(unclear)))) if unclear else ""
    return InOrder(tuple(_spelled(each, spell, lookup) for each in entries), told)


def _spelled(entry: RawLine, spell: Spelling, lookup: Lookup) -> RawLine:
    def is_name(text: str) -> bool:
        return bool(lookup.find(text))

    value = with_names_spelled(entry.value, spell, is_name) if isinstance(entry.value, str) else entry.value
    return entry._replace(name=spell(entry.name), value=value)
