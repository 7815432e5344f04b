"""Answers behind a single `#`: of a page in Markdown headings, elsewhere comments, which are not read."""

import re
from functools import partial

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import number_on

LONGEST = 200
"""Characters of a line that is looked at."""
_COMMENT = re.compile(r"[ \t]*#[ \t]*(?P<said>[^\s#].*)")


def with_titles_as_lines(text: str, is_name: IsName) -> str:
    """A page with its headings that are answers, `# L = 0.25`, as lines; as many as before."""
    lines = text.split("\n")
    for answer in _answers(lines, is_name):
        lines[answer.line - 1] = f"{answer.name} = {answer.value}"
    return "\n".join(lines)


def commented(text: str, is_name: IsName) -> tuple[RawLine, ...]:
    """The answers that stand in comments."""
    return tuple(_answers(text.split("\n"), is_name))


def _answers(lines: list[str], is_name: IsName) -> list[RawLine]:
    found, names = list[RawLine](), partial(is_called, is_name)
    for number, line in enumerate(lines, start=1):
        comment = _COMMENT.fullmatch(line) if len(line) <= LONGEST else None
        if comment and (answer := number_on(comment["said"], names)):
            found.append(RawLine(answer.name, answer.value, number))
    return found
