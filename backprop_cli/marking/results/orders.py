"""Names such as `z1(2)`: the numbers of a sheet tell whether the layer stands before the bracket or in it.

The order that leaves fewer lines wrong or without a quantity is meant, or of two that leave as many the one
that makes more right. Where they fit alike and something is wrong, the sheet counts as its names say: those
that may be two things are refused, with the ways to write them.
"""

from __future__ import annotations

from collections.abc import Callable

from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.results.own_conventions import JudgedSheet
from backprop_cli.marking.sheets.sheet import AnswerSheet

Settled = tuple[AnswerSheet, JudgedSheet]


def in_order(sheet: AnswerSheet, settled: Callable[[AnswerSheet], Settled]) -> Settled:
    """The sheet in the order that is meant, as `settled` makes it."""
    if not sheet.orders:
        return settled(sheet)
    ways = sorted(map(settled, sheet.orders), key=lambda way: _fit(*way), reverse=True)
    best, next_best = (_fit(*way) for way in ways)
    return settled(sheet) if best == next_best and best[0] else ways[0]


def _fit(sheet: AnswerSheet, reading: JudgedSheet) -> tuple[int, int]:
    """How few lines are wrong, or of no quantity, then how many are right."""
    verdicts = [line.verdict for line in reading.lines]
    wrong = sum(each in SLIPS for each in verdicts) + len(sheet.problems)
    return -wrong, verdicts.count(Verdict.RIGHT)
