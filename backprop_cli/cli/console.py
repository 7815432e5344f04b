"""The two consoles: data goes to standard output, messages to standard error."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

import click

from backprop_cli.render.colours import ORANGE, RED, TEAL

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH, NARROWEST, WIDEST = 80, 20, 242
"""Columns of a page: where nobody says how many, at least, and two tables side by side."""
_LEADS = {"error": RED, "warning": ORANGE, "help": TEAL}
"""How a line of a message is painted that starts so."""


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a stream (standard output) is a terminal, or colour is forced as on one."""
    return (stream or sys.stdout).isatty() or bool(os.environ.get("FORCE_COLOR"))


def shows_unicode(stream: TextIO | None = None) -> bool:
    """Whether a stream (standard output) can carry the letters of the Unicode script."""
    try:
        "ŷ₁≈⟨⟩╭⁺".encode(getattr(stream or sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def page_width() -> int:
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


def colour(stream: TextIO | None = None) -> bool:
    """For click: colour on a terminal that has some, or where it is forced; never against NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") in {"dumb", "unknown"}:
        return False
    return is_terminal(stream)


def out() -> Console:
    """Standard output as a console: colour as help only, as wide as a page can be."""
    from rich.console import Console

    console = Console(
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    console.width = page_width()
    return console


def write(text: str) -> None:
    """Writes data of a file format: UTF-8 wherever it goes, byte for byte what a file would hold."""
    click.echo(text if sys.stdout.isatty() else text.encode(), nl=False)


def tell(message: str) -> None:
    """A message to the person at the keyboard, in colour where the screen has it."""
    if not shows_unicode(sys.stderr):
        from backprop_cli.notation.ascii import in_ascii

        message = in_ascii(message)
    if colour(sys.stderr):
        message = "\n".join(map(_painted, message.split("\n")))
    with suppress(OSError):  # who cannot hear it has the exit code
        click.echo(message, err=True, color=True)


def _painted(line: str) -> str:
    """A line of a message: what is wrong, where, and the way out; its words say it as well."""
    lead, colon, rest = line.partition(":")
    look = _LEADS.get(lead.strip(" =").lower())
    if colon and look:
        return click.style(lead + colon, fg=look, bold=True) + rest
    return click.style(line, fg=RED) if line.strip(" |") and not line.strip(" |^") else line
