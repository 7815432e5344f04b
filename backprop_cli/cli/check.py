"""`backprop check`: marks answer sheets."""

from __future__ import annotations

import gc
from typing import Any

import click

from backprop_cli.cli import completion, options
from backprop_cli.cli.help import Command
from backprop_cli.formats import Subject, either, format_names

WRONG = 1
ALONE = either(name for name in format_names(Subject.MARKED) if name not in format_names(Subject.CLASS))
"""Formats that hold no class."""
OF_LINES = either(format_names(Subject.LINES))


class _WithHint(Command):
    """`--hint` alone is `--hint 1`, whatever stands behind it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        after = [*args[1:], ""]
        return super().parse_args(
            ctx,
            [
                f"{arg}=1" if arg == "--hint" and not behind.isdecimal() else arg
                for arg, behind in zip(args, after, strict=False)
            ],
        )


@click.command(
    cls=_WithHint,
    short_help="Mark answer sheets.",
    epilog="Example: backprop check two_layer_relu_sigmoid answers/ --format csv -o marks.csv",
)
@options.problem_argument
@click.argument("answers", metavar="ANSWERS…", nargs=-1, shell_complete=completion.file)
@options.path(
    "--arrays", metavar="FILE", shell_complete=completion.file,
    help="Instead of ANSWERS: your program's own arrays, .npz or JSON, by name: W1_new, Z1, dL/dW1.",
)  # fmt: skip
@click.option("--only", multiple=True, metavar="NAME", help="Only this counts, as in `blank --only`. Repeat.")
@click.option("--all", "everything", is_flag=True, help="Every step counts, as in `blank --all`.")
@options.format_name(Subject.MARKED, f"; {ALONE} of one sheet, for a class with --feedback-dir")
@options.flavor
@options.output
@options.force
@click.option("--lines", is_flag=True, help=f"With --format {OF_LINES}: one row for each line of each sheet.")
@options.path(
    "--feedback-dir", "feedback", metavar="DIR", shell_complete=completion.folder,
    help="Write a marked sheet for each answer file to DIR, under the file's name and folders.",
)  # fmt: skip
@click.option(
    "--feedback-format", metavar="FORMAT",
    shell_complete=completion.one_of(lambda: format_names(Subject.MARKED)),
    help="Of those sheets: html or terminal for students without a viewer. Left out: markdown.",
)  # fmt: skip
@click.option(
    "--hint", type=click.IntRange(1, 4), metavar="[N]",
    help="For a student at work: the first wrong line; 2: its rule, 3: formula, 4: numbers; no result.",
)  # fmt: skip
@click.option(
    "--why", multiple=True, metavar="NAME", shell_complete=completion.quantity,
    help="Why the line NAME has its verdict: what your own numbers give, and how far rounding goes. Repeat.",
)  # fmt: skip
@options.path(
    "--roster", metavar="FILE", shell_complete=completion.file,
    help="The class: a CSV file with `id` and any of `name`, `email`, `file`. Says who handed in nothing.",
)  # fmt: skip
@options.path(
    "--gradebook", metavar="FILE", shell_complete=completion.file,
    help="Put the marks into a gradebook exported from Canvas or Moodle, written to -o or standard output.",
)  # fmt: skip
@click.option("--column", metavar="TITLE", help="The gradebook's column; left out: the problem's title.")
@click.option("--scale", is_flag=True, help="Scale the marks to the gradebook's maximum.")
@click.option("--dry-run", is_flag=True, help="Only say what would be put into the gradebook.")
@click.option(
    "--asked-digits", "digits", type=click.IntRange(1, 15), metavar="N",
    help="Significant digits asked of an answer; else as the problem says.",
)  # fmt: skip
@click.option("--no-follow", is_flag=True, help="Lines that follow from an earlier mistake earn nothing.")
@click.option(
    "--assume", multiple=True, metavar="KEY=VALUE",
    help="Mark by another convention than the problem's: loss=half_sse, reduction=sum. Repeat.",
)  # fmt: skip
@click.option(
    "--accept", multiple=True, metavar="MISTAKE", shell_complete=completion.one_of(completion.mistake_keys),
    help="Let a known mistake pass, by its key in the JSON, updated_weights, or in the page's words. Repeat.",
)  # fmt: skip
@options.notation
@options.language
@click.option("--exit-zero", is_flag=True, help="End with 0 even where something is wrong.")
def check(problem: str, answers: tuple[str, ...], *, exit_zero: bool, **chosen: Any) -> int:
    """Mark answers to PROBLEM: each line judged by what the student wrote before it.

    ANSWERS are files (YAML, JSON, CSV, or a filled blank sheet) or folders of them; - is standard input. One
    file gives its marked sheet, several a table of the class, and so does a CSV table with a row for each
    student. Instead of them --arrays takes what a program has worked. Ends with 0 if all is right, 1 if not.
    """
    from backprop_cli.cli.choices import Choices
    from backprop_cli.cli.marking import check_files

    gc.set_threshold(50_000)  # every sheet leaves cycles, unlike the derivation that start-up has in mind
    all_right = check_files(problem, answers, Choices(**chosen))
    return 0 if all_right or exit_zero else WRONG
