"""A name alone over the sign of its value -> both on one line; as many lines as before.

∂L/∂w = 0.3 may be broken before its sign:    ∂L/∂w
                                                = 0.3
"""

import re

from backprop_cli.marking.sheets.formats.table import IsName

LONGEST = 100
"""Characters of a name by itself."""
_SIGN = re.compile(r"[ \t>$&]*(?:[=≈≃≅]|:=|:(?=\s)|\\approx|\\simeq)")
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
    return "\n".join(lines)
