"""What is said of a file that was written: how much is in it, and how that was proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from backprop_cli.api.page import Page
from backprop_cli.api.solutions import Solution
from backprop_cli.derivation.derivation import Proof
from backprop_cli.errors import one_line
from backprop_cli.formats import Subject
from backprop_cli.worksheet.document import Document, ToFill, Working

BlockT = TypeVar("BlockT", Working, ToFill)


def of_file(path: str, text: str, holds: str = "", proof: str = "") -> str:
    """`solution.md is written: 178 lines, 19 steps; proved: …`."""
    much = ", ".join(filter(None, (many(len(text.splitlines()), "line"), holds)))
    return f"{one_line(path)} is written: {much}{f'; {proof}' if proof else ''}"


def contents(page: Page) -> str:
    """How many steps a solution works, how many places a blank sheet leaves open; nothing of other pages."""
    count = _COUNTS.get(page.subject)
    return count(page.document) if count else ""


def _steps(document: Document) -> str:
    return many(sum(len(each.rows) for each in _blocks(document, Working)), "step")


def _places(document: Document) -> str:
    tables = _blocks(document, ToFill)
    return many(sum(not place.value for table in tables for place in table.places), "place") + " to fill in"


_COUNTS = {Subject.SOLUTION: _steps, Subject.BLANK: _places}


def _blocks(document: Document, kind: type[BlockT]) -> Iterator[BlockT]:
    blocks = (block for section in document.sections for block in section.blocks)
    return (block for block in blocks if isinstance(block, kind))


def proof_of(page: Page) -> str:
    """How a solution was proved, where it was."""
    return _proved(page.proof) if isinstance(page, Solution) and page.proof else ""


def _proved(proof: Proof) -> str:
    """What was compared, and with what; all of it agreed, or there were no proof."""
    compared = (
        (proof.local, "local derivative", "by SymPy"),
        (proof.gradients - len(proof.at_kink), "gradient", "by central differences"),
        (proof.arrays, "formula", "in vectors and matrices by their entries"),
        (proof.closed_form, "parameter", "of the closed form by SymPy"),
    )
    parts = [f"{many(count, what)} {how}" for count, what, how in compared if count]
    if proof.at_kink:
        parts.append(f"{many(len(proof.at_kink), 'gradient')} at a kink by no difference")
    return f"proved: {', '.join(parts)}"


def many(count: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
