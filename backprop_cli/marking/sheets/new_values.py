"""New values under the names of the old ones: read as what they are, where that is plain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import RawLine, RawValue
from backprop_cli.marking.sheets.list_texts import list_in
from backprop_cli.marking.sheets.lists import placed
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import hidden_brackets
from backprop_cli.marking.sheets.written import Written, is_copy, read_number
from backprop_cli.quantities.spellings import SET
from backprop_cli.words.reading import lines as words

_ARROW = re.compile(r"\s*(?:[-−–]{1,2}>|[→⇒⟶]|\\(?:to|(?:long)?rightarrow)(?![A-Za-z]))\s*")
_SIDES = re.compile("[=≈]")
_LESS = re.compile(r"(?<=.)[-+−–]")


def with_updates(entries: Sequence[RawLine], lookup: Lookup) -> tuple[tuple[RawLine, ...], str]:
    """The lines, those that work a new value under the old name with `:=` behind it, and what was read so.

    `W1[1,1]: 0.7 -> 0.65`, `W1[1,1] = 0.7 - 0.5*0.1 = 0.65`, and below a heading such as `Updated weights`
    any other number than the given one. Where the new value stands under its own name, that counts.
    """
    named = {lookup.find(each.name) for each in entries if _is_new(each, lookup)}
    found, told = list[RawLine](), ""
    for entry in entries:
        new = lookup.find(f"{entry.name} {SET}") if isinstance(entry.value, str | tuple) else ""
        name = lookup.find(entry.name) if new else ""
        value = _new_value(entry, name, lookup) if name not in {"", new} and lookup.is_new(new) else None
        if not value or new in named:
            found.append(entry)
            continue
        told = told or words.read_as_new(cited(entry.name), cited(new))
        found.append(entry._replace(name=f"{entry.name} {SET}", value=value))
    return tuple(found), told


def _new_value(entry: RawLine, old: str, lookup: Lookup) -> RawValue | None:
    """What a line with the name of an old value says of the new one; None where it says nothing of it."""
    if isinstance(entry.value, str):
        before, *after = _ARROW.split(entry.value)
        if len(after) == 1 and is_old(before, old, lookup):
            return after[0]
        first, *others = _SIDES.split(entry.value)
        if others and _starts_from(first.strip(), old, lookup) and not is_old(others[-1], old, lookup):
            return entry.value
    return entry.value if entry.updated and not is_old(entry.value, old, lookup) else None


def _starts_from(working: str, old: str, lookup: Lookup) -> bool:
    """Whether it is that of an update, `0.7 − 0.5·0.1`: the old value, or its name, and what is added."""
    less = _LESS.search(hidden_brackets(working))
    first = working[: less.start()].strip() if less else ""
    return bool(first) and (lookup.find(first) == old or is_old(first, old, lookup))


def is_old(written: RawValue, name: str, lookup: Lookup) -> bool:
    """Whether the old value, or all of a matrix, was written down as it is."""
    block, values = lookup.entries(name), lookup.derivation.values
    if block is None:
        number = read_number(written.strip()) if isinstance(written, str) else None
        return is_copy(number, values.get(name))
    entries = list_in(written)
    if isinstance(entries, str) and len(block.places) == 1:
        entries = (entries.strip(),)
    found = placed(entries, block).found if isinstance(entries, tuple) else []
    numbers = [(single, read_number(each)) for single, each in found if isinstance(each, str)]
    return bool(numbers) and all(is_copy(number, values.get(single)) for single, number in numbers)


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
    written = entry.name
    found, bare = lookup.find(written), written.rstrip().removesuffix(SET)
    return bool(entry.value) and lookup.is_new(found) and lookup.find(f"{bare} {SET}") == found


def _set(entry: RawLine, lookup: Lookup) -> RawLine:
    new = f"{entry.name} {SET}"
    found = lookup.find(entry.name)
    return entry._replace(name=new) if found and lookup.find(new) != found else entry
