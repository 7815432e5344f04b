"""A sheet to fill in as text: Markdown with tables, or YAML. `check` reads both back."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator

from backprop_cli.errors import UsageError, nearest, printable
from backprop_cli.marking.sheets.formats.markdown_sheet import (
    ANSWER_HEAD,
    GIVEN_MARK,
    NAME_HEAD,
    WHO_LINES,
)
from backprop_cli.marking.sheets.formats.raw import ANSWERS, GIVEN, PROBLEM, WHO
from backprop_cli.worksheet import blank_words
from backprop_cli.worksheet.blank import Blank, BlankRow

COMMENT_WIDTH = 88


def markdown(blank: Blank) -> str:
    """Headings and tables, easy to fill in an editor and to print."""
    from backprop_cli.render.markdown import Markdown

    parts = [
        Markdown().render(blank.head).rstrip(),
        *(f"{head} " for head in WHO_LINES.values()),
        blank_words.HOW_TO,
    ]
    if any(row.value for part in blank.parts for row in part.rows):
        parts.append(blank_words.WORKED)
    for part in blank.parts:
        rows = [f"| `{row.name}` | {_place(row)} |" for row in part.rows]
        parts += [
            f"## {part.title}",
            *([part.lists] if part.lists else []),
            "\n".join([f"| {NAME_HEAD} | {ANSWER_HEAD} |", "| :-- | :-- |", *rows]),
        ]
    return "\n\n".join(parts) + "\n"


def _place(row: BlankRow) -> str:
    return f"{row.value} {GIVEN_MARK}" if row.value else " " * 20


def yaml(blank: Blank) -> str:
    """The problem as comments, then whose sheet it is, `given` lines and `answers`."""
    from backprop_cli.render.terminal import Terminal

    head = Terminal().render(blank.head, COMMENT_WIDTH)
    how_to = textwrap.wrap(blank_words.HOW_TO, COMMENT_WIDTH)
    lines = [f"# {line}".rstrip() for line in (*head.splitlines(), "", *how_to)]
    return (
        "\n".join(
            [
                *lines,
                "",
                *_heading(blank),
                *(f"{key}:" for key in WHO),
                *_given(blank),
                "",
                f"{ANSWERS}:",
                *_asked(blank),
            ]
        )
        + "\n"
    )


def _heading(blank: Blank) -> Iterator[str]:
    """The problem, as a double-quoted scalar."""
    yield f"{PROBLEM}: {json.dumps(printable(blank.head.title), ensure_ascii=False)}"


def _given(blank: Blank) -> Iterator[str]:
    rows = [row for part in blank.parts for row in part.rows if row.value]
    if rows:
        yield from ("", f"# {blank_words.WORKED_APART}", f"{GIVEN}:")
        yield from (f"  {row.name}: {row.value}" for row in rows)


def _asked(blank: Blank) -> Iterator[str]:
    for part in blank.parts:
        rows = [row for row in part.rows if not row.value]
        if rows:
            yield f"  # {part.title}"
            yield from (f"  # {line}" for line in textwrap.wrap(part.lists, COMMENT_WIDTH))
            yield from (f"  {row.name}:" for row in rows)


BLANKS: dict[str, tuple[Callable[[Blank], str], tuple[str, ...]]] = {
    "markdown": (markdown, (".md", ".markdown")),
    "yaml": (yaml, (".yaml", ".yml")),
}
"""Every format of a sheet to fill in, with its file endings."""


def blank_format(path: str, name: str | None) -> Callable[[Blank], str]:
    """The writer called `name`, or the one for a file's ending; Markdown on standard output.

    Raises `UsageError` where there is none.
    """
    if name is not None:
        if name not in BLANKS:
            hint = nearest(name, BLANKS) or f"known are {', '.join(BLANKS)}"
            raise UsageError(f"a blank sheet has no format `{name}`", hint)
        return BLANKS[name][0]
    if path == "-":
        return markdown
    for write, endings in BLANKS.values():
        if path.lower().endswith(endings):
            return write
    raise UsageError(f"no blank sheet has the ending of `{path}`", "use .md or .yaml, or --format")
