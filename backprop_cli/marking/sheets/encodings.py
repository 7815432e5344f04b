"""A student's bytes -> text, also where an editor or Excel has saved it in another encoding than UTF-8."""

import re
from codecs import BOM_UTF8
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
        return _wide(data)
    data = data.removeprefix(BOM_UTF8)
    text = data.decode("utf-8", "surrogateescape")
    if not _LOST.search(text):
        return Decoded(text)
    return _windows(data) if _LOST.sub("", text).isascii() else None


_LOST = re.compile("[\ud800-\udfff]")
"""What stands for a byte that is no UTF-8."""


def _wide(data: bytes) -> Decoded | None:
    for encoding in ("utf-32", "utf-16"):  # the mark of the first may begin with that of the second
        try:
            return Decoded(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def _windows(data: bytes) -> Decoded | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if _NO_TEXT.search(text) else Decoded(text, phrase(words.READ_AS_WINDOWS))
