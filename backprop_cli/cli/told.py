"""What is said of a file that was written: how much is in it, and how that was proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backprop_cli.errors import printable

if TYPE_CHECKING:
    from backprop_cli.derivation.derivation import Proof
    from backprop_cli.worksheet.document import Document


def of_file(path: str, text: str, holds: str = "", proof: str = "") -> str:
    """`solution.md is written: 178 lines, 19 steps; proved: …`."""
    much = ", ".join(filter(None, (many(len(text.splitlines()), "line"), holds)))
    return f"{printable(path)} is written: {much}{f'; {proof}' if proof else ''}"


def steps(document: Document) -> str:
    """How many steps a page of a solution works."""
    from backprop_cli.worksheet.document import Working

    worked = sum(
        len(block.rows)
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Working)
    )
    return many(worked, "step")


def places(document: Document) -> str:
    """How many places a blank sheet leaves open."""
    from backprop_cli.worksheet.document import ToFill

    tables = [block for section in document.sections for block in section.blocks if isinstance(block, ToFill)]
    return many(sum(not answer for table in tables for _, answer in table.places), "place") + " to fill in"


def proved(proof: Proof) -> str:
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
