"""`backprop check`: marks answer sheets."""

from __future__ import annotations

import click

from backprop_cli.cli import options

WRONG = 1


@click.command(epilog="Example: backprop check two_layer_relu_sigmoid answers/ --format csv -o marks.csv")
@options.problem_argument
@click.argument("answers", metavar="ANSWERS…", nargs=-1, required=True)
@click.option(
    "--format", "format_name", metavar="FORMAT",
    help="terminal, markdown, json, csv, or gradescope (results.json of one sheet).",
)  # fmt: skip
@options.output
@options.force
@click.option("--no-follow", is_flag=True, help="Lines that follow from an earlier mistake earn nothing.")
@click.option("--lines", is_flag=True, help="With --format csv: one row for each line of each sheet.")
@click.option("--feedback-dir", metavar="DIR", help="Write one Markdown sheet for each student to DIR.")
@click.option("--digits", type=click.IntRange(1, 15), help="Significant digits asked of an answer.")
@click.option("--exit-zero", is_flag=True, help="End with 0 even where something is wrong.")
def check(
    problem: str,
    answers: tuple[str, ...],
    format_name: str | None,
    output: str,
    force: bool,
    no_follow: bool,
    lines: bool,
    feedback_dir: str | None,
    digits: int | None,
    exit_zero: bool,
) -> int:
    """Mark answers to PROBLEM: each line judged by what the student wrote before it.

    ANSWERS are files (YAML, JSON, CSV, or a filled blank sheet) or folders of them; - is standard input. One
    file gives its marked sheet, several a table of the class. Ends with 0 if all is right, 1 if not.
    """
    from backprop_cli.cli.marking import Choices, check_files
    from backprop_cli.cli.sheet import Target

    choices = Choices(
        Target(output, format_name, force), digits, follow=not no_follow, lines=lines, feedback=feedback_dir
    )
    all_right = check_files(problem, answers, choices)
    return 0 if all_right or exit_zero else WRONG
