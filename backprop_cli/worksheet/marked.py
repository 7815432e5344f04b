"""A marked sheet as a document: the sentence, the points, every line, and the first mistake worked right."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.tree import Num
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.results.report import MarkedLine, Origin, SheetReport
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.written import Written
from backprop_cli.notation.numbers import decimal
from backprop_cli.problem.model import Problem
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.words import marked as words
from backprop_cli.words.inline import Number, Strong, Words
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.lists import in_row, symbol
from backprop_cli.words.say import Message, phrase, say
from backprop_cli.words.typed import inert
from backprop_cli.worksheet import verdicts as said
from backprop_cli.worksheet.document import (
    DIGITS,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Scope,
    Table,
    Tone,
    Working,
)
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.marks_page import marks_page
from backprop_cli.worksheet.rows import RowMaker
from backprop_cli.worksheet.scope import scope_of

LONGEST_NUMBER = 24
"""Characters of an answer that stand on one line."""


def marked(problem: Problem, derivation: Derivation, report: SheetReport) -> Document:
    """The document of one student's marked sheet; its numbers are the student's own."""
    scope = with_letters(own_scope(scope_of(problem, derivation), report.origin), problem)
    if report.off and (array := as_quantity(report.off.name)):
        scope = scope._replace(names={report.off.name: array, **scope.names})
    return marks_page(problem, derivation, words.MARKED, scope, lambda: _blocks(derivation, scope, report))


def own_scope(scope: Scope, origin: Origin | None) -> Scope:
    """The scope with the numbers that lead to the first mistake as the student has them."""
    if origin is None:
        return scope
    values = ChainMap(dict(origin.values), dict(scope.values))
    return scope._replace(values=values, given={**scope.given, **_as_written(origin)})


def _as_written(origin: Origin) -> dict[str, Num]:
    """The student's numbers keep the digits they were written with."""
    return {name: Num(each.value, _plain(each)) for name, each in origin.written.items()}


def _plain(number: Written) -> str:
    """`0,5` as 0.5: the student's digits in the page's own spelling."""
    return f"{number.value:.{min(number.digits, 12)}g}"


def _blocks(derivation: Derivation, scope: Scope, report: SheetReport) -> Iterator[Block]:
    if report.off is not None:
        yield Paragraph(said.off_array(report.off))
    yield Paragraph(said.sentence(report))
    yield _facts(report)
    if report.shown:
        yield _table(report)
    if report.missing:
        yield Paragraph(words.missing(report.missing))
    for each in report.remarks:
        yield Paragraph(words.read_so(each))
    for each in report.problems:
        yield Paragraph(words.unread(each))
    if report.origin is not None:
        rows = RowMaker(derivation, scope.values)
        working = tuple(rows.of(step)._replace(value=value) for step, value in report.origin.working)
        yield Heading(2, say(words.FIRST_WRONG))
        if report.convention is not None:
            yield Paragraph(say(words.IN_TRUE_SIGN, **LETTERS))
        yield Working(working)


def _facts(report: SheetReport) -> Facts:
    return Facts(
        (
            (words.STUDENT, (inert(report.who.student, 60) or phrase(words.UNNAMED),)),
            *((head, (inert(said, 60),)) for head, said in _addresses(report.who) if said),
            (words.FILE, (inert(report.file, 60),)),
            *([(words.POINTS, (said.out_of(report),))] if report.has_points else []),
            (words.RULE, (said.rule(report.policy),)),
        )
    )


def _addresses(who: Who) -> tuple[tuple[Message, str], ...]:
    return ((words.ID, who.id), (words.EMAIL, who.email))


def _table(report: SheetReport) -> Table:
    with_points = report.policy.own_points
    rows = tuple(_row(line, report, with_points=with_points) for line in report.shown)
    points = [words.POINTS] if with_points else []
    heads = (words.LINE, words.WRITTEN, words.EXPECTED, *points, words.VERDICT)
    columns = tuple(map(say, heads))
    tones = tuple(map(_tone, report.shown))
    is_long = any(len(line.judged.answer.text) > LONGEST_NUMBER for line in report.shown)
    prose = (1, len(columns) - 1) if is_long else (len(columns) - 1,)
    return Table(columns, rows, _footnote(report), prose, tones)


def _footnote(report: SheetReport) -> Words:
    """What the columns and the signs mean."""
    follows = words.SIGNS[Verdict.FOLLOWS.value]
    notes = [say(words.EXPECTED_IS, sign=follows)] if any(map(_is_of_own_lines, report.shown)) else []
    followers = [line for line in report.shown if line.verdict is Verdict.FOLLOWS]
    if followers:
        same = any(line.judged.finding.as_supposed for line in followers)
        notes.append(say(words.FOLLOWS_OR_SAME if same else words.FOLLOWS_IS, sign=follows))
    if any(map(said.is_unexplained, report.shown)):
        notes.append(say(words.WRONG_IS, sign=words.SIGNS[Verdict.WRONG.value]))
    return in_row(notes, " ")


def _sign(line: MarkedLine) -> str:
    """What tells at a glance how a line fares."""
    return words.SIGNS[Verdict.RIGHT.value if line.accepted else line.verdict.value]


def _tone(line: MarkedLine) -> Tone:
    if line.verdict is Verdict.FOLLOWS:
        return Tone.FOLLOWS
    if line.verdict is Verdict.RIGHT or line.accepted:
        return Tone.RIGHT
    return Tone.WRONG if line.verdict in SLIPS else Tone.OPEN


def _row(line: MarkedLine, report: SheetReport, *, with_points: bool) -> tuple[Words, ...]:
    points = f"{words.plain_number(line.points)}/{words.plain_number(line.worth)}" if line.worth else ""
    is_wrong = _tone(line) is Tone.WRONG
    written = inert(line.judged.answer.text)
    return (
        (f"{_sign(line)} ", symbol(line.name)),
        (Strong(written) if is_wrong else written,),
        _expected(line),
        *([(points,)] if with_points else []),
        said.in_table(line, report.policy, strong=is_wrong),
    )


def _expected(line: MarkedLine) -> Words:
    """The true value; what only the student's own lines give has a sign in front."""
    if line.judged.expected is None:
        return ()
    follows = words.SIGNS[Verdict.FOLLOWS.value]
    return (*([f"{follows} "] if _is_of_own_lines(line) else []), Number(line.judged.expected))


def _is_of_own_lines(line: MarkedLine) -> bool:
    """Whether what is expected looks unlike the true value."""
    expected, true = line.judged.expected, line.judged.true
    if expected is None or true is None:
        return expected is not None
    return decimal(expected, DIGITS) != decimal(true, DIGITS)
