"""The two consoles: data goes to standard output, messages to standard error."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH, NARROWEST, WIDEST = 80, 20, 242
"""Columns of a page: where nobody says how many, at least, and two tables side by side."""


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
    """The columns of a page: COLUMNS if that is a number, else the terminal's, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if re.fullmatch("[0-9]{1,3}", columns):
        return _readable(int(columns))
    return _readable(_screen()) if is_terminal() else PLAIN_WIDTH


def _screen() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return PLAIN_WIDTH  # colour is forced, but there is no screen


def _readable(columns: int) -> int:
    return min(max(columns, NARROWEST), WIDEST)


def colour() -> bool | None:
    """For click: colour on a terminal, or where it is forced; never against NO_COLOR."""
    return False if os.environ.get("NO_COLOR") else is_terminal()


def out() -> Console:
    """Standard output as a console: colour as help only, never narrower than a page can be."""
    from rich.console import Console

    console = Console(
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    console.width = width()
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
