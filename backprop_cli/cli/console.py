"""The two consoles: data goes to `out`, messages to `err`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST = 60


def out() -> Console:
    """Standard output. Not a terminal: no colour, 80 columns, the same words."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in console._environ:
        console.width = 80
    console.width = max(console.width, NARROWEST)
    return console
