"""Derivatives as fractions over three lines -> on one; as many lines as before.

dy
-- = 180        dy/dx = 180
dx
"""

import re

LONGEST = 200
"""Characters of a line."""
_BAR = re.compile(r"[ \t]*(?:[-–—─_]{2,20}|[—─])[ \t]*(?P<value>[=≈:][^\n]*)")
_PART = re.compile(r"[ \t]*(?P<part>[d∂][^\W\d]\w{0,20}(?:\[[0-9, ]{1,10}\])?)[ \t]*")


def with_fractions_on_a_line(text: str) -> str:
    """The text so."""
    lines = text.split("\n")
    for place in range(1, len(lines) - 1):
        bar = _BAR.fullmatch(lines[place]) if len(lines[place]) <= LONGEST else None
        above, below = (
            (_PART.fullmatch(lines[each]) for each in (place - 1, place + 1)) if bar else (None,) * 2
        )
        if bar and above and below and above["part"][0] == below["part"][0]:
            lines[place] = f"{above['part']}/{below['part']} {bar['value']}"
            lines[place - 1] = lines[place + 1] = ""
    return "\n".join(lines)
