"""`backprop init`: a problem file to begin with."""

from __future__ import annotations

import click

from backprop_cli.cli import options


@click.command(
    short_help="Write a commented problem to start from.",
    epilog="Example: backprop init my_net.yaml && backprop solve my_net.yaml",
)
@click.argument("file", metavar="FILE")
@options.force
def init(file: str, force: bool) -> None:
    """Write a commented problem to FILE that solves as it stands."""
    from shlex import quote

    from backprop_cli.cli.console import say, write
    from backprop_cli.cli.files import write_whole
    from backprop_cli.errors import printable
    from backprop_cli.problem_file.bundled import starter

    if file == "-":
        write(starter())
        return
    write_whole(file, starter(), force=force)
    say(printable(f"{file} is ready: backprop solve {quote(file)}"))
