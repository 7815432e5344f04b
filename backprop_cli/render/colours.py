"""The colours of a screen: four that are the same in every terminal, readable on white as on black.

The first sixteen are each terminal's own: its cyan, green and yellow are as a rule meant for a dark one, and
are lost on white. A terminal that has only those gets the nearest.
"""

from __future__ import annotations

TEAL, GREEN, ORANGE, RED = 30, 28, 130, 160
"""Numbers of xterm's 256 colours; red stands in bold."""


def coloured(colour: int, *others: str) -> str:
    """A style of rich's in a colour."""
    return " ".join((*others, f"color({colour})"))
