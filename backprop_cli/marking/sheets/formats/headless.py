"""Tables of Markdown without heads of their own -> tables of names and answers, two columns under a head.

| z1[1] | 0.21 | z1[2] | 0.24 |        | name  | value | name  | value |        | z1[1] | z1[2] |
| a1[1] | 0.55 | a1[2] | 0.56 |        | z1[1] | 0.21  | z1[2] | 0.24  |        | 0.21  | 0.24  |
"""

from collections.abc import Sequence

from backprop_cli.marking.sheets.formats.table import Columns, IsName, TableRow, named_columns

_NO_HEAD = ("", "")


def with_head(rows: list[TableRow], is_name: IsName) -> list[TableRow]:
    """The rows of a table so; of every other table, as they are."""
    first = rows[0]
    head = first.cells
    in_pairs = (Columns(place, place + 1) for place in range(0, len(head), 2))
    if head and all(holds_answer(first, each, is_name) for each in in_pairs):
        return [first._replace(cells=_NO_HEAD), *_pairs(rows)]
    if len(head) > 2 and not len(head) % 2 and named_columns(head[:2]) == Columns(0, 1):
        is_repeated = head[2:] == head[:-2]
        return [first._replace(cells=head[:2]), *_pairs(rows[1:])] if is_repeated else rows
    filled = [row for row in rows[1:] if row.is_filled]
    if len(filled) == 1 and 1 < len(head) == len(filled[0].cells):
        pairs = [filled[0]._replace(cells=pair) for pair in zip(head, filled[0].cells, strict=True)]
        if all(holds_answer(pair, Columns(0, 1), is_name) for pair in pairs):
            return [first._replace(cells=_NO_HEAD), *pairs]
    return rows


def holds_answer(row: TableRow, places: Columns, is_name: IsName) -> bool:
    """Whether a name and a number stand at these places of a row."""
    return is_name(row.cell(places.name)) and row.number(places.answer) is not None


def _pairs(rows: Sequence[TableRow]) -> list[TableRow]:
    """Every two cells as a row."""
    starts = ((row, place) for row in rows for place in range(0, len(row.cells), 2))
    return [row._replace(cells=row.cells[place : place + 2]) for row, place in starts]
