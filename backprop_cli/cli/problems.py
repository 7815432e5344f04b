"""`backprop problems`: what is bundled."""

from __future__ import annotations

import click


@click.command(epilog="Example: backprop problems")
def problems() -> None:
    """List the bundled problems by topic; each name serves wherever PROBLEM does."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from backprop_cli.cli.console import out
    from backprop_cli.problem.bundled import catalogue

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Topic", style="cyan")
    table.add_column("Name", style="bold", no_wrap=True)
    table.add_column("Title")
    last = ""
    for row in sorted(catalogue(), key=lambda row: (row.topic, row.name)):
        table.add_row("" if row.topic == last else row.topic, row.name, Text(row.title))
        last = row.topic
    console = out()
    console.print(table)
    console.print("Solve one with: backprop solve NAME")
