"""Tables that say whose a sheet is -> lines that do, as many as before.

| Name | Ada |              | Name | ID | Email      |
|------|-----|              |------|----|------------|        Name: Ada
| ID   | 17  |              | Ada  | 17 | ada@uni.de |        ID: 17
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from backprop_cli.marking.sheets.formats.table import IsName, named_columns
from backprop_cli.marking.sheets.formats.who_heads import who_head

_RULE = "-: "
"""What the line under a head is made of."""


def with_who_lines(text: str, is_name: IsName) -> str:
    """The text with such tables as lines; the rules of those tables are left out."""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            end += 1
        said = _said([_cells(line) for line in lines[place:end]], is_name)
        lines[place : place + len(said)] = said
        place = max(end, place + 1)
    return "\n".join(lines)


def _said(table: Sequence[list[str]], is_name: IsName) -> list[str]:
    """The lines instead of the first rows of a table; none where they don't say whose the sheet is."""
    filled = [row for row in table if not _is_rule(row)]
    if not filled or not _is_head(filled[0][0], is_name):
        return []
    if len(filled) == 2 and all(_is_head(cell, is_name) for cell in filled[0]) and len(filled[0]) > 1:
        return [_line(zip(*filled, strict=False)), *[""] * (len(table) - 1)]
    leading = list(takewhile(lambda row: _is_rule(row) or _says_whose(row, is_name), table))
    said = [_line(zip(row[::2], row[1::2], strict=False)) for row in leading]
    is_one_sure = len(leading) == len(table) or sum(map(bool, said)) > 1  # `| name | mine |` may be heads
    return said if is_one_sure else []


def _says_whose(row: Sequence[str], is_name: IsName) -> bool:
    """Whether heads and what they say take turns in a row; `| name | answer |` are heads of answers."""
    is_pairs = not len(row) % 2 and all(_is_head(cell, is_name) for cell in row[::2])
    return is_pairs and named_columns(row) is None


def _is_head(cell: str, is_name: IsName) -> bool:
    return bool(who_head(cell)) and not is_name(cell)


def _line(pairs: Iterable[tuple[str, str]]) -> str:
    """`Name: Ada  ID: 17`; nothing of a rule."""
    return "  ".join(f"{head}: {said}" for head, said in pairs if head.strip(_RULE))


def _is_rule(row: Sequence[str]) -> bool:
    return not "".join(row).strip(_RULE)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
