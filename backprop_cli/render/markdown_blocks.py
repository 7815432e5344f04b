"""The formulas of a working as display blocks: sides on lines that look well, lines in blocks that fit."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from backprop_cli.render.tex import GOES_ON, open_brackets, seen, tex_lines
from backprop_cli.worksheet.document import Row

MAX_BLOCK = 990
"""Characters of one formula block; some hosts stop at 1,000."""
WIDEST = 72
"""Digits that a line of a formula looks wide: it fits a column of text on a screen, and a printed page."""
FRAME = len("$$\n\\begin{aligned}\n\\end{aligned}\n$$") + 8
"""Characters of a block without its lines."""
_TO_CLOSE = 40
"""Characters that close the brackets of a line."""
_DOTS = r"\cdots"
"""For what stands in the block before, or in the next one."""
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
            return f"{self.name} &= {_DOTS} {self.text.removeprefix(GOES_ON)}"
        return f"{self.name} &{self.text}"

    def closed(self, brackets: list[str]) -> "BlockLine":
        """The line as the last of a block, where brackets are open that close in the next one."""
        closing = "".join(bracket.replace("(", ")") for bracket in reversed(brackets))
        return self._replace(text=f"{self.text} {_DOTS}{closing}")

    def opened(self, brackets: list[str]) -> "BlockLine":
        """The line as the first of the next block, where the same brackets open again."""
        return self._replace(text=f"= {''.join(brackets)}{_DOTS} {self.text.removeprefix(GOES_ON)}")


def display(formula: str) -> str:
    """A formula as a block of its own."""
    return f"$$\n{formula}\n$$"


def runs_of(lines: list[BlockLine], longest: float = MAX_BLOCK) -> list[list[str]]:
    """The lines in as few blocks as hold them; a block starts with the name of what goes on in it."""
    runs: list[list[str]] = [[]]
    room = longest - FRAME
    for first, *rest in _wholes(lines, room):
        others = [f"&{line.text}" for line in rest]
        if runs[-1] and _size([*runs[-1], first.named, *others]) > room:
            runs.append([])
        runs[-1] += [first.named if first.leads or not runs[-1] else f"&{first.text}", *others]
    return runs


def _size(texts: list[str]) -> int:
    return sum(len(text) + 8 for text in texts)


def _wholes(lines: list[BlockLine], room: float) -> Iterator[list[BlockLine]]:
    """The lines, those together over whose ends a bracket is open or a sum goes on: blocks end elsewhere.

    What one bracket holds may be too long for a block: it is closed behind dots, and opened again.
    """
    whole = lines[:1]
    for line in lines[1:]:
        brackets = open_brackets("".join(each.text for each in whole))
        fits = _size([whole[0].named, *(each.text for each in whole[1:]), line.text]) <= room - _TO_CLOSE
        if fits and (brackets or line.text.startswith(GOES_ON)):
            whole.append(line)
            continue
        yield [*whole[:-1], whole[-1].closed(brackets)] if brackets else whole
        whole = [line.opened(brackets) if brackets else line]
    yield whole
