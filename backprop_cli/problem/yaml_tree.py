"""YAML text -> a tree of nodes that know their place; whatever YAML offers beyond that is refused.

Nodes are built from PyYAML's events as they arrive, so a file that is nested or large beyond the
limits is given up at the limit, whatever follows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.errors import Fault, Place, cited

if TYPE_CHECKING:
    import yaml

MAX_NESTING = 10
MAX_NODES = 110_000
"""Keys, values and lists together: a little more than the largest network has weights."""

_INDEX = re.compile(r"(?:\[[0-9]+(?:, ?[0-9]+)?\][^\s,\[\]{}]*)+(?=[\s,\]}])")
"""What follows the letter in a name such as `W1[1,2]` or `dz2[1]/da1[2]`."""


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


class _Stop(Exception):
    """The rest of the file is not looked at."""


def read_tree(text: str, faults: list[Fault]) -> Node | None:
    """The one document in `text`, or None if it cannot be read to its end.

    Every fault found on the way is added to `faults`.
    """
    import yaml  # costs more than the rest of the reader; `--help` does without

    from backprop_cli.problem.yaml_faults import syntax_fault

    builder = _Builder(faults)
    try:
        for event in yaml.parse(text, Loader=_loader()):
            builder.take(event)
    except _Stop:
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        faults.append(syntax_fault(error, text))
        return None
    if builder.root is None:
        faults.append(Fault("the file is empty", hint="`backprop init FILE` writes a first one"))
    return builder.root


@cache
def _loader() -> type[yaml.SafeLoader]:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML that also takes `[W1[1,2], b1]`: such a name needs no quotes within a list."""

        def scan_plain(self) -> yaml.ScalarToken:
            token = super().scan_plain()  # type: ignore[no-untyped-call]
            if self.flow_level and token.end_mark.index == self.index:
                index = _INDEX.match(self.buffer, self.pointer)
                if index:
                    self.forward(len(index[0]))
                    token.value += index[0]
                    token.end_mark = self.get_mark()
            return token  # type: ignore[no-any-return]

    return Loader


class _Open(NamedTuple):
    """A list or mapping that is not closed yet; a mapping's keys and values take turns."""

    event: yaml.CollectionStartEvent
    parts: list[Node]


class _Builder:
    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Dispatch on the event's kind; the frequent ones first."""
        import yaml

        if isinstance(event, yaml.ScalarEvent):
            self.check_node(event)
            self.add(_scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self.check_node(event)
            self.start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.end(event)
        elif isinstance(event, yaml.AliasEvent):
            place = _place(event)
            self.refuse(place, f"the alias {cited('*' + event.anchor)} is not allowed", _SPELL_OUT)
            self.add(Refused(place))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop(_place(event), "a second document starts here", "one problem per file")

    def refuse(self, place: Place, message: str, hint: str) -> None:
        self.faults.append(Fault(message, place, hint))

    def stop(self, place: Place, message: str, hint: str) -> None:
        self.refuse(place, message, hint)
        raise _Stop

    def check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(_place(event), f"the file holds more than {MAX_NODES:,} values", "")
        if event.anchor is not None:
            place = _at(event, len(event.anchor) + 1)
            self.refuse(place, f"the anchor {cited('&' + event.anchor)} is not allowed", _SPELL_OUT)
        if event.tag is not None:
            self.refuse(_at(event, 1), f"the tag {cited(_short(event.tag))} is not allowed",
                        "leave it out; values are numbers and text")  # fmt: skip

    def start(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.open) == MAX_NESTING:
            self.stop(_at(event, 1), f"nested more than {MAX_NESTING} deep", "")
        self.open.append(_Open(event, []))

    def end(self, event: yaml.CollectionEndEvent) -> None:
        import yaml

        start, parts = self.open.pop()
        if isinstance(start, yaml.SequenceStartEvent):
            self.add(Sequence(_span(start, event), tuple(parts)))
        else:
            entries = self.entries(parts)
            first = entries[0][0].place if entries and not start.flow_style else None
            self.add(Mapping(first or _span(start, event), entries))

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


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    start, end = event.start_mark, event.end_mark
    one_line = start.line == end.line
    width = max(1, end.column - start.column) if one_line else 1
    plain = event.style is None and one_line
    return Scalar(Place(start.line + 1, start.column + 1, width), event.value, plain)


def _place(event: yaml.Event) -> Place:
    return _span(event, event)


def _at(event: yaml.Event, width: int) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1, width)


def _span(first: yaml.Event, last: yaml.Event) -> Place:
    """From the start of one event to the end of another, as far as that is one line."""
    start, end = first.start_mark, last.end_mark
    width = end.column - start.column if start.line == end.line else 1
    return Place(start.line + 1, start.column + 1, max(1, width))
