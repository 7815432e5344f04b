"""The notation that a sheet says it is in: `Notation: net_out`, in whichever format it is handed in."""

from __future__ import annotations

import re

from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.words.read_back import NOTATION
from backprop_cli.words.say import Message, phrase

KEY = "notation"
"""What the line is called in data."""


def said_notation(text: str) -> str:
    """The name of the notation; empty where the sheet says none, or two."""
    heads = "|".join(map(re.escape, dict.fromkeys((_head(NOTATION.english), _head(NOTATION), KEY))))
    names = "|".join(sorted(NOTATIONS, key=len, reverse=True))
    found = re.findall(rf"(?i)(?<!\w)(?:{heads})(?!\w){_BETWEEN}({names})(?![\w-])", text)
    said = {name.casefold() for name in found}
    return said.pop() if len(said) == 1 else ""


_MARKS = r"(?:[\s\"'*`]|</?[a-z]{1,6}(?:\s[^<>]{0,60})?>){0,20}"
"""Of Markdown, of data and of a page, around the sign."""
_BETWEEN = f"{_MARKS}[:=]{_MARKS}"


def is_head(written: str) -> bool:
    """Whether a line with this before its sign says the notation."""
    plain = written.strip(" *_").casefold()
    return plain in {KEY, _head(NOTATION).casefold(), _head(NOTATION.english).casefold()}


def _head(message: str | Message) -> str:
    """What stands before the sign."""
    said = message.replace("{name}", "") if isinstance(message, str) else phrase(message, name="")
    return said.strip(" :")
