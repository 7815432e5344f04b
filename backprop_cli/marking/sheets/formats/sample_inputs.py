"""Headings that say a sample by its inputs: `For x = (1, -2):`, `## x1 = 1, x2 = -2`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from backprop_cli.marking.sheets.written import read_number

SampleAt = Callable[[Sequence[float]], Sequence[int]]
"""The samples, counted from 1, that have just these inputs."""
LONGEST = 120
"""Characters of such a heading."""
NO_SAMPLE = 9_999
"""What stands for a sample that is not there, so that no line below it is taken for that of another."""
_SAMPLE = (
    r"sample|example|pattern|instance|observation|data ?point|training (?:sample|example)|case|input|inputs"
    r"|input vector|beispiel|muster|eingabe|exemple|échantillon|entrée|ejemplo|muestra|entrada|esempio"
    r"|campione|ingresso|exemplo|amostra|voorbeeld"
)
_LEAD = r"for|with|given|at|when|if|für|bei|mit|pour|avec|para|con|per|com|voor|met"
_ARTICLE = r"the|das|die|den|le|la|l'|el|il|o|a|de|het"
_X = r"(?:x|\\(?:vec|mathbf|boldsymbol|bm)\s*\{?\s*x\s*\}?|x⃗)"
_POINT = r"(?:[-+−–]\s?)?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?"
_COMMA = r"(?:[-+−–]\s?)?[0-9]+(?:,[0-9]+)?"
_NUMBER = r"(?:[-+−–]\s?)?(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?"
_ENTRIES = rf"(?:{_POINT}(?:(?:\s*[,;]\s*|\s+){_POINT})*|{_COMMA}(?:\s*;\s*{_COMMA})*)"
_LIST = rf"[(\[]\s*{_ENTRIES}\s*[)\]](?:\^\{{?(?:T|\\top)\}}?|ᵀ|')?"
_EACH = rf"x_?\{{?[1-9₁-₉]\}}?\s*=\s*{_NUMBER}"
_HEADING = re.compile(
    r"(?P<marks>[#>*_\s•·–-]*)"
    rf"(?P<lead>(?:{_LEAD})\s+)?(?:(?:{_ARTICLE})\s+)?"
    rf"(?P<word>(?:{_SAMPLE})(?:\s*(?:no\.?|nr\.?|\#)?\s*(?P<number>[0-9]{{1,4}}))?\s*[,:–-]?\s*(?:with|mit)?\s*)?"
    rf"(?:{_X}\s*(?:=|≈|is)?\s*(?P<list>{_LIST}|{_NUMBER}(?!\s*[,;]?\s*[0-9]))"
    rf"|(?P<each>{_EACH}(?:\s*(?:[,;]|and|und|et)\s*{_EACH})*)"
    rf"|\(\s*x_?\{{?1\}}?\s*,[^()]{{1,40}}\)\s*=\s*(?P<whole>{_LIST}))"
    rf"(?:\s*[,;]?\s*(?:(?:and|und|et|target|with)\s+)*[yt](?:_?\{{?[1-9₁-₉]\}}?)?\s*=\s*(?:{_LIST}|{_NUMBER}))*"
    r"(?P<end>[\s*_]*:?[\s*_#.]*)",
    re.IGNORECASE,
)


def sample_by_inputs(line: str, sample_at: SampleAt) -> int:
    """The sample that such a heading speaks of; `NO_SAMPLE`: no single one has its inputs; 0: it is none.

    It is one by what stands around it: `x = (1, -2)` alone may be all that is given.
    """
    plain = line.replace("$", "").strip()
    found = _HEADING.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        return 0
    is_heading = found["lead"] or found["word"] or "#" in found["marks"] or "**" in found["marks"]
    if not is_heading and ":" not in found["end"]:
        return 0
    inputs = _numbers(found["list"] or found["whole"] or "") or _of_each(found["each"] or "")
    samples = [each for each in sample_at(inputs) if found["number"] in {None, str(each)}]
    return samples[0] if len(samples) == 1 else NO_SAMPLE


def _numbers(written: str) -> list[float]:
    """The numbers in a list; of `0,5; 1` those with decimal commas."""
    inside = written.strip().rstrip("'ᵀ").split("^")[0].strip(" ()[]")
    comma = ";" if ";" in inside else "," if "," in inside else " "
    parts = [re.sub(r"(?<=[-+−–])\s+", "", each.strip()) for each in inside.split(comma)]
    read = [read_number(each) for each in parts if each]
    return [each.value for each in read if each]


def _of_each(written: str) -> list[float]:
    """The inputs of `x1 = 1, x2 = -2`, in the order of their numbers; none where one is missing."""
    said = re.findall(rf"x_?\{{?([1-9₁-₉])\}}?\s*=\s*({_NUMBER})", written, re.IGNORECASE)
    by_place = {int(unicodedata.normalize("NFKC", place)): read_number(value) for place, value in said}
    if sorted(by_place) != list(range(1, len(by_place) + 1)):
        return []
    return [number.value for _, number in sorted(by_place.items()) if number]
