"""The sentences of a gradebook that is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.lists import counted, either, first_of
from backprop_cli.words.marked import plain_number
from backprop_cli.words.say import mark, phrase
from backprop_cli.words.typed import inert

MOST_SAID = 100
"""Students or sheets that a line names."""


def put_in(book: str, column: str, sheets: str, marks: int, unchanged: int) -> str:
    """How many marks are in."""
    return phrase(
        "{book}, column `{column}`: {sheets}; {marks} put in, {unchanged} unchanged.",
        book=book,
        column=inert(column, 60),
        sheets=sheets,
        marks=counted(marks, "mark"),
        unchanged=unchanged,
    )


def matched(sheets: int, ambiguous: int, unmatched: int) -> str:
    """How many sheets have their student."""
    return phrase(
        "{sheets}, {matched} matched, {ambiguous} ambiguous, {unmatched} unmatched",
        sheets=counted(sheets, "sheet"),
        matched=sheets - ambiguous - unmatched,
        ambiguous=ambiguous,
        unmatched=unmatched,
    )


CHANGED = mark("Changed: {list}.")
KEPT = mark("Kept, as there is a grade (--force replaces it): {list}.")
OVER = mark("Over the maximum, not put in: {list}.")
STAYS = mark("Left as it is: {list}.")
NOT_MARKED = mark("Could not be marked: {list}.")
AMBIGUOUS = mark("Ambiguous: {list}.")
SEVERAL = mark("More than one sheet, no mark put in: {list}.")
TAKEN = mark("Of several files the one with answers is marked: {list}.")
UNMATCHED = mark("Not in the gradebook: {list}.")
WITHOUT = mark("Without a sheet: {list}.")


def listed(what: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    return first_of(what, MOST_SAID)


def changed(who: str, old: str, new: str) -> str:
    """A grade that is replaced."""
    return f"{inert(who, 60)} {old} → {new}"


def kept(who: str, old: str, new: str) -> str:
    """A grade that stays, and what it would be."""
    return phrase("{student} {old}, now {new}", student=inert(who, 60), old=inert(old, 20), new=new)


def over(who: str, new: str, most: str) -> str:
    """A mark above the maximum."""
    return phrase("{student} {points} of {total}", student=inert(who, 60), points=new, total=most)


STAYING = {
    "locked": mark("{student} is locked"),
    "excused": mark("{student} is excused"),
}
"""Students whose grade is not to be changed, by why."""


def could_be(file: str, students: Sequence[str]) -> str:
    """A sheet of one of several."""
    return f"{inert(file, 60)} ({either([inert(each, 60) for each in students])})"


def with_files(student: str, files: Sequence[str]) -> str:
    """A student with several sheets."""
    return f"{inert(student, 60)} ({', '.join(inert(each, 80) for each in files[:3])})"


def taken(student: str, file: str, others: Sequence[str]) -> str:
    """A student with one sheet that counts, and other files."""
    return phrase(
        "{student} ({file}, not {others})",
        student=inert(student, 60),
        file=inert(file, 80),
        others=", ".join(inert(each, 80) for each in others[:3]),
    )


def other_maximum(total: float, most: float) -> str:
    """That the gradebook counts up to something else."""
    return phrase(
        "The sheets count up to {total}, the gradebook up to {most}; --scale converts.",
        total=plain_number(total),
        most=plain_number(most),
    )
