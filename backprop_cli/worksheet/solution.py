"""The worked solution as a document: given, forward pass, backward pass in a style, update, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.derivation.select import asked_names, default_names
from backprop_cli.errors import UsageError, nearest
from backprop_cli.expr.tree import Add, children
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.delta import delta_blocks
from backprop_cli.worksheet.document import Block, Document, Heading, Paragraph, Section
from backprop_cli.worksheet.header import conventions, given
from backprop_cli.worksheet.paths import path_blocks
from backprop_cli.worksheet.rows import saturated
from backprop_cli.worksheet.scope import scope_of
from backprop_cli.worksheet.sheet import Sheet
from backprop_cli.worksheet.update import update_blocks

LONGEST_SUM = 8
"""Terms of a sum that fit a page."""

STYLES: dict[str, Callable[[Sheet], Iterator[Block]]] = {
    "delta": delta_blocks,
    "paths": path_blocks,
}


class Layout(NamedTuple):
    """What a reader chose for the sheet."""

    only: tuple[str, ...] = ()
    """Quantities to work out, with what they need; none: what the problem asks, or everything."""
    everything: bool = False
    """Whether to show all steps, whatever the problem asks and however many there are."""
    style: str = "delta"
    digits: int = 5
    """Significant digits of worked-out numbers."""


def compose(problem: Problem, derivation: Derivation, layout: Layout, proof: Proof | None = None) -> Document:
    """The document of a worked solution.

    Raises `UsageError` for a name in `layout.only` that the problem does not have, and for an unknown style.
    """
    if layout.style not in STYLES:
        known = f"known are {', '.join(STYLES)}"
        raise UsageError(f"there is no style `{layout.style}`", nearest(layout.style, STYLES) or known)
    asked = layout.only or (() if layout.everything else problem.ask)
    names = asked_names(derivation, asked, known_of(problem)) if asked else default_names(derivation)
    scope = scope_of(problem, derivation)._replace(saturated=saturated(derivation, derivation.values))

    def composed() -> tuple[Section, ...]:
        sheet = Sheet(derivation, names, shorten=not layout.everything)
        blocks = tuple(_blocks(problem, sheet, layout, proof))
        return (Section(scope._replace(names={**sheet.own, **scope.names}, values=sheet.values), blocks),)

    return Document(
        title=problem.header.title or wording.UNTITLED,
        scope=scope,
        composed=composed,
        derivation=derivation,
        conventions=conventions(problem, layout.digits),
        deltas=isinstance(problem, Network) and layout.style == "delta",
        digits=layout.digits,
        longest_sum=None if layout.everything else LONGEST_SUM,
    )


def _blocks(problem: Problem, sheet: Sheet, layout: Layout, proof: Proof | None) -> Iterator[Block]:
    yield Heading(1, (_one_line(problem.header.title) or wording.UNTITLED,))
    if problem.header.source:
        yield Paragraph((wording.source(_one_line(problem.header.source)),))
    for warning in problem.warnings:
        yield Paragraph((wording.warning(warning.message),))
    yield Heading(2, (wording.GIVEN,))
    yield conventions(problem, layout.digits)
    if (start := given(problem)).rows:
        yield start
    if sheet.shorten and _has_long_sum(sheet.derivation):
        yield Paragraph((wording.shortened_sums(LONGEST_SUM),))
    yield from STYLES[layout.style](sheet)
    yield from update_blocks(sheet)
    yield Heading(2, (wording.CHECKS,))
    yield from map(Paragraph, wording.checked(proof) if proof else [wording.UNCHECKED])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _has_long_sum(derivation: Derivation) -> bool:
    return any(
        isinstance(part, Add) and len(part.terms) > LONGEST_SUM
        for _, formula in derivation.graph.worked
        for part in (formula, *children(formula))
    )
