"""A sheet to fill in as plain text, a line for each answer; `check` reads it back."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from backprop_cli.notation.breaks import width
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.blank_lines import (
    COMMENT_WIDTH,
    first_words,
    places,
    problem_page,
    told_notation,
    told_of,
)
from backprop_cli.render.lines import in_sentence
from backprop_cli.render.writer import writer
from backprop_cli.words.blank import BEHIND_EQUALS, WORKED
from backprop_cli.words.read_back import GIVEN_MARK, NOTATION, WHO_LINES
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import Document, Section

GAP = "   "
"""Between a symbol and its name; two spaces at least tell them apart."""


class BlankText:
    """Renders a sheet to fill in, and no other document."""

    def render(self, document: Document) -> str:
        """The problem and all that is said behind `#`, whose sheet it is, then `symbol   name = ` lines."""
        head, how_to, *parts = document.sections
        notation = told_notation(how_to)
        in_notation = [phrase(NOTATION, name=notation)] if notation else []
        who = [*in_notation, *map(phrase, WHO_LINES.values())]
        lines = [*map(_said, problem_page(head, document)), "", *who, ""]
        told = [first_words(how_to, document), phrase(BEHIND_EQUALS)]
        if any(place.value for part in parts for place in places(part)):
            told.append(phrase(WORKED, mark=phrase(GIVEN_MARK)))
        lines += map(_said, textwrap.wrap(" ".join(told), COMMENT_WIDTH))
        for part in parts:
            lines += ["", *_part(part, document)]
        return "\n".join(lines) + "\n"


def _said(line: str) -> str:
    return f"# {line}".rstrip()


def _part(part: Section, document: Document) -> Iterator[str]:
    """Its heading and what is said of it, then its lines, the names under each other."""
    yield from map(_said, told_of(part, document))
    script = writer(document, part.scope, Unicode)
    rows = [
        (in_sentence(script.name(place.quantity), script), place.typed, place.value) for place in places(part)
    ]
    yield from _aligned(rows)


def _aligned(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    symbols = max((width(symbol) for symbol, _, _ in rows), default=0)
    names = max((len(name) for _, name, _ in rows), default=0)
    for symbol, name, value in rows:
        margin = " " * (symbols - width(symbol))
        yield f"{symbol}{margin}{GAP}{name:{names}} = {f'{value} {phrase(GIVEN_MARK)}' if value else ''}"
