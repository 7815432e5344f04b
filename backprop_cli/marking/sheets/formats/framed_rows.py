"""Matrices typed over several lines, each row in brackets or bars -> on the line of their name.

dL/dW1 =            dL/dW1 = [0.1, 0.2]          ⎡0.1 0.2⎤
| 0.1  0.2 |                 [0.3, 0.4]     W1 = ⎢       ⎥        z1 [[0.1]
| 0.3  0.4 |                                     ⎣0.3 0.4⎦            [0.2]]

As many lines as before; those below are left empty.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.blocks import DECIMAL, POINT_NUMBER, OnOneLine
from backprop_cli.marking.sheets.formats.table import IsName

MOST_ROWS = 200
"""Lines of one matrix."""
LONGEST = 2_000
"""Characters of a line of it."""
_NAME = re.compile(r"(?P<name>[^=≈:|⎡⎢⎣⎛⎜⎝]{1,120}?)[ \t]*(?::=|[=≈:])[ \t]*")
_FRAMED = re.compile(r"(?P<open>[\[(|])[ \t]*(?P<inside>[^\[\]()]*?)[ \t]*(?P<close>[\])|])[,;]?")
_CLOSING = {"[": "]", "(": ")", "|": "|"}
_BETWEEN = re.compile(r"[ \t]*[;&|][ \t]*|,[ \t]+|[ \t]+")
_NUMBER = re.compile(rf"{POINT_NUMBER}(?:[eE][+-]?[0-9]+|[·×]10(?:⁻?[⁰¹²³⁴-⁹]+|\^-?[0-9]+))?")
_PIECE = re.compile(r"(?P<before>[^⎡⎢⎣⎛⎜⎝]*)[⎡⎢⎣⎛⎜⎝](?P<inside>[^⎤⎥⎦⎞⎟⎠]*)[⎤⎥⎦⎞⎟⎠][ \t]*[,.]?[ \t]*")
_TOP, _BOTTOM = re.compile("[⎡⎛]"), re.compile("[⎣⎝]")
_PRINTED = re.compile(
    r"(?P<name>(?:[^\W\d]|[∂∇])[^\s=≈:,;|]{0,60})[ \t]+"
    r"(?P<array>(?:(?:(?:np\.)?array|tensor)\(\[?[-+0-9.eE,; \t\[\]]*"
    r"(?:(?:[a-z_]{1,20}=(?:<\w{1,40}>|[\w.:']{1,30})(?:,[ ])?){0,4}\)|$)"
    r"|\[[-+0-9.eE,; \t\[\]]*|\([-+0-9.eE,; \t]*\)))[ \t]*"
)
"""`z1 [0.37 -0.64]`, as print("z1", z1) has it; an array may go on below."""
_PAIR = re.compile(r"\(\s*['\"](?P<name>[^'\"]{1,60})['\"]\s*,\s*(?P<value>[^'\"]{1,1500})\)")


def with_framed_rows(text: str, is_name: IsName) -> str:
    """The text with such matrices on one line each."""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        block = (
            _in_a_tuple(lines[place], place, is_name)
            or _piecewise(lines, place, is_name)
            or _row_by_row(lines, place, is_name)
        )
        if block:
            lines[place : block.end] = [block.line, *[""] * (block.end - place - 1)]
        else:
            lines[place] = _with_signs(lines[place], is_name)
        place = block.end if block else place + 1
    return "\n".join(lines)


def _in_a_tuple(line: str, place: int, is_name: IsName) -> OnOneLine | None:
    """`('z1', array([0.37, -0.64]))`, as a pair is printed."""
    found = _PAIR.fullmatch(line.strip()) if len(line) <= LONGEST else None
    is_read = found is not None and is_name(found["name"])
    return OnOneLine(f"{found['name']} = {found['value']}", place + 1) if found and is_read else None


def _with_signs(line: str, is_name: IsName) -> str:
    """Printed arrays with a sign behind each name: with decimals, so that no index is taken for them."""
    plain = line.strip() if len(line) <= LONGEST else ""
    found = list(_PRINTED.finditer(plain))
    if not found or _PRINTED.sub("", plain).strip():
        return line
    is_read = all(is_name(each["name"]) and DECIMAL.search(each["array"]) for each in found)
    return "; ".join(f"{each['name']} = {each['array'].strip()}" for each in found) if is_read else line


def _row_by_row(lines: list[str], start: int, is_name: IsName) -> OnOneLine | None:
    """Rows in brackets or bars, the first of them on the line of the name or below it."""
    head = _NAME.match(lines[start]) if len(lines[start]) <= LONGEST else None
    if head is None:
        return None
    rest = lines[start][head.end() :].strip()
    end, rows = start + 1, list[tuple[str, list[str]]]()
    at_end = head.end()
    if rest and (first := _row(rest)):
        rows.append(first)
    elif rest.endswith(("=", "≈")):  # z1 = W1·x + b1 =
        at_end = len(lines[start])
    elif rest:
        return None
    if not rows and end < len(lines) and not lines[end].strip():
        end += 1
    while end < min(len(lines), start + MOST_ROWS) and (row := _row(lines[end].strip())):
        if rows and (row[0] != rows[0][0] or len(row[1]) != len(rows[0][1])):
            return None
        rows.append(row)
        end += 1
    if len(rows) < 2 or not is_name(head["name"].strip()):
        return None
    return OnOneLine(_listed(lines[start][:at_end], [row for _, row in rows]), end)


def _row(line: str) -> tuple[str, list[str]] | None:
    """The frame of a row, and the numbers in it; None for any other line."""
    found = _FRAMED.fullmatch(line) if len(line) <= LONGEST else None
    if found is None or _CLOSING[found["open"]] != found["close"]:
        return None
    numbers = _numbers(found["inside"])
    return (found["open"], numbers) if numbers else None


def _numbers(row: str) -> list[str]:
    """The numbers in a row; none where something else stands there, or a comma may be a decimal one."""
    parts = _BETWEEN.split(row.strip())
    if len(parts) == 1 and all("." in part for part in row.split(",")):
        parts = [part.strip() for part in row.split(",")]
    return parts if all(map(_NUMBER.fullmatch, parts)) else []


def drawn_matrix(lines: Sequence[str]) -> str:
    """The one matrix that is drawn in pieces on these lines, as a list; empty where it is another thing."""
    parts = [_part(line, is_first=not number) for number, line in enumerate(lines)]
    rows = [row for part in parts if part for row in part.rows]
    is_one = all(part and part.before in {"", "=", "≈"} for part in parts)
    return f"[{'; '.join(map(', '.join, rows))}]" if is_one and len(set(map(len, rows))) == 1 else ""


def _piecewise(lines: list[str], start: int, is_name: IsName) -> OnOneLine | None:
    """Rows within brackets that are drawn in pieces, the name before one of them, or on the line above."""
    above = lines[start] if lines[start].rstrip().endswith(("=", "≈", ":")) else ""
    end, rows, before = start + bool(above), list[list[str]](), [above.strip()]
    if end >= len(lines) or not _TOP.search(lines[end]):
        return None
    while end < min(len(lines), start + MOST_ROWS) and (part := _part(lines[end], is_first=not rows)):
        before.append(part.before)
        rows += part.rows
        end += 1
        if part.is_last:
            break
    heads = [each for each in before if each]
    name = _NAME.match(heads[0]) if len(heads) == 1 else None
    if name is None or len(set(map(len, rows))) != 1 or not is_name(name["name"].strip()):
        return None
    return OnOneLine(_listed(heads[0], rows), end)


class _DrawnRow(NamedTuple):
    """One line of such a matrix."""

    before: str
    """What stands before its bracket, the name with its sign."""
    rows: list[list[str]]
    """Its numbers; none of a line that is but drawn."""
    is_last: bool


def _part(line: str, *, is_first: bool) -> _DrawnRow | None:
    piece = _PIECE.fullmatch(line) if len(line) <= LONGEST else None
    if piece is None:
        return None if is_first or not _NAME.fullmatch(line) else _DrawnRow(line.strip(), [], is_last=False)
    numbers = _numbers(piece["inside"])
    if (piece["inside"].strip() and not numbers) or (_TOP.search(line) and not is_first):
        return None
    return _DrawnRow(piece["before"].strip(), [numbers] if numbers else [], bool(_BOTTOM.search(line)))


def _listed(head: str, rows: list[list[str]]) -> str:
    return f"{head.rstrip()} [{'; '.join(map(' '.join, rows))}]"
