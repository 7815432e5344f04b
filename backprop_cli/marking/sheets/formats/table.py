"""Which columns of a table hold names and answers: by their heads, else by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.written import read_number

IsName = Callable[[str], bool]
"""Whether a text is the name of a quantity of the problem."""
NAME_HEADS = frozenset({"name", "names", "quantity", "quantities", "line", "symbol", "variable"})
ANSWER_HEADS = frozenset(
    {"answer", "answers", "value", "values", "result", "results", "your answer", "my answer", "solution"}
)
MOST_LOOKED_AT = 200
"""Rows that decide."""


class Columns(NamedTuple):
    """The places of names and answers in a row, from 0."""

    name: int
    answer: int

    def of(self, row: Sequence[str]) -> tuple[str, str]:
        """The name and the answer in a row; nothing where it is too short."""
        name, answer = (row[place] if place < len(row) else "" for place in self)
        return name, answer


def headed(head: Sequence[str]) -> Columns | None:
    """The columns that heads name, or None where they do not."""
    words = [" ".join(cell.casefold().split()) for cell in head]
    names = [place for place, word in enumerate(words) if word in NAME_HEADS]
    answers = [place for place, word in enumerate(words) if word in ANSWER_HEADS]
    return Columns(names[0], answers[0]) if names and answers else None


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], is_name: IsName) -> Columns | None:
    """The columns by their heads, or by what stands in them; None where no column holds names."""
    seen = rows[:MOST_LOOKED_AT]
    width = max(map(len, (head, *seen)), default=0)
    hits = [sum(place < len(row) and is_name(row[place]) for row in seen) for place in range(width)]
    if not any(hits):
        return None
    name = hits.index(max(hits))
    words = [cell.casefold().strip() for cell in head]
    by_head = [place for place, word in enumerate(words) if word in ANSWER_HEADS and place != name]
    others = [place for place in (*range(name + 1, width), *range(name)) if place != name]
    filled = [place for place in others if any(_is_number(row, place) for row in seen)]
    answer = next(iter((*by_head, *filled, *others)), None)
    return None if answer is None else Columns(name, answer)


def _is_number(row: Sequence[str], place: int) -> bool:
    return place < len(row) and read_number(row[place]) is not None
