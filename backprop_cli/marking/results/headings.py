"""The heading of a sheet: whether it names another problem than the one that is checked."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from backprop_cli.marking.sheets.formats.tex_pages import with_plain_pages

_WORD = re.compile(r"[^\W_]+")
_COMMAND = re.compile(r"\\[A-Za-z]+")


def foreign_heading(headings: Iterable[str], titles: Sequence[str]) -> str:
    """The first heading, where none of them names the problem; empty where nothing can be told.

    `titles` are what a sheet of the problem may be called. Case, spaces and punctuation do not count, and a
    student may write more beside the title, but for what makes it another bundled problem's. A number alone
    names none.
    """
    named = [heading for heading in headings if any(not word.isdigit() for word in _words(heading))]
    own = [words for title in titles if (words := _words(title))]
    if not named or not own or any(_is_of(_words(heading), own) for heading in named):
        return ""
    return named[0]


def _is_of(heading: list[str], own: Iterable[list[str]]) -> bool:
    for title in own:
        if "".join(heading) == "".join(title):
            return True
        if f" {' '.join(title)} " in f" {' '.join(heading)} ":
            return "".join(heading) not in _bundled()
    return False


@cache
def _bundled() -> frozenset[str]:
    from backprop_cli.problem_file.bundled import catalogue

    # This reads every file, so it is asked only where a heading holds more than the title.
    return frozenset("".join(_words(row.title)) for row in catalogue())


def _words(text: str) -> list[str]:
    # A title may itself hold `&amp;`, which some formats have turned into its sign and others have not.
    # Commands of TeX are no words of it: a sheet is read without those that only lay out, or are a hand.
    plain = _COMMAND.sub(" ", with_plain_pages(html.unescape(html.unescape(text))))
    return _WORD.findall(unicodedata.normalize("NFKC", plain).casefold())
