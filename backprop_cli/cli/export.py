"""`backprop export`: the worked solution as a file, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backprop_cli.cli import options
from backprop_cli.cli.help import Command
from backprop_cli.formats import Subject

if TYPE_CHECKING:
    from backprop_cli.worksheet.layout import Layout

USUAL = "markdown"
"""What standard output gets: an export is a file's text."""


@click.command(
    cls=Command,
    short_help="Write the worked solution to a file, proved.",
    epilog="Example: backprop export two_layer_relu_sigmoid -o solution.md",
)
@options.problem_argument
@options.sheet_options
@options.format_name(Subject.SOLUTION)
@options.flavor
@options.file_or_output(Subject.SOLUTION, USUAL)
@options.force
def export(
    problem: str,
    layout: Layout,
    format_name: str | None,
    flavor: str | None,
    output: str,
    force: bool,
) -> None:
    """Write the worked solution of PROBLEM to a file, every derivative proved first.

    PROBLEM is a YAML file, - for standard input, or a bundled problem (see `backprop problems`).
    """
    from backprop_cli.cli.sheet import Destination, write_solution

    if output == "-" and format_name is None:
        format_name = USUAL
    write_solution(problem, layout, Destination(output, format_name, force, flavor), verify=True)
