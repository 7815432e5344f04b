"""`backprop problems`: what is bundled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from backprop_cli.cli.help import Command

if TYPE_CHECKING:
    from backprop_cli.problem_file.bundled import BundledProblem

_GAP = "  "
_NARROWEST = 24
"""Columns of a title beside its name."""


@click.command(cls=Command, short_help="List the bundled problems.", epilog="Example: backprop problems")
def problems() -> None:
    """List the bundled problems by topic; each name serves wherever PROBLEM does."""
    from itertools import groupby

    from backprop_cli.cli.console import colour, page_width
    from backprop_cli.problem_file.bundled import catalogue
    from backprop_cli.render.colours import TEAL

    rows = sorted(catalogue(), key=lambda row: (row.topic, row.name))
    margin = max(len(row.name) for row in rows)
    for topic, group in groupby(rows, lambda row: row.topic):
        click.secho(topic, fg=TEAL, color=colour())
        for row in group:
            for line in _lines(row, margin, page_width()):
                click.echo(line, color=colour())
        click.echo()
    click.echo("Solve one with: backprop solve NAME")


def _lines(row: BundledProblem, margin: int, columns: int) -> Iterator[str]:
    """The name, and the title beside it in as many lines as it needs, or beneath it on a narrow page."""
    import textwrap

    from backprop_cli.cli.console import shows_unicode
    from backprop_cli.errors import printable
    from backprop_cli.notation.ascii import in_ascii

    title = printable(row.title) if shows_unicode() else in_ascii(printable(row.title))
    room = columns - margin - 2 * len(_GAP)
    if room < _NARROWEST:
        yield _GAP + click.style(row.name, bold=True)
        yield from (2 * _GAP + line for line in textwrap.wrap(title, columns - 2 * len(_GAP)))
        return
    first, *rest = textwrap.wrap(title, room, break_on_hyphens=False) or [""]
    yield _GAP + click.style(row.name.ljust(margin), bold=True) + _GAP + first
    yield from (" " * (margin + 2 * len(_GAP)) + line for line in rest)
