"""The table of a circuit's wires -> one of its quantities: `out $z$ | 0.9 | -0.3` is z, with its gradient.

| Gate        | Wire  | Value | Gradient |
| z = s3 + b  | out z | 0.9   | -0.3     |
|             | in s3 | 0.7   | -0.3     |

What a wire brings into one gate is a part of its gradient, and no line.
"""

import re
from collections.abc import Sequence

from backprop_cli.marking.sheets.formats.headless import PipeRow
from backprop_cli.words.gates import GATE, WIRE
from backprop_cli.words.read_back import spellings

_OUT = re.compile(r"\s*out\s+\$?(?P<name>\S.*?)\$?\s*")


def without_gates(rows: list[PipeRow]) -> list[PipeRow]:
    """The rows of a circuit's table so; of every other table, as they are."""
    line, head = rows[0]
    gate, wire = _place(head, spellings(GATE)), _place(head, spellings(WIRE))
    if gate is None or wire is None:
        return rows
    found = [(line, head[wire:])]
    for number, cells in rows[1:]:
        if out := _OUT.fullmatch(cells[wire]) if wire < len(cells) else None:
            found.append((number, [out["name"], *cells[wire + 1 :]]))
    return found


def _place(head: Sequence[str], said: Sequence[str]) -> int | None:
    words = [cell.strip().casefold() for cell in head]
    return next((words.index(each.casefold()) for each in said if each.casefold() in words), None)
