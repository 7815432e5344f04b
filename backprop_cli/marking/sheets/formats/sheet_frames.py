"""A table copied with the frame of its spreadsheet -> the table: `,A,B` over it and 1, 2, 3 beside it go.

As many lines as before.
"""

import re
from string import ascii_uppercase

from backprop_cli.marking.sheets.csv_table import SEPARATORS
from backprop_cli.marking.sheets.formats.table import MOST_LOOKED_AT, IsName

MOST_OF_A_LINE = 200
_LETTERS = re.compile(rf"(?P<corner>[ \t\"#]*(?P<sign>[{SEPARATORS}]))?(?P<letters>\"?A\b[^\n]*)")


def without_frame(text: str, is_name: IsName) -> str:
    """The text so; A and B stay where no name stands below them: they may be quantities."""
    first, end, below = text.partition("\n")
    found = _LETTERS.fullmatch(first.strip("\r \ufeff")) if len(first) <= MOST_OF_A_LINE else None
    sign = _separator(found["letters"]) if found else ""
    if not found or not sign or (found["corner"] and found["sign"] != sign):
        return text
    rows = [line.split(sign) for line in below.split("\n", MOST_LOOKED_AT)[:MOST_LOOKED_AT]]
    if not any(is_name(cell.strip(' "\r')) for row in rows for cell in row):
        return text
    if found["corner"] and all(row[0].strip(' "\r').isdecimal() for row in rows if any(map(str.strip, row))):
        below = "\n".join(line.partition(sign)[2] for line in below.split("\n"))
    return f"{end}{below}"


def _separator(letters: str) -> str:
    """What stands between the letters of columns; nothing where these are others than A, B, C in a row."""
    for sign in SEPARATORS:
        cells = [cell.strip(' "') for cell in letters.rstrip(f"{sign} ").split(sign)]
        if 1 < len(cells) <= len(ascii_uppercase) and "".join(cells) == ascii_uppercase[: len(cells)]:
            return sign
    return ""
