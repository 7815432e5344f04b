"""The formulas of a working as display blocks: sides on lines that look well, lines in blocks that fit."""

from collections.abc import Hashable
from typing import NamedTuple

from backprop_cli.render.tex import GOES_ON, seen, tex_lines
from backprop_cli.worksheet.document import Row

MAX_BLOCK = 990
"""Characters of one formula block; some hosts stop at 1,000."""
WIDEST = 72
"""Digits that a line of a formula looks wide: it fits a column of text on a screen, and a printed page."""
FRAME = len("$$\n\\begin{aligned}\n\\end{aligned}\n$$") + 8
"""Characters of a block without its lines."""
BESIDE = " && "
"""Before what stands in a column of its own."""
APART = r"\qquad"
"""Between equations on one line."""


def by_unit(rows: tuple[Row, ...]) -> list[list[Row]]:
    """The rows, those of one unit together."""
    groups: dict[Hashable, list[Row]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(place if row.unit is None else row.unit, []).append(row)
    return list(groups.values())


def on_lines(name: str, symbols: list[str], numbers: list[str]) -> list[str]:
    """The sides on as few lines as look well: symbols first, numbers below, a short row on one line."""
    together = " ".join((name, *symbols, *numbers))
    if seen(together) <= WIDEST and BESIDE not in together:
        return [" ".join((*symbols, *numbers))]
    return [*_packed(symbols, seen(name)), *_packed(numbers, seen(name))]


def _packed(sides: list[str], margin: float) -> list[str]:
    lines: list[str] = []
    for side in sides:
        if lines and BESIDE not in lines[-1] and margin + seen(f"{lines[-1]}{side}") <= WIDEST:
            lines[-1] = f"{lines[-1]} {side}"
        else:
            lines += tex_lines(side, WIDEST - margin)
    return lines


class BlockLine(NamedTuple):
    """A line of a block: whose it is, and its sides."""

    name: str
    text: str
    leads: bool = False
    """Whether it is the first of its quantity."""

    @property
    def named(self) -> str:
        """The line behind its name, as a block starts; of one that goes on, what was before is left out."""
        if self.text.startswith(GOES_ON):
            return rf"{self.name} &= \cdots {self.text.removeprefix(GOES_ON)}"
        return f"{self.name} &{self.text}"


def display(formula: str) -> str:
    """A formula as a block of its own."""
    return f"$$\n{formula}\n$$"


def runs_of(lines: list[BlockLine]) -> list[list[str]]:
    """The lines in as few blocks as hold them; a block starts with the name of what goes on in it."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if runs[-1] and sum(len(each) + 8 for each in [*runs[-1], line.named]) > MAX_BLOCK - FRAME:
            runs.append([])
        runs[-1].append(line.named if line.leads or not runs[-1] else f"&{line.text}")
    return runs
