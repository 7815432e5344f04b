"""Writing files: whole or not at all, and never over an existing one unless asked."""

from __future__ import annotations

import errno
import os
import signal
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from backprop_cli.errors import UsageError, nearest, refused

if TYPE_CHECKING:
    from pathlib import Path


_ELSEWHERE = "choose another name"
MOST_ENTRIES = 1_000
"""Entries of a folder among which a name is looked for."""


def require_free(path: str, *, force: bool) -> None:
    """Raises `UsageError` where something is in the way that may not be replaced."""
    if os.path.isdir(path):
        raise UsageError(f"`{path}` is a folder", "give a file name")
    if os.path.islink(path) and not os.path.exists(path):
        _require_a_target(path)
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"`{path}` is not an ordinary file", "- is standard output")
    if os.path.exists(path) and not force:
        raise UsageError(f"`{path}` is already there", "choose another name, or add --force")
    _require_a_folder(path)


def _require_a_folder(path: str) -> None:
    """Raises `UsageError` where there is no folder for the file: that is known before any work."""
    folder = os.path.dirname(os.path.realpath(path) if os.path.islink(path) else path) or os.curdir
    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except FileNotFoundError:
        missing = f"`{path}` cannot be written: there is no folder `{folder}`"
        raise UsageError(missing, _nearest_folder(folder) or "make the folder first") from None
    except OSError as error:
        raise refused(f"`{path}`", error, to_be="written", way_out=_ELSEWHERE) from None
    if not is_folder:
        raise UsageError(f"`{path}` cannot be written: `{folder}` is no folder", "choose another name")


def _nearest_folder(folder: str) -> str:
    """`did you mean …?`, among the folders beside it."""
    place, name = os.path.split(folder)
    try:
        with os.scandir(place or os.curdir) as beside:
            return nearest(name, [each.name for each in islice(beside, MOST_ENTRIES) if each.is_dir()])
    except OSError:
        return ""


def require_apart(path: str, sources: Iterable[str]) -> None:
    """Raises `UsageError` where `path` is a file that is read: --force is not for losing it."""
    for source in sources:
        if os.path.isfile(path) and os.path.exists(source) and os.path.samefile(path, source):
            raise UsageError(
                f"`{path}` is read here, and would be lost", "choose another name for what is written"
            )


def _require_a_target(path: str) -> None:
    """A link to a file that is not there yet is made good; one that goes in a circle leads nowhere."""
    try:
        os.stat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        reason = "it is a link that leads to itself" if error.errno == errno.ELOOP else error.strerror
        raise UsageError(f"`{path}` cannot be written: {reason}", "choose another name") from None


def require_outside(path: str, answers: Iterable[str]) -> None:
    """Raises `UsageError` where `path` is, or lies in, one of the folders of answers: it would become one."""
    for folder in filter(os.path.isdir, answers):
        inside, outer = os.path.realpath(path), os.path.realpath(folder)
        if os.path.commonpath([inside, outer]) == outer:
            is_one = "is" if inside == outer else "lies in"
            raise UsageError(
                f"`{path}` {is_one} the folder of answers `{folder}`",
                "results would be taken for answers there",
            )


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and a polite request to end wait until this is done, so that nothing half done stays behind.

    A mask of signals would not do: a thread that numpy has started may take them for the program.
    """
    waiting: list[int] = []
    if threading.current_thread() is not threading.main_thread():  # only the main thread is interrupted
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    handled = {number: handler for number, handler in before.items() if callable(handler)}
    try:
        for number in handled:
            signal.signal(number, lambda number, _: waiting.append(number))
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
    if waiting:
        raise KeyboardInterrupt


def write_whole(path: str, text: str, *, force: bool) -> None:
    """Writes `text` to `path` by way of a temporary file beside it; a link stays a link.

    Raises `UsageError` where a file is in the way or the folder cannot be written.
    """
    require_free(path, force=force)
    with undisturbed():
        _replace(path, text)


def _replace(path: str, text: str) -> None:
    import tempfile
    from pathlib import Path

    target = Path(os.path.realpath(path))
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=".backprop-", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except OSError as error:
        raise refused(f"`{path}`", error, to_be="written", way_out=_ELSEWHERE) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or what the user's mask allows a new one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
