"""Pieces of a line that take several lines of text: a matrix in its brackets, a name with its shape below.

While a line is written and broken, a piece is a run of one placeholder as wide as it is; `drawn` puts the
pieces in, each with its middle on the line.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from backprop_cli.notation.breaks import Span, bare, spans, width

_FIRST = 0xF0000
"""The placeholders from here on: letters that no text has."""


class Tall(NamedTuple):
    """A piece: its lines, all equally wide, and which of them stands on the line of text."""

    lines: tuple[str, ...]
    middle: int


def piece(lines: Sequence[str], middle: int) -> Tall:
    """Lines as one piece."""
    widest = max(map(width, lines))
    return Tall(tuple(line + " " * (widest - width(line)) for line in lines), middle)


def placeholder(place: int, tall: Tall) -> str:
    """What stands for the piece number `place` of a line."""
    return chr(_FIRST + place) * width(tall.lines[0])


def drawn(text: str, pieces: Sequence[Tall]) -> list[tuple[Span, ...]]:
    """A marked line with its pieces, as it is shown: as many lines of text as the tallest needs."""
    if not pieces:
        return [spans(text)]
    runs = [(_piece(char, pieces), "".join(run)) for char, run in groupby(bare(text))]
    used = [found for found, _ in runs if found]
    above = max((each.middle for each in used), default=0)
    below = max((len(each.lines) - each.middle for each in used), default=1)
    return [(Span("".join(_at(row, runs)).rstrip()),) for row in range(-above, below)]


def drawn_as_text(text: str, pieces: Sequence[Tall]) -> str:
    """The same as plain text."""
    if not pieces:
        return bare(text)
    return "\n".join("".join(part.text for part in line) for line in drawn(text, pieces))


def on_one_line(text: str, pieces: Sequence[Tall]) -> str:
    """What a text has on its own line: of a name with its shape the name."""
    runs = [(_piece(char, pieces), "".join(run)) for char, run in groupby(text)]
    return "".join(_at(0, runs))


def _piece(char: str, pieces: Sequence[Tall]) -> Tall | None:
    return pieces[ord(char) - _FIRST] if ord(char) >= _FIRST else None


def _at(row: int, runs: Sequence[tuple[Tall | None, str]]) -> Iterator[str]:
    for found, run in runs:
        if found is None:
            yield run if row == 0 else " " * width(run)
        else:
            at = found.middle + row
            yield found.lines[at] if 0 <= at < len(found.lines) else " " * len(run)


# --- matrices that are too large --------------------------------------------------------------------


def kept(count: int, most: int) -> list[int | None]:
    """The places of `count` entries that are written, where at most `most` are; None: dots for the rest."""
    return list(range(count)) if count <= most else [*range(most - 2), None, count - 1]


def narrowed(rows: list[list[str]], widest: int | None, dots: str) -> list[list[str]]:
    """A matrix no wider than `widest` columns of text, as far as three columns can be."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    while widest and len(columns) > 3 and sum(max(map(len, each)) + 2 for each in columns) > widest:
        columns = [*columns[:-3], [dots] * len(rows), columns[-1]]
    return [list(row) for row in zip(*columns, strict=True)]
