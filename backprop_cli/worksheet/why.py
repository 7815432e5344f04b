"""Why lines have their verdicts, as a document: what decided, where each may lie, how the sheet rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.judging.finding import Trial
from backprop_cli.marking.judging.grounds import Grounds
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import MarkedLine, SheetReport
from backprop_cli.problem.model import Problem
from backprop_cli.words import why as words
from backprop_cli.words.marked import UNWORKED
from backprop_cli.words.say import say
from backprop_cli.worksheet import grounds as said
from backprop_cli.worksheet.document import Block, Document, Paragraph
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.marks_page import marks_page
from backprop_cli.worksheet.scope import scope_of


def why_page(
    problem: Problem, derivation: Derivation, report: SheetReport, lines: Iterable[MarkedLine]
) -> Document:
    """The document of the grounds of some lines of a report."""
    scope = with_letters(scope_of(problem, derivation), problem)
    shown = tuple(lines)
    return marks_page(problem, derivation, words.WHY, scope, lambda: _blocks(report, shown))


def _blocks(report: SheetReport, lines: tuple[MarkedLine, ...]) -> Iterator[Block]:
    for line in lines:
        yield Paragraph(said.line_and_verdict(line, report.policy))
        yield from _grounds(line)
    if report.is_unworked:
        yield Paragraph(say(UNWORKED))


def _grounds(line: MarkedLine) -> Iterator[Block]:
    grounds, number = line.judged.grounds, line.judged.compared
    if grounds is None:
        return
    if grounds.trial is Trial.FORMULA or number is None:
        yield Paragraph(say(words.FROM_OWN_FORMULAS if _follows(line) else words.AS_FORMULA))
        if not line.is_good:
            yield Paragraph(said.right_formula(line.judged.step))
        return
    if told := said.tested(line, grounds.trial, number):
        yield Paragraph((told,))
    if grounds.trial not in {Trial.TRUE, Trial.NO_CHANGE}:
        yield from _ways(line, grounds)
    if grounds.trial is not Trial.TRUE and line.judged.true is not None:
        yield Paragraph((said.true_value(line.judged.true, number, follows=_follows(line)),))


def _ways(line: MarkedLine, grounds: Grounds) -> Iterator[Block]:
    """Each formula with what it gives, the numbers it took, and how these may have been rounded."""
    number = line.judged.compared
    if number is None:
        return
    if grounds.mistaken is not None:
        yield Paragraph(said.mistaken(line.name, grounds.mistaken, number))
    for place, way in enumerate(grounds.ways):
        yield Paragraph(said.way(line.name, way, number, grounds.trial, is_first=not place))
    used = dict.fromkeys(each for way in grounds.ways for each in way.used)
    if used:
        yield Paragraph(said.used(tuple(used), number))
    if grounds.trial not in {Trial.EXACT, Trial.LITERAL}:
        yield Paragraph((said.pens(grounds.pens),))


def _follows(line: MarkedLine) -> bool:
    return line.verdict is Verdict.FOLLOWS
