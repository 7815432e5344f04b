"""A sheet to fill in as YAML, with the problem as comments; `check` reads it back."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backprop_cli.errors import printable
from backprop_cli.marking.sheets.formats.raw import ANSWERS, GIVEN, PROBLEM, WHO
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.lines import in_text
from backprop_cli.render.terminal import Terminal
from backprop_cli.render.writer import writer
from backprop_cli.words.blank import BEHIND_COLON, WORKED_APART
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import Document, Heading, Paragraph, Section, ToFill

COMMENT_WIDTH = 88
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
        (f"  {name}: {value}", writer(document, part.scope, Unicode).name(name))
        for part in parts
        for block in part.blocks
        if isinstance(block, ToFill)
        for name, value in block.places
        if value
    ]
    if worked:
        yield from ("", f"# {phrase(WORKED_APART)}", f"{GIVEN}:")
        margin = max(len(line) for line, _ in worked) + 2
        yield from (f"{line:{margin}}# {symbol}" for line, symbol in worked)


def problem_page(head: Section, document: Document) -> list[str]:
    """The problem in lines, as in the terminal."""
    return Terminal().render(replace(document, composed=lambda: (head,)), COMMENT_WIDTH).splitlines()


def first_words(section: Section, document: Document) -> str:
    """How the sheet is filled in; which lines are worked is said where they stand."""
    paragraph = next(block for block in section.blocks if type(block) is Paragraph)
    return in_plain_text(paragraph, section, document)


def _asked(parts: Sequence[Section], document: Document) -> Iterator[str]:
    """The lines that are open, each with its symbol as a comment, under the title of their part.

    A part that is worked is left out.
    """
    places = [
        name
        for part in parts
        for block in part.blocks
        if isinstance(block, ToFill)
        for name, _ in block.places
    ]
    margin = max(map(len, places), default=0) + len("  :") + ROOM_TO_TYPE
    for part in parts:
        script = writer(document, part.scope, Unicode)
        asked = [
            name
            for block in part.blocks
            if isinstance(block, ToFill)
            for name, value in block.places
            if not value
        ]
        if asked:
            for block in part.blocks:
                if isinstance(block, Heading | Paragraph):
                    told = textwrap.wrap(in_plain_text(block, part, document), COMMENT_WIDTH)
                    yield from (f"  # {line}" for line in told)
            yield from (f"{f'  {name}:':{margin}}# {script.name(name)}" for name in asked)


def in_plain_text(block: Heading | Paragraph, section: Section, document: Document) -> str:
    """A heading or paragraph as a file without formulas has it."""
    return in_text(block.words, writer(document, section.scope, Unicode))
