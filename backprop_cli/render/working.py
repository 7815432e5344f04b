"""Quantities worked one after the other.

Narrow pages have lines: the quantity with its value, and the working indented beneath. Others have a table,
and wide ones two side by side.
"""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.late import late
from backprop_cli.notation.breaks import GLUE, spans, width
from backprop_cli.render.lines import WrittenLine, written_lines, written_name
from backprop_cli.render.running import Running
from backprop_cli.render.styled import (
    GAP,
    NARROWEST_TABLE,
    Cell,
    Grid,
    PagePart,
    Styled,
    StyledLine,
    cell,
    cell_width,
    framing,
    line_width,
    styled,
    wrapped,
    written,
)
from backprop_cli.words import page
from backprop_cli.words.inline import Words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import Row

with_lead = late("words.remarks.lead.with_lead")

WIDEST_TABLE = 120
"""Columns that a table takes without need."""
_NAME, _REASON, _REMARK = "bold", "dim", "italic"
_INDENT = "    "
"""Before a reason on its own line, and at least between a formula and a reason at its right."""
_BENEATH = "  "


def working(rows: tuple[Row, ...], text: Running, columns: int) -> PagePart:
    """The rows at the width of a page."""
    if columns < NARROWEST_TABLE:
        return PagePart(tuple(line for row in rows for line in _in_lines(row, text, columns)))
    half = (columns - len(GAP)) // 2
    if half >= NARROWEST_TABLE and len(rows) > 1:
        return PagePart(grids=_in_two(_in_table(rows, text, min(half, WIDEST_TABLE))))
    return PagePart(grids=(_in_table(rows, text, columns),))


# --- a table ----------------------------------------------------------------------------------------


def _in_table(rows: tuple[Row, ...], text: Running, columns: int) -> Grid:
    """A row for each quantity: its name, its working, and its value where there are values at all."""
    quantity, value, work = (text.plain(phrase(each)) for each in (page.QUANTITY, page.VALUE, page.WORKING))
    names = [cell(quantity), *(cell(written_name(row, text.writer), _NAME) for row in rows)]
    values = [cell(value), *(cell(_value(row, text), _NAME) for row in rows)]
    sides = [names, values] if any(row.value is not None for row in rows) else [names]
    others = framing(len(sides) + 1) + sum(max(map(cell_width, column)) for column in sides)
    room = min(columns, WIDEST_TABLE) - others
    if columns > WIDEST_TABLE:
        room = max(room, min(max((_longest(row, text) for row in rows), default=0), columns - others))
    works = [cell(work.ljust(room)), *(tuple(_worked(row, text, room)) for row in rows)]
    head, *body = zip(names, works, *sides[1:], strict=True)
    return Grid(head, body, ruled=True)


def _in_two(grid: Grid) -> tuple[Grid, ...]:
    """The rows in two tables of about the same height, to be read one after the other."""
    heights = [max(map(len, row)) + 1 for row in grid.rows]
    total = sum(heights)
    first = min(range(1, len(heights)), key=lambda count: abs(total - 2 * sum(heights[:count])))
    return grid._replace(rows=grid.rows[:first]), grid._replace(rows=grid.rows[first:])


# --- lines ------------------------------------------------------------------------------------------


def _in_lines(row: Row, text: Running, columns: int) -> Iterator[StyledLine]:
    """The quantity and its value on one line if they fit, the working beneath."""
    *above, last = cell(written_name(row, text.writer), _NAME)
    value = _value(row, text)
    if above or line_width(last) + 1 + width(value) > columns:
        yield from (*above, last)
        yield from [(Styled(_BENEATH + value, _NAME),)] if value else []
    else:
        yield (*last, Styled(f" {value}".rstrip(), _NAME))
    for line in _worked(row, text, columns - len(_BENEATH)):
        yield Styled(_BENEATH), *line


# --- what both have ---------------------------------------------------------------------------------


def _value(row: Row, text: Running) -> str:
    if row.value is None:
        return ""
    value = text.writer.value_of(row.name, row.value)
    return f"{text.writer.relation(rounded=value.rounded)} {value.text}"


def _worked(row: Row, text: Running, room: int) -> Iterator[StyledLine]:
    """Side under side, each with its reasons: at its right if they fit, else on lines of their own."""
    for line in written_lines(row, text.writer):
        side, reasons = written(_equation(line), room, line.tall), _reasons(line, text)
        together = "; ".join(reasons)
        gap = room - line_width(side[-1]) - width(together)
        if reasons and not line.tall and gap >= len(_INDENT):
            *before, last = side
            yield from before
            yield *last, Styled(" " * gap), *styled(spans(together), _REASON)
            continue
        yield from side if line.text else ()
        for reason in reasons:
            for part in wrapped(reason, room - len(_INDENT), style=_REASON):
                yield Styled(_INDENT), *part
    for each in row.remarks:
        yield from remark(each.words, text, room)


def remark(words: Words, text: Running, room: int) -> Cell:
    """A remark, indented, in a row or by itself."""
    lines = wrapped(text.words(with_lead(words)), room - len(_INDENT), style=_REMARK)
    return tuple((Styled(_INDENT), *line) for line in lines)


def _equation(line: WrittenLine) -> str:
    return f"{line.relation}{GLUE}{line.text}" if line.text else ""


def _reasons(line: WrittenLine, text: Running) -> list[str]:
    return [text.words(reason) for reason in line.reasons]


def _longest(row: Row, text: Running) -> int:
    """The columns of the longest side beside its reasons."""
    longest = 0
    for line in written_lines(row, text.writer):
        beside = "; ".join(_reasons(line, text))
        longest = max(longest, width(_equation(line)) + (len(_INDENT) + width(beside) if beside else 0))
    return longest
