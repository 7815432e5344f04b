"""A hint as a document: where the first mistake is and, level by level, the way to it; never the result."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.tree import Mul, Num, Ref
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.hints import Hint, hint_of
from backprop_cli.marking.results.report import MarkedLine, Policy, SheetReport
from backprop_cli.problem.model import Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import hint as words
from backprop_cli.words.inline import Words
from backprop_cli.words.marked import NO_NUMBER, of_another, place_of, unread
from backprop_cli.words.say import phrase, say
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Heading,
    Line,
    Paragraph,
    Row,
    Working,
)
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.marked import own_scope
from backprop_cli.worksheet.marks_page import marks_page
from backprop_cli.worksheet.rows import RowMaker
from backprop_cli.worksheet.scope import scope_of
from backprop_cli.worksheet.verdicts import asked_digits, mistakes

RULE, FORMULA, NUMBERS = 2, 3, 4
"""From which level on these are shown."""
DERIVED = frozenset({Rule.LOCAL, Rule.CHAIN, Rule.COLLAPSED})
"""Rules that differentiate."""


def hint_page(problem: Problem, derivation: Derivation, report: SheetReport, level: int) -> Document:
    """The document of a hint of a level from 1 to 4."""
    scope = with_letters(own_scope(scope_of(problem, derivation), report.origin), problem)
    rows = RowMaker(derivation, scope.values)
    return marks_page(problem, derivation, words.HINT, scope, lambda: _blocks(report, rows, level))


def _blocks(report: SheetReport, rows: RowMaker, level: int) -> Iterator[Block]:
    hint = hint_of(report)
    right = [line.name for line in hint.right]
    if report.heading:
        yield Paragraph((of_another(report.heading),))
    if report.convention is not None:
        yield Paragraph(report.convention.words)
    if hint.line is None:
        nothing = words.NOTHING_READ if report.unread else words.NOTHING_YET
        yield Paragraph(words.so_far(right) if right else say(nothing))
        yield Paragraph(words.go_on(hint.next_name) if hint.next_name else say(words.ALL_DONE))
    else:
        line = hint.line
        yield Paragraph(words.look_at(line.name, place_of(line.quantity), line.judged.answer.text))
        yield Paragraph(_kind(line, report.policy))
        yield Paragraph(words.before(right, hint.is_all_right) if right else say(words.FIRST_LINE))
        yield from _way(hint, report, rows, level)
    for each in report.problems:
        yield Paragraph(unread(each))


def _way(hint: Hint, report: SheetReport, rows: RowMaker, level: int) -> Iterator[Block]:
    """The rule, the formula, the numbers put in, as far as the level goes."""
    if hint.line is None:
        return
    steps = _steps(hint, report)
    if level >= RULE:
        yield from map(Paragraph, dict.fromkeys(rule for step in steps for rule in _rules(step)))
    if level >= FORMULA:
        own = report.origin.written if level >= NUMBERS and report.origin is not None else {}
        made = [
            _without_result(step, rows, own, with_numbers=level >= NUMBERS and hint.is_wrong_line)
            for step in steps
        ]
        yield Heading(2, say(words.NUMBERS if any(map(_has_numbers, made)) else words.FORMULA))
        yield Working(tuple(made))
    if level >= NUMBERS and hint.is_wrong_line and (unwritten := _unwritten(steps, rows, report)):
        yield Paragraph(words.write_first(unwritten))
    if level < words.DEEPEST:
        yield Paragraph((words.more(level),))


def _kind(line: MarkedLine, policy: Policy) -> Words:
    """What kind of thing is wrong."""
    match line.verdict:
        case Verdict.MISTAKE:
            return words.looks_like(mistakes(line), is_one=len(line.judged.finding.slips) == 1)
        case Verdict.TOO_FEW_DIGITS:
            return words.too_few(asked_digits(policy.demands))
        case Verdict.UNREADABLE:
            return words.unreadable(line.judged.answer.note or phrase(NO_NUMBER))
    return say(words.NO_KNOWN)


def _rules(step: Step) -> Iterator[Words]:
    """The sentence of a step's rule; of the chain rule one for each quantity that acts through others."""
    if not isinstance(step.quantity, Gradient) or step.rule not in DERIVED:
        yield say(words.RULES[step.rule])
        return
    of, by = text(step.quantity.of), text(step.quantity.by)
    if step.rule is Rule.LOCAL or not any(link.adjoint for link in step.links):  # nothing else uses it
        yield words.local_rule(of, by)
        return
    yield from _chains(of, by, step.links)
    if any(link.kind is Kind.PENALTY for link in step.links):
        yield say(words.PENALTY)


def _chains(of: str, by: str, links: Iterable[Link]) -> Iterator[Words]:
    """Through what a quantity acts, and through what that does where the same line works it.

    An output by another name, ŷ = O, is nothing that one has to go through.
    """
    through = [link for link in links if link.adjoint]
    acting = {link.user.name: link.within for link in through}
    if any(link.kind is not Kind.OUTPUT for link in through):
        yield words.chain_rule(of, by, tuple(acting))
    for user, within in acting.items():
        yield from _chains(of, user, within)


def _steps(hint: Hint, report: SheetReport) -> list[Step]:
    """The line, after those in which its mistake was made, where they are not on the sheet."""
    if hint.is_wrong_line and report.origin is not None:
        return [step for step, _ in report.origin.working]
    return [hint.line.judged.step] if hint.line is not None else []


def _without_result(step: Step, rows: RowMaker, own: Container[str], *, with_numbers: bool) -> Row:
    """A row as far as a hint may go: no value, and no number of a line that the student has not written.

    Where there are no numbers at all, its last side is the result, and only the first is shown.
    """
    row = rows.of(step)
    with_numbers = with_numbers and not _open_names(step, rows, own)
    lines = [line for line in row.lines if not line.numbers or (with_numbers and not _is_result(line))]
    lines = [*lines[:-1], *(line for line in lines[-1:] if not _has_one_factor(line, lines, rows))]
    if not rows.values:
        lines = [line._replace(reasons=()) for line in lines[:1]]
    return row._replace(lines=tuple(lines), value=None)


def _open_names(step: Step, rows: RowMaker, own: Container[str]) -> list[str]:
    """The lines that a step uses and that the student has not written."""
    return [name for name in step.uses if name in rows.derivation.by_name and name not in own]


def _unwritten(steps: list[Step], rows: RowMaker, report: SheetReport) -> list[str]:
    """The lines that would have to be written before their numbers can be put in."""
    if not rows.values:
        return []
    own = report.origin.written if report.origin is not None else {}
    return list(dict.fromkeys(name for step in steps for name in _open_names(step, rows, own)))


def _has_numbers(row: Row) -> bool:
    return any(line.numbers for line in row.lines)


def _has_one_factor(last: Line, lines: Sequence[Line], rows: RowMaker) -> bool:
    """Whether a last line of numbers, worked from another one, has a single factor: 0.032088 · 1."""
    if not last.numbers or not isinstance(last.expr, Mul) or sum(line.numbers for line in lines) == 1:
        return False
    factors = [value_if_any(factor, rows.values) for factor in last.expr.factors]
    return 0 in factors or sum(factor not in {1, -1} for factor in factors) <= 1


def _is_result(line: Line) -> bool:
    """Whether putting in numbers leaves nothing to work."""
    return isinstance(line.expr, Ref | Num)
