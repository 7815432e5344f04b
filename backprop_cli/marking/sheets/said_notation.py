"""The notation that a sheet says it is in: `Notation: net_out`, in whichever format it is handed in."""

from __future__ import annotations

import re

from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.words.read_back import NOTATION
from backprop_cli.words.say import phrase

KEY = "notation"
"""What the line is called in data."""


def said_notation(text: str) -> str:
    """The name of the notation; empty where the sheet says none, or two."""
    heads = "|".join(map(re.escape, _heads()))
    names = "|".join(sorted(NOTATIONS, key=len, reverse=True))
    found = re.findall(rf"(?i)(?<!\w)(?:{heads})(?!\w){_BETWEEN}({names})(?![\w-])", text)
    said = {name.casefold() for name in found}
    return said.pop() if len(said) == 1 else ""


_MARKS = r"(?:[\s\"'*`]|</?[a-z]{1,6}(?:\s[^<>]{0,60})?>){0,20}"
"""Of Markdown, of data and of a page, around the sign."""
_BETWEEN = f"{_MARKS}[:=]{_MARKS}"


def is_head(written: str) -> bool:
    """Whether a line with this before its sign says the notation."""
    return written.strip(" *_").casefold() in [each.casefold() for each in _heads()]


def _heads() -> list[str]:
    """What stands before the sign: in English, in the language that is spoken, and in data."""
    said = (NOTATION.english.format(name=""), phrase(NOTATION, name=""), KEY)
    return [each.strip(" :") for each in dict.fromkeys(said)]
