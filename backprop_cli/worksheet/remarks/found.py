"""What a rule finds, before it is worded: what it speaks of, and where it stands on the sheet."""

from enum import Enum
from typing import Any, NamedTuple

from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.worksheet.document import Block


class Part(Enum):
    """The part of a sheet that a remark belongs to."""

    GIVEN = "given"
    PASSES = "forward and backward pass"
    UPDATE = "update"


class Found(NamedTuple):
    """What there is to remark."""

    about: tuple[AnyQuantity, ...]
    """The quantities it speaks of."""
    said: tuple[Any, ...] = ()
    """What its sentence is told."""
    at: tuple[str, ...] = ()
    """The rows that it may stand under, the best first; none, or none on the sheet: the end of its part."""
    part: Part = Part.PASSES
    beside: tuple[Block, ...] = ()
    """What stands below it: a table, a matrix."""
