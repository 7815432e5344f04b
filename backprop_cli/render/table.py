"""Tables of results; a page that is too narrow for one has a line with a label for each cell."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.notation.breaks import spans, width
from backprop_cli.render.colours import GREEN, ORANGE, RED, TEAL, coloured
from backprop_cli.render.running import Running
from backprop_cli.render.styled import (
    NARROWEST_TABLE,
    Cell,
    Grid,
    PagePart,
    Styled,
    StyledLine,
    framing,
    styled,
    wrapped,
)
from backprop_cli.worksheet.document import Table, Tone

TONES = {
    Tone.RIGHT: coloured(GREEN),
    Tone.FOLLOWS: coloured(TEAL),
    Tone.OPEN: coloured(ORANGE),
    Tone.WRONG: coloured(RED, "bold"),
}
NARROWEST_PROSE = 16
"""Columns that words of a table get, however narrow the page."""
_BENEATH = "  "
_NAME, _LABEL = "bold", coloured(TEAL)


def table(block: Table, text: Running, columns: int) -> PagePart:
    """The table at the width of a page."""
    block = _fitting(block, text, columns)
    heads, rows = _written(block, text)
    tones = [TONES[tone] for tone in block.tones] or [""] * len(rows)
    if not block.prose and _needed(heads, rows) > columns:
        heads = [head.split(" ") for (head,) in heads]
    fits = _needed(heads, rows) <= columns
    if not fits and (columns < NARROWEST_TABLE or block.spare):
        return PagePart(tuple(_in_lines([" ".join(head) for head in heads], rows, tones, columns)))
    rooms = _rooms(heads, rows)
    _narrow(rooms, block.prose, columns)
    top = [
        tuple(line for part in head for line in _in_column(part, room))
        for head, room in zip(heads, rooms, strict=True)
    ]
    body = [
        [*map(_in_column, row[:-1], rooms), _in_column(row[-1], rooms[-1], tone)]
        for row, tone in zip(rows, tones, strict=True)
    ]
    right = {place for place in range(1, len(rooms)) if place not in block.prose}
    return PagePart(grids=(Grid(top, body, right=right),))


def _written(block: Table, text: Running) -> tuple[list[list[str]], list[list[str]]]:
    heads = [[text.words(head)] for head in block.columns]
    return heads, [[text.words(each) for each in row] for row in block.rows]


def _fitting(block: Table, text: Running, columns: int) -> Table:
    """The table, without spare columns where it fits the page then, and not before."""
    ways = (block, *(_without(block, spare) for spare in block.spare))
    fitting = (each for each in ways if not block.spare or _needed(*_written(each, text)) <= columns)
    return next(fitting, block)


def _without(block: Table, left_out: tuple[int, ...]) -> Table:
    kept = [place for place in range(len(block.columns)) if place not in left_out]
    moved = {place: new for new, place in enumerate(kept)}
    return Table(
        tuple(block.columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in block.rows),
        block.note,
        tuple(moved[place] for place in block.prose if place in moved),
        block.tones,
    )


def _rooms(heads: list[list[str]], rows: list[list[str]]) -> list[int]:
    """The columns of text that each column takes, its head in as many lines as it has."""
    return [max(map(width, (*head, *column))) for head, *column in zip(heads, *rows, strict=True)]


def _needed(heads: list[list[str]], rows: list[list[str]]) -> int:
    return sum(_rooms(heads, rows)) + framing(len(heads))


def _narrow(rooms: list[int], prose: tuple[int, ...], columns: int) -> None:
    """Takes the room that a table lacks from its columns of words, from the widest first."""
    for _ in range(sum(rooms) + framing(len(rooms)) - columns):
        widest = max(prose, key=lambda place: rooms[place], default=None)
        if widest is None or rooms[widest] <= NARROWEST_PROSE:
            return
        rooms[widest] -= 1


def _in_column(text: str, room: int, style: str = "") -> Cell:
    """A cell of at most `room` columns; a word that is longer, such as a file's name, is broken."""
    lines = wrapped(text, room, style=style)
    return tuple(part for line in lines for part in _cut_up(line, room))


def _cut_up(line: StyledLine, room: int) -> Iterator[StyledLine]:
    """A line as lines of `room` columns, wherever they end."""
    if sum(width(part.text) for part in line) <= room:
        yield line
        return
    found = list[Styled]()
    left = room
    for part in line:
        for char in part.text:
            if width(char) > left:
                yield tuple(found)
                found, left = [], room
            found.append(part._replace(text=char))
            left -= width(char)
    yield tuple(found)


def _in_lines(
    heads: list[str], rows: list[list[str]], tones: list[str], columns: int
) -> Iterator[StyledLine]:
    """The first cell of a row, and beneath it the others with their heads; of empty ones nothing."""
    margin = max(map(width, heads[1:]), default=0) + len(_BENEATH)
    for (first, *others), tone in zip(rows, tones, strict=True):
        yield from wrapped(first, columns, _BENEATH, _NAME) if first else ()
        for place, (head, each) in enumerate(zip(heads[1:], others, strict=True), 1):
            style = tone if place == len(others) else ""
            yield from _labelled(head, each, margin, columns, style) if each else ()


def _labelled(head: str, text: str, margin: int, columns: int, style: str) -> Iterator[StyledLine]:
    lead = _BENEATH + " " * margin
    if margin > columns // 2:  # no room beside the label
        yield Styled(_BENEATH), *styled(spans(head), _LABEL)
        yield from (
            (Styled(2 * _BENEATH), *line) for line in wrapped(text, columns - 2 * len(_BENEATH), style=style)
        )
        return
    first, *rest = wrapped(text, columns - len(lead), style=style)
    yield Styled(_BENEATH), *styled(spans(head), _LABEL), Styled(" " * (margin - width(head))), *first
    yield from ((Styled(lead), *line) for line in rest)
