"""A student's sheet as data: who, and what stands on each line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.sheets.written import Written


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
    says_no_value: bool = False
    """Whether it says that the line has no value: `undefined`."""

    @property
    def is_read(self) -> bool:
        """Whether what is written is a number or a formula."""
        return self.number is not None or self.formula is not None


STACK = "stack"
"""What a row of a matrix belongs to that has a column for each sample: a unit, on all of them."""
OTHER_ROWS = {"unit": "input", "input": "unit", STACK: "sample", "sample": STACK}
"""What a row of a matrix of weights may belong to, or of a stack of samples, and what else."""


class RowList(NamedTuple):
    """A matrix that a sheet gives as a list of rows: weights, gradients, new values, samples side by side."""

    name: str
    """The whole matrix."""
    row_of: str
    """What a row belongs to as it was read: a unit, an input, a sample."""
    is_other: bool = False
    """Whether that is not what is asked for."""
    exchanged: tuple[tuple[str, str], ...] = ()
    """Of a square one, whose shape does not tell, every entry with that of row and column exchanged."""

    @property
    def is_stack(self) -> bool:
        """Whether it is of samples."""
        return self.row_of in {STACK, OTHER_ROWS[STACK]}


class OpenSignal(NamedTuple):
    """What may be a derivative of the samples' own losses or of the batch's: `dZ1`."""

    written: str
    """As the sheet calls it."""
    own: str
    """Its name as derivatives of the samples' own losses, as which it was read."""
    share: str
    """Its name as those of the batch's loss."""
    names: tuple[tuple[str, str], ...]
    """Of every entry that it has on the sheet, both names."""
    refusal: str
    """What is to be said where nothing decides."""


class Who(NamedTuple):
    """The student, as a sheet says; each part may be empty."""

    student: str = ""
    """The name."""
    id: str = ""
    email: str = ""

    def or_else(self, other: Who) -> Who:
        """The same, with what it leaves open as `other` has it."""
        return Who(*(own or known for own, known in zip(self, other, strict=True)))


class AnswerSheet(NamedTuple):
    """What one student handed in."""

    who: Who
    answers: tuple[Answer, ...]
    problems: tuple[str, ...] = ()
    """Lines that belong to no quantity, each with the reason."""
    remarks: tuple[str, ...] = ()
    """Lines that were read in another way than they are written."""
    lists: tuple[RowList, ...] = ()
    """The matrices that are given whole."""
    signals: tuple[OpenSignal, ...] = ()
    """Derivatives of which it is open whose they are."""
    headings: tuple[str, ...] = ()
    """What it says of the problem that it is a sheet of."""
    is_arrays: bool = False
    """Whether it holds the arrays of a program."""
    orders: tuple[AnswerSheet, ...] = ()
    """The sheet in both ways that names such as `z1(2)` on it may be read."""
    is_empty: bool = False
    """Whether nothing in the file could be an answer, which its problems say too."""
    letters: Mapping[str, str] = {}
    """The letters of the grammar for which the student has others, each with that other."""

    @property
    def student(self) -> str:
        """The student's name, as the sheet says."""
        return self.who.student
