"""Documents of Word and LibreOffice -> a page: their paragraphs as lines, their tables as those of Markdown.

Only text is taken: no picture, link, comment or macro is looked at. What a hostile file can cost is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZipFile

from backprop_cli.marking.sheets.formats.archives import BROKEN
from backprop_cli.marking.sheets.formats.equations import plain_attributes
from backprop_cli.marking.sheets.formats.equations import tag_of as _tag
from backprop_cli.marking.sheets.formats.libre_equations import put_in_equations
from backprop_cli.marking.sheets.formats.page_equations import page_equation
from backprop_cli.marking.sheets.formats.raw import RefusedError
from backprop_cli.marking.sheets.formats.struck import mark_struck
from backprop_cli.marking.sheets.formats.word_equations import word_equation
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_OF_ITS_TEXT = 5_000_000
"""Bytes of the part with the text, unpacked."""
DEEPEST = 100
"""Elements in each other that are followed."""


class _Markup(NamedTuple):
    """Where the text of a document is, and what its elements are called, without their namespaces."""

    part: re.Pattern[str]
    paragraphs: tuple[str, ...]
    table: str
    row: str
    cell: str
    unseen: tuple[str, ...]
    """What is no text of the author's: deletions, notes."""


_MARKUPS = {
    ".docx": _Markup(
        re.compile(r"word/document[0-9]?\.xml"), ("p",), "tbl", "tr", "tc", ("del", "instrText")
    ),
    ".odt": _Markup(
        re.compile(r"content\.xml"),
        ("p", "h"),
        "table",
        "table-row",
        "table-cell",
        ("annotation", "tracked-changes"),
    ),
}
ENDINGS = tuple(_MARKUPS)
_ARCHIVE, _OF_TEXT = b"PK\x03\x04", b"opendocument.text"
"""How each of them begins, and what LibreOffice calls those that are no tables."""
_SPACES = {"tab": " ", "s": " ", "br": "\n", "line-break": "\n", "cr": "\n"}
_EQUATIONS = {"oMathPara": word_equation, "oMath": word_equation, "math": page_equation}
_TITLES = ("Heading1", "Title")
"""The styles of a heading of the highest level, as pandoc and an English Word call them."""


def is_document(source: str) -> bool:
    """Whether a file is called as a document is."""
    return source.lower().endswith(ENDINGS)


def kind_of_document(data: bytes, source: str) -> str:
    """Which document a file is, by its ending: as it is called, else by its parts, as one from a pipe.

    Empty for any other file.
    """
    if is_document(source):
        return PurePath(source).suffix.lower()
    if not data.startswith(_ARCHIVE):
        return ""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(100) if "mimetype" in names else _OF_TEXT
    except BROKEN:
        return ""
    held = (ending for ending, each in _MARKUPS.items() if any(map(each.part.fullmatch, names)))
    return next(held, "") if _OF_TEXT in kind else ""


def page_of_document(data: bytes, source: str) -> str:
    """The text of a document. Raises `RefusedError` where it cannot be read."""
    markup = _MARKUPS[kind_of_document(data, source)]
    body = _root(_part(data, markup.part))
    put_in_equations(body, data)
    mark_struck(body)
    blocks = _inside(body, (*markup.paragraphs, markup.table), markup.unseen)
    lines = (line for element in blocks for line in _lines(element, markup))
    return "\n".join(lines).replace("~~~~", "") + "\n"


def _part(data: bytes, called: re.Pattern[str]) -> bytes:
    """The part of the archive with the text; Word on the web writes document2.xml."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            name = min(filter(called.fullmatch, archive.namelist()), default="")
            with archive.open(name) as file:
                text = file.read(MOST_OF_ITS_TEXT + 1)
    except (*BROKEN, KeyError):
        raise RefusedError(phrase(words.BROKEN_DOCUMENT)) from None
    if len(text) > MOST_OF_ITS_TEXT:
        raise RefusedError(words.larger_document(MOST_OF_ITS_TEXT))
    return text


def _root(text: bytes) -> Element:
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        decoded = text.decode("utf-8")
        if "<!DOCTYPE" in decoded:  # no program declares entities here, which could grow
            raise RefusedError(phrase(words.BROKEN_DOCUMENT))
        return fromstring(decoded)  # noqa: S314 - it declares nothing
    except (ParseError, UnicodeDecodeError):
        raise RefusedError(phrase(words.BROKEN_DOCUMENT)) from None


def _lines(block: Element, markup: _Markup) -> Iterator[str]:
    if _tag(block) != markup.table:
        text = _text(block, markup)
        yield f"# {' '.join(text.split())}" if text and _is_title(block) else text
        return
    yield ""
    for row in _inside(block, (markup.row,), (markup.table,)):
        inside = _inside(row, (markup.cell,), (markup.table,))
        cells = (_text(cell, markup).replace("|", "\\|") for cell in inside)
        yield f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"
    yield ""


def _inside(
    element: Element, asked: Sequence[str], closed: Sequence[str], depth: int = 0
) -> Iterator[Element]:
    """The outermost elements of some kinds, in order, whatever stands between; none in those `closed`."""
    for child in element if depth < DEEPEST else ():
        if _tag(child) in asked:
            yield child
        elif _tag(child) not in closed:
            yield from _inside(child, asked, closed, depth + 1)


def _text(element: Element, markup: _Markup, depth: int = 0) -> str:
    """What is read in a paragraph or a cell, formulas in one line."""
    if depth > DEEPEST or _tag(element) in markup.unseen:
        return ""
    if equation := _EQUATIONS.get(_tag(element)):
        return equation(element)
    parts = [_SPACES.get(_tag(element), "") + (element.text or "").strip("\r\n")]
    is_begun = parts[0].strip() != ""
    for child in element:
        gap = " " if is_begun and _tag(child) in markup.paragraphs else ""
        parts.append(gap + _text(child, markup, depth + 1) + (child.tail or "").strip("\r\n"))
        is_begun = is_begun or parts[-1].strip() != ""
    return "".join(parts)


def _is_title(paragraph: Element) -> bool:
    """Whether a paragraph is a heading of the highest level."""
    styles = (plain_attributes(each).get("val") for each in paragraph.iter() if _tag(each) == "pStyle")
    return plain_attributes(paragraph).get("outline-level") == "1" or any(each in _TITLES for each in styles)
