"""Our own Markdown sheet, filled in -> entries: the rows of every table with the head `name | answer`."""

from __future__ import annotations

import re

from backprop_cli.marking.reading.formats.raw import Entry, Raw
from backprop_cli.marking.sheet import Who

NAME_HEAD, ANSWER_HEAD = "name", "answer"
WHO_LINES = {"student": "Student:", "id": "ID:", "email": "Email:"}
"""Lines outside the tables that say whose sheet it is."""
GIVEN_MARK = "(given)"
"""Behind a value that came with the sheet."""

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>=^])")
_FRAME = " \t`$*_\u00a0"


def read_markdown(text: str) -> Raw:
    """The sheet in a Markdown text; whatever stands outside its tables is passed over."""
    who, entries, inside = dict[str, str](), [], False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("|"):
            inside = False
            who = _who(line.strip().lstrip("*_# ")) | who
            continue
        name, answer = _cells(line)
        if name.casefold() == NAME_HEAD:
            inside = answer.casefold() == ANSWER_HEAD
        elif inside and name.strip("-: "):
            given = answer.endswith(GIVEN_MARK)
            entries.append(Entry(name, answer.removesuffix(GIVEN_MARK).strip(), number, given=given))
    return Raw(Who(**who), tuple(entries))


def _who(line: str) -> dict[str, str]:
    """What a line says of the student; an editor may have made an address a link: `<ada@…>`."""
    said = {key: line.removeprefix(head) for key, head in WHO_LINES.items() if line.startswith(head)}
    found = {key: unescaped(text).strip(f"{_FRAME}<>") for key, text in said.items()}
    return {key: text for key, text in found.items() if text}


def _cells(line: str) -> tuple[str, str]:
    """The first two cells; a bar behind a backslash belongs to its cell."""
    cells = line.strip().replace("\\|", "\0").split("|")[1:3]
    name, answer = (_bare(cell.replace("\0", "|")) for cell in (*cells, "", "")[:2])
    return name, answer


def _bare(cell: str) -> str:
    """A cell without code marks, dollars or emphasis around it."""
    return unescaped(cell).strip(_FRAME)


def unescaped(text: str) -> str:
    """Text without the backslashes that Markdown editors put before signs."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text
