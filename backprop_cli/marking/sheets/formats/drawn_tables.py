"""Tables that are drawn with lines, `│ z1[1] │ = 0.5·0.7 │ = 0.35 │`, -> rows of Markdown with as many lines.

╭──────────┬───────────────┬────────╮        +-------+-------+
│ Quantity │ Working       │ Value  │        | name  | value |
├──────────┼───────────────┼────────┤        +-------+-------+
│ z₁       │ = w₁·x + b    │ = 0.45 │        | z1[1] | 0.45  |
│          │ = 0.5·0.7+0.1 │        │        +-------+-------+
╰──────────┴───────────────┴────────╯

A working goes over several lines of a cell; of a column of workings its last side is what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from backprop_cli.marking.sheets.formats.framed_rows import drawn_matrix

MOST_ROWS = 500
"""Lines of one table."""
_TOP = re.compile(r"\s*(?:[╭┌┏╔][─━═┬┯┳╦╤]+[╮┐┓╗]|\+(?:[-=]+\+)+)\s*")
_RULE = re.compile(r"\s*(?:[╭├╰┌└┏┣┗╔╠╚╟┡][─━═┬┼┴╪╫╬╦╩╤╧┯┿┷┳╋┻╇]+[╮┤╯┐┘┓┫┛╗╣╝╢┩]|\+(?:[-=:]+\+)+)\s*")
_ROW = re.compile(r"\s*(?P<line>[│┃║|])(?P<cells>.*)(?P=line)\s*")
_SIDE = re.compile(r"\s?[=≈]\s")
_GOES_ON = re.compile(r"\s{0,4}(?:[·+−*/⎡⎢⎣⎛⎜⎝⟨(=≈-]|$)|\s{3,4}\S")
"""How a line of a working begins that goes on with the one above; reasons stand further in."""
_REASON = re.compile(r"(?<=\S)\s{3,}[^\W\d].*")
_TOP_OF_MATRIX, _MIDDLE = re.compile("[⎡⎛]"), re.compile("[⎢⎥⎣⎦⎜⎟⎝⎠]")
_SHAPE = re.compile(r"\s*\d+×\d+\s*")


def with_drawn_tables(text: str) -> str:
    """The text so."""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        end = _end(lines, place) if _TOP.fullmatch(lines[place]) else place
        if end > place:
            lines[place:end] = _rows(lines[place:end])
        place = max(end, place + 1)
    return "\n".join(lines)


def _end(lines: list[str], start: int) -> int:
    """Where a table that begins here ends; `start` where it is none."""
    most = min(len(lines), start + MOST_ROWS)
    is_line = (_ROW.fullmatch(line) or _RULE.fullmatch(line) for line in lines[start:most])
    end = next((start + count for count, each in enumerate(is_line) if not each), most)
    return end if end - start > 2 and _RULE.fullmatch(lines[end - 1]) else start


def _rows(lines: list[str]) -> list[str]:
    """The lines of a table as Markdown has them: every row on its first line, the others without cells."""
    found, row = ["", *["| --- |"] * (len(lines) - 2), ""], list[list[str]]()
    start = 0
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    below_head = rules[1] if len(rules) > 2 else 0
    for number, line in enumerate(lines):
        cells = _cells(line)
        if row and not (cells and (number < below_head or _continues(cells))):
            found[start], row = _written(row), []
        if cells:
            start, row = start if row else number, [*row, cells]
    return found


def _cells(line: str) -> list[str]:
    """The cells of a line with their room; none of a rule."""
    found = None if _RULE.fullmatch(line) else _ROW.fullmatch(line)
    return found["cells"].split(found["line"]) if found else []


def _continues(cells: Sequence[str]) -> bool:
    """Whether a line goes on with the row above it: with its working, or the shapes below its symbols."""
    is_below = not cells[0].strip() or _SHAPE.fullmatch(cells[0]) is not None
    goes_on = (_SIDE.match(cell) or _GOES_ON.match(cell) or cell.startswith(" " * 5) for cell in cells[1:])
    return is_below and all(goes_on)


def _written(row: Sequence[Sequence[str]]) -> str:
    """A row of Markdown."""
    columns = ([cells[place] for cells in row if place < len(cells)] for place in range(len(row[0])))
    first, *others = columns
    cells = [first[0].strip(), *map(_of_column, others)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _of_column(lines: Sequence[str]) -> str:
    """What a cell comes to: of a working its last side, of other words all."""
    start = max((place for place, line in enumerate(lines) if _SIDE.match(line)), default=-1)
    if start < 0:
        return " ".join(" ".join(lines).split())
    while start and _MIDDLE.search(lines[start]) and not _TOP_OF_MATRIX.search(lines[start]):
        start -= 1  # the sign stands beside the middle of a matrix
    last = [line for line in lines[start:] if line.strip()]
    last = [last[0], *(line for line in last[1:] if _SIDE.match(line) or _GOES_ON.match(line))]
    side = _REASON.sub("", " ".join(line.strip() for line in last))
    return f"= {matrix}" if (matrix := drawn_matrix(last)) else side
