"""How a format is described: kinds of value that can read a node and give their JSON Schema.

Every kind reports what it cannot read and goes on, so that one run finds all faults of a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from typing import Any, Generic, TypeVar, cast

from backprop_cli.errors import MAX_CITED, Faults, Place, cited, nearest
from backprop_cli.problem_file.yaml_tree import Mapping, Node, Refused, Scalar, Sequence

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Json = dict[str, Any]


class Kind(Generic[T_co]):
    """A kind of value."""

    expects = "a value"
    """Completes `… must be`, in messages."""
    known: tuple[str, ...] = ()
    """The names to choose from, where that is what a value is."""

    def read(self, node: Node, what: str, faults: Faults) -> T_co | None:
        """The value of `node`, or None once its faults are in `faults`; `what` names it there."""
        raise NotImplementedError

    def takes(self, node: Node) -> bool:
        """Whether a single value is one of this kind."""
        return isinstance(node, Scalar) and self.read(node, "", Faults()) is not None

    def schema(self) -> Json:
        """The same as JSON Schema, draft 2020-12."""
        raise NotImplementedError

    def refuse(self, node: Node, what: str, faults: Faults, hint: str = "") -> None:
        """The fault that `node` is no value of this kind."""
        if isinstance(node, Scalar) and is_null(node):
            faults.add(node.place, f"{what} has no value", f"expected {self.expects}")
        elif not isinstance(node, Refused):
            faults.add(node.place, f"{what} must be {self.expects}; found {found(node)}", hint)


class Field(Generic[T_co]):
    """A key of a record: its name, the kind of its value, what it is for, an example of it."""

    def __init__(
        self, name: str, kind: Kind[T_co], about: str, example: Any, *, required: bool = False
    ) -> None:
        self.name = name
        self.kind = kind
        self.about = about
        self.example = example
        self.required = required

    def as_required(self) -> Field[T_co]:
        """The same field where it may not be left out."""
        return Field(self.name, self.kind, self.about, self.example, required=True)

    def schema(self) -> Json:
        """The schema of the value, with the description and the example that editors show."""
        return {**self.kind.schema(), "description": self.about, "examples": [self.example]}


class Values:
    """What a record holds: its values by field, and the nodes they were read from."""

    def __init__(self, place: Place, nodes: AbstractMapping[str, Node]) -> None:
        self.place = place
        self.nodes = nodes
        self._values: dict[str, object] = {}
        self.missing: list[str] = []
        """Required fields that the file does not give, not even misspelled."""
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

    def place_of(self, field: Field[Any]) -> Place:
        """Where the value of `field` stands; the record itself if it was left out."""
        return self.nodes[field.name].place if self.has(field) else self.place


MOST_SHOWN = 2
"""Keys in an example of a record that needs none."""


class Record(Kind[Values]):
    """Keys and values, each key a field; `extra` is what else the schema says of them.

    What `whole_file` lacks is missing nowhere in particular. Where the example depends on other
    values, `judged_later` leaves the missing fields to whoever knows those.
    """

    expects = "a group of keys"

    def __init__(
        self,
        fields: Iterable[Field[Any]],
        *,
        extra: Json | None = None,
        whole_file: bool = False,
        judged_later: bool = False,
        meant: AbstractMapping[str, str] | None = None,
        others: Kind[Any] | None = None,
    ) -> None:
        self.fields = {field.name: field for field in fields}
        self.others = others
        """What stands under keys of the author's own; None: there are none."""
        self.extra = extra or {}
        self.whole_file = whole_file
        self.judged_later = judged_later
        self.meant = meant or {}
        """Hints for keys that other programs have."""

    def read(self, node: Node, what: str, faults: Faults) -> Values | None:
        """Every field that can be read; unknown and missing keys are faults."""
        if not isinstance(node, Mapping):
            self.refuse(node, what, faults, hint=f"write {self.example(node)}")
            return None
        values = Values(node.place, {key.text: value for key, value in node.entries})
        refuse_repeated(node, faults)
        excused = set() if self.others else self._unknown(node, faults)
        for field in self.fields.values():
            if values.has(field):
                here = f"`{field.name}`"
                values.put(field, field.kind.read(values.nodes[field.name], here, faults))
            elif field.required and field.name not in excused:
                values.missing.append(field.name)
        if self.others:
            own = tuple(entry for entry in node.entries if entry[0].text not in self.fields)
            values.others = self.others.read(Mapping(node.place, own), what, faults) if own else ()
        if not self.judged_later:
            self.refuse_missing(values, what, faults)
        return values

    def refuse_missing(self, values: Values, what: str, faults: Faults) -> None:
        """The faults of required fields that are missing."""
        for name in values.missing:
            field = self.fields[name]
            known = f"; known are {', '.join(field.kind.known)}" if field.kind.known else ""
            place = None if self.whole_file else values.place
            add = f"add `{name}: {flow(field.example)}`{known}"
            faults.add(place, f"`{name}` is missing in {what}", add)

    def _unknown(self, node: Mapping, faults: Faults) -> set[str]:
        """Refuse keys that are no field; the fields they were meant for are not missing as well."""
        meant = set()
        for key, _ in node.entries:
            if key.text not in self.fields:
                known = f"known here: {', '.join(self.fields)}"
                hint = self.meant.get(key.text) or nearest(key.text, self.fields) or known
                meant |= {name for name in self.fields if f"`{name}`" in hint}
                faults.add(key.place, f"unknown key {cited(key.text)}", hint)
        return meant

    def example(self, found: Node | None = None) -> str:
        """The required fields, as a file would have them, or the first; what one of them takes is kept."""
        required = [name for name, each in self.fields.items() if each.required]
        one_of = self.extra.get("oneOf", ({},))[0].get("required", ())
        names = required or one_of or list(self.fields)[:MOST_SHOWN]
        shown = {name: self.fields[name].example for name in names}
        takes = (name for name in names if self.fields[name].required or name in one_of)
        kept = next((name for name in takes if found and self.fields[name].kind.takes(found)), None)
        if kept and isinstance(found, Scalar):
            shown[kept] = found.text
        return flow(shown)

    def schema(self) -> Json:
        """An object with these properties and no others."""
        return {
            "type": "object",
            "properties": {name: field.schema() for name, field in self.fields.items()},
            "required": [name for name, field in self.fields.items() if field.required],
            "additionalProperties": self.others.schema()["additionalProperties"] if self.others else False,
            **self.extra,
        }


class ListOf(Kind[tuple[T_co, ...]]):
    """One or more values of a kind; `entry` names one of them: `row {n} of {what}`."""

    def __init__(self, item: Kind[T_co], expects: str, entry: str, most: int) -> None:
        self.item = item
        self.expects = expects
        self.entry = entry
        self.most = most

    def read(self, node: Node, what: str, faults: Faults) -> tuple[T_co, ...] | None:
        """All entries, or None if one of them cannot be read."""
        if not isinstance(node, Sequence):
            self.refuse(node, what, faults, self._hint(node))
            return None
        if not node.items:
            faults.add(node.place, f"{what} is an empty list", f"expected {self.expects}")
        if len(node.items) > self.most:
            count = f"{what} has {len(node.items):,} entries; at most {self.most:,} are read"
            faults.add(node.place, count)
        if not 0 < len(node.items) <= self.most:
            return None
        return self._items(node, what, faults)

    def _hint(self, node: Node) -> str:
        """What to write instead, where that is plain: `[0.5]`, `[[0.5]]`, a dash before each layer."""
        if isinstance(node, Mapping) and isinstance(self.item, Record | ByKey | IfOnly) and node.entries:
            one = self.entry.replace(" {n}", "")
            return f"start each {one} with a dash: `- {node.entries[0][0].text}: …`"
        listed = self.as_list(node) or self._in_brackets(node)
        return f"write {listed}" if listed and len(listed) < MAX_CITED else ""

    def _in_brackets(self, node: Node) -> str:
        """`0.05, 0.1` as a list, or nothing if it is none without its brackets."""
        if not isinstance(node, Scalar) or "," not in node.text:
            return ""
        parts = [node._replace(text=part.strip()) for part in node.text.split(",")]
        return f"[{node.text}]" if all(map(self.item.takes, parts)) else ""

    def as_list(self, node: Node) -> str:
        """A single value as the list of its kind, or nothing if it is no such value."""
        if isinstance(self.item, ListOf):
            inner = self.item.as_list(node)
            return f"[{inner}]" if inner else ""
        single = isinstance(node, Scalar) and self.item.read(node, "", Faults()) is not None
        return f"[{node.text}]" if isinstance(node, Scalar) and single else ""

    def _items(self, node: Sequence, what: str, faults: Faults) -> tuple[T_co, ...] | None:
        items = []
        numbered = "{n}" in self.entry
        here = "" if numbered else self.entry.format(what=what)
        for number, each in enumerate(node.items, start=1):
            name = self.entry.format(n=number, what=what) if numbered else here
            items.append(self.item.read(each, name, faults))
        whole = [item for item in items if item is not None]
        return tuple(whole) if len(whole) == len(items) else None

    def schema(self) -> Json:
        """An array that is not empty."""
        items = self.item.schema()
        return {"type": "array", "items": items, "minItems": 1, "maxItems": self.most}


class ByShape(Kind[T_co]):
    """One kind where a single value stands, another where keys or a list stand, or a third for `lists`."""

    def __init__(self, single: Kind[T_co], several: Kind[T_co], lists: Kind[T_co] | None = None) -> None:
        self.single = single
        self.several = several
        self.lists = lists or several
        self.expects = f"{single.expects} or {several.expects}"

    def read(self, node: Node, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that fits its shape."""
        kind = self.single
        if isinstance(node, Sequence | Mapping):
            kind = self.lists if isinstance(node, Sequence) else self.several
        return kind.read(node, what, faults)

    def schema(self) -> Json:
        """Either of the two."""
        return {"anyOf": [self.single.schema(), self.several.schema()]}


class ByItem(Kind[T_co]):
    """A list of single values, or a list of lists."""

    def __init__(self, plain: Kind[T_co], nested: Kind[T_co]) -> None:
        self.plain = plain
        self.nested = nested
        self.expects = f"{plain.expects} or {nested.expects}"

    def read(self, node: Node, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that fits its first entry."""
        is_nested = isinstance(node, Sequence) and node.items and isinstance(node.items[0], Sequence)
        return (self.nested if is_nested else self.plain).read(node, what, faults)

    def schema(self) -> Json:
        """Either of the two."""
        return {"anyOf": [self.plain.schema(), self.nested.schema()]}


class ByKey(Kind[T_co]):
    """One kind where keys and values have a certain key, another where they do not.

    `instead`: a second key that calls for the first kind as well, where a third one is not there.
    """

    def __init__(
        self, key: str, with_it: Kind[T_co], without: Kind[T_co], instead: tuple[str, str] | None = None
    ) -> None:
        self.key = key
        self.instead = instead
        self.with_it = with_it
        self.without = without
        self.expects = without.expects

    def read(self, node: Node, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that its keys call for."""
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        also, unless = self.instead or (self.key, self.key)
        has_it = self.key in keys or (also in keys and unless not in keys)
        return (self.with_it if has_it else self.without).read(node, what, faults)

    def schema(self) -> Json:
        """Either of the two."""
        return {"anyOf": [self.without.schema(), self.with_it.schema()]}


class IfOnly(Kind[T_co]):
    """One kind where there are no other keys than its own, and all that it requires; another elsewhere."""

    def __init__(self, alone: Record, otherwise: Kind[T_co]) -> None:
        self.alone = alone
        self.otherwise = otherwise
        self.expects = otherwise.expects

    def read(self, node: Node, what: str, faults: Faults) -> T_co | None:
        """The value, by the kind that its keys call for."""
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        required = {name for name, field in self.alone.fields.items() if field.required}
        kind: Kind[Any] = self.alone if required <= keys <= self.alone.fields.keys() else self.otherwise
        return kind.read(node, what, faults)

    def schema(self) -> Json:
        """Either of the two."""
        return {"anyOf": [self.otherwise.schema(), self.alone.schema()]}


def refuse_repeated(node: Mapping, faults: Faults) -> None:
    """The faults of keys that come a second time."""
    first = {key.text: key.place.line for key, _ in node.entries}
    for key in node.repeated:
        hint = f"the first is on line {first[key.text]}; keep one of the two"
        faults.add(key.place, f"{cited(key.text)} is here a second time", hint)


def part(node: Node, position: int) -> Place:
    """Where the entry at `position` (from 0) of a list stands."""
    return node.items[position].place if isinstance(node, Sequence) else node.place


def is_null(node: Scalar) -> bool:
    """Whether a scalar is YAML's way to say nothing."""
    return node.plain and node.text in {"", "~", "null", "Null", "NULL"}


def found(node: Node) -> str:
    """A node in a message: `0.5`, a list, keys and values."""
    if isinstance(node, Scalar):
        return cited(node.text)
    return "a list" if isinstance(node, Sequence) else "keys and values"


def flow(example: Any) -> str:
    """An example as a problem file would have it, on one line."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(flow, example)) + "]"
    return str(example)
