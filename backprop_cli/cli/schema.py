"""`backprop schema`: the JSON Schema of problem files."""

from __future__ import annotations

import click

from backprop_cli.cli.help import Command


@click.command(
    cls=Command,
    short_help="Print the JSON Schema of problem files.",
    epilog="Example: backprop schema > backprop.schema.json",
)
def schema() -> None:
    """Print the JSON Schema of problem files, for editors and other programs."""
    from backprop_cli.cli.console import write
    from backprop_cli.problem_file.schema import schema_text

    write(schema_text())
