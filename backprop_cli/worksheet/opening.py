"""How a solution or a blank sheet opens: title, source, warnings, symbols, what is given and agreed on."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.tree import Add, children
from backprop_cli.problem.model import Problem
from backprop_cli.words import solution as words
from backprop_cli.words.legend import SYMBOLS
from backprop_cli.words.say import phrase, say
from backprop_cli.worksheet.document import Block, Facts, Given, Heading, Legend, Paragraph

LONGEST_SUM = 8
"""Terms of a sum that fit a page."""


def opening(problem: Problem, meant: Legend, agreed: Facts, start: Given) -> Iterator[Block]:
    """Everything before the first line that is worked; `meant`: what the symbols stand for."""
    header = problem.header
    yield Heading(1, (_one_line(header.title) or phrase(words.UNTITLED),))
    if header.source:
        yield Paragraph((words.source(_one_line(header.source)),))
    for warning in problem.warnings:
        yield Paragraph(words.warning(warning.message))
    if meant.rows:
        yield Heading(2, say(SYMBOLS))
        yield meant
    yield Heading(2, say(words.GIVEN))
    yield agreed
    if start.rows:
        yield start


def shortened_sums(derivation: Derivation) -> Iterator[Block]:
    """That sums are shortened, where one is."""
    if any(
        isinstance(part, Add) and len(part.terms) > LONGEST_SUM
        for _, formula in derivation.graph.worked
        for part in (formula, *children(formula))
    ):
        yield Paragraph(words.shortened_sums(LONGEST_SUM))


def _one_line(text: str) -> str:
    return " ".join(text.split())
