"""Writing files: whole or not at all, and never over an existing one unless asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backprop_cli.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def require_free(path: str, *, force: bool) -> None:
    """Raises `UsageError` where something is in the way that may not be replaced."""
    if os.path.isdir(path):
        raise UsageError(f"`{path}` is a folder", "give a file name")
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"`{path}` is not an ordinary file", "- is standard output")
    if os.path.exists(path) and not force:
        raise UsageError(f"`{path}` is already there", "choose another name, or add --force")


def write_whole(path: str, text: str, *, force: bool) -> None:
    """Writes `text` to `path` by way of a temporary file beside it; a link stays a link.

    Raises `UsageError` where a file is in the way or the folder cannot be written.
    """
    import tempfile
    from pathlib import Path

    require_free(path, force=force)
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
        raise UsageError(f"`{path}` cannot be written: {error.strerror}") from None
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
