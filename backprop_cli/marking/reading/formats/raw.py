"""What every format is read into: names with what stands behind them, as raw text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from backprop_cli.marking.sheet import Who

MAX_NESTING = 8
ANSWERS, GIVEN = "answers", "given"
"""The keys of a sheet; `given` holds lines that came worked already."""
WHO = Who._fields
"""The keys beside them that say whose sheet it is."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping in the order of the file, repeats and all."""

    pairs: tuple[Entry, ...]


Value = str | tuple["Value", ...] | Pairs
"""A scalar as typed (empty: nothing), a list, or a mapping."""


class Entry(NamedTuple):
    """One line of a file: a name and what stands behind it."""

    name: str
    value: Value
    line: int = 0
    """Counted from 1; 0 where the format does not say."""
    flaw: str = ""
    """Why the line cannot be read; `value` is then its raw text."""
    given: bool = False
    """Whether the sheet came with this line worked."""


class Raw(NamedTuple):
    """A file as entries; nothing is looked up yet."""

    who: Who
    entries: tuple[Entry, ...]


class UnreadableError(Exception):
    """A file or a line that cannot be read as a whole; the message says why. Never leaves `marking`."""


def from_pairs(tree: Value) -> Raw:
    """The sheet in a mapping: whose it is, `answers` and `given`, or the answers themselves.

    Beside `answers` other keys may stand, for the teacher's own use.
    """
    if not isinstance(tree, Pairs):
        raise UnreadableError("expected names with values")
    keys = {entry.name.strip().casefold(): entry for entry in tree.pairs}
    who = Who(*(_word(keys.get(key)) for key in WHO))
    answers = keys.get(ANSWERS)
    if answers is not None and not isinstance(answers.value, Pairs | str):
        raise UnreadableError("`answers` should hold names with values")
    own = [entry for entry in tree.pairs if entry.name.strip().casefold() not in {*WHO, GIVEN}]
    entries = own if answers is None else _inner(answers)
    given = [entry._replace(given=True) for entry in _inner(keys.get(GIVEN))]
    return Raw(who, (*entries, *given))


def _word(entry: Entry | None) -> str:
    return entry.value if entry is not None and isinstance(entry.value, str) else ""


def _inner(entry: Entry | None) -> tuple[Entry, ...]:
    return entry.value.pairs if entry is not None and isinstance(entry.value, Pairs) else ()
