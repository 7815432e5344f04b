"""Headings of the highest level on a page of Markdown, which say what problem a sheet is of."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.who_heads import who_head
from backprop_cli.words.read_back import who_lines

_HEADING = re.compile(r"#\s+((?:.*[^\s#])?)[\s#]*")
_UNDERLINE = re.compile(r"={3,}")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>=^])")
MOST_LINES = 4
"""Lines over which an editor may break a heading."""


class Title(NamedTuple):
    """A heading: where it stands, and as what it may be read."""

    place: int
    """Its first line, counted from 0."""
    texts: tuple[str, ...]
    """As it stands, and with each of the lines below it on which it may go on."""


def titles_in(lines: Sequence[str]) -> Iterator[Title]:
    """The headings, `# Title` or underlined with `=`."""
    for place, line in enumerate(lines):
        if found := _HEADING.fullmatch(line.strip()):
            below = [found[1], *_paragraph(lines[place + 1 : place + MOST_LINES])]
            yield Title(place, tuple(_plain(below[:end]) for end in range(1, len(below) + 1)))
        elif _UNDERLINE.fullmatch(line.strip()):
            over = [*_paragraph(lines[max(0, place - MOST_LINES) : place][::-1])][::-1]
            if over:
                yield Title(place - len(over), (_plain(over),))


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    """The lines up to one that is empty, begins something else, or says whose the sheet is."""
    others = ("#", "|", "=", *who_lines())
    for line in lines:
        head, colon, _ = line.partition(":")
        if not line.strip() or line.lstrip().startswith(others) or (colon and who_head(head)):
            return
        yield line.strip()


def _plain(lines: Sequence[str]) -> str:
    return html.unescape(unescaped(" ".join(lines)))


def unescaped(text: str) -> str:
    """Text without the backslashes that Markdown editors put before signs."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text
