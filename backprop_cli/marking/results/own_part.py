"""A page with the sheets of several problems, one below the other -> the page with this problem's alone."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.results.headings import foreign_heading
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.formats.titles import titles_in
from backprop_cli.words import sheet_file as words
from backprop_cli.words.read_back import who_lines
from backprop_cli.words.typed import inert


class _SheetOnPage(NamedTuple):
    """A sheet of ours within a page: its lines, counted from 0."""

    texts: tuple[str, ...]
    """As what its heading may be read."""
    start: int
    end: int


class OwnPart(NamedTuple):
    """A text to read, and what is to be said of it."""

    text: str
    told: str = ""


def own_part(text: str, titles: Sequence[str]) -> OwnPart:
    """The text with the other problems' sheets taken out, where one alone is headed by one of `titles`.

    Lines keep their numbers, and who it is may stand in any part. Every other text stays as it is.
    """
    if text.count("# ") + text.count("===") < 2 or not titles:
        return OwnPart(text)
    lines = as_page(text).splitlines()
    parts = list(_parts(lines))
    own = [part for part in parts if not foreign_heading(part.texts, titles)]
    if len(own) != 1 or len(parts) < 2:
        return OwnPart(text)
    for part in parts:
        if part not in own:
            lines[part.start : part.end] = [_whose(line) for line in lines[part.start : part.end]]
    return OwnPart("\n".join(lines), words.one_of_several(inert(own[0].texts[0], 60)))


def _parts(lines: list[str]) -> Iterator[_SheetOnPage]:
    """The parts of a page that are sheets of ours: with a heading, a line for the student, and a table."""
    found = list(titles_in(lines))
    ends = [*(title.place for title in found), len(lines)][1:]
    for title, end in zip(found, ends, strict=True):
        inside = lines[title.place : end]
        has_table = any(line.lstrip().startswith("|") for line in inside)
        if has_table and any(_is_whose(line) for line in inside):
            yield _SheetOnPage(title.texts, title.place, end)


def _is_whose(line: str) -> bool:
    return line.strip().lstrip("*_# ").startswith(tuple(who_lines()))


def _whose(line: str) -> str:
    return line if _is_whose(line) else ""
