"""The two consoles: data goes to standard output, messages to standard error."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST, PLAIN_WIDTH = 60, 80


def is_terminal() -> bool:
    """Whether standard output is a terminal, or colour is forced as on one."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def shows_unicode(stream: TextIO | None = None) -> bool:
    """Whether a stream (standard output) can carry the letters of the Unicode script."""
    try:
        "ŷ₁≈⟨⟩╭⁺".encode(getattr(stream or sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def width() -> int:
    """The columns of a page that is piped: COLUMNS if that is a number below 1,000, else 80."""
    columns = os.environ.get("COLUMNS", "")
    return max(int(columns), NARROWEST) if re.fullmatch("[0-9]{1,3}", columns) else PLAIN_WIDTH


def out() -> Console:
    """Standard output as a console: colour as help only, never narrower than a page can be."""
    from rich.console import Console

    console = Console(
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    console.width = max(console.width, NARROWEST) if is_terminal() else width()
    return console


def write(text: str) -> None:
    """Writes data of a file format: UTF-8 wherever it goes, byte for byte what a file would hold."""
    click.echo(text if sys.stdout.isatty() else text.encode(), nl=False)


def say(message: str) -> None:
    """A message to the person at the keyboard."""
    if not shows_unicode(sys.stderr):
        from backprop_cli.notation.ascii import in_ascii

        message = in_ascii(message)
    click.echo(message, err=True)
