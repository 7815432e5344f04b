"""The one family of errors: each belongs to a reader and shows the place and the way out.

Nothing here knows YAML, formulas or commands; those raise, and whoever owns the screen prints
`str(error)`.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

MAX_FAULTS = 100
MAX_FAULTS_SHOWN = 20
EXCERPT_WIDTH = 100
MAX_CITED = 40
MAX_PATH_CITED = 160

_LINE_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
"""What ends a line in YAML, so that line numbers here are those of the reader."""


class Sentence(str):
    """A sentence in English that keeps what it was made of, so that a page says it in its reader's language.

    For what is raised or warned of by those who know no language, and quoted on pages for students.
    """

    english: str
    """With named holes; its own text has them filled."""
    plural: str
    """The same for a `count` other than 1, where that matters."""
    holes: Mapping[str, str | int]

    def __new__(cls, english: str, /, **holes: str | int) -> Self:
        """`Sentence("{number} is too large", number="1e999")`."""
        return cls._made(english, english, "", holes)

    @classmethod
    def several(cls, singular: str, plural: str, /, *, count: int, **holes: str | int) -> Self:
        """One that depends on how many: its hole `count` chooses the form."""
        form = singular if count == 1 else plural
        return cls._made(form, singular, plural, {"count": count, **holes})

    @classmethod
    def _made(cls, form: str, english: str, plural: str, holes: Mapping[str, str | int]) -> Self:
        made = super().__new__(cls, form.format_map(holes))
        made.english, made.plural, made.holes = english, plural, holes
        return made


NOTHING = Sentence("")
"""No hint."""
Objection = tuple[Sentence, Sentence]
"""Why a name is refused, and a hint."""


class Place(NamedTuple):
    """Where in a text: `line` and `column` count from 1, `width` is in characters."""

    line: int
    column: int
    width: int = 1


def lines_of(text: str) -> list[str]:
    """The lines of a text, as YAML and the places count them."""
    return re.split(_LINE_BREAK, text)


def place_at(text: str, index: int) -> Place:
    """The place of the character at `index` (from 0) of a text."""
    lines = lines_of(text[:index])
    return Place(len(lines), len(lines[-1]) + 1)


class Fault(NamedTuple):
    """One thing that is wrong with a file: what, where, and how to mend it.

    Without a `place` the fault is the whole file's.
    """

    message: str
    place: Place | None = None
    hint: str = ""
    severity: str = "error"
    of: str = ""
    """The quantity that it is about, where the place is still to be found by it."""


class Faults(list[Fault]):
    """The faults of a file, as they are found."""

    def add(self, place: Place | None, message: str, hint: str = "") -> None:
        """One more error, at `place` (the whole file without).

        Raises `TooManyFaults` where nobody would read on, so that a hostile file costs no more.
        """
        self.append(Fault(message, place, hint))
        if len(self) >= MAX_FAULTS:
            raise TooManyFaults

    def warn(self, place: Place, message: Sentence) -> None:
        """Something unusual that is read all the same: the sheet says so too."""
        self.append(Fault(message, place, severity="warning"))

    def errors(self) -> list[Fault]:
        """The faults that are not mere warnings."""
        return [fault for fault in self if fault.severity == "error"]


class TooManyFaults(Exception):  # noqa: N818 - it ends the reading, and never reaches a person
    """The rest of the file is not looked at; the faults so far are enough."""


class BackpropError(Exception):
    """Any failure that this program explains to a person; `str()` is the explanation."""


class UsageError(BackpropError):
    """The command or the call was wrong: an unknown name, a file that is in the way."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        return f"error: {one_line(self.message)}" + (
            f"\n  = help: {one_line(self.hint)}" if self.hint else ""
        )


def refused(what: str, error: OSError, *, to_be: str = "read", way_out: str = "") -> UsageError:
    """What is said of a file or folder that the system does not open, in one wording everywhere."""
    if isinstance(error, PermissionError):
        or_else = f", or {way_out}" if way_out else ""
        return UsageError(f"{what} may not be {to_be}", f"check its permissions{or_else}")
    return UsageError(f"{what} cannot be {to_be}: {error.strerror}")


class FormulaError(BackpropError):
    """A formula cannot be read, or has no value; `start` and `width` count its characters."""

    def __init__(self, message: str, start: int = 0, width: int = 1, hint: str = "") -> None:
        self.message = message
        self.start = start
        self.width = width
        self.hint = hint
        super().__init__(message)


def as_own_fault(error: Exception) -> str:
    """What went wrong in the program and where, for a report: `ValueError: …, own_part.py:55`."""
    import traceback  # loaded where it is needed: start-up time is a feature

    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{what}, {os.path.basename(at.filename)}:{at.lineno}"


class WitnessError(BackpropError):
    """Our own fault: a derivative and its witnesses disagree. Nothing is printed then."""

    def __str__(self) -> str:
        hint = "this is a fault of the program: please report the problem file"
        return f"error: {self.args[0]}\n  = help: {hint}"


class ProblemError(BackpropError):
    """The problem's author has to mend the file: all its faults at once.

    `source` is the file as the user named it, `text` what it holds (for the excerpts).
    """

    def __init__(self, faults: Iterable[Fault], source: str = "", text: str = "") -> None:
        self.faults = tuple(faults)
        self.source = source
        self.text = text
        super().__init__("; ".join(fault.message for fault in self.faults))

    def __str__(self) -> str:
        shown = [show(fault, self.source, self.text) for fault in self.faults[:MAX_FAULTS_SHOWN]]
        if more := len(self.faults) - len(shown):
            shown.append(f"… and {more} more faults in the same file")
        return "\n\n".join(shown)


def show(fault: Fault, source: str, text: str) -> str:
    """One fault as a compiler would show it: message, place, line, caret, help."""
    lines = [f"{fault.severity}: {one_line(fault.message)}"]
    if fault.place is None:
        lines += [f"  --> {one_line(source)}"] if source else []
        gutter = " "
    else:
        place = fault.place
        gutter = " " * len(str(place.line))
        lines.append(f"{gutter} --> {one_line(source)}:{place.line}:{place.column}")
        lines += _excerpt(place, text, gutter)
    lines += [f"{gutter} = help: {one_line(fault.hint)}"] if fault.hint else []
    return "\n".join(lines)


def _excerpt(place: Place, text: str, gutter: str) -> list[str]:
    """The line of `text` at `place`, cut around the column if it is long, and a caret below."""
    lines = lines_of(text)
    if place.line > len(lines):
        return []
    line, column = lines[place.line - 1], place.column - 1
    start = max(0, column - EXCERPT_WIDTH // 2) if len(line) > EXCERPT_WIDTH else 0
    shown = printable(line[start : start + EXCERPT_WIDTH])
    lead = ("…" if start else "") + shown[: column - start]
    width = max(1, min(place.width, len(shown) - (column - start)))
    return [
        f"{place.line} | {'…' if start else ''}{shown}",
        f"{gutter} | {' ' * len(lead)}{'^' * width}",
    ]


def printable(text: str) -> str:
    """`text` with every control or direction-changing character made visible, one for one."""
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _unsafe(char) else char
                   for char in text.replace("\t", " "))  # fmt: skip


def one_line(text: str) -> str:
    """`text` as `printable` shows it, line breaks too: a file's name may hold one."""
    return printable(text).replace("\n", "\N{REPLACEMENT CHARACTER}")


def cited(text: str) -> str:
    """A word of the author's own for a message: in backquotes, on one line, not too long."""
    line = " ".join(text[: 2 * MAX_CITED].split())
    return f"`{line[:MAX_CITED]}…`" if len(line) > MAX_CITED else f"`{line}`"


def cited_path(path: str) -> str:
    """A path for a message: in backquotes as it was typed, its end left out where it is very long."""
    return f"`{path[:MAX_PATH_CITED]}…`" if len(path) > MAX_PATH_CITED else f"`{path}`"


def _unsafe(char: str) -> bool:
    # Format characters stay (Persian needs the zero-width non-joiner) but for those that reorder.
    return char != "\n" and (
        unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        or char in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


SHORTEST_START = 3
"""Letters from which on the beginning of a name tells which is meant."""


def nearest(word: str, known: Iterable[str]) -> Sentence:
    """`did you mean …?` for the closest of `known`, or nothing when none is close.

    The one that begins so is meant, `sigmoid` by `sigm`, even where a shorter one has more of the letters.
    """
    from difflib import get_close_matches  # only an error needs it

    spelling = {each.lower(): each for each in known}
    begun = [each for each in spelling if len(word) >= SHORTEST_START and each.startswith(word.lower())]
    close = begun if len(begun) == 1 else get_close_matches(word.lower(), spelling, n=1, cutoff=0.6)
    return Sentence("did you mean `{name}`?", name=spelling[close[0]]) if close else NOTHING


def count(number: int, noun: str) -> str:
    """`1 unit`, `2 units`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
