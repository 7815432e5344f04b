"""Either of two kinds, by what stands there: one value or several, a key or none."""

from __future__ import annotations

from typing import Any, TypeVar

from backprop_cli.errors import Faults
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.records import Record
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, Sequence, YamlNode

T_co = TypeVar("T_co", covariant=True)


class ByShape(ValueKind[T_co]):
    """One kind where a single value stands, another where keys or a list stand, or a third for `lists`."""

    def __init__(
        self,
        single: ValueKind[T_co],
        several: ValueKind[T_co],
        lists: ValueKind[T_co] | None = None,
        no_list: str = "",
    ) -> None:
        self.no_list = no_list
        """The hint for a list, where there can be none."""
        self.single = single
        self.several = several
        self.lists = lists or several
        self.expects = f"{single.expects} or {several.expects}"

    def read(self, node: YamlNode, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that fits its shape."""
        kind = self.single
        if isinstance(node, Sequence | Mapping):
            kind = self.lists if isinstance(node, Sequence) else self.several
        if (alone := _alone(node)) and self.single.takes(alone) and not kind.takes(node):
            self.single.refuse(node, what, faults, f"write {alone.text}")  # [sigmoid]
            return None
        if self.no_list and isinstance(node, Sequence):
            self.single.refuse(node, what, faults, self.no_list)
            return None
        return kind.read(node, what, faults)

    def schema(self) -> SchemaPart:
        """Either of the two."""
        return {"anyOf": [self.single.schema(), self.several.schema()]}


def _alone(node: YamlNode) -> Scalar | None:
    """The one value in a list."""
    item = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else None
    return item if isinstance(item, Scalar) else None


class ByItem(ValueKind[T_co]):
    """A list of single values, or a list of lists."""

    def __init__(self, plain: ValueKind[T_co], nested: ValueKind[T_co]) -> None:
        self.plain = plain
        self.nested = nested
        self.expects = f"{plain.expects} or {nested.expects}"

    def read(self, node: YamlNode, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that fits its first entry."""
        is_nested = isinstance(node, Sequence) and node.items and isinstance(node.items[0], Sequence)
        return (self.nested if is_nested else self.plain).read(node, what, faults)

    def schema(self) -> SchemaPart:
        """Either of the two."""
        return {"anyOf": [self.plain.schema(), self.nested.schema()]}


class ByKey(ValueKind[T_co]):
    """One kind where keys and values have a certain key, another where they do not.

    `instead`: a second key that calls for the first kind as well, where a third one is not there.
    """

    def __init__(
        self,
        key: str,
        with_it: ValueKind[T_co],
        without: ValueKind[T_co],
        instead: tuple[str, str] | None = None,
    ) -> None:
        self.key = key
        self.instead = instead
        self.with_it = with_it
        self.without = without
        self.expects = without.expects

    def read(self, node: YamlNode, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that its keys call for."""
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        also, unless = self.instead or (self.key, self.key)
        has_it = self.key in keys or (also in keys and unless not in keys)
        return (self.with_it if has_it else self.without).read(node, what, faults)

    def schema(self) -> SchemaPart:
        """Either of the two."""
        return {"anyOf": [self.without.schema(), self.with_it.schema()]}


class IfOnly(ValueKind[T_co]):
    """One kind where there are no other keys than its own, and all that it requires; another elsewhere."""

    def __init__(self, alone: Record, otherwise: ValueKind[T_co]) -> None:
        self.alone = alone
        self.otherwise = otherwise
        self.expects = otherwise.expects

    def read(self, node: YamlNode, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that its keys call for."""
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        required = {name for name, field in self.alone.fields.items() if field.required}
        kind: ValueKind[Any] = self.alone if required <= keys <= self.alone.fields.keys() else self.otherwise
        return kind.read(node, what, faults)

    def schema(self) -> SchemaPart:
        """Either of the two."""
        return {"anyOf": [self.otherwise.schema(), self.alone.schema()]}
