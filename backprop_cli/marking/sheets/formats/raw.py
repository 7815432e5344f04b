"""What every format is read into: names with what stands behind them, as raw text."""

from __future__ import annotations

import html
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.who_heads import who_head
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.written import INVISIBLE
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

MAX_NESTING = 8
ANSWERS, GIVEN = "answers", "given"
"""The keys of a sheet; `given` holds the lines that came worked with a sheet of ours."""
PROBLEM = "problem"
"""The key that says which problem a sheet is of."""
WHO = Who._fields
"""The keys beside them that say whose sheet it is."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping in the order of the file, repeats and all."""

    pairs: tuple[RawLine, ...]


RawValue = str | tuple["RawValue", ...] | Pairs
"""A scalar as typed (empty: nothing), a list, or a mapping."""


KINDS = ("epoch", "step", "sample")
ZEROTH = -1
"""The number of a step or sample that a sheet calls 0."""


class LineScope(NamedTuple):
    """What a line is of by the heading, row or column it stands in; counted from 1, 0 where none is said."""

    epoch: int = 0
    step: int = 0
    sample: int = 0
    said: str = ""
    """As the sheet has it: `Step 2`."""
    has_words: bool = False
    """Whether more stands in the heading: `Step 2: backward pass` may be a part of the work."""
    is_table: bool = False
    """Whether a row or a column of a table says so, which leaves no doubt."""

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing."""
        return not (self.epoch or self.step or self.sample)

    def at(self, kind: str, number: int) -> LineScope:
        """The same, with the epoch, step or sample that is said."""
        return LineScope().numbered(kind, number or ZEROTH).within(self)

    def number(self, kind: str) -> int:
        """The number of the epoch, step or sample."""
        return {"epoch": self.epoch, "step": self.step, "sample": self.sample}[kind]

    def numbered(self, kind: str, number: int) -> LineScope:
        """The same with another one."""
        epoch, step, sample = (number if kind == each else self.number(each) for each in KINDS)
        return self._replace(epoch=epoch, step=step, sample=sample)

    def within(self, outer: LineScope) -> LineScope:
        """The same with what the headings above it say."""
        return self._replace(**{key: own or getattr(outer, key) for key, own in self._asdict().items()})


class RawLine(NamedTuple):
    """One line of a file: a name and what stands behind it."""

    name: str
    value: RawValue
    line: int = 0
    """Counted from 1; 0 where the format does not say."""
    flaw: str = ""
    """Why the line cannot be read; `value` is then its raw text."""
    given: bool = False
    """Whether the sheet came with this line worked."""
    stored: bool = False
    """Whether a program has stored it, so that no number in it has a decimal comma."""
    scope: LineScope = LineScope()
    """Which step, or sample, it is of, where its name does not say so."""
    cells: tuple[str, ...] = ()
    """Of the row of a table: what stands in it from the answer on."""
    updated: bool = False
    """Whether it stands below a heading that speaks of values after the update."""
    corrects: bool = False
    """Whether it says that it corrects what stands there under the same name before."""
    outside: bool = False
    """Whether it stands beside a page's tables: these count before it, and its words are no answer."""

    @property
    def text(self) -> str:
        """What stands behind the name, where that is text; nothing of a list or a mapping."""
        return self.value if isinstance(self.value, str) else ""


class LinesRead(NamedTuple):
    """The lines of a sheet as they are read."""

    entries: tuple[RawLine, ...]
    told: str = ""
    """How, where they could be read otherwise."""


class Beside(NamedTuple):
    """A column of a table beside the answers that holds numbers as well."""

    head: str
    """Its head, or its place."""
    names: frozenset[str] = frozenset()
    """The rows that have a number there and may be read over several cells, by their names."""
    is_alone: bool = False
    """Whether it is told only where nothing on the sheet is read."""

    def is_read(self, wide: AbstractSet[str]) -> bool:
        """Whether all of it has been read as entries of the `wide` rows."""
        return bool(self.names) and self.names <= wide


class Raw(NamedTuple):
    """A file as entries; nothing is looked up yet."""

    who: Who
    entries: tuple[RawLine, ...]
    headings: tuple[str, ...] = ()
    """What it says of the problem that it is a sheet of."""
    aside: tuple[str, ...] = ()
    """Heads of columns that are set aside, of a table that is a form."""
    beside: tuple[Beside, ...] = ()
    commented: tuple[RawLine, ...] = ()
    """Answers in comments, which are not read."""


class UnreadableError(Exception):
    """A file or a line that cannot be read as a whole; the message says why. Never leaves `marking`."""


class RefusedError(Exception):
    """A file that must not be read as one sheet; the message says why. Never leaves `marking`."""


def visible(text: str) -> str:
    """A text without the characters and tags that nobody sees; raised and lowered ones as TeX has them.

    As many lines as before.
    """
    plain = _SPACE_AT_FIRST.sub(r"\1", _UNSEEN.sub("", text)).replace("&nbsp;", " ")
    if "<" in plain:
        plain = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), plain)
        for tag, mark in _MARKS_OF_TAGS:
            plain = tag.sub(mark, plain)
    return _ENTITY.sub(_letter, plain) if "&" in plain else plain


def _letter(entity: re.Match[str]) -> str:
    """The letter that an entity stands for, `&minus;`; as it is where there is no such letter."""
    letter = html.unescape(entity[0])
    return letter if letter.isprintable() else entity[0]


COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*+-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_UNSEEN = re.compile(f"[{INVISIBLE}]")
_SPACE_AT_FIRST = re.compile("^([ \t]*)(?:&nbsp;)+", re.MULTILINE)
"""How far a line stands in says something in YAML."""
_MARKS_OF_TAGS = tuple(
    (re.compile(tag, re.IGNORECASE), mark)
    for tag, mark in (
        (r"</?(?:b|strong|i|em|u|ins|mark|code|pre|span|font|big|small|center)(?:\s[^<>\n]{0,200})?>", ""),
        (r"</?(?:p|div)(?:\s[^<>\n]{0,200})?>", "   "),
        (r"<br\s*/?>", "   "),
        (r"<sup>([^<>\n]{1,40})</sup>", r"^{\1}"),
        (r"<sub>([^<>\n]{1,40})</sub>", r"_{\1}"),
        (r"<(s|del|strike)>([^<>\n]{0,200})</\1>", r"~~\2~~"),
    )
)
"""Tags of HTML that editors and forms put around text, and what stands for them, as in Markdown and TeX."""


def from_pairs(tree: RawValue, *, came_worked: bool = False) -> Raw:
    """The sheet in a mapping: whose it is, `answers` and `given`, or the answers themselves.

    `came_worked` tells whether it was handed out with the lines under `given`; else they are the student's.
    Beside `answers` other keys may stand, for the teacher's own use.
    """
    if not isinstance(tree, Pairs):
        raise UnreadableError(phrase(words.NAMES_WITH_VALUES))
    keys = {entry.name.strip().casefold(): entry for entry in tree.pairs}
    who = Who(*(_word(keys.get(key)) for key in WHO))
    blocks = _called(tree, ANSWERS)
    if any(not isinstance(block.value, Pairs | str) for block in blocks):
        raise UnreadableError(phrase(words.ANSWERS_HOLD_NAMES))
    own = [entry for entry in tree.pairs if entry.name.strip().casefold() not in {*WHO, GIVEN}]
    entries = [entry for block in blocks for entry in _inner(block)] if blocks else own
    if blocks:
        entries += [each for each in own if who_head(each.name)]
    given = [each._replace(given=came_worked) for block in _called(tree, GIVEN) for each in _inner(block)]
    headings = [_word(each) for each in _called(tree, PROBLEM)] if blocks else []
    return Raw(who, (*entries, *given), tuple(headings))


def _word(entry: RawLine | None) -> str:
    return entry.text if entry else ""


def _called(tree: Pairs, key: str) -> list[RawLine]:
    """The entries with that key: who writes a second block of answers means both."""
    return [entry for entry in tree.pairs if entry.name.strip().casefold() == key]


def _inner(entry: RawLine) -> tuple[RawLine, ...]:
    return entry.value.pairs if isinstance(entry.value, Pairs) else ()
