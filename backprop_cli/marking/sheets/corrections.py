"""Lines that a student corrects further down, and says so: `correction: z2[1] = 0.4250`.

What only stands there a second time corrects nothing: of two answers without a word the first counts.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from backprop_cli.marking.sheets.formats.raw import Pairs, RawLine
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.list_texts import list_in
from backprop_cli.marking.sheets.marks import is_struck
from backprop_cli.marking.sheets.sides import answer_on, answers_in, comes_to_a_number
from backprop_cli.marking.sheets.values import in_one_line

_SAYS_SO = (
    r"(?:corrections?|corrected(?:\s(?:value|answer|line))?|korrektur(?:en)?|korrigiert(?:er\swert)?|berichtigung"
    r"|berichtigt|verbesserung|verbessert|corrigée?|correcci[oó]n(?:es)?|corregid[oa]|correzion[ei]|corrett[oa]"
    r"|correç(?:[aã]o|ões)|corrigid[oa]|correcties?|gecorrigeerd)"
)
_OF = r"(?:of|for|to|von|für|zur?|de|di|van|du|des|do|da|del|della|dell'|al|der)"
_ALONE = re.compile(rf"[*_(\[]*{_SAYS_SO}[*_)\].:]*", re.I)
_HEADING = re.compile(
    r"[#>*_=\s(\[]*(?:(?:[0-9]{1,2}[.)]|my|own|the|meine|mes|ma|mis|mi|le|mie|as|minhas)\s+){0,2}"
    rf"(?:{_SAYS_SO}|corrected|korrigierte|corrigées?)"
    rf"(?:\s+(?:{_OF}\s.{{1,60}}|answers?|values?|lines?|results?|solutions?|version|work|antworten|werte|lösung))?"
    r"[#*_)\].:=\s]*",
    re.I,
)
"""`## Corrections`, `My corrections:`, `Correction of the forward pass`."""
_BEFORE = re.compile(rf"[*_(\[]*{_SAYS_SO}[*_)\].:,]*\s+(?:{_OF}\s+)?(?P<name>\S.*)", re.I)
_BEHIND = re.compile(rf"(?P<name>.*[^\s,;(\[])[\s,;(\[]+{_SAYS_SO}[)\].:]*", re.I | re.S)
_BEHIND_A_NUMBER = re.compile(rf".*[\d.)\]\}}$][\s,;(\[]+{_SAYS_SO}[)\].!\s]*", re.I | re.S)
_TAKEN_BACK = (
    r"(?:(?:no[,:]?|nein|non|wait|sorry|oops|ups|actually|rather|i\smean|(?:it\s)?should\sbe)[,:!]?\s+){1,3}"
    r"(?=[-+−]?[0-9]*[.,][0-9])"
)
"""`0.525, no: 0.425`; not a number such as no. 4."""
_WITHIN = re.compile(
    r"(?P<first>.*?[^\s,;/(\[→⇒>-])(?:\s*(?:[,;/(\[→⇒]|[-–—=]{1,2}>?)+\s*|\s+)[*_]{0,2}"
    rf"(?:{_TAKEN_BACK}|{_SAYS_SO}[*_]{{0,2}}(?P<sign>\s*(?:[:=≈]|(?:to|is|as|zu|auf|en|à|a|in|naar)(?=\s)))*)"
    r"[*_]{0,2}\s*(?P<second>[^\s:,;.)\]].*)",
    re.I | re.S,
)
"""`0.525, corrected: 0.425`, `0.525 (corrected to 0.425)`, `0.525 -> corrected 0.425`."""
_SAID = re.compile(rf"{_SAYS_SO}|{_TAKEN_BACK}|\b(?:no|nein|non|wait|sorry)$", re.I)
_SPOKEN_OF = re.compile(r"\b(?:(?:ge)?[ck]orr|berichtig|verbesser)", re.I)
"""Any word of that kind, the verb as well, in any of the languages above."""
_WORD = re.compile(r"[^\W\d_]{3,}(?!\w*\s*[(\[])")
LONGEST = 200
"""Characters of a name, or of a value, in which a word is looked for; a line of work is no longer."""
NEAR = 1
"""Lines from an answer to one that says `corrected: 0.425` of it."""


def is_correction_head(text: str) -> bool:
    """Whether a heading, or the head of a column, says that what stands below corrects."""
    return len(text) <= LONGEST and _HEADING.fullmatch(text) is not None


def speaks_of_correction(text: str) -> bool:
    """Whether words may say which of two answers counts."""
    return _SPOKEN_OF.search(text) is not None


def correction_column(head: Sequence[str], read: Container[int]) -> int | None:
    """The column of a table that corrects the answers in another one, which is `read`."""
    found = (place for place, cell in enumerate(head) if place not in read and is_correction_head(cell))
    return next(found, None)


def corrected_in(row: Sequence[str], column: int | None, line: RawLine) -> Iterator[RawLine]:
    """What a row of a table has in that column for its line, if anything."""
    cell = row[column] if column is not None and column < len(row) else ""
    if cell.strip("-–—: "):
        yield line._replace(value=cell, given=False, cells=(), corrects=True)


def with_corrections(entries: Iterable[RawLine], is_name: IsName) -> Iterator[RawLine]:
    """The lines under their own names, those marked that correct an earlier one; without what is struck out.

    Below a line that is but the word, `Correction:`, all may correct.
    """
    below, before = False, RawLine("", "")
    for entry in entries:
        if is_struck(entry.name) and isinstance(entry.value, str) and is_struck(entry.value or entry.name):
            continue
        corrected = _corrected(entry, before, is_name)
        if corrected is None:
            below = True
            continue
        parts = _parts(corrected._replace(corrects=True) if below else corrected, is_name)
        yield from parts
        before = parts[-1]


def below_heading(entries: Iterable[RawLine], text: str, is_name: IsName) -> tuple[RawLine, ...]:
    """The lines, those below a heading such as `## Corrections` marked where answers stand over it."""
    found, start = tuple(entries), correction_heading(text, is_name)
    if not any(0 < entry.line < start and is_name(entry.name) for entry in found):
        return found
    return tuple(each._replace(corrects=each.corrects or each.line > start) for each in found)


def correction_heading(text: str, is_name: IsName) -> int:
    """The line, counted from 1, of the first heading below which answers are corrected; 0: there is none."""
    heads = (
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if is_correction_head(line) and not is_name(line.strip("#>*_=:. \t"))
    )
    return next(heads, 0)


def _corrected(entry: RawLine, before: RawLine, is_name: IsName) -> RawLine | None:
    """A line as what it corrects; None where it is but the word."""
    entry = _with_sign(entry, is_name)
    name, value = entry.name, entry.value
    if not isinstance(value, str) or len(name) > LONGEST or is_name(name):
        is_said = isinstance(value, str) and len(value) <= LONGEST and _BEHIND_A_NUMBER.fullmatch(value)
        return entry._replace(corrects=True) if is_said else entry
    for said in (_BEFORE.fullmatch(name), _BEHIND.fullmatch(name)):
        if said and is_name(said["name"]):
            return entry._replace(name=said["name"], corrects=True)
    is_alone = _ALONE.fullmatch(name) is not None
    if is_alone and (own := answer_on(value, is_name)):
        return entry._replace(name=own.name, value=own.value, flaw="", corrects=True)
    if is_alone and value.strip():
        is_near = is_name(before.name) and 0 <= entry.line - before.line <= NEAR
        is_of_it = is_near and _is_answer(value, is_name)
        return entry._replace(name=_last_name(before, is_name), corrects=True) if is_of_it else entry
    heading = name if name and not value.strip() else value.strip() if not name else ""
    return None if heading and is_correction_head(heading) else entry


def _with_sign(entry: RawLine, is_name: IsName) -> RawLine:
    """A line apart at its first sign, where YAML has it apart at `corrected:`."""
    is_line = not isinstance(entry.value, Pairs) and _SAID.search(entry.name) and not is_name(entry.name)
    first = answer_on(entry.name, is_name) if is_line else None
    value = f"{first.value}: {in_one_line(entry.value)}" if first else ""
    return entry._replace(name=first.name, value=value) if first and _WITHIN.fullmatch(value) else entry


def _parts(entry: RawLine, is_name: IsName) -> list[RawLine]:
    """An answer, and the one behind a word within it that corrects it."""
    value = entry.text
    found = _WITHIN.fullmatch(value) if len(value) <= LONGEST and _SAID.search(value) else None
    if found is None or not is_name(entry.name):
        return [entry]
    first = entry._replace(value=found["first"])
    second, is_signed = _closed(found["second"].strip()), bool(found["sign"])
    if own := answer_on(second, is_name):  # 0.525, correction: W1[1,1] = 0.425
        return [first, entry._replace(name=own.name, value=own.value, corrects=True)]
    if not (_is_number(second) or (is_signed and _is_answer(second, is_name))):
        return [entry]
    return [first, entry._replace(name=_last_name(first, is_name), value=second, corrects=True)]


def _closed(text: str) -> str:
    """A text without the bracket that was opened before it."""
    is_open = any(text.endswith(end) and text.count(end) > text.count(begin) for begin, end in ("()", "[]"))
    return text[:-1].rstrip() if is_open else text


def _is_number(text: str) -> bool:
    return comes_to_a_number(text) or list_in(text) != text


def _is_answer(text: str, is_name: IsName) -> bool:
    """Whether it is a number, a list, or a formula, and no words."""
    return _is_number(text) or all(is_name(word) for word in _WORD.findall(text))


def _last_name(entry: RawLine, is_name: IsName) -> str:
    """Whose the last answer on a line is: a1[1] of `z1[1] = 0.38, a1[1] = 0.59`."""
    further = answers_in(entry.name, str(entry.value), is_name, lambda *_: False)[1]
    return further[-1].name if further else entry.name
