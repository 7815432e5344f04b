"""The words of a gradebook that is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.marking.results.gradebook import Change, Filled, Gradebook
from backprop_cli.worksheet.marking_words import inert, number
from backprop_cli.worksheet.wording import counted

MOST_SAID = 20
"""Students or sheets that a line names."""


def summary(book: Gradebook, filled: Filled) -> Iterator[str]:
    """What is put in, and everything that is not, a line each."""
    nobody = len(filled.ambiguous) + len(filled.unmatched)
    yield (
        f"{book.kind}, column `{inert(book.title, 60)}`: {counted(filled.sheets, 'sheet')}, "
        f"{filled.sheets - nobody} matched, {len(filled.ambiguous)} ambiguous, "
        f"{len(filled.unmatched)} unmatched; "
        f"{counted(len(filled.put_in), 'mark')} put in, {filled.unchanged} unchanged."
    )
    for said, what in _lines(filled):
        if what:
            yield f"{said}: {_listed(what)}."
    if filled.other_maximum is not None:
        total, most = map(number, filled.other_maximum)
        yield f"The sheets count up to {total}, the gradebook up to {most}; --scale converts."


def _lines(filled: Filled) -> Iterator[tuple[str, list[str]]]:
    yield "Changed", [f"{_who(each.label)} {each.old} → {each.new}" for each in filled.replaced]
    yield (
        "Kept, as there is a grade (--force replaces it)",
        [f"{_who(each.label)} {inert(each.old, 20)}, now {each.new}" for each in filled.kept],
    )
    yield "Over the maximum, not put in", list(map(_over, filled.over))
    yield "Left as it is", [f"{_who(student)} is {why}" for student, why in filled.stays]
    yield "Could not be marked", list(map(_who, filled.not_marked))
    yield "Ambiguous", [f"{_who(file)} ({' or '.join(map(_who, who))})" for file, who in filled.ambiguous]
    yield (
        "More than one sheet, no mark put in",
        [f"{_who(student)} ({', '.join(map(_who, files[:3]))})" for student, files in filled.several],
    )
    yield "Not in the gradebook", list(map(_who, filled.unmatched))
    yield "Without a sheet", list(map(_who, filled.without))


def _over(change: Change) -> str:
    return f"{_who(change.label)} {change.new} of {change.old}"


def _who(label: str) -> str:
    return inert(label, 60)


def _listed(what: Iterable[str]) -> str:
    """The first of them, and how many more there are."""
    each = list(what)
    more = len(each) - MOST_SAID
    return "; ".join([*each[:MOST_SAID], *([f"{more} more"] if more > 0 else [])])
