"""A student's bytes -> text, also where an editor or Excel has saved it in another encoding than UTF-8."""

import re
from codecs import BOM_UTF8
from contextlib import suppress
from typing import NamedTuple

from backprop_cli.problem_file.files import wide_encoding
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that no text has; Escape stands in what terminals have printed."""


class Decoded(NamedTuple):
    """A text, and what is to be said of how it was read."""

    text: str
    told: str = ""


def decoded(data: bytes) -> Decoded | None:
    """The text in UTF-8, in UTF-16 or UTF-32 with their marks, or in Windows-1252, as Excel saves CSV there.

    None where it is none of them; what is UTF-8 in one place and not in another is none.
    """
    if wide_encoding(data):
        wide = _in(data, "utf-32", "utf-16")  # the mark of the first may begin with that of the second
        return None if wide is None else Decoded(wide)
    data = data.removeprefix(BOM_UTF8)
    text = data.decode("utf-8", "surrogateescape")
    if not _LOST.search(text):
        return Decoded(text)
    of_windows = _in(data, "cp1252") if _LOST.sub("", text).isascii() else None
    if of_windows is None or _NO_TEXT.search(of_windows):
        return None
    return Decoded(of_windows, phrase(words.READ_AS_WINDOWS))


_LOST = re.compile("[\ud800-\udfff]")
"""What stands for a byte that is no UTF-8."""


def _in(data: bytes, *encodings: str) -> str | None:
    """The text in the first of these encodings that it may be in."""
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return None
