"""What the reckoning of rounding asks of a student's lines."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Protocol

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.pens import Pens
from backprop_cli.marking.sheets.written import Written


class StudentLines(Protocol):
    """The student's lines, as the room for rounding needs them."""

    @property
    def carried(self) -> Mapping[str, Written]:
        """The numbers that count as written."""

    @property
    def disregarded(self) -> Mapping[str, Written]:
        """Written numbers that count as left out."""

    @property
    def tainted(self) -> Container[str]:
        """Written lines that are off: wrong themselves, or following from a wrong one."""

    @property
    def handed_on(self) -> Container[str]:
        """Written zeros of what a max or the like does not choose, which are no rounding of the truth."""

    @property
    def supposed(self) -> Mapping[str, Expr]:
        """What was worked in lines that are not written, where it is supposed not to be the right thing."""

    @property
    def pens(self) -> Pens:
        """How what is not written may have been rounded."""

    def value(self, name: str) -> float:
        """What counts as a quantity's number."""

    def true(self, name: str) -> float | None:
        """The true value."""

    def is_line(self, name: str) -> bool:
        """Whether the solution works it out; else it is given."""

    def is_forward(self, name: str) -> bool:
        """Whether it is of the forward pass, where a = z is a line too; ∂z/∂w = a is only a name."""

    def is_state(self, name: str) -> bool:
        """Whether an optimiser keeps it of a parameter: m, v, and what is worked from them on the way."""

    def route(self, name: str) -> Expr:
        """The formula of a line that is not written."""

    def routes(self, name: str) -> list[Expr]:
        """All right formulas of a line."""
