"""What others typed, fit to stand on a page."""

from __future__ import annotations

from backprop_cli.errors import printable

LONGEST_WRITTEN = 160
"""Characters of an answer that are shown of it at all."""


def inert(typed: str, longest: int = LONGEST_WRITTEN) -> str:
    """What a student typed, on one line, without control characters, cut where it is long."""
    line = " ".join(printable(typed[: 4 * longest]).split())
    return f"{line[: longest - 1]}…" if len(line) > longest else line
