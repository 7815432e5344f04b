"""What is said of a gradebook that is filled in, chosen from what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.marking.results.gradebook import FilledGradebook, Gradebook
from backprop_cli.words import gradebook as words
from backprop_cli.words.say import Message, phrase
from backprop_cli.words.typed import inert


def report_on(book: Gradebook, filled: FilledGradebook) -> Iterator[str]:
    """What is put in, and everything that is not, a line each."""
    sheets = words.matched(filled.sheets, len(filled.ambiguous), len(filled.matching.unmatched))
    yield words.put_in(book.kind, book.title, sheets, len(filled.put_in), filled.unchanged)
    for said, what in _lines(filled):
        if what:
            yield phrase(said, list=words.listed(what))
    if filled.other_maximum is not None:
        yield words.other_maximum(*filled.other_maximum)


def _lines(filled: FilledGradebook) -> Iterator[tuple[Message, list[str]]]:
    yield words.CHANGED, [words.changed(*each) for each in filled.replaced]
    yield words.KEPT, [words.kept(*each) for each in filled.kept]
    yield words.OVER, [words.over(each.label, each.new, each.old) for each in filled.over]
    yield words.STAYS, [phrase(words.STAYING[why], student=_who(student)) for student, why in filled.stays]
    yield words.NOT_MARKED, list(map(_who, filled.not_marked))
    yield words.AMBIGUOUS, [words.could_be(file, who) for file, who in filled.ambiguous]
    yield words.TAKEN, [words.taken(*each) for each in filled.taken]
    yield words.SEVERAL, [words.with_files(student, files) for student, files in filled.several]
    yield words.UNMATCHED, list(map(_who, filled.matching.unmatched))
    yield words.WITHOUT, list(map(_who, filled.without))


def _who(label: str) -> str:
    return inert(label, 60)
