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

_RUN_ON = r"(\w+):(\S.*)"


class Scalar(NamedTuple):
    """A word, a number or a text, as typed; `plain` without quotes, on one line."""

    place: Place
    text: str
    plain: bool


class Sequence(NamedTuple):
    """A list."""

    place: Place
    items: tuple[YamlNode, ...]


class Mapping(NamedTuple):
    """Keys and values, in the order of the file; each key once."""

    place: Place
    entries: tuple[tuple[Scalar, YamlNode], ...]
    repeated: tuple[Scalar, ...] = ()
    """Keys that came again. Whoever reads the mapping reports them: a list may have been meant."""


class Refused(NamedTuple):
    """Something whose fault has been reported already; readers pass over it."""

    place: Place


YamlNode = Scalar | Sequence | Mapping | Refused


EMPTY = ("the file is empty", "`backprop init FILE` writes a first one")


def read_tree(text: str, faults: Faults) -> YamlNode | None:
    """The one document in `text`, or None if it cannot be read to its end.

    Every fault found on the way is added to `faults`. Raises `TooManyFaults` at a limit.
    """
    if (quickly := _read_quickly(text)) is not None:
        return quickly
    import yaml

    from backprop_cli.problem_file.yaml_loader import TreeLoader

    builder = _Builder(faults)
    try:
        for event in yaml.parse(text, Loader=TreeLoader):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        from backprop_cli.problem_file.yaml_faults import syntax_fault

        faults.append(syntax_fault(error, text))
        return None
    if builder.root is None:
        faults.add(None, *EMPTY)
    return builder.root


_READ_OTHERWISE = "\t?|>%\ufeff"
"""libyaml takes tabs and question marks where the pure scanner takes none, and drops byte order marks."""


def _read_quickly(text: str) -> YamlNode | None:
    """The same tree from libyaml, ten times as fast.

    None where the two may read otherwise, where anything is to be said about the text, which the pure one
    says better, and where PyYAML is without libyaml.
    """
    import yaml  # costs more than the rest of the reader; `--help` does without

    if not yaml.__with_libyaml__ or any(char in text for char in _READ_OTHERWISE):
        return None
    builder = _Builder(Faults())
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if type(event) is yaml.ScalarEvent and not event.value and not event.style:
                return None  # an empty value: they differ in where it stands
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError, TooManyFaults):
        return None
    return None if builder.faults else builder.root


class _Open(NamedTuple):
    """A list or mapping that is not closed yet; a mapping's keys and values take turns."""

    event: yaml.CollectionStartEvent
    parts: list[YamlNode]


class _Builder:
    def __init__(self, faults: Faults) -> None:
        import yaml

        self.faults = faults
        self.root: YamlNode | None = None
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
        if event.style == '"' and any("\ud800" <= char <= "\udfff" for char in event.value):
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
        place = _span(start, event) if start.flow_style else _at(start, 1)
        self.add(Sequence(place, tuple(parts)) if start.tag is None else Refused(place))

    def end_mapping(self, event: yaml.MappingEndEvent) -> None:
        start, parts = self.open.pop()
        if start.flow_style:
            parts = rejoined(parts, self.faults)
        entries, repeated = self.entries(parts)
        merging = next((key for key in parts[::2] if isinstance(key, Scalar) and key.text == "<<"), None)
        if merging:
            self.refuse(merging.place, "merge keys, `<<`, are not read", _SPELL_OUT_KEYS)
        first = entries[0][0].place if entries and not start.flow_style else None
        place = first or _span(start, event)
        self.add(Mapping(place, entries, repeated) if start.tag is None and not merging else Refused(place))

    def add(self, node: YamlNode) -> None:
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node

    def entries(
        self, parts: list[YamlNode]
    ) -> tuple[tuple[tuple[Scalar, YamlNode], ...], tuple[Scalar, ...]]:
        """Keys with their values, and the keys that come again; a key that is no word is refused."""
        entries: dict[str, tuple[Scalar, YamlNode]] = {}
        repeated = []
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if isinstance(key, (Sequence, Mapping)):
                self.refuse(key.place, "a key must be a single word", "")
            elif isinstance(key, Scalar) and key.text in entries:
                repeated.append(key)
            elif isinstance(key, Scalar):
                entries[key.text] = key, value
        return tuple(entries.values()), tuple(repeated)


_SPELL_OUT = "write the value out where it is used"
_SPELL_OUT_KEYS = "write out here the keys and values that it stands for"


def rejoined(parts: list[YamlNode], faults: Faults) -> list[YamlNode]:
    """Keys and values of a mapping in braces, where each value that its own commas cut up is refused.

    `{z: max(x, y, 3)}` has the keys `z`, `y` and `3)` in YAML; `{x:1}` the key `x:1`.
    """
    joined: list[YamlNode] = []
    cut: dict[int, Scalar] = {}
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        before = joined[-1] if joined else None
        if not (isinstance(key, Scalar) and _stands_alone(key, value)):
            joined += [key, value]
        elif key.plain and (run_on := re.fullmatch(_RUN_ON, key.text)):
            from backprop_cli.problem_file.yaml_faults import space_fault

            colon = key.place._replace(column=key.place.column + len(run_on[1]), width=1)
            faults.append(space_fault(colon, *run_on.groups()))
            joined += [key._replace(text=run_on[1]), Refused(key.place)]
        elif isinstance(before, Scalar) and _is_cut(before, key):
            cut.setdefault(len(joined) - 1, before)
            joined[-1] = _together(before, key)
        else:
            joined += [key, value]
    for index, start in cut.items():
        joined[index] = _refused_cut(joined[index - 1], start, joined[index], faults)
    return joined


def _stands_alone(key: Scalar, value: YamlNode) -> bool:
    """Whether a key in braces has not even a colon: its value is empty and starts where it ends."""
    end = key.place.column + key.place.width
    return isinstance(value, Scalar) and value.plain and value.text == "" and (
        (value.place.line, value.place.column) == (key.place.line, end)
    )  # fmt: skip


def _is_cut(value: Scalar, rest: Scalar) -> bool:
    """Whether the comma between a value and a key that stands alone was meant to be part of the value."""
    is_open = value.text.count("(") > value.text.count(")")
    return value.plain and (is_open or _is_decimal(value, rest))


def _is_decimal(value: Scalar, rest: Scalar) -> bool:
    return value.text[-1:].isdigit() and rest.text[:1].isdigit()


def _together(value: Scalar, rest: Scalar) -> Scalar:
    same_line = value.place.line == rest.place.line
    width = rest.place.column + rest.place.width - value.place.column if same_line else value.place.width
    return Scalar(value.place._replace(width=width), f"{value.text}, {rest.text}", True)


def _refused_cut(key: YamlNode, start: Scalar, whole: YamlNode, faults: Faults) -> YamlNode:
    if not (isinstance(key, Scalar) and isinstance(whole, Scalar)):
        return whole
    message = f"inside {{ }} a comma ends the entry, so {cited(key.text)} is only {cited(start.text)}"
    if "(" in start.text:
        hint = f'put it in quotes, {key.text}: "{whole.text}", or each entry on a line of its own'
    elif "." in whole.text or whole.text.count(",") > 1:
        hint = f"write a list: [{whole.text}]"
    else:
        hint = f"write decimals with a point: {whole.text.replace(', ', '.', 1)}"
    faults.add(whole.place, message, hint)
    return Refused(whole.place)


# PyYAML's type hints call a mark optional; the events of its parser always have both, hence `Any`.


def _scalar(event: Any) -> Scalar:
    one_line = event.start_mark.line == event.end_mark.line
    return Scalar(_span(event, event), event.value, not event.style and one_line)


def _at(event: Any, width: int) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1, width)


def _span(first: Any, last: Any) -> Place:
    """From the start of one event to the end of another, as far as that is one line."""
    start, end = first.start_mark, last.end_mark
    width = end.column - start.column if start.line == end.line else 1
    return _at(first, max(1, width))
