"""`backprop blank`: the sheet to hand out."""

from __future__ import annotations

import click

from backprop_cli.cli import options


@click.command(epilog="Example: backprop blank two_layer_relu_sigmoid -o sheet.md --steps 4")
@options.problem_argument
@options.only
@click.option("--all", "everything", is_flag=True, help="Ask for every step, local derivatives as well.")
@click.option(
    "--steps", type=click.IntRange(0), default=0, metavar="N", help="Work the first N lines already."
)
@click.option("--format", "format_name", metavar="FORMAT", help="markdown or yaml.")
@click.option(
    "-o", "--output", required=True, metavar="FILE",
    help="The file: .md or .yaml; - is standard output (Markdown unless --format says else).",
)  # fmt: skip
@options.language
@options.force
def blank(
    problem: str,
    only: tuple[str, ...],
    everything: bool,
    steps: int,
    format_name: str | None,
    output: str,
    force: bool,
) -> None:
    """Write a sheet to fill in: PROBLEM with an empty place for every quantity it asks for.

    `backprop check PROBLEM SHEET` marks the filled sheet. PROBLEM is a YAML file, - for standard input, or a
    bundled problem (see `backprop problems`).
    """
    from backprop_cli.api import load
    from backprop_cli.cli import console
    from backprop_cli.cli.files import require_apart, write_whole
    from backprop_cli.derivation.exercise import derive_problem
    from backprop_cli.render.blank_sheet import blank_format
    from backprop_cli.worksheet.blank import Choice, blank_sheet

    write = blank_format(output, format_name)
    if output != "-":
        require_apart(output, [problem])
    loaded = load(problem)
    page = write(blank_sheet(loaded, derive_problem(loaded), Choice(only, everything, steps)))
    if output == "-":
        console.write(page)
    else:
        write_whole(output, page, force=force)
