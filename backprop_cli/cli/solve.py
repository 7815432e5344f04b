"""`backprop solve`: the worked solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backprop_cli.cli import completion, options
from backprop_cli.cli.help import Command
from backprop_cli.formats import Subject

if TYPE_CHECKING:
    from backprop_cli.worksheet.layout import Layout


@click.command(
    cls=Command,
    short_help="Print the worked solution.",
    epilog="Example: backprop solve two_layer_relu_sigmoid --only 'W1[1,1]'",
)
@options.problem_argument
@options.sheet_options
@options.format_name(Subject.SOLUTION)
@options.flavor
@options.output
@options.force
@options.path(
    "--freeze",
    metavar="FILE",
    shell_complete=completion.file,
    help="Write the problem to FILE with its drawn weights in it.",
)
@click.option("--verify", is_flag=True, help="Prove every derivative by SymPy and central differences.")
def solve(
    problem: str,
    layout: Layout,
    format_name: str | None,
    flavor: str | None,
    output: str,
    force: bool,
    freeze: str | None,
    verify: bool,
) -> None:
    """Print the worked solution of PROBLEM.

    PROBLEM is a YAML file, - for standard input, or a bundled problem (see `backprop problems`).
    """
    from backprop_cli.cli.sheet import Destination, write_frozen, write_solution

    target = Destination(output, format_name, force, flavor)
    if freeze is not None:
        write_frozen(problem, freeze, target)
    write_solution(problem, layout, target, verify=verify)
