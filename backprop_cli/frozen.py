"""Records that nobody changes: start-up time is a feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

RecordT = TypeVar("RecordT")


@dataclass_transform(frozen_default=True, eq_default=False)
def frozen(record: type[RecordT]) -> type[RecordT]:
    """A dataclass that is equal only to itself; that nobody changes one is for the type checker to see.

    `dataclass(frozen=True)` would compile three times as many methods for every class, and make each record
    field by field.
    """
    return dataclass(eq=False, repr=False)(record)
