"""Answers behind a single `#`: of a page in Markdown headings, elsewhere comments, which are not read."""

import re

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import last_side, parted
from backprop_cli.marking.sheets.written import read_number

LONGEST = 200
"""Characters of a line that is looked at."""
_COMMENT = re.compile(r"[ \t]*#[ \t]*(?P<said>[^\s#].*)")


def with_titles_as_lines(text: str, is_name: IsName) -> str:
    """A page with its headings that are answers, `# L = 0.25`, as lines; as many as before."""
    lines = text.split("\n")
    for number, line in _answers(lines, is_name):
        lines[number - 1] = f"{line.name} = {line.value}"
    return "\n".join(lines)


def commented(text: str, is_name: IsName) -> tuple[RawLine, ...]:
    """The answers that stand in comments."""
    return tuple(line for _, line in _answers(text.split("\n"), is_name))


def _answers(lines: list[str], is_name: IsName) -> list[tuple[int, RawLine]]:
    found = list[tuple[int, RawLine]]()
    for number, line in enumerate(lines, start=1):
        comment = _COMMENT.fullmatch(line) if len(line) <= LONGEST else None
        sides = parted(comment["said"]) if comment else None
        if sides is None or read_number(last_side(sides.value)) is None:
            continue
        if is_called(is_name, sides.name):
            found.append((number, RawLine(sides.name, sides.value, number)))
    return found
