"""`backprop init`: a problem file to begin with."""

from __future__ import annotations

import click

from backprop_cli.cli import options


@click.command(epilog="Example: backprop init my_net.yaml && backprop solve my_net.yaml")
@click.argument("file", metavar="FILE")
@options.force
def init(file: str, force: bool) -> None:
    """Write a commented problem to FILE that solves as it stands."""
    from backprop_cli.cli.files import write_whole
    from backprop_cli.problem.bundled import starter

    if file == "-":
        click.echo(starter(), nl=False)
        return
    write_whole(file, starter(), force=force)
    click.echo(f"{file} is ready: backprop solve {file}", err=True)
