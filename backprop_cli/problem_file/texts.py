"""Text to print or to look up."""

from __future__ import annotations

from backprop_cli.errors import Faults
from backprop_cli.problem.limits import MAX_TEXT
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_scalars import is_text
from backprop_cli.problem_file.yaml_tree import Scalar, YamlNode


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
