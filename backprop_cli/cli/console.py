"""The two consoles: data goes to `out`, messages to `err`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST = 60
PLAIN_WIDTH = 80


def is_terminal() -> bool:
    """Whether standard output is a terminal, or colour is forced as on one."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def shows_unicode() -> bool:
    """Whether standard output can carry the letters of the Unicode script."""
    try:
        "ŷ₁≈⟨⟩╭⁺".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def width() -> int:
    """The columns of a page that is piped: COLUMNS if it is set, else 80."""
    columns = os.environ.get("COLUMNS", "")
    return max(int(columns), NARROWEST) if columns.isdigit() else PLAIN_WIDTH


def out() -> Console:
    """Standard output as a console: colour as help only, never narrower than a page can be."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = max(console.width, NARROWEST)
    return console
