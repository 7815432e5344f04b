"""The same names once for each step or sample, whatever stands above them: the lines of one after the other.

    Point A:  z = 0.33, a = 0.58        z and a of sample 1,
    Point B:  z = -0.05, a = 0.49       and of sample 2

Whether they are meant so the numbers of the sheet tell: a line may be there again as it was corrected.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import LineScope, LinesRead, RawLine, RawValue
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import apart, of_first_sample, typed_of
from backprop_cli.words.reading import lines as words


def in_repeats(entries: Sequence[RawLine], lookup: Lookup) -> LinesRead | None:
    """The lines with the step or sample whose turn it is; None where they do not come in as many blocks."""
    has_samples = lookup.samples_taken > 1
    if any(each.scope.step or each.scope.epoch or (has_samples and each.scope.sample) for each in entries):
        return None
    for kind, count in (("step", lookup.steps_taken), ("sample", lookup.samples_taken)):
        if count > 1:
            starts = _starts(entries, kind, count, lookup)
            if len(starts) == count:
                name = cited(next(each.name for each in entries if _of_each(each.name, kind, count, lookup)))
                numbers = (bisect_right(starts, place) for place in range(len(entries)))
                return LinesRead(
                    tuple(map(lambda each, number: _numbered(each, kind, number), entries, numbers)),
                    words.of_next_step(name, count) if kind == "step" else words.of_next_sample(name, count),
                )
    return None


def _starts(entries: Sequence[RawLine], kind: str, count: int, lookup: Lookup) -> list[int]:
    """Where the first name stands again and again; nothing where another one comes twice in between.

    Nor where it has a number again: then the work is done over.
    """
    starts, seen, values, after = list[int](), list[str](), list[RawValue](), 0
    for place, entry in enumerate(entries):
        name = _of_each(entry.name, kind, count, lookup)
        if not name:
            continue
        if len(starts) < count and (not seen or name == seen[0]):
            if entry.value in values:
                return []
            starts.append(after)  # with the inputs of a sample, above what it is worked from
            values.append(entry.value)
            seen = []
        elif len(starts) < count and name in seen:
            return []
        seen.append(name)
        after = place + 1
    return starts


def _of_each(written: str, kind: str, count: int, lookup: Lookup) -> str:
    """The quantity of the last step or sample that is called so there; empty where a name says which itself.

    Inputs and targets are given.
    """
    if not of_first_sample(written):
        return ""
    if kind == "sample":
        either = lookup.of_either_loss(typed := typed_of(written, count))
        found = either.own if either else lookup.find(typed)
        return "" if found in lookup.given else found
    plain = lookup.find(written)
    return lookup.find(apart(plain).at(count)) if plain else ""


def _numbered(entry: RawLine, kind: str, number: int) -> RawLine:
    said = LineScope(said=f"{kind} {number}").at(kind, number)
    return entry._replace(scope=said.within(entry.scope)) if number else entry
