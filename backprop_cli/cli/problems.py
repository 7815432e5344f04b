"""`backprop problems`: what is bundled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from backprop_cli.problem.bundled import Row

_GAP = "  "


@click.command(short_help="List the bundled problems.", epilog="Example: backprop problems")
def problems() -> None:
    """List the bundled problems by topic; each name serves wherever PROBLEM does."""
    from itertools import groupby

    from rich.text import Text

    from backprop_cli.cli.console import out
    from backprop_cli.problem.bundled import catalogue

    console = out()
    rows = sorted(catalogue(), key=lambda row: (row.topic, row.name))
    margin = max(len(row.name) for row in rows)
    for topic, group in groupby(rows, lambda row: row.topic):
        console.print(Text(topic, "cyan"))
        for row in group:
            first, *rest = _title(row, console.width - margin - 2 * len(_GAP))
            console.print(Text.assemble(_GAP, (row.name.ljust(margin), "bold"), _GAP, first))
            for line in rest:
                console.print(Text(" " * (margin + 2 * len(_GAP)) + line))
        console.print()
    console.print(Text("Solve one with: backprop solve NAME"))


def _title(row: Row, room: int) -> list[str]:
    """The lines of a title, in letters that the screen can show."""
    import textwrap

    from backprop_cli.cli.console import shows_unicode
    from backprop_cli.errors import printable
    from backprop_cli.notation.ascii import in_ascii

    title = printable(row.title)
    shown = title if shows_unicode() else in_ascii(title)
    return textwrap.wrap(shown, room, break_on_hyphens=False) or [""]
