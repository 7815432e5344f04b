"""`backprop blank`: the sheet to hand out."""

from __future__ import annotations

import click

from backprop_cli.cli import options
from backprop_cli.cli.help import Command
from backprop_cli.formats import Subject, formats_of


@click.command(
    cls=Command,
    short_help="Write a sheet to fill in.",
    epilog="Example: backprop blank two_layer_relu_sigmoid -o sheet.md --worked 4",
)
@options.problem_argument
@options.only
@click.option("--all", "everything", is_flag=True, help="Ask for every step, local derivatives as well.")
@click.option(
    "--worked",
    "steps",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Work the first N lines already.",
)
@options.notation
@options.language
@options.format_name(Subject.BLANK)
@options.flavor
@options.file_or_output(Subject.BLANK, formats_of(Subject.BLANK)[0].name, default="-")
@options.force
def blank(
    problem: str,
    only: tuple[str, ...],
    everything: bool,
    steps: int,
    notation: str | None,
    format_name: str | None,
    flavor: str | None,
    output: str,
    force: bool,
) -> None:
    """Write a sheet to fill in: PROBLEM with an empty place for every quantity it asks for.

    `backprop check PROBLEM SHEET` marks the filled sheet. PROBLEM is a YAML file, - for standard input, or a
    bundled problem (see `backprop problems`).
    """
    from backprop_cli.cli.sheet import Destination, write_blank
    from backprop_cli.worksheet.blank import BlankLayout

    write_blank(
        problem,
        BlankLayout(only, everything, steps, notation),
        Destination(output, format_name, force, flavor),
    )
