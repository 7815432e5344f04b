"""A page of ours, handed in whole -> the same without what answers nothing: legend, given numbers, reasons.

As many lines as before. A student's own part that is called `Given` stays: ours stands below a legend.
"""

from __future__ import annotations

import re

from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.said_notation import is_head
from backprop_cli.marking.sheets.sides import answer_on
from backprop_cli.quantities.spellings import as_new
from backprop_cli.words import solution
from backprop_cli.words.legend import SYMBOLS
from backprop_cli.words.page import HERE
from backprop_cli.words.read_back import spellings, who_lines
from backprop_cli.words.say import Message, phrase

LONGEST_HEADING = 60
_ALONE = re.compile(r"[^\s│|⎡⎣=≈:.](?:(?!\s\s)[^=≈:│|⎡⎣])*")
"""A heading of a page in plain text: words by themselves between empty lines, further left than a remark."""
_PROSE = re.compile(r"(?:[>-] )?[ ]{0,4}\**[A-Z][a-z]+(?:[:,]?\**:? |\**:)\S")
"""A remark, a rule, a sentence between the formulas."""
_HOLES = {
    "loss": r"[*_$`]*+(?P<loss>[^:;]{1,40}?)[*_$`]*+",
    "before": r"(?P<before>[^;]{1,40})",
    "after": r"(?P<after>[^;]{1,40}?)",
    "reasons": ".*",
    "text": ".*",
}
"""What may stand in the holes of a sentence of ours."""


def without_opening(text: str, is_name: IsName) -> str:
    """The page so; any other text as it is."""
    lines = text.split("\n")
    start, given = _heading(lines, SYMBOLS), _heading(lines, solution.GIVEN)
    if start is None or given is None or given < start:
        return text
    places = range(given + 1, len(lines))
    end = next((place for place in places if _is_heading(lines, place) or _is_kept(lines[place])), None)
    if end is None:
        return text
    title = _without_source(lines[:start])
    opening = (line if _is_kept(line) else "" for line in lines[start:end])
    below = lines[end:]
    if not any(map(_is_kept, lines)):  # no sheet to fill in
        places = range(end, len(lines))
        below = ["" if _is_said(lines, place, is_name) else lines[place] for place in places]
    return "\n".join([*title, *opening, *below])


def _without_source(lines: list[str]) -> list[str]:
    """The lines without where the exercise comes from, a paragraph of one line or several."""
    said = _patterns(solution.SOURCE)
    found = (place for place, line in enumerate(lines) if any(each.fullmatch(line.strip()) for each in said))
    start = next(found, len(lines))
    end = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
    return [*lines[:start], *[""] * (end - start), *lines[end:]]


def _is_said(lines: list[str], place: int, is_name: IsName) -> bool:
    """Whether a line of ours only says something: why sides are equal, what was noticed."""
    line = lines[place]
    if not _PROSE.match(line):
        return False
    is_reason = any(each.fullmatch(line) for each in _patterns(HERE))
    return is_reason or not (_is_heading(lines, place) or answer_on(line, is_name))


def with_both_losses(text: str, is_name: IsName) -> str:
    """The text with `L before the update: 0.3; after the update: 0.2.` as an answer for each."""
    patterns = _patterns(solution.AFTER, solution.AFTER_ALL)
    return "\n".join(_in_two(line, patterns, is_name) for line in text.split("\n"))


def _in_two(line: str, patterns: list[re.Pattern[str]], is_name: IsName) -> str:
    found = next((found for each in patterns if (found := each.fullmatch(line.strip()))), None)
    if found is None or not is_name(as_new(found["loss"])):
        return line
    return f"{found['loss']} = {found['before']}; {as_new(found['loss'])} = {found['after']}"


def _patterns(*messages: Message) -> list[re.Pattern[str]]:
    """Sentences of ours, in the language that is spoken and in English, with more behind them or nothing."""
    holes = {hole: f"{{{hole}}}" for hole in _HOLES}
    said = [way for each in messages for way in (phrase(each, **holes), each.english)]
    return [re.compile(_with_holes(re.escape(each.rstrip(".")))) for each in dict.fromkeys(said)]


def _with_holes(escaped: str) -> str:
    for hole, pattern in _HOLES.items():
        escaped = escaped.replace(re.escape(f"{{{hole}}}"), pattern)
    return rf"{escaped}(?:\.(?:\s.*)?)?"


def _heading(lines: list[str], message: Message) -> int | None:
    """Where a heading of ours stands by itself on a line."""
    said = spellings(message)
    return next((place for place, line in enumerate(lines) if _bare(line) in said), None)


def _bare(line: str) -> str:
    return line.strip("#*_= \t")


def _is_heading(lines: list[str], place: int) -> bool:
    """Whether a line is a heading: marked as one or, in plain text, short and by itself."""
    line = lines[place]
    if line.startswith("#"):
        return len(line.lstrip("#")) > 1
    around = [lines[each].strip() for each in (place - 1, place + 1) if 0 <= each < len(lines)]
    return not any(around) and len(line) <= LONGEST_HEADING and _ALONE.fullmatch(line) is not None


def _is_kept(line: str) -> bool:
    """Whether a line says whose the sheet is, or in which notation."""
    bare = _bare(line)
    return bare.startswith(tuple(who_lines())) or is_head(bare.partition(":")[0])
