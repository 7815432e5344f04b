"""The results of a class as a document: who has how much, and what was missed most."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.results.tally import ClassReport, MissedLine, StudentRow
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet import class_words as wording
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Tone,
    Words,
)
from backprop_cli.worksheet.header import conventions
from backprop_cli.worksheet.marking_words import RULE, number, rule
from backprop_cli.worksheet.scope import scope_of
from backprop_cli.worksheet.wording import UNTITLED, symbol

MOST_LINES = 8
"""Missed lines that are shown."""
MOST_CAUSES = 3
"""Mistakes shown behind each."""
DIGITS = 5


def class_sheet(problem: Problem, derivation: Derivation, results: ClassReport) -> Document:
    """The document of a class's results."""
    title = f"{wording.RESULTS}: {problem.header.title or UNTITLED}"
    scope = scope_of(problem, derivation)
    return Document(
        title=title,
        scope=scope,
        composed=lambda: (Section(scope, (Heading(1, (title,)), *_blocks(results))),),
        problem=problem,
        derivation=derivation,
        conventions=conventions(problem, DIGITS),
        deltas=isinstance(problem, Network),
        digits=DIGITS,
    )


def _blocks(results: ClassReport) -> Iterator[Block]:
    yield Paragraph((wording.summary(results),))
    if results.convention is not None:
        yield Paragraph((wording.convention(results.convention),))
    if results.course_rule is not None:
        yield Paragraph((wording.course_rule(results.course_rule),))
    if results.namesakes:
        yield Paragraph((wording.namesakes(results.namesakes),))
    for sentence in wording.of_the_roll(results.roll):
        yield Paragraph((sentence,))
    yield Facts(((RULE, (rule(results.policy),)),))
    tones = (*map(_tone, results.rows), *[Tone.OPEN] * len(results.roll.missing))
    yield Table(wording.ROW_COLUMNS, tuple(_rows(results)), prose=(0, 2, 3), tones=tones)
    if results.missed:
        yield Heading(2, (wording.MISSED,))
        yield _missed(results)


def _rows(results: ClassReport) -> Iterator[tuple[Words, ...]]:
    for row, student in zip(results.rows, wording.students(results), strict=True):
        yield (
            (student,),
            ("–" if row.fault else f"{number(row.points)}/{number(row.total)}",),
            (symbol(row.first_wrong),) if row.first_wrong else (),
            (wording.outcome(row),),
        )
    for missing in results.roll.missing:
        yield ((wording.label(missing),), ("–",), (), (wording.NO_SHEET,))


def _tone(row: StudentRow) -> Tone:
    if row.first_wrong:
        return Tone.WRONG
    return Tone.RIGHT if row.all_right else Tone.OPEN


def _missed(results: ClassReport) -> Table:
    rows = [row for line in results.missed[:MOST_LINES] for row in _causes(line, len(results.marked))]
    more = len(results.missed) - MOST_LINES
    note = wording.more_lines(more) if more > 0 else ()
    return Table(wording.MISSED_COLUMNS, tuple(rows), note, prose=(2, 3))


def _causes(line: MissedLine, sheets: int) -> Iterator[tuple[Words, ...]]:
    """A row for each cause; the rows of a line add up to its sheets."""
    shown = list(line.causes[:MOST_CAUSES])
    rest = line.sheets - sum(count for _, count in shown)
    for place, (sentence, count) in enumerate([*shown, *([(wording.REST, rest)] if rest else [])]):
        yield (
            (symbol(line.name),) if place == 0 else (),
            (str(count),),
            (wording.bar(count, sheets),),
            (wording.cause(sentence),),
        )
