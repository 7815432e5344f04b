"""A kind of value: it can read a node, and gives its JSON Schema.

Every kind reports what it cannot read and goes on, so that one run finds all faults of a file.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Generic, TypeVar

from backprop_cli.errors import Faults, TooManyFaults, cited
from backprop_cli.problem.limits import MAX_TEXT
from backprop_cli.problem_file.yaml_scalars import is_null, is_text
from backprop_cli.problem_file.yaml_tree import Refused, Scalar, Sequence, YamlNode

T_co = TypeVar("T_co", covariant=True)
SchemaPart = dict[str, Any]
LONGEST_EXAMPLE = 8
"""Numbers of a list that a hint writes out."""


class ValueKind(Generic[T_co]):
    """A kind of value."""

    expects = "a value"
    """Completes `… must be`, in messages."""
    known: tuple[str, ...] = ()
    """The names to choose from, where that is what a value is."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> T_co | None:
        """The value of `node`, or None once its faults are in `faults`; `what` names it there."""
        raise NotImplementedError

    def takes(self, node: YamlNode) -> bool:
        """Whether a value is one of this kind, without a fault."""
        faults = Faults()
        with suppress(TooManyFaults):
            return self.read(node, "", faults) is not None and not faults.errors()
        return False

    def schema(self) -> SchemaPart:
        """The same as JSON Schema, draft 2020-12."""
        raise NotImplementedError

    def refuse(self, node: YamlNode, what: str, faults: Faults, hint: str = "") -> None:
        """The fault that `node` is no value of this kind."""
        if isinstance(node, Scalar) and is_null(node):
            faults.add(node.place, f"{what} has no value", f"expected {self.expects}")
        elif not isinstance(node, Refused):
            faults.add(node.place, f"{what} must be {self.expects}; found {found(node)}", hint)


class Text(ValueKind[str]):
    """Any text, to print or to look up."""

    expects = "text"

    def read(self, node: YamlNode, what: str, faults: Faults) -> str | None:
        """The text; numbers and `true` must be quoted to be one."""
        if not isinstance(node, Scalar):
            self.refuse(node, what, faults)
            return None
        if not is_text(node):
            self.refuse(node, what, faults, hint=f'in quotes it is text: "{node.text}"')
            return None
        if not 0 < len(node.text) <= MAX_TEXT:
            size = f"at most {MAX_TEXT:,} characters" if node.text else "at least one character"
            faults.add(node.place, f"{what} must have {size}; found {len(node.text):,}")
            return None
        return node.text

    def schema(self) -> SchemaPart:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}


def found(node: YamlNode) -> str:
    """A node in a message: `0.5`, a list, keys and values."""
    if isinstance(node, Scalar):
        return cited(node.text) if node.text.strip() else "an empty text"
    return "a list" if isinstance(node, Sequence) else "keys and values"


def flow(example: Any) -> str:
    """An example as a problem file would have it, on one line."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(flow, example)) + "]"
    return str(example)
