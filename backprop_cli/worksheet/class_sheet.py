"""The results of a class as a document: who has how much, and what was missed most."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.results.tally import ClassReport, MissedLine, StudentRow
from backprop_cli.problem.model import Problem
from backprop_cli.words import class_results as words
from backprop_cli.words import marked
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.marked import plain_number
from backprop_cli.words.say import say
from backprop_cli.worksheet import class_rows as said
from backprop_cli.worksheet.document import Block, Document, Facts, Heading, Paragraph, Table, Tone
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.marks_page import marks_page
from backprop_cli.worksheet.scope import scope_of
from backprop_cli.worksheet.verdicts import rule

MOST_MISSED = 8
"""Missed lines that are shown."""
MOST_CAUSES = 3
"""Mistakes shown behind each."""


def class_sheet(problem: Problem, derivation: Derivation, results: ClassReport) -> Document:
    """The document of a class's results."""
    scope = with_letters(scope_of(problem, derivation), problem)
    return marks_page(problem, derivation, words.RESULTS, scope, lambda: _blocks(results))


def _blocks(results: ClassReport) -> Iterator[Block]:
    yield Paragraph((said.summary(results),))
    if results.convention is not None:
        yield Paragraph((said.convention(results.convention),))
    if results.course_rule is not None:
        yield Paragraph(said.course_rule(results.course_rule))
    for sentence in said.of_students(results):
        yield Paragraph((sentence,))
    yield Facts(((marked.RULE, (rule(results.policy),)),))
    tones = (*map(_tone, results.rows), *[Tone.OPEN] * len(results.roll.missing))
    columns = tuple(map(say, (marked.STUDENT, marked.POINTS, words.FIRST_WRONG, words.MISTAKE)))
    yield Table(columns, tuple(_rows(results)), prose=(0, 2, 3), tones=tones)
    if results.missed:
        yield Heading(2, say(words.MISSED))
        yield _missed(results)


def _rows(results: ClassReport) -> Iterator[tuple[Words, ...]]:
    for row, student in zip(results.rows, said.students(results), strict=True):
        yield (
            (student,),
            ("–" if row.fault or row.is_spare else f"{plain_number(row.points)}/{plain_number(row.total)}",),
            (symbol(row.first_wrong),) if row.first_wrong else (),
            said.outcome(row),
        )
    for missing in results.roll.missing:
        yield ((said.label(missing),), ("–",), (), say(words.NO_SHEET))


def _tone(row: StudentRow) -> Tone:
    if row.first_wrong:
        return Tone.WRONG
    return Tone.RIGHT if row.all_right else Tone.OPEN


def _missed(results: ClassReport) -> Table:
    rows = [row for line in results.missed[:MOST_MISSED] for row in _causes(line, len(results.marked))]
    more = len(results.missed) - MOST_MISSED
    note = words.more_lines(more) if more > 0 else ()
    columns = tuple(map(say, (marked.LINE, words.SHEETS, words.SHARE, words.MISTAKE)))
    return Table(columns, tuple(rows), note, prose=(2, 3))


def _causes(line: MissedLine, sheets: int) -> Iterator[tuple[Words, ...]]:
    """A row for each cause; the rows of a line add up to its sheets."""
    shown = list(line.causes[:MOST_CAUSES])
    rest = line.sheets - sum(count for _, count in shown)
    for place, (found, count) in enumerate([*shown, *([(say(words.REST), rest)] if rest else [])]):
        yield (
            (symbol(line.name),) if place == 0 else (),
            (str(count),),
            (said.bar(count, sheets),),
            said.cause(found),
        )
