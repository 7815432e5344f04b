"""The gradient check on the sheet: the output on both sides, the numeric and the analytic value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, log10
from typing import TYPE_CHECKING

from backprop_cli.expr.tokens import canonical, free_letter
from backprop_cli.words import gradient_check as words
from backprop_cli.words.inline import Number, Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.reasons import number
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Facts, Heading, Paragraph, Table
from backprop_cli.worksheet.sheet import Sheet

if TYPE_CHECKING:
    from backprop_cli.proof.gradient_check import Compared, GradientCheck

MOST_DIGITS = 13
"""Significant digits of the output that fit a page of 80 columns."""

STEP_LETTERS = ("ε", "h", "η")
"""What courses call the step; Adam has an ε of its own."""


def check_blocks(check: GradientCheck, sheet: Sheet, digits: int) -> Iterator[Block]:
    """The blocks of the check; long lists are shortened as everywhere."""
    yield Heading(2, say(words.TITLE))
    if not check.rows:
        yield Paragraph(say(words.BEFORE_GIVEN if check.left_out else words.NOTHING_TO_COMPARE))
        return
    graph = sheet.derivation.graph
    taken = {*graph.by_name, *map(canonical, sheet.derivation.constants)}
    free = (each for each in STEP_LETTERS if canonical(each) not in taken)
    letter = next(free, free_letter("epsilon", taken))
    output = graph.outputs[0]
    kept, note = sheet.shortened([row.gradient for row in check.rows])
    shown = [row for row in check.rows if row.gradient in kept]
    precision = _digits_of_output(shown, check.epsilon.value, digits)
    instead = words.in_place_of(output) if graph.above else ()
    instead = (*instead, *(words.activations_given() if check.moves else ()))
    yield Facts((*instead, *words.meaning(output, _moved(sheet), letter, check.epsilon, precision)))
    heads = words.columns(output if len(graph.outputs) == 1 else "", letter)
    yield Table(heads, tuple(_row(row, precision) for row in shown), note, prose=(1,))
    yield from map(Paragraph, words.remarks(check, letter))
    if check.left_out:
        yield Paragraph(words.left_out(check.left_out))


def _moved(sheet: Sheet) -> str:
    """The parameter by which the formula is explained."""
    graph = sheet.derivation.graph
    moved = (*graph.wrt, *graph.ends)[0]
    return "w" if graph.by_name[moved].role.is_parameter else moved


def _row(row: Compared, precision: int) -> tuple[Words, ...]:
    return (
        (symbol(row.gradient),),
        _both_sides(row, precision),
        say(words.NO_VALUE) if row.numeric is None else (Number(row.numeric),),
        number(row.analytic),
        _difference(row),
    )


def _both_sides(row: Compared, precision: int) -> Words:
    if row.above is None or row.below is None:
        return say(words.NO_VALUE)
    return (Number(row.above, digits=precision), "; ", Number(row.below, digits=precision))


def _difference(row: Compared) -> Words:
    if row.crosses_kink:
        return say(words.KINK)
    if row.relative_difference is None:
        return words.NO_DIFFERENCE
    return (Number(row.relative_difference, digits=2),)


def _digits_of_output(rows: Iterable[Compared], epsilon: float, digits: int) -> int:
    """The digits of the output from which a reader gets the slopes to `digits` digits."""
    lost = [
        log10(abs(row.above / (2 * epsilon * row.numeric)))
        for row in rows
        if row.above and row.numeric and not row.crosses_kink
    ]
    return max(digits, min(MOST_DIGITS, digits + ceil(max(lost, default=0))))
