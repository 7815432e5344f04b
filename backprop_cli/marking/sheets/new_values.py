"""New values under the names of the old ones: read as what they are, where that is plain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import LinesRead, RawLine, RawValue
from backprop_cli.marking.sheets.further_answers import apart_where
from backprop_cli.marking.sheets.list_texts import list_in
from backprop_cli.marking.sheets.lists import placed
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import ARROW, hidden_brackets
from backprop_cli.marking.sheets.written import Written, is_copy, read_number
from backprop_cli.quantities.spellings import SET
from backprop_cli.words.reading import lines as words

_ARROW = re.compile(rf"\s*(?:{ARROW})\s*")
_SIDES = re.compile("[=≈]")
_LESS = re.compile(r"(?<=.)[-+−–]")


def with_updates(entries: Sequence[RawLine], lookup: Lookup) -> LinesRead:
    """The lines, those that work a new value under the old name with `:=` behind it.

    `W1[1,1]: 0.7 -> 0.65`, `W1[1,1] = 0.7 - 0.5*0.1 = 0.65`, and below a heading such as `Updated weights`
    or on the lines around such an update, any other number than the given one. Where the new value stands
    under its own name, that counts.
    """
    entries = apart_where(
        lambda each: isinstance(each.value, str) and _is_parameter(each, lookup), entries, lookup
    )  # w5 = 0.28, w6 = 0.89
    named = {lookup.find(each.name) for each in entries if _is_new(each, lookup)}
    has_steps = lookup.derivation.training is not None
    found, told = list[RawLine](), ""
    for (is_parameter, scope), run in groupby(
        entries, lambda each: (_is_parameter(each, lookup), each.scope)
    ):
        lines = list(run)
        worked = (each for each in lines if not each.updated)
        is_one_step = is_parameter and (bool(scope.step) or not has_steps)
        is_beside = is_one_step and any(_moved(each, named, lookup, beside=False) for each in worked)
        for entry in lines:
            if value := _moved(entry, named, lookup, beside=is_beside):
                new = f"{entry.name} {SET}"
                told = told or words.read_as_new(cited(entry.name), cited(lookup.find(new)))
                entry = entry._replace(name=new, value=value)
            found.append(entry)
    return LinesRead(tuple(found), told)


def _is_parameter(entry: RawLine, lookup: Lookup) -> bool:
    """Whether a line names what an update changes."""
    return isinstance(entry.value, str | tuple) and lookup.is_new(lookup.find(f"{entry.name} {SET}"))


def _moved(entry: RawLine, named: Set[str], lookup: Lookup, *, beside: bool) -> RawValue | None:
    """The new value on a line with the name of the old one; None where it has none, or it is named elsewhere.

    `beside`: whether new values are worked beside it, in the same step.
    """
    new = lookup.find(f"{entry.name} {SET}") if isinstance(entry.value, str | tuple) else ""
    old = lookup.find(entry.name) if new else ""
    if old in {"", new} or new in named or not lookup.is_new(new):
        return None
    return _new_value(entry, old, lookup, beside=beside) or None


def _new_value(entry: RawLine, old: str, lookup: Lookup, *, beside: bool) -> RawValue | None:
    """What a line with the name of an old value says of the new one; None where it says nothing of it."""
    before, *after = _ARROW.split(entry.text)
    if len(after) == 1 and is_old(before, old, lookup):
        return after[0]
    first, *others = _SIDES.split(entry.text)
    if others and _starts_from(first.strip(), old, lookup) and not is_old(others[-1], old, lookup):
        return entry.value
    is_new = entry.updated or beside
    return entry.value if is_new and not is_old(entry.value, old, lookup) else None


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


def with_new_values(entries: Sequence[RawLine], lookup: Lookup) -> LinesRead:
    """The lines, those of parameters with `:=` behind their names where the sheet calls new values so.

    The page writes w⟨t=2⟩ for what the first step makes of w⟨t=1⟩. Where w⟨t=1⟩ has another value than the
    given one, none has the given one, and no name says that it is new, the number of a step is that of the
    update. What was read so is said.
    """
    if not lookup.derivation.parts:
        return LinesRead(tuple(entries))
    first = [(entry, number, value) for entry in entries for number, value in _first(entry, lookup)]
    if not first or any(is_copy(number, value) for _, number, value in first):
        return LinesRead(tuple(entries))
    if any(_is_new(entry, lookup) for entry in entries):
        return LinesRead(tuple(entries))
    renamed = tuple(_set(entry, lookup) for entry in entries)
    before = first[0][0].name
    return LinesRead(renamed, words.read_as_new(cited(before), cited(lookup.find(f"{before} {SET}"))))


def _first(entry: RawLine, lookup: Lookup) -> Iterator[tuple[Written, float | None]]:
    """The number of a parameter before the first step."""
    name = lookup.find(entry.name)
    number = read_number(entry.text.strip())
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
