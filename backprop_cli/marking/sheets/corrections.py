"""Lines that a student corrects further down, and says so: `correction: z2[1] = 0.4250`.

What only stands there a second time corrects nothing: of two answers without a word the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.marks import is_struck
from backprop_cli.marking.sheets.sides import parted

_SAYS_SO = (
    r"(?:corrections?|corrected(?:\s(?:value|answer|line))?|korrektur(?:en)?|korrigiert(?:er\swert)?|berichtigung"
    r"|berichtigt|verbesserung|verbessert|corrigée?|correcci[oó]n|corregid[oa]|correzione|corrett[oa]"
    r"|correç[aã]o|corrigid[oa]|correctie|gecorrigeerd)"
)
_ALONE = re.compile(rf"[*_(\[]*{_SAYS_SO}[*_)\].:]*", re.I)
_BEFORE = re.compile(
    rf"[*_(\[]*{_SAYS_SO}[*_)\].:,]*\s+(?:(?:of|for|to|von|für|zu|de|di|van)\s+)?(?P<name>\S.*)", re.I
)
_BEHIND = re.compile(rf"(?P<name>.*[^\s,;(\[])[\s,;(\[]+{_SAYS_SO}[)\].:]*", re.I | re.S)
_BEHIND_A_NUMBER = re.compile(rf".*[\d.)\]\}}$][\s,;(\[]+{_SAYS_SO}[)\].!\s]*", re.I | re.S)
LONGEST = 200
"""Characters of a name, or of a value, in which a word is looked for; a line of work is no longer."""


def with_corrections(entries: Iterable[RawLine], is_name: IsName) -> Iterator[RawLine]:
    """The lines under their own names, those marked that correct an earlier one; without what is struck out.

    Below a line that is but the word, `Correction:`, all may correct.
    """
    below = False
    for entry in entries:
        if is_struck(entry.name) and isinstance(entry.value, str) and is_struck(entry.value or entry.name):
            continue
        corrected = _corrected(entry, is_name)
        if corrected is None:
            below = True
            continue
        yield corrected._replace(corrects=True) if below else corrected


def _corrected(entry: RawLine, is_name: IsName) -> RawLine | None:
    """A line as what it corrects; None where it is but the word."""
    name, value = entry.name, entry.value
    if not isinstance(value, str) or len(name) > LONGEST or is_name(name):
        is_said = isinstance(value, str) and len(value) <= LONGEST and _BEHIND_A_NUMBER.fullmatch(value)
        return entry._replace(corrects=True) if is_said else entry
    if _ALONE.fullmatch(name) or (not name and _ALONE.fullmatch(value.strip())):
        sides = parted(value)
        if sides and is_name(sides.name):
            return entry._replace(name=sides.name, value=sides.value, flaw="", corrects=True)
        return entry if name and value.strip() else None
    for said in (_BEFORE.fullmatch(name), _BEHIND.fullmatch(name)):
        if said and is_name(said["name"]):
            return entry._replace(name=said["name"], corrects=True)
    return entry
