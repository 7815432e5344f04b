"""A file or the standard input -> its text, within limits."""

from __future__ import annotations

import os
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from backprop_cli.errors import (
    NOTHING,
    Fault,
    ProblemError,
    Sentence,
    UsageError,
    cited,
    cited_path,
    nearest,
    place_at,
    refused,
)
from backprop_cli.problem.limits import MAX_BYTES, too_large
from backprop_cli.problem_file.reading import bytes_of

STANDARD_INPUT = "standard input"
MOST_NAMED = 8
"""Bundled problems that a message lists."""


def load_text(argument: str) -> tuple[str, str]:
    """The text of a problem and how messages call its file.

    `argument` is a path, `-` for the standard input, or the name of a bundled problem.
    Raises `UsageError` where there is no such file, `ProblemError` where it holds no text.
    """
    if argument == "-" and sys.stdin is None:
        raise UsageError("there is no standard input to read", "name a file")
    if argument == "-":
        return text_of(sys.stdin.buffer.read(MAX_BYTES + 1), STANDARD_INPUT), STANDARD_INPUT
    path = argument
    if not os.path.exists(path):
        from backprop_cli.problem_file import bundled

        path = bundled.path(argument) if argument in bundled.names() else path
    return text_of(_read_bytes(path), argument), argument


def _read_bytes(path: str) -> bytes:
    try:
        return bytes_of(path, MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"there is no file {cited_path(path)}", _nearest_file(path)) from None
    except IsADirectoryError:
        raise UsageError(f"{cited_path(path)} is a folder", "give one file") from None
    except OSError as error:
        raise refused(cited_path(path), error) from None
    except ValueError:
        raise UsageError(f"{cited_path(path)} cannot be read: not a file name") from None


def _nearest_file(path: str) -> str:
    """`did you mean …?`, among the bundled problems and the files in the same folder."""
    from backprop_cli.problem_file import bundled

    folder, name = os.path.split(path)
    try:
        beside = os.listdir(folder or ".")[:1_000]
    except OSError:
        beside = []
    starting = [each for each in bundled.names() if path and each.startswith(path)]
    if len(starting) > 1:
        return f"bundled are {', '.join(map(cited, starting[:MOST_NAMED]))}"
    bundled_one = nearest(path, bundled.names())
    if bundled_one and "." not in name:
        return bundled_one
    hint = nearest(name, [each for each in beside if _is_near(name, each)])
    if hint and folder:
        return hint.replace("`", f"`{folder}{os.sep}", 1)
    return hint or bundled_one or "`backprop problems` lists the bundled ones"


def _is_near(name: str, other: str) -> bool:
    """Whether names of files are near without their endings, which nearly all share."""
    return bool(nearest(os.path.splitext(name)[0], [os.path.splitext(other)[0]]))


def text_of(data: bytes, source: str) -> str:
    """The text that `data` encodes, without a byte order mark.

    Raises `ProblemError` if there are too many bytes, or if they are no UTF-8 text.
    """
    if len(data) > MAX_BYTES:
        raise ProblemError([too_large()], source)
    if message := wide_encoding(data):
        raise ProblemError([Fault(message, hint="save it as UTF-8")], source)
    if (zero := data.find(b"\0")) >= 0:
        message = Sentence("this is not a text file: byte {byte} is 0", byte=zero + 1)
        raise ProblemError([Fault(message, hint=_EXPECTED)], source)
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        raise ProblemError([_not_utf8(data, error.start)], source, text) from None


def wide_encoding(data: bytes) -> Sentence:
    """That a file is UTF-16 or UTF-32, by the mark that it begins with; nothing where it has none."""
    return next((told for mark, told in _WIDE if data.startswith(mark)), NOTHING)


_UTF16, _UTF32 = Sentence("the file is UTF-16, not UTF-8"), Sentence("the file is UTF-32, not UTF-8")
_WIDE = ((BOM_UTF32_LE, _UTF32), (BOM_UTF32_BE, _UTF32), (BOM_UTF16_LE, _UTF16), (BOM_UTF16_BE, _UTF16))
"""UTF-32's mark may begin with UTF-16's, so that it is looked for first."""
_EXPECTED = "a problem is a YAML file"


def _not_utf8(data: bytes, at: int) -> Fault:
    before = data[:at].decode("utf-8")
    place = place_at(before, len(before))
    message = Sentence(
        "the file is not UTF-8: byte {byte} ({value}) on line {line}",
        byte=at + 1,
        value=f"0x{data[at]:02X}",
        line=place.line,
    )
    return Fault(message, place, "save it as UTF-8")
