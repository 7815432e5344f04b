"""The keys of a record, each with the kind of its value, and what was read for them."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import Any, Generic, TypeVar, cast

from backprop_cli.errors import Place
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_tree import YamlNode

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Field(Generic[T_co]):
    """A key of a record: its name, the kind of its value, what it is for, an example of it."""

    def __init__(
        self, name: str, kind: ValueKind[T_co], about: str, example: Any, *, required: bool = False
    ) -> None:
        self.name = name
        self.kind = kind
        self.about = about
        self.example = example
        self.required = required

    def as_required(self) -> Field[T_co]:
        """The same field where it may not be left out."""
        return Field(self.name, self.kind, self.about, self.example, required=True)

    def schema(self) -> SchemaPart:
        """The schema of the value, with the description and the example that editors show."""
        return {**self.kind.schema(), "description": self.about, "examples": [self.example]}


class FieldValues:
    """What a record holds: its values by field, and the nodes they were read from."""

    def __init__(self, place: Place, nodes: AbstractMapping[str, YamlNode]) -> None:
        self.place = place
        self.nodes = nodes
        self._values: dict[str, object] = {}
        self.missing: list[str] = []
        """Required fields that the file does not give, not even misspelled."""
        self.meant: set[str] = set()
        """Fields that the file does not give, and that a key which is no field is meant for."""
        self.unknown = False
        """Whether there is a key that is no field, and may be meant for one that is missed."""
        self.others: Any = ()
        """What was read under keys of the author's own."""

    def put(self, field: Field[T], value: T | None) -> None:
        """Store what was read for `field`."""
        self._values[field.name] = value

    def get(self, field: Field[T]) -> T | None:
        """The value of `field`; None if it was left out or could not be read."""
        return cast("T | None", self._values.get(field.name))

    def got(self, field: Field[T]) -> T:
        """The value of a field that was read; only where there are no faults."""
        value = self.get(field)
        if value is None:
            raise KeyError(field.name)
        return value

    def has(self, field: Field[Any]) -> bool:
        """Whether the file gives `field`, readable or not."""
        return field.name in self.nodes

    def lacks(self, field: Field[Any]) -> bool:
        """Whether the file does not give `field`, not even misspelled."""
        return not self.has(field) and field.name not in self.meant

    def place_of(self, field: Field[Any]) -> Place:
        """Where the value of `field` stands; the record itself if it was left out."""
        return self.nodes[field.name].place if self.has(field) else self.place
