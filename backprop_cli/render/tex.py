r"""About how wide a formula in TeX looks, and where one that is too wide for a page may be broken.

`\frac{1}{4}(L_{1} + L_{2})`  ->  4.6 digits wide; before its plus it may go on in the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

GOES_ON = r"\quad {} "
"""Before a sign at which a line was broken; the braces keep it a sign between two things."""
_TOKEN = re.compile(r"\\[A-Za-z]+ ?|\\.|.", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\begin\{(\w+)\}(.*?)\\end\{\1\}", re.DOTALL)
_ROW = re.compile(r"\\cr\b|\\\\")
_SMALL = 0.7
"""Of an index or an exponent, beside the letter that has it."""
_WIDTHS = {
    **dict.fromkeys((" ", "\n", r"\left", r"\right", r"\Big", r"\mathrm", r"\text", r"\hat"), 0),
    **dict.fromkeys((r"\bar", r"\overline", r"\widetilde"), 0),
    **dict.fromkeys((r"\tilde", r"\widehat", r"\cancel", r"\underbrace", r"\mathscr", r"\mathfrak"), 0),
    r"\qquad": 4, r"\quad": 2, r"\cdot": 1.6, r"\ast": 2, "+": 2.4, "-": 2, "=": 2.7, r"\approx": 2.7,
    r"\sum": 2.5, r"\max": 3.3, r"\tanh": 4, r"\ln": 2, r"\sqrt": 1.6, r"\partial": 1.1, r"\prime": 0.5,
    r"\langle": 0.8, r"\rangle": 0.8, "(": 0.8, ")": 0.8, "[": 0.6, "]": 0.6, ".": 0.55, ",": 0.9, "&": 1.5,
}  # fmt: skip
"""In digits: what is not as wide as one."""
_LETTER = 1.1
_AROUND, _BETWEEN = 2, 2
"""What a matrix has around it, and between its columns."""
_STEP = re.compile(r"\\left\b|\\right\b|\\(?:begin|end)\{\w+\}|[{}()]| (?:\+|-|\\cdot|\\ast) ")
_OPENS, _CLOSES = ("{", r"\left"), ("}", r"\right")
_BRACKET = re.compile(r"(?:\\Big|\\left|\\right)?[()]")
_DEEPEST = 4
"""Brackets in each other within which a formula is broken."""
_SUM, _PRODUCT = (" + ", " - "), (r" \cdot ", r" \ast ")


def seen(tex: str) -> float:
    """About how many digits wide a line of a formula looks."""
    return _Width(_TOKEN.findall(_ENVIRONMENT.sub(_matrix, tex))).whole()


def _matrix(found: re.Match[str]) -> str:
    """A matrix as a line that is as wide."""
    rows = [[seen(cell) for cell in row.split("&")] for row in _ROW.split(found[2])]
    columns = max(map(len, rows))
    widths = [max(row[place] for row in rows if place < len(row)) for place in range(columns)]
    return "0" * round(sum(widths) + _BETWEEN * (columns - 1) + _AROUND)


class _Width:
    """Adds up the tokens of a line."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> float:
        """The width up to the brace that closes, or the end."""
        total = 0.0
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            total += self._beside() if self.tokens[self.at] in {"_", "^"} else self._one()
        return total

    def _beside(self) -> float:
        """An index and an exponent, one above the other."""
        widths = [0.0]
        while self.at < len(self.tokens) and self.tokens[self.at] in {"_", "^"}:
            self.at += 1
            widths.append(self._one())
        return _SMALL * max(widths)

    def _one(self) -> float:
        """One token, or what stands in braces."""
        if self.at >= len(self.tokens):
            return 0.0
        sign = self.tokens[self.at].strip() or " "
        self.at += 1
        if sign == "{":
            inner = self.whole()
            self.at += 1
            return inner
        if sign == r"\frac":
            return max(self._one(), self._one()) + 0.5
        if sign == r"\underset":
            return max(_SMALL * self._one(), self._one())
        return _WIDTHS.get(sign, _LETTER if sign.isalpha() else 1)


def tex_lines(tex: str, room: float) -> list[str]:
    """A formula in lines of at most `room` digits, as far as it can be broken: at + and −, else at dots.

    Inside of brackets only what is too wide is broken, and nothing inside of braces.
    """
    pieces = [tex]
    for depth in range(_DEEPEST):
        for signs in (_SUM, _PRODUCT):
            pieces = [part for each in pieces for part in _pieces(each, signs, depth, room)]
        # Brackets that grow must close in their own line: those of a fixed size need not.
        pieces = [_of_fixed_size(each) if seen(each) > room else each for each in pieces]
    return list(_packed(pieces, room))


def _of_fixed_size(tex: str) -> str:
    # Of these pandoc takes one without its other in a line; of \Bigl it does not.
    return re.sub(r"\\(?:left|right)(?=[()])", r"\\Big", tex)


def _pieces(tex: str, signs: tuple[str, ...], depth: int, room: float) -> Iterator[str]:
    """A piece, or where it is too wide its parts, each but the first with its sign in front."""
    start = 0
    if seen(tex) > room:
        for place in _places(tex, signs, depth):
            yield tex[start:place]
            start = place
    yield tex[start:]


def _places(tex: str, signs: tuple[str, ...], most: int) -> Iterator[int]:
    """Where one of the signs stands in no braces, and in at most so many brackets."""
    braces = brackets = 0
    for found in _STEP.finditer(tex):
        step = found[0]
        if step in _OPENS or step.startswith(r"\begin"):
            braces += 1
        elif step in _CLOSES or step.startswith(r"\end"):
            braces -= 1
        elif step in "()":
            brackets += 1 if step == "(" else -1
        elif step in signs and not braces and brackets <= most and found.start():
            yield found.start()


def open_brackets(tex: str) -> list[str]:
    """The brackets that a part of a formula leaves open, from the outermost in."""
    found: list[str] = []
    for bracket in _BRACKET.findall(tex):
        if bracket.endswith("("):
            found.append(bracket)
        elif found:
            found.pop()
    return found


def _packed(pieces: list[str], room: float) -> Iterator[str]:
    """As many pieces on a line as fit."""
    line = pieces[0]
    for piece in pieces[1:]:
        if seen(line + piece) <= room:
            line += piece
        else:
            yield line
            line = GOES_ON + piece.lstrip()
    yield line
