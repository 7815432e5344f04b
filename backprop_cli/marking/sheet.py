"""A student's sheet as data: who, and what stands on each line."""

from __future__ import annotations

from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.written import Written


class Answer(NamedTuple):
    """One line of a sheet."""

    name: str
    """The quantity, by its name in the grammar."""
    text: str
    """What the student wrote, as it stands; empty: nothing."""
    number: Written | None = None
    formula: Expr | None = None
    note: str = ""
    """How it was read, where that is not plain: `0,5 read as 0.5`."""
    given: bool = False
    """Whether the sheet came with this line worked."""


class Who(NamedTuple):
    """The student, as a sheet says; each part may be empty."""

    student: str = ""
    """The name."""
    id: str = ""
    email: str = ""


class Sheet(NamedTuple):
    """What one student handed in."""

    who: Who
    answers: tuple[Answer, ...]
    problems: tuple[str, ...] = ()
    """Lines that belong to no quantity, each with the reason."""
    remarks: tuple[str, ...] = ()
    """Lines that were read in another way than they are written."""

    @property
    def student(self) -> str:
        """The student's name, as the sheet says."""
        return self.who.student
