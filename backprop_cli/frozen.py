"""Records that nobody changes: start-up time is a feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

RecordT = TypeVar("RecordT")


@dataclass_transform(frozen_default=True, eq_default=False)
def frozen(record: type[RecordT]) -> type[RecordT]:
    """A dataclass that is equal only to itself; that nobody changes one is for the type checker to see.

    `dataclass(frozen=True)` would compile three times as many methods for every class, and make each record
    field by field.
    """
    return dataclass(eq=False, repr=False)(record)


class ByValue:
    """A record that equals another where all its fields do: said once, not compiled for every class."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _fields(other) == _fields(self)

    def __hash__(self) -> int:
        return hash(_fields(self))


def _fields(record: ByValue) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in record.__match_args__)
