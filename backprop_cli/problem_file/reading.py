"""What is read at a path: a file, or what a shell has opened there. Nothing waits for somebody to write."""

from __future__ import annotations

import os
import re
import stat

from backprop_cli.errors import Sentence, cited

_HANDLE = r"/dev/stdin|/(?:dev|proc/(?:self|[0-9]+))/fd/[0-9]+"
NO_FILE = Sentence("it is not an ordinary file; to read from a program, write `<(…)` in its place")


class UnreadError(OSError):
    """Something is there and is not read; `strerror` says why."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(0, why)


def is_handle(path: str) -> bool:
    """Whether a path is an open file of this program, as a shell gives one for `<(…)`: `/dev/fd/63`.

    Such a file has no name or ending of its own, and may be readable only once.
    """
    return path.startswith(("/dev/", "/proc/")) and re.fullmatch(_HANDLE, path) is not None


def bytes_of(path: str, most: int) -> bytes:
    """Up to `most` bytes of a file.

    Raises `OSError` where there is none; for a link that leads nowhere, or a named pipe to which nobody may
    ever write, its `strerror` says so. Raises `ValueError` where the path cannot be one.
    """
    if is_handle(path):
        with open(path, "rb") as file:
            return file.read(most)
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadError(NO_FILE)
            return file.read(most)
    except FileNotFoundError:
        if os.path.islink(path):
            leads_to = cited(os.readlink(path))
            raise UnreadError(Sentence("it is a link to {file}, which is not there", file=leads_to)) from None
        raise


def _without_waiting(path: str, flags: int) -> int:
    """Opens a file; a pipe too, which would else wait for somebody who writes."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
