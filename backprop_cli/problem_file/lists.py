"""Lists of values of one kind, matrices among them, and the places of their entries."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbstractMapping
from typing import TypeVar

from backprop_cli.errors import MAX_CITED, Faults, Place
from backprop_cli.expr.tree import Num
from backprop_cli.problem_file.alternatives import ByKey, IfOnly
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind, flow
from backprop_cli.problem_file.numbers import AnyNumber, Count
from backprop_cli.problem_file.other_programs import small_key
from backprop_cli.problem_file.records import Record
from backprop_cli.problem_file.yaml_scalars import DECIMAL
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, Sequence, YamlNode

T_co = TypeVar("T_co", covariant=True)


class ListOf(ValueKind[tuple[T_co, ...]]):
    """One or more values of a kind; `entry` names one of them: `row {n} of {what}`."""

    def __init__(self, item: ValueKind[T_co], expects: str, entry: str, most: int) -> None:
        self.item = item
        self.expects = expects
        self.entry = entry
        self.most = most

    def read(self, node: YamlNode, what: str, faults: Faults) -> tuple[T_co, ...] | None:
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
        if flat := self._without_inner_brackets(node):
            faults.add(node.place, f"{what} must be {self.expects}; found a list of lists", flat)
            return None
        return self._items(node, what, faults)

    def _hint(self, node: YamlNode) -> str:
        """What to write instead, where that is plain: `[0.5]`, `[[0.5]]`, a dash before each layer."""
        if isinstance(node, Mapping) and isinstance(self.item, Record | ByKey | IfOnly) and node.entries:
            one = self.entry.replace(" {n}", "")
            return f"start each {one} with a dash: `- {node.entries[0][0].text}: …`"
        listed = self.as_list(node) or self._in_brackets(node) or _of_array(node)
        return f"write {listed}" if listed and len(listed) < MAX_CITED else ""

    def _in_brackets(self, node: YamlNode) -> str:
        """`0.05, 0.1` or `(0.05, 0.1)` as a list, or nothing if it is none without its brackets."""
        if not isinstance(node, Scalar) or "," not in node.text:
            return ""
        listed = node.text.removeprefix("(").removesuffix(")")
        parts = [node._replace(text=part.strip()) for part in listed.split(",")]
        return f"[{listed}]" if all(map(self.item.takes, parts)) else ""

    def as_list(self, node: YamlNode) -> str:
        """A single value as the list of its kind, or nothing if it is no such value."""
        if isinstance(self.item, ListOf):
            inner = self.item.as_list(node)
            return f"[{inner}]" if inner else ""
        single = isinstance(node, Scalar) and self.item.read(node, "", Faults()) is not None
        return f"[{node.text}]" if isinstance(node, Scalar) and single else ""

    def _without_inner_brackets(self, node: Sequence) -> str:
        """How to write a row or a column of other programs, `[[1, 2]]` or `[[1], [2]]`."""
        first = node.items[0]
        if not isinstance(first, Sequence) or not isinstance(self.item, AnyNumber | Count):
            return ""
        rows = [each.items if isinstance(each, Sequence) else () for each in node.items]
        if len(rows) > 1 and {len(row) for row in rows} != {1}:
            return ""
        entries = [each for row in rows for each in row]
        if not entries or not all(map(self.item.takes, entries)):
            return ""
        listed = flow([each.text for each in entries if isinstance(each, Scalar)])
        return f"write {listed if len(listed) < 2 * MAX_CITED else 'all numbers in one pair of brackets'}"

    def _items(self, node: Sequence, what: str, faults: Faults) -> tuple[T_co, ...] | None:
        items, before = list[T_co | None](), len(faults)
        numbered = "{n}" in self.entry
        here = "" if numbered else self.entry.format(what=what)
        for number, each in enumerate(node.items, start=1):
            name = self.entry.format(n=number, what=what) if numbered else here
            items.append(self.item.read(each, name, faults))
            if items[-1] is None and isinstance(each, Scalar):
                _tell_once(faults, before)
        whole = [item for item in items if item is not None]
        return tuple(whole) if len(whole) == len(items) else None

    def schema(self) -> SchemaPart:
        """An array that is not empty."""
        items = self.item.schema()
        return {"type": "array", "items": items, "minItems": 1, "maxItems": self.most}


class ListOfNames(ListOf[str]):
    """Names; a single one stands for the list of it, `fixed: biases`."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> tuple[str, ...] | None:
        """All names, or None if one of them cannot be read."""
        if isinstance(node, Scalar) and "," not in re.sub(_BRACKETS, "", node.text) and self.as_list(node):
            return self._items(Sequence(node.place, (node,)), what, faults)
        return super().read(node, what, faults)

    def schema(self) -> SchemaPart:
        """An array that is not empty, or one name."""
        return {"anyOf": [super().schema(), self.item.schema()]}


_BRACKETS = r"\[[^\]]*\]"


def _tell_once(faults: Faults, before: int) -> None:
    """The last fault of a list goes where one with the same way out is told: `[true, false]` has one."""
    if any(faults[-1].hint == each.hint != "" for each in faults[before:-1]):
        faults.pop()


_ARRAY = r"(?:np\.|numpy\.|torch\.|jnp\.|tf\.)?(?:array|asarray|tensor|constant)\(\s*(\[.*\])[^\]]*\)"


def _of_array(node: YamlNode) -> str:
    """The list in an array of a program, `np.array([1, 2])`; nothing where it is none."""
    found = re.fullmatch(_ARRAY, node.text) if isinstance(node, Scalar) else None
    return found[1] if found else ""


class ListOfRows(ListOf[tuple[Num, ...]]):
    """A matrix: a list of rows; `words` has hints for words that stand where one should."""

    def __init__(
        self,
        item: ValueKind[tuple[Num, ...]],
        expects: str,
        entry: str,
        most: int,
        words: AbstractMapping[str, str] | None = None,
    ) -> None:
        super().__init__(item, expects, entry, most)
        self.words = words or {}

    def _hint(self, node: YamlNode) -> str:
        hint = self.words.get(small_key(node.text)) if isinstance(node, Scalar) else ""
        return hint or super()._hint(node)

    def read(self, node: YamlNode, what: str, faults: Faults) -> tuple[tuple[Num, ...], ...] | None:
        """The rows; a list of numbers, or a matrix as other programs write it, is shown as rows."""
        if isinstance(node, Sequence) and node.items and all(isinstance(i, Scalar) for i in node.items):
            message = f"{what} must be {self.expects}; found a list without rows"
            faults.add(node.place, message, _rows_hint(node))
            return None
        return super().read(node, what, faults)


def _rows_hint(node: Sequence) -> str:
    text = ",".join(item.text for item in node.items if isinstance(item, Scalar))
    rows = [re.split(r"[\s,]+", row.strip()) for row in text.split(";")]
    if not all(DECIMAL.fullmatch(entry) for row in rows for entry in row) or len(text) > 2 * MAX_CITED:
        return ""
    return f"write {flow(rows)}" if len(rows) > 1 else f"a single row is written {flow(rows)}"


def part(node: YamlNode, position: int) -> Place:
    """Where the entry at `position` (from 0) of a list stands."""
    return node.items[position].place if isinstance(node, Sequence) else node.place
