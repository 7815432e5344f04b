"""The program: its commands, and how errors leave it."""

from __future__ import annotations

import sys

import click

from backprop_cli import __version__
from backprop_cli.cli.blank import blank
from backprop_cli.cli.check import check
from backprop_cli.cli.export import export
from backprop_cli.cli.init import init
from backprop_cli.cli.problems import problems
from backprop_cli.cli.schema import schema
from backprop_cli.cli.solve import solve
from backprop_cli.errors import BackpropError

BAD_USE, INTERRUPTED = 2, 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: backprop solve two_layer_relu_sigmoid",
)
@click.version_option(__version__, prog_name="backprop")
def cli() -> None:
    """Backpropagation worked by hand, step by step.

    A problem file describes a small network or a few formulas; every derivative is worked out by the chain
    rule and shown with its numbers, down to the updated weights.
    """


for command in (solve, export, blank, check, problems, init, schema):
    cli.add_command(command)


def main() -> None:
    """Runs the program and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command line; a failure is explained on standard error, never as a traceback."""
    try:
        code = cli.main(arguments, prog_name="backprop", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BackpropError as error:
        click.echo(str(error), err=True)
        return BAD_USE
    except BrokenPipeError:
        return _closed_pipe()
    return code if isinstance(code, int) else 0


def _closed_pipe() -> int:
    """`backprop solve … | head`: the reader has enough. Nothing is left to be flushed at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
