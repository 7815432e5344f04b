"""How formulas are to be written: what the writer of a page was told."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.expr.tree import Num
from backprop_cli.expr.value import Shape
from backprop_cli.notation.numbers import Decimal, decimal, typed
from backprop_cli.notation.script import Script


class Manner(NamedTuple):
    """One script, one number of digits, and the numbers that names stand for."""

    script: Script
    digits: int = 5
    """Significant digits of worked-out numbers."""
    longest_sum: int | None = 8
    """Sums of more terms keep the first three and the last; None: all of them."""
    given: Mapping[str, Num] = {}
    """Given numbers by name, to be shown as typed."""
    values: Mapping[str, float] = {}
    """Every value by name, for `numbers`."""
    inexact: frozenset[str] = frozenset()
    """Names whose number looks exact and is not, as where a float can only round to 0 or 1."""
    shapes: Mapping[str, Shape] = {}
    """The shapes of the names that are vectors or matrices, where products entry by entry differ."""
    shaped: bool = False
    """Whether the shape of each is written below it."""
    most_entries: int = 8
    """Rows or columns of a matrix; of more the first ones and the last are written."""
    widest: int | None = None
    """Columns of a matrix that is drawn; a wider one is a list in the line. None: as the script says."""

    def number(self, name: str, value: float) -> Decimal:
        """How the value of `name` is written where it is put in for the name."""
        if name in self.given:
            return typed(self.given[name].text, self.digits)
        number = decimal(value, self.digits)
        return number._replace(rounded=True) if name in self.inexact else number
