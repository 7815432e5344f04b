r"""Answers over several lines -> each on the line of its name, the lines below it left empty.

MATLAB's `z1 =` with rows of numbers below, a name alone over the array that a program printed, an
environment of TeX such as `\begin{bmatrix}`.
"""

import re
from typing import NamedTuple

MOST_ROWS = 200
"""Lines of one block."""
POINT_NUMBER = r"[+−–—-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
DECIMAL = re.compile(r"[0-9]\.|\.[0-9]")
_NUMBER = rf"{POINT_NUMBER}(?:[eE][+-]?[0-9]+)?"
_ROW = re.compile(rf"{_NUMBER}(?:[ \t]+{_NUMBER})*")
_SCALE = re.compile(r"1\.0+[eE]([+-]?[0-9]{1,3})[ \t]*\*")
"""1.0e-03 *, over a matrix that MATLAB prints: every number below is that small."""
_NAME_WITH_SIGN = re.compile(r"(?P<name>[^\W\d]\S{0,60}|[∂∇$\\]\S{1,60})[ \t]*(?:=|:=|:)")
_NAME_ALONE = re.compile(r"(?:[^\W\d]|[∂∇])(?:[^\s=:,;|]|(?<=[0-9]),(?=[0-9]\])){0,60}")
_ARRAY = re.compile(r"\[|(?:np\.|torch\.|tf\.)?(?:array|tensor|Tensor|float(?:16|32|64))\(")
_BEGIN, _END = re.compile(r"\\begin\{[a-zA-Z]+\*?\}"), re.compile(r"\\end\{[a-zA-Z]+\*?\}")
_AROUND_LINES = re.compile(
    r"\\(?:begin|end)\{(?:align(?:ed|at)?|gather(?:ed)?|equation|split|eqnarray|multline)\*?\}(?:\{[0-9]\})?"
)
"""An environment of TeX around formulas, one on each line."""


class OnOneLine(NamedTuple):
    """Lines as one, and where they end."""

    line: str
    end: int


def with_blocks(text: str) -> str:
    """The text, as many lines as before, with such answers on one line each."""
    lines = _AROUND_LINES.sub("", text).split("\n")
    place = 0
    while place < len(lines):
        line, end = _block(lines, place)
        lines[place:end] = [line, *[""] * (end - place - 1)]
        place = end
    return "\n".join(lines)


def _block(lines: list[str], start: int) -> OnOneLine:
    """The block that begins here; a line by itself as it is."""
    line = lines[start]
    if len(_BEGIN.findall(line)) > len(_END.findall(line)):
        return _environment(lines, start)
    below = _next(lines, start)
    if _NAME_ALONE.fullmatch(line.strip()) and _begins_array(lines[below:]):
        line = f"{line.rstrip()} ="
    if not _NAME_WITH_SIGN.fullmatch(line.strip()):
        return OnOneLine(line, start + 1)
    rows, end = _rows(lines, below)
    return OnOneLine(f"{line.rstrip()} [{'; '.join(rows)}]", end) if rows else OnOneLine(line, start + 1)


def _begins_array(below: list[str]) -> bool:
    """Whether a printed array, or a row of decimals, begins here."""
    first = below[0].strip() if below else ""
    return bool(_ARRAY.match(first) or (_ROW.fullmatch(first) and DECIMAL.search(first)))


def _next(lines: list[str], place: int) -> int:
    """The next line that is not empty, two lines further at most."""
    return next(
        (each for each in range(place + 1, min(place + 3, len(lines))) if lines[each].strip()), place + 1
    )


def _rows(lines: list[str], start: int) -> tuple[list[str], int]:
    """The rows of numbers from here on, of one length, and where they end; a scale over them is put in."""
    exponent = ""
    if start < len(lines) and (scale := _SCALE.fullmatch(lines[start].strip())):
        exponent, start = f"e{scale[1]}", _next(lines, start)
    rows, end = list[list[str]](), start
    for line in lines[start : start + MOST_ROWS]:
        if not _ROW.fullmatch(line.strip()) or (rows and len(line.split()) != len(rows[0])):
            break
        rows.append(line.split())
        end += 1
    return [" ".join(f"{number}{exponent}" for number in row) for row in rows], end


def _environment(lines: list[str], start: int) -> OnOneLine:
    """All lines of an environment that begins here; of one that never ends the first line."""
    depth = 0
    for end, line in enumerate(lines[start : start + MOST_ROWS], start=start + 1):
        depth += len(_BEGIN.findall(line)) - len(_END.findall(line))
        if depth <= 0:
            return OnOneLine(" ".join(each.strip() for each in lines[start:end]), end)
    return OnOneLine(lines[start], start + 1)
