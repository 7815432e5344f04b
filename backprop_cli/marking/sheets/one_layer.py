"""Units of a network with one layer that are numbered through, z1, z2 and w1, w2: z1 is the first of them.

`z2` can be nothing but unit 2 there; beside it `z1`, with one number behind it, is unit 1 and not the layer.
Of one unit, as in logistic regression by hand, samples are numbered so: `z_2`, `a^(2)`, `ŷ_2`.
"""

import re
from collections.abc import Iterator, Sequence

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.further_answers import apart_where
from backprop_cli.marking.sheets.list_texts import list_in, row_of_numbers
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import comes_to_a_number, last_side
from backprop_cli.quantities.grammar import typed_of

LONGEST, LONGEST_LINE = 40, 2_000
"""Characters of a name and of a line."""
_ROOM = re.compile(r"\s+")
_SEPARATOR = re.compile(r"[,;]\s")
_NAMED_BEHIND = re.compile(r"([^\s,;=≈:]{1,20})[ \t]*[=≈:]")
_FIRST = re.compile(r"(?<=[^\W\d_])_?(?:\{1\}|[1₁])(?![0-9₀-₉\[({,^⁰¹²³⁴-⁹])")
_OF_FURTHER = re.compile(r"(?:[zay]|hat|delta|δ)@(?!1(?![0-9]))")
"""Of sample 2, 3, …"""
_DIGIT = re.compile(r"[0-9]")


def with_firsts(entries: Sequence[RawLine], lookup: Lookup) -> tuple[RawLine, ...]:
    """The lines so."""
    if lookup.layers != 1:
        return tuple(entries)
    entries = apart_where(_names_more, entries, lookup)
    if lookup.one_unit:
        is_numbered = any(_has_further_samples(each, lookup) for each in entries)
        entries = [_first_sample(each, lookup, is_numbered=is_numbered) for each in entries]
    written = {name for each in entries for name in _names_on(each)}
    return tuple(_first_unit(each, written, lookup) for each in entries)


def _names_more(entry: RawLine) -> bool:
    """Whether there may be several answers on a line."""
    return _NAMED_BEHIND.search(entry.text[:LONGEST_LINE]) is not None


def _names_on(entry: RawLine) -> Iterator[str]:
    """What a line names, without the room in it: at its start, and before the signs in its value."""
    yield _ROOM.sub("", entry.name)
    yield from _NAMED_BEHIND.findall(entry.text[:LONGEST_LINE])


def _first_unit(entry: RawLine, written: set[str], lookup: Lookup) -> RawLine:
    first = _SEPARATOR.split(entry.text[:LONGEST_LINE], maxsplit=1)[0]
    is_looked_at = len(entry.name) <= LONGEST and comes_to_a_number(first)
    for block_name in _wholes(entry.name, lookup) if is_looked_at else ():
        block = lookup.entries(block_name)
        seconds = {_numbered(entry.name, second) for second in ("2", "_2", "{2}", "_{2}", "₂")}
        is_row = block is not None and (len(block.shape) == 1 or 1 in block.shape)
        has_zero = _numbered(entry.name, "0") in written or _numbered(entry.name, "_0") in written
        if block and is_row and len(block.places) > 1 and seconds & written and not has_zero:
            place = "[1]" if len(block.shape) == 1 else "[1,1]"
            return entry._replace(name=_FIRST.sub(f"1{place}", entry.name, count=1))
    return entry


def _has_further_samples(entry: RawLine, lookup: Lookup) -> bool:
    """Whether a line speaks of samples 2, 3, … by their numbers alone."""
    text = f"{entry.name} = {entry.value}"[:LONGEST_LINE] if isinstance(entry.value, str) else entry.name
    return len(_OF_FURTHER.findall(lookup.of_samples(text))) > len(_OF_FURTHER.findall(text))


def _first_sample(entry: RawLine, lookup: Lookup, *, is_numbered: bool) -> RawLine:
    """A line with the samples of its names said; those in its formula where the sheet numbers them."""
    name, value = lookup.of_samples(entry.name), entry.value
    if entry.scope.sample or not isinstance(value, str) or len(value) > LONGEST_LINE:
        return entry
    is_list = isinstance(list_in(last_side(value)), tuple) or len(row_of_numbers(value)) > 1
    is_single = not is_list and not any(map(_DIGIT.search, entry.cells[1:]))
    if is_single and (is_numbered or comes_to_a_number(value)):
        entry = entry._replace(name=name)
    return entry._replace(value=lookup.of_samples(value)) if is_numbered else entry


def _wholes(name: str, lookup: Lookup) -> Iterator[str]:
    """What a name means, be it of a sample that the heading says."""
    if _FIRST.search(name):
        yield from filter(None, (lookup.find(name), lookup.find(typed_of(name, 1))))


def _numbered(name: str, second: str) -> str:
    return _ROOM.sub("", _FIRST.sub(second, name, count=1))
