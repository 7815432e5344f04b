"""A given number that was read otherwise from the first line on, where that line is too coarse to tell.

Of 0.05 for α = 0.5 a weight that is written as before says nothing, and one that has moved by a unit of its
last digit leaves room for 0.06. A later line tells: then all are judged once more with what it tells, the
first line that it explains is the slip, and the others follow.
"""

from collections.abc import Iterable, Sequence

from backprop_cli.expr.tree import Num
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.misread import MISREAD
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.supposed import Supposition
from backprop_cli.marking.judging.unmoved import Unmoved
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.quantities.grammar import text

MOST_READINGS = 3
"""Numbers with which all lines are judged once more."""


def misreadings(lines: Iterable[Judged], last: Iterable[Supposition]) -> list[Supposition]:
    """What lines have shown to be read in place of given numbers, and what the `last` of them has left."""
    shown = [
        Supposition(MISREAD, {text(slip.at[0]): Num(slip.read_as, repr(slip.read_as))})
        for line in lines
        for slip in line.finding.slips
        if slip.read_as is not None
    ]
    left = [each for each in last if each.mistake is MISREAD and len(each.formulas) == 1]
    found: list[Supposition] = []
    for each in (*shown, *left):
        if each.formulas not in [other.formulas for other in found]:
            found.append(each)
    return found[:MOST_READINGS]


def is_borne_out(read: Supposition, before: Iterable[Judged], after: Sequence[Judged], work: OwnWork) -> bool:
    """Whether no more parameters that stay are good with a number read so than move as it says.

    Any parameter stays with a rate that is small enough; that takes no work.
    """
    known = {line.answer.name for line in before if line.verdict in GOOD}
    unmoved = Unmoved(work)
    behind = work.scheme.behind(read.formulas)
    stay, move = 0, 0
    for line in after:
        number = line.answer.number
        if number is not None and line.verdict in GOOD and line.answer.name in behind:
            is_old = unmoved.is_old(line.step, number)
            stay += is_old and line.answer.name not in known
            move += not is_old and bool(number.value) and line.finding.astray
    return stay <= move
