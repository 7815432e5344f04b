"""New values of a training under the names of the old ones: read as what they are, where that is plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.written import Written, is_copy, read_number
from backprop_cli.quantities.spellings import SET
from backprop_cli.words import reading as words


def with_new_values(entries: Sequence[RawLine], lookup: Lookup) -> tuple[tuple[RawLine, ...], str]:
    """The lines, those of parameters with `:=` behind their names where the sheet calls new values so.

    The page writes w⟨t=2⟩ for what the first step makes of w⟨t=1⟩. Where w⟨t=1⟩ has another value than the
    given one, none has the given one, and no name says that it is new, the number of a step is that of the
    update. What was read so is said.
    """
    if not lookup.derivation.parts:
        return tuple(entries), ""
    first = [(entry, number, value) for entry in entries for number, value in _first(entry, lookup)]
    if not first or any(is_copy(number, value) for _, number, value in first):
        return tuple(entries), ""
    if any(_is_new(entry, lookup) for entry in entries):
        return tuple(entries), ""
    renamed = tuple(_set(entry, lookup) for entry in entries)
    before = first[0][0].name
    return renamed, words.read_as_new(cited(before), cited(lookup.find(f"{before} {SET}")))


def _first(entry: RawLine, lookup: Lookup) -> Iterator[tuple[Written, float | None]]:
    """The number of a parameter before the first step."""
    name = lookup.find(entry.name)
    number = read_number(entry.value.strip()) if isinstance(entry.value, str) else None
    if number is not None and name in lookup.given and lookup.new_of(name):
        yield number, lookup.given[name]


def _is_new(entry: RawLine, lookup: Lookup) -> bool:
    """Whether a name says of itself that it is of a new value, with a value behind it."""
    found = lookup.find(entry.name)
    return bool(entry.value) and lookup.is_new(found) and lookup.find(f"{entry.name} {SET}") == found


def _set(entry: RawLine, lookup: Lookup) -> RawLine:
    new = f"{entry.name} {SET}"
    found = lookup.find(entry.name)
    return entry._replace(name=new) if found and lookup.find(new) != found else entry
