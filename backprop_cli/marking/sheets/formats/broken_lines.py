"""A name alone over the sign of its value -> both on one line; as many lines as before.

∂L/∂w = 0.3 may be broken before its sign:    ∂L/∂w        net
                                                = 0.3        h1
and in a PDF that is copied at each index                    = 0.3
"""

import re

from backprop_cli.marking.sheets.formats.table import IsName

LONGEST = 100
"""Characters of a name by itself."""
_SIGN = re.compile(r"[ \t>$&]*(?:[=≈≃≅]|:=|:(?=\s)|\\approx|\\simeq)")
MOST_PARTS, LONGEST_PART = 3, 8
"""Lines of a name with its indices, and characters of its letter."""
_PART = re.compile(r"\(?\w{1,6}\)?")
_AROUND = " \t\u00a0$*`>&"


def with_joined_lines(text: str, is_name: IsName) -> str:
    """The text so; a line that is empty may stand between."""
    lines = text.split("\n")
    for place in range(1, len(lines)):
        if not _SIGN.match(lines[place]):
            continue
        above = place - 1 if lines[place - 1].strip() or place < 2 else place - 2
        name = lines[above].strip(_AROUND)
        if 0 < len(name) <= LONGEST and is_name(name):
            lines[above] = f"{lines[above].rstrip()} {lines[place].lstrip(_AROUND)}"
            lines[place] = ""
        elif parts := _parts_above(lines, place, is_name):
            first = place - len(parts)
            lines[first] = f"{'_'.join(parts)} {lines[place].lstrip(_AROUND)}"
            lines[first + 1 : place + 1] = [""] * len(parts)
    return "\n".join(lines)


def _parts_above(lines: list[str], place: int, is_name: IsName) -> list[str]:
    """The lines over the sign that make a name together, each index on one; none where they don't."""
    for count in range(2, MOST_PARTS + 1):
        parts = [line.strip(_AROUND) for line in lines[max(0, place - count) : place]]
        if len(parts) < count or not 0 < len(parts[0]) <= LONGEST_PART or not _PART.fullmatch(parts[-1]):
            return []
        if parts[0][0].isalpha() and all(map(_PART.fullmatch, parts[1:])) and is_name("_".join(parts)):
            return parts
    return []
