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
    ways = list(map(settled, sheet.orders))
    fits = [_fit(*way) for way in ways]
    best = max(fits)
    is_open = fits.count(best) > 1 and fits[0] == best
    return settled(sheet) if is_open and best[0] else ways[fits.index(best)]


def _fit(sheet: AnswerSheet, reading: JudgedSheet) -> tuple[int, int]:
    """How few lines are wrong, or of no quantity, then how many are right."""
    verdicts = [line.verdict for line in reading.lines]
    wrong = sum(each in SLIPS for each in verdicts) + len(sheet.problems)
    return -wrong, verdicts.count(Verdict.RIGHT)
