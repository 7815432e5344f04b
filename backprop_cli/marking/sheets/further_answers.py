"""A line with several answers -> a line for each: `z1[1] = 0.37, a1[1] = 0.59`, `z1[1], z1[2] = 0.3, 0.4`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.marks import without_remark
from backprop_cli.marking.sheets.scoped_names import names_in_scope
from backprop_cli.marking.sheets.sides import PartedLine, answer_on, answers_in, several_named, supposes
from backprop_cli.quantities.grammar import typed_of
from backprop_cli.words.reading import names as words

_WORD = re.compile(r"[^\W\d_]{4,}(?: [^\W\d_]{4,})?")
"""A word for a quantity before its name: `Loss: z1[1] = 0.3`."""


def each_answer(entry: RawLine, lookup: Lookup) -> Iterator[RawLine]:
    """The lines of a line of text, without its remark; any other value stays as it is.

    Below the heading of a sample its names need not say it: `z1[1] = 0.37, z1[2] = 0.39`.
    """
    if not isinstance(entry.value, str) or (supposes(entry.name) and not lookup.is_name(entry.name)):
        yield entry
        return
    entry = entry._replace(value=without_remark(entry.value))
    is_line = partial(_is_line, lookup, 0 if entry.scope.is_plain else entry.scope.sample or 1)
    if named := several_named(entry.name, str(entry.value), is_line):
        yield from (entry._replace(name=each.name, value=each.value, flaw="") for each in named)
        return
    own, further = answers_in(entry.name, str(entry.value), is_line, partial(_is_no_part, lookup))
    is_open = False
    inner = answer_on(own, lookup.is_name)
    if inner and further and lookup.entries(lookup.find(entry.name)):  # a1: a1[1] = 0.59, a1[2] = 0.6
        own, further = "", (inner, *further)
    elif inner and _WORD.fullmatch(entry.name):
        meant = lookup.find(entry.name)
        if meant == lookup.find(inner.name):  # Loss: L: 0.3
            own, entry = inner.value, entry._replace(flaw="")
        elif meant in {lookup.find(each.name) for each in further}:  # Loss: a2[1] = 0.75, so L = 0.3
            own, further = "", (inner, *further)
        else:
            is_open = True  # told beside a table as well, where words are no answer
            entry = entry._replace(flaw=_either(entry, inner, lookup), outside=False)
    yield entry._replace(value=own, flaw=entry.flaw if is_open or not further else "")
    yield from (entry._replace(name=each.name, value=each.value, flaw="") for each in further)


def apart_where(
    is_so: Callable[[RawLine], bool], entries: Iterable[RawLine], lookup: Lookup
) -> list[RawLine]:
    """The lines, those of a kind with each of their answers by itself."""
    return [part for each in entries for part in (each_answer(each, lookup) if is_so(each) else (each,))]


def _is_line(lookup: Lookup, sample: int, written: str) -> bool:
    """Whether a text names a quantity, be it of the sample or step that is said above, or its name does."""
    is_of_sample = bool(sample and lookup.is_name(typed_of(written, sample)))
    return lookup.is_name(written) or is_of_sample or names_in_scope(written, lookup)


def _either(entry: RawLine, other: PartedLine, lookup: Lookup) -> str:
    """That a word and the name behind it say two things."""
    meant = [cited(lookup.find(each) or each) for each in (entry.name, other.name)]
    return words.several_meant(meant, cited(f"{entry.name}: {other.name}"))


def _is_no_part(lookup: Lookup, first: str, second: str) -> bool:
    """Whether what the first text names cannot be worked from what the second one names.

    That comes after it, or is another entry of the same vector or matrix.
    """
    one, other = (_lines_of(lookup, each) for each in (first, second))
    if not (one and other):
        return False
    if max(map(lookup.steps.__getitem__, one)) < min(map(lookup.steps.__getitem__, other)):
        return True
    wholes = {lookup.derivation.quantities[each].whole for each in (*one, *other)}
    return len(wholes) == 1 and one != other


def _lines_of(lookup: Lookup, written: str) -> list[str]:
    """The lines of the one quantity, or of the entries, that a text names."""
    names = lookup.wholes.places(lookup.find(written)).values()
    return [each for each in names if each in lookup.steps]
