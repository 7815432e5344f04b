"""Letters that a page of ours works with and no exercise asks for: gates s₁, s₂, … and paths P₁, P₂, …."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"(?:_?\{?[0-9]{1,4}\}?|[₀-₉]{1,4})(?![\w\[])"
_LETTER = re.compile(rf"(?<![A-Za-z\\])(?P<d>d?)(?P<letter>[sP]{_NUMBER})")
MOST_LETTERS = 200


def page_letters(text: str, is_name: Callable[[str], bool]) -> tuple[str, ...]:
    """The letters of that kind in a text that are no names of the exercise."""
    found = (each["letter"] for each in _LETTER.finditer(text[:MOST_LETTERS]))
    return tuple(each for each in dict.fromkeys(found) if not is_name(each))
