"""Derivatives by a batch's quantities that may be of either loss: `dZ1` with or without the 1/n.

Some programs have δ of each sample's own loss and bring 1/n in where they add the samples up, others have it
in `dZ` from the first. The numbers tell: whichever reading makes more of these derivatives right, or where
neither does, leaves fewer lines of the sheet wrong, among them the gradients that were worked from them. All
such names of a sheet are read alike. What stays in doubt is refused with both names.

Who writes a sample's share under the name of its own derivative has 1/n in δ as well: where that makes all of
them good, they are read so, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from backprop_cli.errors import cited
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.own_conventions import JudgedSheet
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.words import reading as words


def decided(sheet: AnswerSheet, read: Callable[[AnswerSheet], JudgedSheet]) -> AnswerSheet:
    """The sheet with its open names read as they are meant, which is said; `read` judges a sheet."""
    if not sheet.signals:
        return sheet
    own, share = sheet, _of_the_batch(sheet)
    names = {name: other for each in sheet.signals for name, other in each.names}
    if not {answer.name for answer in sheet.answers}.isdisjoint(names.values()):
        return _said(own, [each.own for each in sheet.signals])  # the batch's stand there by themselves
    reading = read(own)
    values = reading.judge.scheme.values
    is_one = all(values.get(name) == values.get(other) for name, other in names.items())
    first, second = _fit(reading, names.keys()), _fit(read(share), names.values())
    if first > second or is_one:
        return _said(own, [each.own for each in sheet.signals])
    if second > first:
        return _said(share, [each.share for each in sheet.signals])
    return _without(sheet)


def with_shares(
    sheet: AnswerSheet, reading: JudgedSheet, read: Callable[[AnswerSheet], JudgedSheet]
) -> tuple[AnswerSheet, JudgedSheet]:
    """The sheet with the samples' own derivatives read as their shares, where these are what is written."""
    shares = {own.name: name for name, own in reading.judge.scheme.shares.items()}
    names = [line.answer.name for line in reading.lines if line.answer.text]
    own = [name for name in names if name in shares]
    is_suspect = any(line.verdict in SLIPS and line.answer.name in own for line in reading.lines)
    if not is_suspect or len(own) < FEWEST or not set(shares.values()).isdisjoint(names):
        return sheet, reading
    answers = tuple(each._replace(name=shares.get(each.name, each.name)) for each in sheet.answers)
    said = words.shares_read(cited(own[0]), cited(shares[own[0]]))
    other = sheet._replace(answers=answers, remarks=(*sheet.remarks, said))
    judged = read(other)
    meant = [line for line in judged.lines if line.answer.text and line.answer.name in shares.values()]
    is_meant = all(line.verdict in GOOD for line in meant) and judged.slips < reading.slips
    return (other, judged) if is_meant else (sheet, reading)


FEWEST = 2
"""Derivatives that tell of a convention; a single one may be divided by chance."""


def _fit(reading: JudgedSheet, names: Collection[str]) -> tuple[int, int]:
    """How many of the derivatives are right, then how few lines are wrong."""
    right = sum(line.verdict is Verdict.RIGHT for line in reading.lines if line.answer.name in names)
    return right, -reading.slips


def _of_the_batch(sheet: AnswerSheet) -> AnswerSheet:
    """The sheet with these derivatives as the batch's."""
    other = {name: share for each in sheet.signals for name, share in each.names}
    whole = {each.own: each.share for each in sheet.signals}
    lists = (
        each._replace(
            name=whole.get(each.name, each.name),
            exchanged=tuple((other.get(one, one), other.get(two, two)) for one, two in each.exchanged),
        )
        for each in sheet.lists
    )
    return sheet._replace(
        answers=tuple(each._replace(name=other.get(each.name, each.name)) for each in sheet.answers),
        lists=tuple(lists),
    )


def _said(sheet: AnswerSheet, meant: list[str]) -> AnswerSheet:
    said = (
        words.signal_read_as(cited(each.written), cited(name))
        for each, name in zip(sheet.signals, meant, strict=True)
    )
    return sheet._replace(remarks=(*sheet.remarks, *said), signals=())


def _without(sheet: AnswerSheet) -> AnswerSheet:
    """The sheet without them, each refused."""
    open_names = {name for each in sheet.signals for name, _ in each.names}
    return sheet._replace(
        answers=tuple(each for each in sheet.answers if each.name not in open_names),
        problems=(*sheet.problems, *(each.refusal for each in sheet.signals)),
        signals=(),
    )
