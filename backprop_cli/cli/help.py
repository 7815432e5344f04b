"""The options that tell something and end the program: in our words, whatever the environment's language.

click's own ask gettext for theirs, which loads `locale` at every start.
"""

from __future__ import annotations

from collections.abc import Callable

import click

from backprop_cli import __version__


def _telling(*names: str, text: Callable[[click.Context], str], about: str) -> click.Option:
    def tell(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            click.echo(text(ctx), color=ctx.color)
            ctx.exit()

    return click.Option(names, is_flag=True, is_eager=True, expose_value=False, callback=tell, help=about)


HELP = _telling("-h", "--help", text=click.Context.get_help, about="Show this message and exit.")
VERSION = _telling(
    "--version", text=lambda ctx: f"backprop, version {__version__}", about="Show the version and exit."
)


class Command(click.Command):
    """A command that has our `--help`."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The same for all."""
        return HELP
