"""Lines that say a unit before its quantities, or behind them -> the quantities by name; as many as before.

Neuron h1: z = 0.38, a = 0.59        Hidden unit 2 - z: 0.38        net input of neuron h1 = 0.38

Below a heading that says a unit its quantities need not. What is not certain stays as it is.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.of_unit import (
    LAYER_WORDS,
    UNIT_WORDS,
    TableUnit,
    has_layers,
    layer_said,
    named_layer,
    named_unit,
    of_unit,
)
from backprop_cli.marking.sheets.formats.scopes import is_marked
from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import answer_on

UnitAt = Callable[[str], TableUnit | None]
"""The unit whose activation, or sum, has a name: of the author's own letters too."""
LONGEST = 500
"""Characters of a line that is looked at."""
_WORDS = rf"(?:{UNIT_WORDS})"
_LAYER = rf"(?:(?:hidden|output)\s+)?(?:{LAYER_WORDS})(?:\s*(?:no\.?|nr\.?|#)?\s*[0-9]{{1,2}})?"
_NUMBERED = rf"(?:{_WORDS}\s*)?(?:(?:hidden|output|h|o)\s*(?:{_WORDS}\s*)?_?)?\{{?[1-9][0-9]{{0,2}}\}}?"
_UNIT = (
    rf"(?:(?P<layer>{_LAYER})\s*[,:;–-]?\s*)?(?:(?P<unit>{_NUMBERED})|{_WORDS}\s+(?P<own>[^\W\d][^\s:,;=]{{0,12}}))"
    rf"(?:\s*(?:,|\(|\b(?:in|of|der|de|del|della)\b)+\s*(?:the\s+|la\s+)?(?P<behind>{_LAYER}|hidden|output)\)?)?"
)
_LEAD = re.compile(rf"{_UNIT}(?:\s*[:,;–-]+\s*|\s+|$)(?P<rest>.*)", re.IGNORECASE)
_OF = re.compile(
    rf"(?P<symbol>[^\s=≈:][^=≈:]{{0,40}}?)\s+(?:of|for|at|von|für|de|du|di|del|da|van)\s+(?:the\s+)?{_UNIT}"
    r"\s*(?P<sign>[=≈:].*)",
    re.IGNORECASE,
)
_START = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>(?:>[ \t]?|[-+•*][ \t]+)*)(?P<said>.*?)[ \t]*")
_NAME = re.compile(
    r"(?P<before>^|[,;&]\s*|\s{2,}|\s(?:and|und|et|y|e|en)\s+)(?P<name>[^=≈:,;]{1,40}?)(?P<room>\s*)(?=[=≈:])"
)
_UNSIGNED = re.compile(
    r"(?P<before>^|[,;]\s*|\s(?:and|und)\s+)(?P<name>[^\W\d][^=≈:,;\d]{0,30}?)[ \t]+"
    r"(?=[-+−–]?[0-9]*[.,][0-9])"
)
"""`net input 0.38, output 0.59` behind a unit, without signs."""
_AROUND = "#*_: \t"
_SAYS_UNITS = re.compile(rf"(?<![^\W\d_])(?:{_WORDS}|[ho]_?[1-9])", re.IGNORECASE)


class _UnitAbove(NamedTuple):
    """What the lines below a heading are of."""

    unit: TableUnit
    indent: str = ""


def with_units(text: str, is_name: IsName, unit_at: UnitAt) -> str:
    """The text with such lines under the names of their quantities."""
    names = partial(is_called, is_name)
    if not _SAYS_UNITS.search(text) or not has_layers(names):
        return text
    lines = text.split("\n")
    reader = _UnitLines(names, unit_at)
    return "\n".join(reader.line(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True))


class _UnitLines:
    """Reads the lines one after the other: what a heading says holds below it."""

    def __init__(self, names: IsName, unit_at: UnitAt) -> None:
        self.names, self.unit_at = names, unit_at
        self.layer: int | None = None
        self.below: _UnitAbove | None = None

    def line(self, line: str, after: str) -> str:
        """A line so; a heading that only says a unit is taken away."""
        start = _START.fullmatch(line) if 0 < len(line) <= LONGEST else None
        if start is None or line.lstrip().startswith("|") or not start["said"]:
            return line
        said, front = start["said"], start["indent"] + start["bullet"]
        lead = _LEAD.fullmatch(said.strip(_AROUND) if is_marked(said) else said)
        unit = self._unit(lead) if lead else None
        if lead and unit and not lead["rest"].strip(_AROUND):
            self.below = _UnitAbove(unit, start["indent"])
            return line if line.lstrip().startswith("#") else ""
        if lead and unit:
            named = self._named(_UNSIGNED.sub(r"\g<before>\g<name> = ", lead["rest"]), unit)
            return f"{front}{named}" if answer_on(named, self.names) else line
        if (of := _OF.fullmatch(said)) and (unit := self._unit(of)):
            name = of_unit(of["symbol"], unit, self.names)
            return f"{front}{name} {of['sign']}" if self.names(name) else line
        if is_marked(said):
            self.below, self.layer = None, self._layer(said) or (self.layer if "#" not in line else None)
            return line if line.lstrip().startswith("#") or not self._says_unit(after) else ""
        if self.below is None:
            return line
        named = self._named(said, self.below.unit)
        return line if named == said else f"{self.below.indent}{start['bullet']}{named}"

    def _unit(self, found: re.Match[str]) -> TableUnit | None:
        """The unit that a line speaks of; None where that is open, or a name says something else."""
        said = [self._layer(found[group]) for group in ("layer", "behind") if found[group]]
        if None in said:
            return None
        if found["own"]:
            unit = self.unit_at(found["own"])
        elif self.names(found["unit"]) and not self.names(f"{found['unit']}[2]"):
            return None  # a quantity, and no vector of several
        else:
            unit = named_unit(found["unit"], self.names, bare=False)
        for layer in said or [self.layer]:
            unit = unit and unit.under(layer)
        return unit if unit and unit.layer else None

    def _layer(self, said: str) -> int | None:
        plain = said.strip(_AROUND)
        return layer_said(plain, self.names) or named_layer(plain, self.names)

    def _says_unit(self, line: str) -> bool:
        start = _START.fullmatch(line)
        lead = _LEAD.fullmatch(start["said"]) if start and len(line) <= LONGEST else None
        return lead is not None and self._unit(lead) is not None

    def _named(self, said: str, unit: TableUnit) -> str:
        """A line with its symbols as the unit's quantities."""

        def full(found: re.Match[str]) -> str:
            name = of_unit(found["name"].strip(), unit, self.names)
            return f"{found['before']}{name}{found['room']}" if self.names(name) else found[0]

        return _NAME.sub(full, said)
