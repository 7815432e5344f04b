"""Where the process starts: whatever is loading when somebody presses Ctrl-C, it ends without a traceback."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from backprop_cli.cli.exit_codes import INTERRUPTED


def main() -> None:
    """Runs the program and ends the process with its exit code."""
    # What is loaded and derived stays, and has no cycles: there is hardly any garbage to look for.
    gc.set_threshold(2_000_000)
    try:
        from backprop_cli.cli.main import main as run  # most of the first tenth of a second

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> NoReturn:
    """Ends the process once all is written: to take every module down costs a twentieth of a small sheet."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        raise end from None  # Python has its own words for what it cannot write
    os._exit(end.code if isinstance(end.code, int) else 0)
