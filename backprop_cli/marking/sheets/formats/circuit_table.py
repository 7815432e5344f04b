"""The table of a circuit's wires -> one of its quantities: `out $z$ | 0.9 | -0.3` is z, with its gradient.

| Gate        | Wire  | Value | Gradient |
| z = s3 + b  | out z | 0.9   | -0.3     |
|             | in s3 | 0.7   | -0.3     |

What a wire brings into one gate is a part of its gradient, and no line.
"""

import re

from backprop_cli.marking.sheets.formats.table import TableRow, heads, place_in
from backprop_cli.words.gates import GATE, WIRE
from backprop_cli.words.read_back import spellings

_OUT = re.compile(r"out\s+\$?(?P<name>\S.*?)\$?\s*")


def without_gates(rows: list[TableRow]) -> list[TableRow]:
    """The rows of a circuit's table so; of every other table, as they are."""
    head = heads(rows[0].cells)
    gate, wire = (place_in(head, heads(spellings(each))) for each in (GATE, WIRE))
    if gate is None or wire is None:
        return rows
    found = [rows[0]._replace(cells=rows[0].cells[wire:])]
    for row in rows[1:]:
        if out := _OUT.fullmatch(row.cell(wire)):
            found.append(row._replace(cells=[out["name"], *row.cells[wire + 1 :]]))
    return found
