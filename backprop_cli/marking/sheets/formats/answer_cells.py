"""Rows whose cells are answers, `| z1[1] = 0.3 | z1[2] = 0.4 |` -> a line of them; as many as before."""

import re
from functools import partial

from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import answer_on

LONGEST = 2_000
"""Characters of a row."""
_RULE = re.compile(r"[ \t]*\|[ \t|:-]*-[ \t|:-]*")


def with_answer_cells(text: str, is_name: IsName) -> str:
    """The text so; a rule between such rows goes as well."""
    if "|" not in text:
        return text
    lines = text.split("\n")
    found = {place: line for place, each in enumerate(lines) if (line := _answers(each, is_name))}
    for place, line in found.items():
        lines[place] = line
        if place + 1 < len(lines) and _RULE.fullmatch(lines[place + 1]):
            lines[place + 1] = ""
    return "\n".join(lines)


def _answers(line: str, is_name: IsName) -> str:
    """The answers of a row; empty where a cell is something else."""
    if not line.lstrip().startswith("|") or len(line) > LONGEST:
        return ""
    cells = list(filter(None, (cell.strip(" \t*`") for cell in line.strip().strip("|").split("|"))))
    answers = (answer_on(cell, partial(is_called, is_name)) for cell in cells)
    return "; ".join(cells) if all(each and each.value for each in answers) else ""
