"""Names such as `z1(2)`, unit 2 of layer 1 or unit 1 of layer 2: a sheet has one way, and tells which.

So are units that are counted from 0, `z1[0]`, or numbered through the layers, z₁, z₂ and z₃ of 2-2-1, and
with them biases, and weights unit by unit or input by input, or behind the inputs, z₃ the first; of error
signals δ₁ may be the output's. Each reading of the sheet is kept, for its numbers to decide between. Where
they do not, `w11(2)` or `z3(1)`, which names a quantity of the network in one way only, tells how all of them
are read. So it is with `z(2)`, unit 2 of the layer that has one, or all of layer 2, as books have z⁽²⁾: there
a list tells as well. Where the file has a row for each input, `w12` may lead from input 1 to unit 2: there
the numbers alone tell.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import prod
from typing import NamedTuple

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import LinesRead, RawLine, RawValue
from backprop_cli.marking.sheets.list_texts import list_in, list_of
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import comes_to_a_number, last_side
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import of_first_sample
from backprop_cli.quantities.network import WEIGHT
from backprop_cli.quantities.orders import (
    OUTPUTS,
    SIGNALS,
    counted_from_1,
    has_index_0,
    has_number_by_itself,
    index_behind,
    indices_exchanged,
    is_in_either,
    is_of_entry,
    layer_behind,
    layer_by_itself,
    number_of,
    number_of_unit,
    numbered_through,
    with_names_spelled,
)
from backprop_cli.words.reading import lines as words

SheetLines = tuple[RawLine, ...]
Spelling = Callable[[str], str]


class Orders(NamedTuple):
    """A sheet as its names say, and in both orders, where it has names that may be two things."""

    plain: LinesRead
    open: tuple[LinesRead, ...] = ()


def orders_of(entries: SheetLines, lookup: Lookup) -> Orders:
    """The lines with their names spelled in the order that the sheet has."""
    if not lookup.is_network:
        return Orders(LinesRead(entries))
    orders = _of_layers(entries, lookup)
    if not orders.open and lookup.by_input:
        orders = _of_rows(orders.plain, lookup)
    return orders if orders.open else _of_units(orders.plain, lookup)


_BEFORE_SIGN = re.compile(r"(?<![^\s,;])[^\s,;=≈:]{1,20}(?=[ \t]?[=≈:])")
"""The name of a further answer on a line."""
_FROM = re.compile(r"^[ \t]*[^\s,;=≈:]{1,20}(?=[ \t]*[-−–])")
"""What something is taken from: w₅ − 0.5·0.1."""
_DIGIT = re.compile(r"[0-9]")


def _of_units(plain: LinesRead, lookup: Lookup) -> Orders:
    """Units counted from 0, or numbered through as weights are, where an index is 0 or z₁ is one number."""
    if first := next((each.name for each in plain.entries if has_index_0(each.name)), ""):
        return Orders(plain, (plain, _in_order(plain.entries, counted_from_1, first, lookup)))
    if not isinstance(lookup.known, Quantities):
        return Orders(plain)
    kinds = zip(lookup.known.sizes, lookup.known.biases, strict=True)
    sizes = tuple(
        (size.units or 0, size.inputs or 0, {"own": size.units or 0, "shared": 1, "none": 0}[biases])
        for size, biases in kinds
    )
    names = [each.name for each in plain.entries]
    outputs = tuple(
        letter for letter in OUTPUTS if all((number_of(each, letter) or 0) <= sizes[-1][0] for each in names)
    )
    numbered = partial(numbered_through, sizes=sizes, from_output=outputs)
    single = [each.name for each in plain.entries if _is_number(each)]
    told = [each for each in single if _is_of_unit(each, numbered, lookup)]
    by_unit = partial(
        numbered,
        with_biases=any(number_of(each, "b") for each in told),
        past_9=any(number_of(each, "w") for each in told),
    )
    from_0 = next((each for each in names if number_of(each, "w") == 0 and not lookup.is_name(each)), "")
    other_way = partial(by_unit, first=0) if from_0 else partial(by_unit, by_input=True)
    backwards = partial(by_unit, from_output=(*SIGNALS, *outputs))
    ways = []
    if told or from_0:
        ways.append((by_unit, told[0] if told else ""))
        ways += [(other_way, each) for each in [from_0 or _differing(names, other_way, by_unit)] if each]
    ways += [(backwards, each) for each in [_differing(single, backwards, by_unit)] if each]
    inputs = sizes[0][1]
    if min(filter(None, map(number_of_unit, single)), default=inputs + 1) > inputs:
        behind = partial(by_unit, behind_inputs=True)
        ways += [(behind, each) for each in [_differing(single, behind, by_unit)] if each]
    read = [_in_order(plain.entries, spell, unclear, lookup) for spell, unclear in ways]
    return Orders(plain, (plain, *read) if read else ())


def _differing(names: Iterable[str], one: Spelling, other: Spelling) -> str:
    """The first name that is read otherwise in two ways."""
    return next((each for each in names if one(each) != other(each)), "")


def _is_of_unit(written: str, numbered: Spelling, lookup: Lookup) -> bool:
    """Whether a name is that of all units of a layer, or none, and numbered through that of one."""
    single = _first(numbered(written), lookup)
    whole = _first(written, lookup)
    if not whole and not lookup.is_name(written):
        return bool(single)
    block = lookup.entries(whole)
    return block is not None and len(block.places) > 1 and single in block.places.values()


def _first(written: str, lookup: Lookup) -> str:
    """The quantity of a name, be it of a sample that a heading says."""
    return lookup.find(written) or lookup.find(of_first_sample(written))


def _is_number(entry: RawLine) -> bool:
    """Whether a line has one number, with none beside it in further cells."""
    beside = any(map(_DIGIT.search, entry.cells[1:]))
    return not beside and comes_to_a_number(entry.text)


def _of_layers(entries: SheetLines, lookup: Lookup) -> Orders:
    """What a number in brackets is: an index, or a layer."""
    for square in (False, True):
        names = [each.name for each in entries if is_in_either(each.name, square=square)]
        if names:
            return _of_square(entries, names, lookup) if square else _of_round(entries, names, lookup)
    return _by_itself(entries, lookup)


def _of_round(entries: SheetLines, names: Sequence[str], lookup: Lookup) -> Orders:
    """`z1(2)`: where the numbers do not tell, what exists in one order only does; else each is refused."""
    told = {each: (lookup.find(index_behind(each)), lookup.find(layer_behind(each))) for each in names}
    unclear = _unclear(told)
    by_index = any(one and not two for one, two in told.values())
    by_layer = any(_is_layer_behind(name, *found) for name, found in told.items())
    if by_index and by_layer:
        return Orders(LinesRead(entries))
    ways = tuple(_in_order(entries, spell, unclear, lookup) for spell in (index_behind, layer_behind))
    is_told = by_index or by_layer
    return Orders(ways[by_layer] if is_told else LinesRead(entries), ways if unclear else ())


def _of_square(entries: SheetLines, names: Sequence[str], lookup: Lookup) -> Orders:
    """`z1[2]` is unit 2 of layer 1, but for a sheet that has `w11[2]` where there is no layer 11."""
    other = partial(layer_behind, square=True)
    told = {each: (lookup.find(each), lookup.find(other(each))) for each in names}
    unclear = _unclear(told)
    by_layer = any(is_of_entry(name) and _is_layer_behind(name, *found) for name, found in told.items())
    if not (by_layer and unclear) or any(one and not two for one, two in told.values()):
        return Orders(LinesRead(entries))
    plain = LinesRead(entries)
    return Orders(plain, (plain, _in_order(entries, other, unclear, lookup)))


def _unclear(told: Mapping[str, tuple[str, str]]) -> str:
    """The first name that is two things."""
    return next((name for name, (one, two) in told.items() if one and two and one != two), "")


def _by_itself(entries: SheetLines, lookup: Lookup) -> Orders:
    """`z(2)` is unit 2 of the layer that has one, but where the sheet, or its numbers, say it is z⁽²⁾."""

    def layered(written: str) -> str:
        return next(filter(lookup.find, layer_by_itself(written)), "")

    def spell(written: str) -> str:
        return layered(written) or written

    open_lines = [each for each in entries if has_number_by_itself(each.name)]
    told = {each.name: (lookup.find(each.name), lookup.find(layered(each.name))) for each in open_lines}
    unclear = [name for name, (unit, layer) in told.items() if layer and unit != layer]
    plain = LinesRead(entries)
    if not unclear:
        return Orders(plain)
    other = _in_order(entries, spell, unclear[0], lookup)
    by_unit = any(unit and not layer for unit, layer in told.values())
    by_layer = any(_is_layer(each, *told[each.name], lookup) for each in open_lines)
    return Orders(plain, (plain, other)) if by_unit == by_layer else Orders(other if by_layer else plain)


def _of_rows(plain: LinesRead, lookup: Lookup) -> Orders:
    """`w12` is unit 1 from input 2 as on the page, or unit 2 from input 1 as the rows of the file."""
    letters = _weight_letters(lookup)

    def exchanged(written: str) -> str:
        return indices_exchanged(written, letters)

    found = ((each.name, lookup.find(exchanged(each.name))) for each in plain.entries)
    unclear = next((name for name, other in found if other and other != lookup.find(name)), "")
    if not unclear:
        return Orders(plain)
    told = words.order_read(cited(unclear), cited(lookup.find(exchanged(unclear))))
    turned = tuple(
        each._replace(
            name=exchanged(each.name),
            value=exchanged(each.value) if isinstance(each.value, str) else each.value,
        )
        for each in plain.entries
    )
    return Orders(plain, (plain, LinesRead(turned, told)))


def _weight_letters(lookup: Lookup) -> Sequence[str]:
    """What the weights of a network are called, in its notation and by its author."""
    if not isinstance(lookup.known, Quantities):
        return ()
    symbols = lookup.known.symbols
    weights = (each for each in lookup.known.all() if each.symbol == WEIGHT)
    return sorted({"w", "W", *(symbols.symbol(each).letters for each in weights)})


def _is_layer(entry: RawLine, unit: str, layer: str, lookup: Lookup) -> bool:
    """Whether a line can be nothing but a layer's: where no unit may be meant, or a list stands there."""
    block = lookup.entries(layer) if layer else None
    if block is None or unit == layer:
        return bool(layer) and not lookup.is_name(entry.name)
    if _is_list(entry.value, block.shape):
        return lookup.entries(unit) is None
    return len(block.places) == 1 and not lookup.is_name(entry.name)


def _is_list(value: RawValue, shape: tuple[int, ...]) -> bool:
    """Whether brackets stand there, or as many bare numbers as several entries need."""
    ways = [value, last_side(value)] if isinstance(value, str) else [value]
    found = [list_in(each) for each in ways]
    if prod(shape) > 1:
        found += [list_of(each, shape) for each in ways if isinstance(each, str)]
    return any(isinstance(each, tuple) for each in found)


def _is_layer_behind(written: str, by_index: str, by_layer: str) -> bool:
    """Whether a name is one with the layer behind alone; a notation may read `w11[2]` so by itself."""
    return bool(by_layer) and (not by_index or (by_index == by_layer and is_of_entry(written)))


def _in_order(entries: SheetLines, spell: Spelling, unclear: str, lookup: Lookup) -> LinesRead:
    """The lines with names spelled so, in formulas too; how one that was `unclear` is read is said."""
    told = words.order_read(cited(unclear), cited(_first(spell(unclear), lookup))) if unclear else ""
    return LinesRead(tuple(_spelled(each, spell, lookup) for each in entries), told)


def _spelled(entry: RawLine, spell: Spelling, lookup: Lookup) -> RawLine:
    def is_name(text: str) -> bool:
        return bool(lookup.find(text))

    def name(found: re.Match[str]) -> str:
        return spelled if is_name(spelled := spell(found[0].strip())) else found[0]

    value = entry.value
    if isinstance(value, str):
        value = _FROM.sub(name, _BEFORE_SIGN.sub(name, with_names_spelled(value, spell, is_name)))
    return entry._replace(name=spell(entry.name), value=value)
