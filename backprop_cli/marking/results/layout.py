"""Square lists of weights: whether their rows are the ones that are asked for, or the columns.

A list that is not square tells by its shape. Of a square one the numbers tell: with rows and columns
exchanged none of its entries is wrong, as they stand some are, and no other line speaks against it, such as
new weights worked from the list as it stands. A list that is wrong both ways goes with the sheet's other
lists, or, where they do not tell, is taken as it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.marking.results.own_conventions import JudgedSheet
from backprop_cli.marking.sheets.sheet import OTHER_ROWS, AnswerSheet, WeightList
from backprop_cli.words import reading as words

MOST_ALONE = 12
"""Lists that are tried one by one: each costs a judgement of the whole sheet."""


def read_laid_out(
    sheet: AnswerSheet, read: Callable[[AnswerSheet], JudgedSheet]
) -> tuple[AnswerSheet, JudgedSheet]:
    """The sheet with each square list as it is meant, and what `read` makes of that."""
    reading = read(sheet)
    meant = list[WeightList]()
    for group in _groups(sheet, _unclear(sheet, reading)):
        if set(group) & set(_unclear(sheet, reading)):
            other = _exchanged(sheet, group)
            judged = read(other)
            if _wrong(judged) <= _wrong(reading) - _entries(group):
                sheet, reading = other, judged
                meant += group
    rest = _unclear(sheet, reading)
    if rest and _is_habit(sheet, rest, meant):
        sheet = _exchanged(sheet, rest)
        reading = read(sheet)
    return sheet, reading


def _unclear(sheet: AnswerSheet, reading: JudgedSheet) -> list[WeightList]:
    """The square lists with a wrong entry."""
    return [each for each in sheet.lists if each.exchanged and _wrong(reading) & _entries([each])]


def _groups(sheet: AnswerSheet, unclear: Sequence[WeightList]) -> Iterable[tuple[WeightList, ...]]:
    """All square lists at once, as most sheets have them; all that are unclear; then one by one."""
    if not unclear:
        return ()
    square = tuple(each for each in sheet.lists if each.exchanged)
    return dict.fromkeys((square, tuple(unclear), *((each,) for each in unclear[:MOST_ALONE])))


def _wrong(reading: JudgedSheet) -> set[str]:
    return {line.answer.name for line in reading.lines if line.verdict in SLIPS}


def _entries(lists: Iterable[WeightList]) -> set[str]:
    return {name for each in lists for name, _ in each.exchanged}


def _is_habit(sheet: AnswerSheet, unclear: Iterable[WeightList], meant: Iterable[WeightList]) -> bool:
    """Whether every list of the sheet that tells has the other layout."""
    told = [each.is_other for each in sheet.lists if not each.exchanged]
    clear = [each for each in sheet.lists if each.exchanged and each not in (*unclear, *meant)]
    as_asked = any(not _is_symmetric(each, sheet) for each in clear) or not all(told)
    return not as_asked and bool(meant or told)


def _is_symmetric(weights: WeightList, sheet: AnswerSheet) -> bool:
    """Whether a list reads alike both ways, so that it tells nothing."""
    numbers = {answer.name: answer.number for answer in sheet.answers}
    pairs = ((numbers.get(name), numbers.get(other)) for name, other in weights.exchanged)
    return all(one and other and abs(one.value - other.value) <= one.unit for one, other in pairs)


def _exchanged(sheet: AnswerSheet, lists: Iterable[WeightList]) -> AnswerSheet:
    """The sheet with rows and columns of these lists exchanged, and said."""
    other = {name: meant for each in lists for name, meant in each.exchanged}
    said = tuple(words.list_read(cited(each.name), OTHER_ROWS[each.row_of]) for each in lists)
    answers = tuple(answer._replace(name=other.get(answer.name, answer.name)) for answer in sheet.answers)
    return sheet._replace(answers=answers, remarks=(*sheet.remarks, *said))
