"""Derivatives by a batch's quantities that may be of either loss: `dZ1` with or without the 1/n.

Some programs have δ of each sample's own loss and bring 1/n in where they add the samples up, others have it
in `dZ` from the first. The numbers tell: whichever reading makes more of these derivatives right, or where
neither does, leaves fewer lines of the sheet wrong, among them the gradients that were worked from them. All
such names of a sheet are read alike. What stays in doubt is refused with both names.

Who writes a sample's share under the name of its own derivative has 1/n in δ as well, and who writes its own
under the name of the share has not: where the numbers bear that out, they are read so, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from backprop_cli.errors import cited
from backprop_cli.expr.tree import Ref, substitute
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.own_conventions import JudgedSheet, Read
from backprop_cli.marking.sheets.sheet import Answer, AnswerSheet
from backprop_cli.words.reading import lines as words


def decided(sheet: AnswerSheet, read: Read) -> AnswerSheet:
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


def with_shares(sheet: AnswerSheet, reading: JudgedSheet, read: Read) -> tuple[AnswerSheet, JudgedSheet]:
    """The sheet with its derivatives by a sample's quantities read as those that are what is written.

    That is a sample's own derivative where the batch's share of it is named, or the other way round.
    """
    all_shares = reading.judge.scheme.shares.items()
    own = {name: own.name for name, own in all_shares if own.share != 1}  # of a sum they are one number
    shares = {name: share for share, name in own.items()}
    ways = ((own, words.own_read), (shares, words.shares_read))
    found = (_renamed(sheet, reading, other, said, read) for other, said in ways)
    return next((each for each in found if each is not None), (sheet, reading))


def _renamed(
    sheet: AnswerSheet,
    reading: JudgedSheet,
    other: Mapping[str, str],
    said: Callable[[str, str], str],
    read: Read,
) -> tuple[AnswerSheet, JudgedSheet] | None:
    """The sheet with some names as the others, where these are good then and it has fewer slips."""
    written = [line for line in reading.lines if line.answer.text]
    those = [line for line in written if line.answer.name in other]
    meant = {other[line.answer.name] for line in those}
    is_suspect = len(those) >= FEWEST_SLOPES and any(line.verdict in SLIPS for line in those)
    if not is_suspect or not meant.isdisjoint(line.answer.name for line in written):
        return None
    first = those[0].answer.name
    remark = said(cited(first), cited(other[first]))
    renamed = sheet._replace(
        answers=tuple(_under_other(each, other) for each in sheet.answers), remarks=(*sheet.remarks, remark)
    )
    judged = read(renamed, reading.slips)
    verdicts = [line.verdict for line in judged.lines if line.answer.name in meant]
    is_meant = GOOD.issuperset(verdicts) or 2 * verdicts.count(Verdict.RIGHT) > len(meant)
    return (renamed, judged) if is_meant and judged.slips < reading.slips else None


def _under_other(answer: Answer, other: Mapping[str, str]) -> Answer:
    """An answer under the other name, with those names in its formula."""
    refs = {name: Ref(each) for name, each in other.items()}
    formula = None if answer.formula is None else substitute(answer.formula, refs.get)
    return answer._replace(name=other.get(answer.name, answer.name), formula=formula)


FEWEST_SLOPES = 2
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
        answers=tuple(_under_other(each, other) for each in sheet.answers),
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
