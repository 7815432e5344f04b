"""Records: groups of keys and values, each key a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from backprop_cli.errors import Faults, cited, nearest
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind, flow
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, YamlNode

MOST_SHOWN = 2
"""Keys in an example of a record that needs none."""


class Record(ValueKind[FieldValues]):
    """Keys and values, each key a field; `extra` is what else the schema says of them.

    What `whole_file` lacks is missing nowhere in particular. Where the example depends on other
    values, `judged_later` leaves the missing fields to whoever knows those.
    """

    expects = "a group of keys"

    def __init__(
        self,
        fields: Iterable[Field[Any]],
        *,
        extra: SchemaPart | None = None,
        whole_file: bool = False,
        judged_later: bool = False,
        meant: Callable[[str], str] | None = None,
        instead: AbstractMapping[str, tuple[str, ...]] | None = None,
        others: ValueKind[Any] | None = None,
    ) -> None:
        self.fields = {field.name: field for field in fields}
        self.others = others
        """What stands under keys of the author's own; None: there are none."""
        self.extra = extra or {}
        self.whole_file = whole_file
        self.judged_later = judged_later
        self.meant = meant or (lambda _: "")
        """What to write for a key that other programs have."""
        self.instead = instead or {}
        """Keys that may stand instead of a field, by its name: who means one of them misses no other."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> FieldValues | None:
        """Every field that can be read; unknown and missing keys are faults."""
        if not isinstance(node, Mapping):
            self.refuse(node, what, faults, hint=f"write {self.example(node)}")
            return None
        values = FieldValues(node.place, {key.text: value for key, value in node.entries})
        refuse_repeated(node, faults)
        values.meant = set() if self.others else self._unknown(node, faults)
        values.unknown = not self.others and not values.nodes.keys() <= self.fields.keys()
        for field in self.fields.values():
            if values.has(field):
                here = f"`{field.name}`"
                values.put(field, field.kind.read(values.nodes[field.name], here, faults))
            elif field.required and values.lacks(field):
                values.missing.append(field.name)
        if self.others:
            own = tuple(entry for entry in node.entries if entry[0].text not in self.fields)
            values.others = self.others.read(Mapping(node.place, own), what, faults) if own else ()
        if not self.judged_later:
            self.refuse_missing(values, what, faults)
        return values

    def refuse_missing(self, values: FieldValues, what: str, faults: Faults) -> None:
        """The faults of required fields that are missing."""
        for name in values.missing:
            field = self.fields[name]
            known = f"; known are {', '.join(field.kind.known)}" if field.kind.known else ""
            place = None if self.whole_file else values.place
            add = f"add `{name}: {flow(field.example)}`{known}"
            faults.add(place, f"`{name}` is missing in {what}", add)

    def _unknown(self, node: Mapping, faults: Faults) -> set[str]:
        """Refuse keys that are no field; the fields they are meant for are not missing as well."""
        meant = set[str]()
        keys = {key.text for key, _ in node.entries}
        for key, value in node.entries:
            if key.text not in self.fields:
                absent = [name for name in self.fields if name not in keys | meant]
                hint = self._hint(key.text, value, absent)
                named = set(re.findall(r"`(\w+)[`:]", hint))
                meant |= {name for name in absent if named & {name, *self.instead.get(name, ())}}
                faults.add(key.place, f"unknown key {cited(key.text)}", hint or self._known_here())
        return meant

    def _hint(self, key: str, value: YamlNode, absent: list[str]) -> str:
        """What a key is meant for: another program's word, a slip, or the one that its value fits."""
        from backprop_cli.problem_file.odd_letters import typed_anew, what_is_odd  # only an error needs it

        others = [each for name in absent for each in self.instead.get(name, ())]
        odd = "" if key.isprintable() else f"{what_is_odd(key)}: type it anew"
        hint = typed_anew(key, self.fields) or odd or self.meant(key)
        if hint := hint or nearest(key, [*absent, *others]):
            return hint
        needed = self._needed()
        fitting = [name for name in absent if name in needed and self.fields[name].kind.takes(value)]
        return f"did you mean `{fitting[0]}`?" if len(fitting) == 1 else nearest(key, self.fields)

    def _known_here(self) -> str:
        return f"known here: {', '.join(self.fields)}"

    def _needed(self) -> set[str]:
        """The fields that have to be there, or that others need, or one of several groups of them."""
        required = {name for name, each in self.fields.items() if each.required}
        groups = [group.get("required", ()) for group in self.extra.get("oneOf", ())]
        return required.union(*groups, *self.extra.get("dependentRequired", {}).values())

    def example(self, found: YamlNode | None = None) -> str:
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

    def schema(self) -> SchemaPart:
        """An object with these properties and no others."""
        return {
            "type": "object",
            "properties": {name: field.schema() for name, field in self.fields.items()},
            "required": [name for name, field in self.fields.items() if field.required],
            "additionalProperties": self.others.schema()["additionalProperties"] if self.others else False,
            **self.extra,
        }


def keys_of_others(group: str = "", *, of_networks: bool = True) -> Callable[[str], str]:
    """The hint for a key that stands in a group and is none of its own; empty where it says nothing."""

    def hint(key: str) -> str:
        from backprop_cli.problem_file.other_keys import hints_in  # only an error needs it
        from backprop_cli.problem_file.other_programs import small_key

        return hints_in(group, of_networks=of_networks).get(small_key(key), "")

    return hint


def refuse_repeated(node: Mapping, faults: Faults) -> None:
    """The faults of keys that come a second time."""
    first = {key.text: key.place.line for key, _ in node.entries}
    for key in node.repeated:
        hint = f"the first is on line {first[key.text]}; keep one of the two"
        faults.add(key.place, f"{cited(key.text)} is here a second time", hint)
