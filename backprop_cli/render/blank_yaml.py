"""A sheet to fill in as YAML, with the problem as comments; `check` reads it back."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from backprop_cli.errors import printable
from backprop_cli.marking.sheets.formats.raw import ANSWERS, GIVEN, PROBLEM, WHO
from backprop_cli.marking.sheets.said_notation import KEY as NOTATION
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.blank_lines import (
    COMMENT_WIDTH,
    first_words,
    places,
    problem_page,
    told_notation,
    told_of,
)
from backprop_cli.render.writer import writer
from backprop_cli.words.blank import BEHIND_COLON, WORKED_APART
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import Document, Section

ROOM_TO_TYPE = 14
"""Columns between a name and the comment with its symbol."""


class BlankYaml:
    """Renders a sheet to fill in, and no other document."""

    def render(self, document: Document) -> str:
        """The problem as comments, then whose sheet it is, `given` lines and `answers`."""
        head, how_to, *parts = document.sections
        told = textwrap.wrap(f"{first_words(how_to, document)} {phrase(BEHIND_COLON)}", COMMENT_WIDTH)
        lines = [
            *(f"# {line}".rstrip() for line in (*problem_page(head, document), "", *told)),
            "",
            _heading(document.title),
            *([f"{NOTATION}: {notation}"] if (notation := told_notation(how_to)) else []),
            *(f"{key}:" for key in WHO),
            *_given(parts, document),
            "",
            f"{ANSWERS}:",
            *_asked(parts, document),
        ]
        return "\n".join(lines) + "\n"


def _heading(title: str) -> str:
    """The problem, as a double-quoted scalar."""
    return f"{PROBLEM}: {json.dumps(printable(title), ensure_ascii=False)}"


def _given(parts: Sequence[Section], document: Document) -> Iterator[str]:
    worked = [
        (f"  {place.typed}: {place.value}", writer(document, part.scope, Unicode).name(place.quantity))
        for part in parts
        for place in places(part)
        if place.value
    ]
    if worked:
        yield from ("", f"# {phrase(WORKED_APART)}", f"{GIVEN}:")
        margin = max(len(line) for line, _ in worked) + 2
        yield from (f"{line:{margin}}# {symbol}" for line, symbol in worked)


def _asked(parts: Sequence[Section], document: Document) -> Iterator[str]:
    """The lines that are open, each with its symbol as a comment, under the title of their part.

    A part that is worked is left out.
    """
    longest = max((len(place.typed) for part in parts for place in places(part)), default=0)
    margin = longest + len("  :") + ROOM_TO_TYPE
    for part in parts:
        script = writer(document, part.scope, Unicode)
        if asked := [place for place in places(part) if not place.value]:
            yield from (f"  # {line}" for line in told_of(part, document))
            yield from (f"{f'  {each.typed}:':{margin}}# {script.name(each.quantity)}" for each in asked)
