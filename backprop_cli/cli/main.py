"""The program: its commands, and how errors leave it."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from io import StringIO

import click

from backprop_cli.cli.console import tell
from backprop_cli.cli.exit_codes import INTERRUPTED
from backprop_cli.cli.help import VERSION, Command
from backprop_cli.errors import BackpropError, FormulaError, as_own_fault, printable

BAD_USE = 2
COMMANDS = ("blank", "check", "export", "init", "problems", "schema", "solve")
"""Each stands in the file of its name."""


class _Commands(Command, click.Group):
    """Loads a command when somebody asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; where there is none all are loaded, so that click finds the nearest."""
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            self.add_command(getattr(import_module(f"backprop_cli.cli.{name}"), name))
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    params=[VERSION],
    epilog="Begin with: backprop solve two_layer_relu_sigmoid",
)
def cli() -> None:
    """Backpropagation worked by hand, step by step.

    A problem file describes a small network or a few formulas; every derivative is worked out by the chain
    rule and shown with its numbers, down to the updated weights.
    """


def main() -> None:
    """Runs the program and ends the process with its exit code."""
    if sys.stdout is None:  # the caller closed it: whatever is written there fails, as on a full device
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115 - open to the end
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does, and tidies up as well
    try:
        code = run(sys.argv[1:])
    except Exception as error:
        code = _own_fault(error)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the work is done, and its code stands
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Runs one command line; a failure is explained on standard error, never as a traceback."""
    try:
        code = cli.main(arguments, prog_name="backprop", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        tell(printable(shown.getvalue().rstrip()))
        return error.exit_code
    except FormulaError as error:  # of a formula that nobody has told the place of
        return _own_fault(error)
    except BackpropError as error:
        tell(str(error))
        return BAD_USE
    except (BrokenPipeError, SystemExit):  # click and rich exit where the reader has gone
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        tell(f"error: the output cannot be written: {error.strerror}")
        return BAD_USE
    return code if isinstance(code, int) else 0


def _own_fault(error: Exception) -> int:
    """Says in a sentence that the program is wrong, and where, for a report."""
    tell(printable(f"error: this is a fault of the program ({as_own_fault(error)})"))
    tell("  = help: please report it with the problem file")
    return BAD_USE


def _drop_output() -> None:
    """`backprop solve … | head`: the reader has enough. Nothing is left to be flushed at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
