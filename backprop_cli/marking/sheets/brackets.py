"""Formulas as they stand on paper, in the brackets that the parser wants: `[x + 1]`, `cos x`, `tan(x)`."""

from __future__ import annotations

import re

MOST = 2_000
"""Characters beyond which nothing more is written out."""
_INDEX = re.compile(r"\[[0-9]+(?:,\s*[0-9]+)?\]")
_OF_ANGLE = r"sin|cos|tan|cot|sec|csc"
_BEFORE_ARGUMENT = rf"(?<![\w\\])({_OF_ANGLE}|tanh|sigmoid|exp|ln)"
_IN_BRACES = re.compile(rf"{_BEFORE_ARGUMENT}\s*\{{([^{{}}]*)\}}")
_BARE = re.compile(
    rf"{_BEFORE_ARGUMENT}\s+([0-9.]*[^\W\d]\w*(?:\[[0-9, ]+\])?|[0-9]+(?:\.[0-9]*)?)"
    rf"(?=\s*(?:$|[-+−–),\]]|[*·×/]\s*(?:\(|(?:{_OF_ANGLE})\b)))"
)
"""A function of one name or number, where what stands behind cannot belong to it: cos x/2 may be cos(x/2)."""
_BY_OTHERS = re.compile(r"(?<![\w\\])(tan|cot|sec|csc)\(")
_SOFTMAX = re.compile(r"(?<!\w)softmax\(")
_AS = {
    "tan": "(sin({0})/cos({0}))",
    "cot": "(cos({0})/sin({0}))",
    "sec": "(1/cos({0}))",
    "csc": "(1/sin({0}))",
}


def in_round_brackets(text: str) -> str:
    """A formula whose functions have brackets, round ones all, and whose tan and cot are written out."""
    plain = _rounded(_IN_BRACES.sub(r"\1(\2)", text))
    plain = _BARE.sub(r"\1(\2)", plain)
    return _written_out(plain)


def _rounded(text: str) -> str:
    """Square brackets as round ones, but for those of an index, and those that do not match.

    An index stands behind a name, or behind a softmax: softmax(u, v)[1].
    """
    signs, opened = list(text), list[int]()
    softmaxes = {_closed(text, found.end() - 1) + 1 for found in _SOFTMAX.finditer(text)}
    place = 0
    while place < len(text):
        is_behind = place > 0 and (text[place - 1].isalnum() or text[place - 1] == "_")
        if (is_behind or place in softmaxes) and (index := _INDEX.match(text, place)):
            place = index.end()
            continue
        if text[place] == "[":
            opened.append(place)
        elif text[place] == "]" and opened:
            signs[opened.pop()], signs[place] = "(", ")"
        place += 1
    return "".join(signs)


def _written_out(text: str) -> str:
    """tan(x) as sin(x)/cos(x), the innermost first."""
    for found in reversed(list(_BY_OTHERS.finditer(text))):
        end = _closed(text, found.end() - 1)
        if not end or len(text) > MOST:
            break
        inside = text[found.end() : end]
        text = text[: found.start()] + _AS[found[1]].format(inside) + text[end + 1 :]
    return text


def _closed(text: str, start: int) -> int:
    """Where the bracket closes that opens at `start`; 0 where none does."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return 0
