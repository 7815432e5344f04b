"""A YAML sheet -> entries, from the events of the parser: scalars stay as typed, nothing is built.

libyaml's parser is used where PyYAML has it: a class of 400 sheets is read in a fraction of a second.
"""

from __future__ import annotations

import re
from typing import Any

from backprop_cli.marking.sheets.formats.nested import records_as_pairs
from backprop_cli.marking.sheets.formats.raw import (
    MAX_NESTING,
    Pairs,
    Raw,
    RawLine,
    RawValue,
    UnreadableError,
    from_pairs,
)
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.worked import has_worked_block
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

_BARE_NAME = re.compile(r"([{,]\s*)([^\W\d][\w/]{0,40}\[[\d, ]{1,20}\][\w/@#\[\],]{0,40})(?=\s*:)")
"""A name with an index in front of a colon, within braces: there YAML wants it quoted."""
_UNDERLINED = re.compile(r"((?:# [^\n]{1,200}\n){1,20}?)# ={3,}[ \t\r]*\n")
"""`# Title` and `# =====` at the start of a file."""

_IN_COMMENT = re.compile(
    r":[ \t]+#[ \t]+(?P<symbol>\S.{0,100}?)[ \t=:≈]+(?P<answer>[^\s=:≈]{1,40})[ \t\r]*$", re.MULTILINE
)
"""An answer behind the symbol of a sheet of ours."""

_BLANK = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml(text: str, is_name: IsName) -> Raw:
    """The sheet in a YAML text; raises `UnreadableError` where one line spoils the whole."""
    try:
        tree = tree_of(text)
    except UnreadableError:
        if "{" not in text:
            raise
        tree = tree_of(_BARE_NAME.sub(r'\1"\2"', text))
    raw = from_pairs(records_as_pairs(tree), came_worked=has_worked_block(text))
    lines = text.splitlines() if _IN_COMMENT.search(text) else []
    entries = tuple(_with_comment(each, lines, is_name) for each in raw.entries) if lines else raw.entries
    return raw._replace(entries=entries, headings=(*raw.headings, *headings_in(text)))


def _with_comment(entry: RawLine, lines: list[str], is_name: IsName) -> RawLine:
    """An open line with the number that was typed at its end: behind the comment with the symbol."""
    if entry.value != "" or not 0 < entry.line <= len(lines):
        return entry
    found = _IN_COMMENT.search(lines[entry.line - 1])
    typed = found is not None and is_name(found["symbol"]) and read_number(found["answer"])
    return entry._replace(value=found["answer"]) if found and typed else entry


def headings_in(text: str) -> tuple[str, ...]:
    """The title in the comment that a sheet of ours begins with: underlined, on one line or several."""
    found = _UNDERLINED.match(text)
    return (" ".join(found[1].replace("#", " ").split()),) if found else ()


def tree_of(text: str) -> RawValue:
    """The one document in `text`; anchors, aliases and tags are not read."""
    import yaml

    builder, fastest = _PairsBuilder(), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=fastest):
            builder.take(event, event.__class__.__name__)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise UnreadableError(phrase(words.SIGNS)) from None
    return Pairs(()) if builder.root is None else builder.root


class _PairsBuilder:
    """Takes events in order; `root` is the document."""

    def __init__(self) -> None:
        self.root: RawValue | None = None
        self.open: list[tuple[bool, list[tuple[RawValue, int]]]] = []
        """Lists and mappings not closed yet: whether it is a mapping, and its parts with their lines."""

    def take(self, event: Any, kind: str) -> None:
        if kind == "ScalarEvent":
            self._refuse_extras(event)
            self._add(_scalar(event), event.start_mark.line + 1)
        elif kind in {"SequenceStartEvent", "MappingStartEvent"}:
            self._refuse_extras(event)
            if len(self.open) == MAX_NESTING:
                raise UnreadableError(words.too_deep(MAX_NESTING))
            self.open.append((kind == "MappingStartEvent", []))
        elif kind in {"SequenceEndEvent", "MappingEndEvent"}:
            is_mapping, parts = self.open.pop()
            line = parts[0][1] if parts else event.start_mark.line + 1
            self._add(_pairs(parts) if is_mapping else tuple(value for value, _ in parts), line)
        elif kind == "AliasEvent":
            raise UnreadableError(phrase(words.NO_ALIAS))

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            raise UnreadableError(phrase(words.NO_TAGS))

    def _add(self, value: RawValue, line: int) -> None:
        if self.open:
            self.open[-1][1].append((value, line))
        elif self.root is None:
            self.root = value
        else:
            raise UnreadableError(phrase(words.SECOND_DOCUMENT))


def _scalar(event: Any) -> str:
    text: str = event.value
    return "" if text in _BLANK and not event.style else text


def _pairs(parts: list[tuple[RawValue, int]]) -> Pairs:
    entries: list[RawLine] = []
    for (name, line), (value, _) in zip(parts[::2], parts[1::2], strict=True):
        if not isinstance(name, str):
            raise UnreadableError(phrase(words.SINGLE_WORD))
        if entries and _splits_a_decimal(entries[-1], name, value):
            entries[-1] = entries[-1]._replace(value=f"{entries[-1].value},{name}")
        else:
            entries.append(RawLine(name, value, line))
    return Pairs(tuple(entries))


def _splits_a_decimal(before: RawLine, name: str, value: RawValue) -> bool:
    """{a1[1]: 0,5933}: in braces YAML takes the decimal comma for its own, and 5933 for a name."""
    whole = before.text.lstrip("+-−").isdigit()
    return whole and value == "" and name.isdigit()
