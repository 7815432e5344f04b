"""A sheet to fill in as YAML, with the problem as comments; `check` reads it back."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backprop_cli.errors import printable
from backprop_cli.marking.sheets.formats.raw import ANSWERS, GIVEN, PROBLEM, WHO
from backprop_cli.render.terminal import Terminal
from backprop_cli.words import blank as words
from backprop_cli.words.inline import Words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import Document, Heading, Paragraph, Section, ToFill

COMMENT_WIDTH = 88


class BlankYaml:
    """Renders a sheet to fill in, and no other document."""

    def render(self, document: Document) -> str:
        """The problem as comments, then whose sheet it is, `given` lines and `answers`."""
        head, _, *parts = document.sections
        page = Terminal().render(replace(document, composed=lambda: (head,)), COMMENT_WIDTH)
        how_to = textwrap.wrap(phrase(words.HOW_TO), COMMENT_WIDTH)
        lines = [
            *(f"# {line}".rstrip() for line in (*page.splitlines(), "", *how_to)),
            "",
            _heading(document.title),
            *(f"{key}:" for key in WHO),
            *_given(parts),
            "",
            f"{ANSWERS}:",
            *_asked(parts),
        ]
        return "\n".join(lines) + "\n"


def _heading(title: str) -> str:
    """The problem, as a double-quoted scalar."""
    return f"{PROBLEM}: {json.dumps(printable(title), ensure_ascii=False)}"


def _given(parts: Sequence[Section]) -> Iterator[str]:
    blocks = (block for part in parts for block in part.blocks if isinstance(block, ToFill))
    worked = [(name, value) for block in blocks for name, value in block.places if value]
    if worked:
        yield from ("", f"# {phrase(words.WORKED_APART)}", f"{GIVEN}:")
        yield from (f"  {name}: {value}" for name, value in worked)


def _asked(parts: Sequence[Section]) -> Iterator[str]:
    """The lines that are open, under the title of their part; a part that is worked is left out."""
    for part in parts:
        asked = [
            name
            for block in part.blocks
            if isinstance(block, ToFill)
            for name, value in block.places
            if not value
        ]
        if asked:
            yield from (line for block in part.blocks for line in _comment(block))
            yield from (f"  {name}:" for name in asked)


def _comment(block: object) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield from (f"  # {line}" for line in textwrap.wrap(_plain(block.words), COMMENT_WIDTH))


def _plain(said: Words) -> str:
    return "".join(map(str, said))
