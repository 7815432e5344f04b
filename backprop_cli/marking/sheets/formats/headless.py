"""Tables of Markdown without heads of their own -> tables of names and answers, two columns under a head.

| z1[1] | 0.21 | z1[2] | 0.24 |        | name  | value | name  | value |        | z1[1] | z1[2] |
| a1[1] | 0.55 | a1[2] | 0.56 |        | z1[1] | 0.21  | z1[2] | 0.24  |        | 0.21  | 0.24  |
"""

from collections.abc import Sequence

from backprop_cli.marking.sheets.formats.table import Columns, IsName, has_number, named_columns

PipeRow = tuple[int, list[str]]
"""A row's line in the file, and its cells."""
_NO_HEAD = ("", "")


def with_head(rows: list[PipeRow], is_name: IsName) -> list[PipeRow]:
    """The rows of a table so; of every other table, as they are."""
    number, head = rows[0]
    if _is_all_pairs(head, is_name):
        return [(number, [*_NO_HEAD]), *_pairs(rows)]
    if len(head) > 2 and not len(head) % 2 and named_columns(head[:2]) == Columns(0, 1):
        is_repeated = head[2:] == head[:-2]
        return [(number, head[:2]), *_pairs(rows[1:])] if is_repeated else rows
    filled = [row for row in rows[1:] if any(cell.strip("-: ") for cell in row[1])]
    if len(filled) == 1 and _is_under_names(head, filled[0][1], is_name):
        line, cells = filled[0]
        return [(number, [*_NO_HEAD]), *((line, [*pair]) for pair in zip(head, cells, strict=True))]
    return rows


def begins_with_an_answer(head: Sequence[str], places: Columns, is_name: IsName) -> bool:
    """Whether what stands where heads do is a row like the others."""
    return is_name(places.of(head)[0]) and has_number(head, places.answer)


def _is_all_pairs(cells: Sequence[str], is_name: IsName) -> bool:
    """Whether names and numbers take turns in a row."""
    places = range(0, len(cells), 2)
    return bool(cells) and all(is_name(cells[each]) and has_number(cells, each + 1) for each in places)


def _pairs(rows: Sequence[PipeRow]) -> list[PipeRow]:
    """Every two cells as a row."""
    return [(number, cells[place : place + 2]) for number, cells in rows for place in range(0, len(cells), 2)]


def _is_under_names(head: Sequence[str], cells: Sequence[str], is_name: IsName) -> bool:
    """Whether every number of a row has a name over it."""
    is_long = 1 < len(head) == len(cells)
    return is_long and all(is_name(name) and has_number(cells, place) for place, name in enumerate(head))
