"""Where a written line may break, and what of it is struck out.

While a formula is written these are marks in its text, letters that no text has; whoever broke the line
into its columns reads them off as pieces.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

GLUE = "\ue000"
"""A space at which no line breaks: behind an operator, or inside a name."""
DOT = "\ue001"
"""Takes no room: before a dot without spaces, and before the bar of a long quotient."""
_INNER, _INNER_DOT = "\ue002", "\ue003"
"""A space, and what stands before a dot, inside short brackets."""
_STRUCK, _STRUCK_END = "\ue004", "\ue005"
"""Take no room: around what is struck out."""

_BREAKS = ((" ", " "), (DOT, ""), (_INNER, " "), (_INNER_DOT, ""))
"""Where a line breaks, and what stands there where it does not; each only where those before do not help."""
_NEW_LINE = "\n"
_NO_ROOM = (DOT, _INNER_DOT, _STRUCK, _STRUCK_END)
_SHOWN = str.maketrans({GLUE: " ", _INNER: " ", **dict.fromkeys(_NO_ROOM)})
_IN_BRACKETS = str.maketrans({" ": _INNER, DOT: _INNER_DOT})
_FOREIGN = str.maketrans(dict.fromkeys((GLUE, _INNER, *_NO_ROOM), "\N{REPLACEMENT CHARACTER}"))
"""An author's words may hold these letters, and mean nothing by them."""
_STROKE = "\N{COMBINING LONG STROKE OVERLAY}"
_SIGNS = frozenset(("+", "−", "-", "·", "∗", "*", "@", "=", "≈", "~=", "→", "->"))
"""Operators: one stays with what follows it."""
_SIGNED = re.compile(f"[+−·∗*@=≈/-]{GLUE}?")
_OPERATOR = re.compile(rf"{DOT}|[ {_INNER}](?={_SIGNED.pattern})")
"""Where a line may break before an operator."""
_OPTION = "--"
"""Begins an option, which stays with its value: --step 2."""
_BRACKETS = re.compile(r"(\([^()]*\))")
_RELATIONS = frozenset(("=", "≈", "~="))
"""In running text these stay with what stands before them too, if they can."""
SHORT = 31
"""Columns of brackets, or of a formula in a sentence, that stay on one line with what is in them."""
NARROWEST = 10
"""Columns that a line gets at least, however narrow the page."""
_OF_ONE_COLUMN = re.compile(
    f"[\0-\u02ff\u0370-\u0482\u1e00-\u20cf\u2100-\u22ff\u239b-\u23b3\u2500-\u25fc{GLUE}{_INNER}\U000f0000-\U000ffffd]*"
)
"""Letters that take a column each: nearly all there are, found at once."""


class Span(NamedTuple):
    """A part of a line, and whether it is struck out."""

    text: str
    struck: bool = False


def struck(text: str) -> str:
    """`text` marked as struck out, once, whatever of it was before."""
    once = text.replace(_STRUCK, "").replace(_STRUCK_END, "")
    return f"{_STRUCK}{once}{_STRUCK_END}"


def kept_together(text: str) -> str:
    """Text that breaks nowhere: a name."""
    return text.replace(" ", GLUE)


def hardly_broken(text: str) -> str:
    """Text in brackets, or a formula in a sentence: where short, it breaks only if nothing else helps."""
    return text.translate(_IN_BRACKETS) if width(text) <= SHORT else text


def in_prose(words: str) -> str:
    """Running text: it breaks at spaces, hardly around an equals sign or within short brackets."""
    parts = words.translate(_FOREIGN).replace("\n", " ").split(" ")
    gaps = [_gap(before, after) for before, after in pairwise(parts)]
    text = "".join(map("".join, zip(parts, [*gaps, ""], strict=True)))
    return "".join(
        hardly_broken(part) if place % 2 else part for place, part in enumerate(_BRACKETS.split(text))
    )


def _gap(before: str, after: str) -> str:
    """What stands between two words."""
    if before in _SIGNS or before.startswith(_OPTION):
        return GLUE
    return _INNER if after in _RELATIONS else " "


def joined_by(sign: str) -> str:
    """An operator between its operands: a line may break before it, not behind it."""
    if sign.endswith(" "):
        return sign[:-1] + GLUE
    return DOT + sign if sign else ""


def above_bar(top: str) -> str:
    """What stands over a fraction bar in a line: behind it the line may break, unless it is short."""
    return top + DOT if width(top) > NARROWEST else top


def width(text: str) -> int:
    """The columns that `text` takes: a mark and a stroke through a letter take none, a Chinese letter two."""
    return len(text) if _OF_ONE_COLUMN.fullmatch(text) else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if char in _NO_ROOM or unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def broken(text: str, room: int, indent: str = "") -> list[str]:
    """A marked line as lines of at most `room` columns, still marked; later ones start with `indent`.

    A part without a place to break stays whole, and may then stick out.
    """
    if width(text) <= room:
        return [text]
    room = max(room, NARROWEST)
    lines = [""]
    parts = list(_parts(text, max(room - len(indent), NARROWEST)))
    for number, (gap, part) in enumerate(parts):
        if lines == [""]:
            lines = [part]
        elif gap != _NEW_LINE and width(lines[-1]) + len(gap) + width(part) <= room:
            lines[-1] += gap + part
        elif place := _further_out(lines, parts[number:], room, indent):
            moved = lines[-1][place:].removeprefix(DOT).lstrip(f" {_INNER}")
            lines[-1:] = [lines[-1][:place], indent + moved + gap + part]
        else:
            lines.append(indent + part)
    return _each_struck(lines, indent)


def _further_out(lines: list[str], rest: list[tuple[str, str]], room: int, indent: str) -> int:
    """Where the last line may break in fewer brackets than before the operator that comes next; else 0.

    Only where these brackets then stand whole on the line below: as far out as they do, rather at a space.
    """
    (gap, part), line = rest[0], lines[-1]
    before = _depth("".join(lines[:-1]))
    depth = before + _depth(line)
    if gap == _NEW_LINE or not depth or not _SIGNED.match(part):
        return 0
    starts = [each.start() for each in _OPERATOR.finditer(line) if each.start() > len(indent)]
    depths = {each: before + _depth(line[:each]) for each in starts}
    out = sorted((depths[each], line[each] == DOT, -each) for each in starts if depths[each] < depth)
    places = (
        -each for least, _, each in out if _closes(line[-each:], rest, depth - least, room - len(indent))
    )
    return next(places, 0)


def _closes(below: str, rest: list[tuple[str, str]], depth: int, room: int) -> bool:
    """Whether as many brackets as are open are closed again within one line that begins with `below`."""
    columns = width(below.lstrip(" "))
    for gap, part in rest:
        columns, depth = columns + width(gap.replace(_NEW_LINE, " ") + part), depth + _depth(part)
        if columns > room or depth <= 0:
            break
    return columns <= room


def _depth(text: str) -> int:
    """How many brackets are open at its end."""
    return text.count("(") - text.count(")")


def _parts(text: str, room: int, before: str = " ", level: int = 0) -> Iterator[tuple[str, str]]:
    """The parts between breaks, each with what stands before it on the same line, or the end of the line.

    Only a part that is too long for a line is divided at the next sort of mark; a term of a formula that is
    so long starts on a line of its own.
    """
    mark, shown = _BREAKS[level]
    for place, part in enumerate(text.split(mark)):
        gap = shown if place else before
        if width(part) <= room or level + 1 == len(_BREAKS):
            yield gap, part
        else:
            is_term = level == 0 and place > 0 and DOT in part
            yield from _parts(part, room, _NEW_LINE if is_term else gap, level + 1)


def _each_struck(lines: list[str], indent: str) -> list[str]:
    """What is struck out over the end of a line is so on both lines."""
    is_open = False
    for place, line in enumerate(lines):
        whole = f"{indent}{_STRUCK}{line.removeprefix(indent)}" if is_open else line
        is_open = whole.rfind(_STRUCK) > whole.rfind(_STRUCK_END)
        lines[place] = whole + (_STRUCK_END if is_open else "")
    return lines


def spans(text: str) -> tuple[Span, ...]:
    """A marked line as it is shown, in its parts."""
    if _STRUCK not in text:
        return (Span(text.translate(_SHOWN)),)
    found = []
    for place, part in enumerate(text.split(_STRUCK)):
        inside, end, after = part.partition(_STRUCK_END)
        found += [Span(inside, place > 0), Span(after)] if end else [Span(part)]
    return tuple(Span(each.text.translate(_SHOWN), each.struck) for each in found if each.text)


def bare(text: str) -> str:
    """A marked line as plain text; what is struck out with a stroke through each letter."""
    if text.isprintable():
        return text  # no mark is
    if _STRUCK not in text:
        return text.translate(_SHOWN)
    return "".join(stroked(part.text) if part.struck else part.text for part in spans(text))


def stroked(text: str) -> str:
    """A stroke through each letter."""
    return "".join(char if char == " " else char + _STROKE for char in text)
