"""Square lists of weights or samples: whether their rows are the ones that are asked for, or the columns.

A list that is not square tells by its shape. Of a square one the numbers tell: with rows and columns
exchanged none of its entries is wrong, as they stand some are, and no other line speaks against it, such as
new weights worked from the list as it stands. A list that is wrong both ways goes with the sheet's other
lists, or, where they do not tell, is taken as it is asked for. Samples stand alike throughout a sheet: what
follows from an exchanged list as it stands says nothing, so all are tried together first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.marking.results.own_conventions import JudgedSheet, Read
from backprop_cli.marking.sheets.sheet import OTHER_ROWS, AnswerSheet, RowList
from backprop_cli.words.reading import lists as words

MOST_ALONE = 12
"""Lists that are tried one by one: each costs a judgement of the whole sheet."""
MUCH = 4
"""How many times fewer lines are wrong where samples stand the other way round, mistakes or not."""


def read_laid_out(sheet: AnswerSheet, read: Read) -> tuple[AnswerSheet, JudgedSheet]:
    """The sheet with each square list as it is meant, and what `read` makes of that."""
    reading = read(sheet)
    for of_samples in (True, False):
        lists = tuple(each for each in sheet.lists if each.is_stack == of_samples)
        sheet, reading = _laid_out(sheet, reading, lists, read)
    return sheet, reading


def _laid_out(
    sheet: AnswerSheet,
    reading: JudgedSheet,
    lists: tuple[RowList, ...],
    read: Read,
) -> tuple[AnswerSheet, JudgedSheet]:
    """The same with the `lists` of one kind as they are meant."""
    meant = list[RowList]()
    for tried in _groups(lists, _unclear(lists, reading)):
        group = tuple(each for each in tried if each not in meant)
        if set(group) & set(_unclear(lists, reading)):
            other = _exchanged(sheet, group)
            judged = read(other, reading.slips)  # it is meant only where it leaves fewer
            if _is_meant(group, lists, judged, reading):
                sheet, reading = other, judged
                meant += group
    rest = [each for each in _unclear(lists, reading) if each not in meant]
    if rest and _is_habit(sheet, lists, rest, meant):
        sheet = _exchanged(sheet, rest)
        reading = read(sheet)
    return sheet, reading


def _unclear(lists: Iterable[RowList], reading: JudgedSheet) -> list[RowList]:
    """The square lists with a wrong entry."""
    return [each for each in lists if each.exchanged and _wrong(reading) & _entries([each])]


def _groups(lists: Iterable[RowList], unclear: Sequence[RowList]) -> Iterable[tuple[RowList, ...]]:
    """All square lists at once, as most sheets have them; all that are unclear; then one by one."""
    return dict.fromkeys((_square(lists), tuple(unclear), *((each,) for each in unclear[:MOST_ALONE])))


def _square(lists: Iterable[RowList]) -> tuple[RowList, ...]:
    return tuple(each for each in lists if each.exchanged)


def _is_meant(
    group: tuple[RowList, ...], lists: tuple[RowList, ...], judged: JudgedSheet, reading: JudgedSheet
) -> bool:
    """Whether a group of lists is meant with rows and columns exchanged, as it is `judged`."""
    before, after = _wrong(reading), _wrong(judged)
    if after <= before - _entries(group):
        return True
    is_whole = group[0].is_stack and group == _square(lists)
    if not is_whole or not after - _entries(group) <= before:
        return False
    told = [each.is_other for each in lists if not each.exchanged]
    return len(after) * MUCH <= len(before) or (bool(told) and all(told) and len(after) < len(before))


def _wrong(reading: JudgedSheet) -> set[str]:
    return {line.answer.name for line in reading.lines if line.verdict in SLIPS}


def _entries(lists: Iterable[RowList]) -> set[str]:
    return {name for each in lists for name, _ in each.exchanged}


def _is_habit(
    sheet: AnswerSheet, lists: Iterable[RowList], unclear: Iterable[RowList], meant: Iterable[RowList]
) -> bool:
    """Whether every one of the `lists` that tells has the other layout."""
    told = [each.is_other for each in lists if not each.exchanged]
    clear = [each for each in lists if each.exchanged and each not in (*unclear, *meant)]
    as_asked = any(not _is_symmetric(each, sheet) for each in clear) or not all(told)
    return not as_asked and bool(meant or told)


def _is_symmetric(weights: RowList, sheet: AnswerSheet) -> bool:
    """Whether a list reads alike both ways, so that it tells nothing."""
    numbers = {answer.name: answer.number for answer in sheet.answers}
    pairs = ((numbers.get(name), numbers.get(other)) for name, other in weights.exchanged)
    return all(one and other and abs(one.value - other.value) <= one.unit for one, other in pairs)


def _exchanged(sheet: AnswerSheet, lists: Iterable[RowList]) -> AnswerSheet:
    """The sheet with rows and columns of these lists exchanged, and said."""
    other = {name: meant for each in lists for name, meant in each.exchanged}
    said = tuple(words.list_read(cited(each.name), OTHER_ROWS[each.row_of]) for each in lists)
    answers = tuple(answer._replace(name=other.get(answer.name, answer.name)) for answer in sheet.answers)
    return sheet._replace(answers=answers, remarks=(*sheet.remarks, *said))
