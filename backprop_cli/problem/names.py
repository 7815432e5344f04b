"""Names that authors give: to formulas and to the quantities in them."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from backprop_cli.errors import Faults, cited
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.parser import canonical
from backprop_cli.problem.fields import Json, Kind, refuse_repeated
from backprop_cli.problem.limits import MAX_NAME
from backprop_cli.problem.yaml_tree import Mapping, Node, Scalar

T_co = TypeVar("T_co", covariant=True)


class Named(NamedTuple, Generic[T_co]):
    """An entry under a name: the name as stored, its key in the file, what was read."""

    name: str
    key: Scalar
    node: Node
    value: T_co


class NamesOf(Kind[tuple[Named[T_co], ...]]):
    """A mapping whose keys are the author's own names."""

    def __init__(self, value: Kind[T_co], expects: str, most: int) -> None:
        self.value = value
        self.expects = expects
        self.most = most

    def read(self, node: Node, what: str, faults: Faults) -> tuple[Named[T_co], ...] | None:
        """The entries that can be read, in the order of the file."""
        if not isinstance(node, Mapping):
            self.refuse(node, what, faults)
            return None
        if not 0 < len(node.entries) <= self.most:
            size = f"at most {self.most:,} are read" if node.entries else f"expected {self.expects}"
            faults.add(node.place, f"{what} has {len(node.entries):,} entries", size)
            return None
        refuse_repeated(node, faults)
        entries: dict[str, Named[T_co]] = {}
        for key, each in node.entries:
            name = canonical(key.text)
            value = self.value.read(each, cited(key.text), faults)
            objection = objection_to(name)
            if objection:
                faults.add(key.place, *objection)
            elif name in entries:
                faults.add(key.place, f"{cited(key.text)} is another spelling of a name above")
            elif value is not None:
                entries[name] = Named(name, key, each, value)
        return tuple(entries.values())

    def schema(self) -> Json:
        """An object with names for its keys."""
        return {
            "type": "object",
            "propertyNames": {"pattern": r"^[^0-9_\W]\w*$", "maxLength": MAX_NAME},
            "additionalProperties": self.value.schema(),
            "minProperties": 1,
            "maxProperties": self.most,
        }


def objection_to(name: str) -> tuple[str, str] | None:
    """Why `name` cannot be an author's own name, as message and hint; None if it can."""
    if name in FUNCTIONS or name in CONSTANTS:
        sort = "function" if name in FUNCTIONS else "constant"
        return f"{cited(name)} is a {sort} and cannot be a name", "choose another name"
    if len(name) > MAX_NAME:
        return f"the name {cited(name)} is longer than {MAX_NAME} characters", ""
    if name.endswith("_new"):
        return f"{cited(name)} cannot be a name", "`_new` marks the value after a descent step"
    if not name.isidentifier() or name.startswith("_"):
        return f"{cited(name)} cannot be a name", "use letters, digits and `_`: x_1"
    return None
