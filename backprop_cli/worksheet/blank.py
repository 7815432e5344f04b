"""The sheet to hand out: the problem, and an empty place for every quantity asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation, number_of
from backprop_cli.derivation.select import lines_of_sheet
from backprop_cli.derivation.step import Step
from backprop_cli.errors import UsageError
from backprop_cli.marking.sheets.lookup import is_weights
from backprop_cli.marking.sheets.sheet import OTHER_ROWS
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.worksheet import blank_words, wording
from backprop_cli.worksheet.document import Block, Document, Facts, Heading, Paragraph, Section
from backprop_cli.worksheet.header import conventions, given
from backprop_cli.worksheet.scope import scope_of

MOST_ROWS = 4_000
"""Lines of a sheet; a filled one with more would not be read back."""
GIVEN_DIGITS = 6
"""Significant digits of the lines that are worked already."""


class Choice(NamedTuple):
    """What the author of the sheet chose."""

    only: tuple[str, ...] = ()
    """Quantities to ask for, with what leads to them; none: what the problem asks, or everything."""
    everything: bool = False
    """Whether to ask for every step, local derivatives as well."""
    steps: int = 0
    """How many of the first lines are worked already."""


class BlankRow(NamedTuple):
    """One line: a name in the grammar, and its value where it is worked already (else empty)."""

    name: str
    value: str = ""


class Part(NamedTuple):
    """The lines of one part of the solution."""

    title: str
    rows: tuple[BlankRow, ...]
    lists: str = ""
    """How a matrix of weights among them may be given whole; nothing where there is none."""


class Blank(NamedTuple):
    """A sheet to fill in."""

    head: Document
    """Title, source, conventions and the given numbers."""
    parts: tuple[Part, ...]


def blank_sheet(problem: Problem, derivation: Derivation, choice: Choice) -> Blank:
    """The sheet for a problem, its lines in the order of the solution.

    Raises `UsageError` for an unknown name, for too many lines, and for worked lines without numbers
    or that leave nothing to fill in.
    """
    ask = choice.only or problem.ask
    everything = choice.everything and not choice.only
    wanted = lines_of_sheet(derivation, ask, known_of(problem), everything=everything)
    if len(wanted) > MOST_ROWS:
        raise UsageError(blank_words.too_many(len(wanted), MOST_ROWS), blank_words.TOO_MANY_HINT)
    if choice.steps >= len(wanted):
        raise UsageError(blank_words.nothing_left(len(wanted), choice.steps), blank_words.NOTHING_LEFT_HINT)
    worked = {step.name: _value(step) for step in derivation.steps if step.name in wanted[: choice.steps]}
    parts = [
        Part(
            title,
            tuple(BlankRow(name, worked.get(name, "")) for name in wanted if name in names),
            _lists([derivation.quantities[name] for name in wanted if name in names], problem),
        )
        for title, names in _parts(derivation)
    ]
    return Blank(_head(problem, derivation), tuple(part for part in parts if part.rows))


def _lists(quantities: Iterable[AnyQuantity], problem: Problem) -> str:
    """What a list of weights has as its rows, with the first matrix that is asked for as the example."""
    matrices = (each.whole for each in quantities if len(each.indices) > 1 and is_weights(each.whole))
    first = next(matrices, None)
    if first is None or not isinstance(problem, Network):
        return ""
    row_of = "input" if problem.weight_rows == "inputs" else "unit"
    return blank_words.list_rows(text(first), row_of, OTHER_ROWS[row_of])


def _value(step: Step) -> str:
    if step.value is None:
        raise UsageError(blank_words.NO_NUMBERS, blank_words.NO_NUMBERS_HINT)
    return f"{step.value:.{GIVEN_DIGITS}g}"


def _parts(derivation: Derivation) -> Iterator[tuple[str, set[str]]]:
    parts = {
        wording.FORWARD: derivation.forward,
        wording.LOCAL: derivation.local,
        wording.BACKWARD: derivation.derivatives,
        wording.UPDATE: derivation.updates,
    }
    for number in derivation.parts or (None,):
        for title, steps in parts.items():
            own = {step.name for step in steps if number_of(step.quantity) == number}
            yield blank_words.in_step(title, number) if number else title, own


def _head(problem: Problem, derivation: Derivation) -> Document:
    facts = conventions(problem, 5)
    agreed = Facts(tuple(row for row in facts.rows if row[0] != "Rounding"))
    scope = scope_of(problem, derivation)
    return Document(
        title=problem.header.title or wording.UNTITLED,
        scope=scope,
        composed=lambda: (Section(scope, tuple(_head_blocks(problem, agreed))),),
        problem=problem,
        derivation=derivation,
        conventions=agreed,
    )


def _head_blocks(problem: Problem, agreed: Facts) -> Iterator[Block]:
    yield Heading(1, (problem.header.title or wording.UNTITLED,))
    if problem.header.source:
        yield Paragraph((wording.source(problem.header.source),))
    yield Heading(2, (wording.GIVEN,))
    yield agreed
    if (start := given(problem)).rows:
        yield start
