"""YAML text -> a tree of nodes that know their place; whatever YAML offers beyond that is refused.

Nodes are built from PyYAML's events as they arrive, so a file that is nested or large beyond the
limits is given up at the limit, whatever follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from backprop_cli.errors import Faults, Place, TooManyFaults, cited
from backprop_cli.problem.limits import MAX_NESTING, MAX_NODES

if TYPE_CHECKING:
    import yaml

"""Keys, values and lists together: a little more than the largest network has weights."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Scalar(NamedTuple):
    """A word, a number or a text, as typed; `plain` without quotes, on one line."""

    place: Place
    text: str
    plain: bool


class Sequence(NamedTuple):
    """A list."""

    place: Place
    items: tuple[Node, ...]


class Mapping(NamedTuple):
    """Keys and values, in the order of the file; each key once."""

    place: Place
    entries: tuple[tuple[Scalar, Node], ...]


class Refused(NamedTuple):
    """Something whose fault has been reported already; readers pass over it."""

    place: Place


Node = Scalar | Sequence | Mapping | Refused


def read_tree(text: str, faults: Faults) -> Node | None:
    """The one document in `text`, or None if it cannot be read to its end.

    Every fault found on the way is added to `faults`. Raises `TooManyFaults` at a limit.
    """
    import yaml  # costs more than the rest of the reader; `--help` does without

    from backprop_cli.problem.yaml_faults import syntax_fault
    from backprop_cli.problem.yaml_loader import TreeLoader

    builder = _Builder(faults)
    try:
        for event in yaml.parse(text, Loader=TreeLoader):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        faults.append(syntax_fault(error, text))
        return None
    if builder.root is None:
        faults.add(None, "the file is empty", "`backprop init FILE` writes a first one")
    return builder.root


class _Open(NamedTuple):
    """A list or mapping that is not closed yet; a mapping's keys and values take turns."""

    event: yaml.CollectionStartEvent
    parts: list[Node]


class _Builder:
    def __init__(self, faults: Faults) -> None:
        import yaml

        self.faults = faults
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0
        self.documents = 0
        self.handlers: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.SequenceStartEvent: self.start,
            yaml.MappingStartEvent: self.start,
            yaml.SequenceEndEvent: self.end_sequence,
            yaml.MappingEndEvent: self.end_mapping,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }

    def take(self, event: yaml.Event) -> None:
        handler = self.handlers.get(type(event))
        if handler:
            handler(event)

    def refuse(self, place: Place, message: str, hint: str) -> None:
        self.faults.add(place, message, hint)

    def stop(self, place: Place, message: str, hint: str) -> None:
        self.refuse(place, message, hint)
        raise TooManyFaults

    def check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(_at(event, 1), f"the file holds more than {MAX_NODES:,} values", "")
        if event.anchor is not None:
            place = _at(event, len(event.anchor) + 1)
            self.refuse(place, f"the anchor {cited(f'&{event.anchor}')} is not allowed", _SPELL_OUT)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(_at(event, len(tag)), f"the tag {cited(tag)} is not allowed",
                        "leave it out; values are numbers and text")  # fmt: skip

    def document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.stop(_span(event, event), "a second document starts here", "one problem per file")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.check_node(event)
        scalar = _scalar(event)
        if event.style == '"' and _SURROGATE.search(event.value):
            self.refuse(scalar.place, "an escape in this text stands for no character", "")
        self.add(scalar if event.tag is None else Refused(scalar.place))

    def alias(self, event: yaml.AliasEvent) -> None:
        place = _span(event, event)
        self.refuse(place, f"the alias {cited(f'*{event.anchor}')} is not allowed", _SPELL_OUT)
        self.add(Refused(place))

    def start(self, event: yaml.CollectionStartEvent) -> None:
        self.check_node(event)
        if len(self.open) == MAX_NESTING:
            self.stop(_at(event, 1), f"nested more than {MAX_NESTING} deep", "")
        self.open.append(_Open(event, []))

    def end_sequence(self, event: yaml.SequenceEndEvent) -> None:
        start, parts = self.open.pop()
        place = _span(start, event)
        self.add(Sequence(place, tuple(parts)) if start.tag is None else Refused(place))

    def end_mapping(self, event: yaml.MappingEndEvent) -> None:
        start, parts = self.open.pop()
        entries = self.entries(parts)
        first = entries[0][0].place if entries and not start.flow_style else None
        place = first or _span(start, event)
        self.add(Mapping(place, entries) if start.tag is None else Refused(place))

    def add(self, node: Node) -> None:
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node

    def entries(self, parts: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        """Keys with their values; a key that is no word, or comes twice, is refused."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if isinstance(key, (Sequence, Mapping)):
                self.refuse(key.place, "a key must be a single word", "")
            elif isinstance(key, Scalar) and key.text in entries:
                first = entries[key.text][0].place.line
                self.refuse(key.place, f"{cited(key.text)} is here a second time",
                            f"the first is on line {first}; keep one of the two")  # fmt: skip
            elif isinstance(key, Scalar):
                entries[key.text] = key, value
        return tuple(entries.values())


_SPELL_OUT = "write the value out where it is used"


# PyYAML's type hints call a mark optional; the events of its parser always have both, hence `Any`.


def _scalar(event: Any) -> Scalar:
    one_line = event.start_mark.line == event.end_mark.line
    return Scalar(_span(event, event), event.value, event.style is None and one_line)


def _at(event: Any, width: int) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1, width)


def _span(first: Any, last: Any) -> Place:
    """From the start of one event to the end of another, as far as that is one line."""
    start, end = first.start_mark, last.end_mark
    width = end.column - start.column if start.line == end.line else 1
    return _at(first, max(1, width))
