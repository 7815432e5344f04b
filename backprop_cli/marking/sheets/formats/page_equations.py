"""Equations of pages and of LibreOffice (MathML Core) -> lines as a sheet has them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backprop_cli.marking.sheets.formats.equations import (
    DEEPEST,
    NOTHING,
    Piece,
    PieceKind,
    accented,
    bracketed,
    in_plain_letters,
    over_a_bar,
    root,
    rows_of,
    scripted,
    side_by_side,
    tag_of,
    with_limits,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EQUATION = re.compile(r"<math\b[^<>]{0,400}>((?:(?!</?math\b).)*+)</math\s*>", re.IGNORECASE | re.DOTALL)
_NAMED_SIGN = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z][A-Za-z0-9]{0,30};")
_UNSEEN = ("annotation", "annotation-xml", "mphantom", "none", "mprescripts")
_SIGNS = {"\u2061": "", "\u2062": "·", "\u2063": ",", "\u2064": "+"}
"""Signs that are there and not seen."""
_WIDE = re.compile(r"\s*(?:[1-9][0-9]*(?:\.[0-9]*)?em|[1-9][0-9](?:\.[0-9]*)?p[xt])\s*")


def with_plain_equations(page: str) -> str:
    """A page with its elements `math` as lines; one that is broken stays as it is."""
    return _EQUATION.sub(_line, page) if "<math" in page.lower() else page


def _line(found: re.Match[str]) -> str:
    body = _NAMED_SIGN.sub(lambda sign: html.unescape(sign[0]), found[1])
    element = parsed(f"<math>{body}</math>")
    return found[0] if element is None else html.escape(page_equation(element), quote=False)


def parsed(text: str) -> Element | None:
    """An equation's element; None where it is broken, or declares what could grow."""
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        return None if "<!" in text else fromstring(text)  # noqa: S314 - it declares nothing
    except (ParseError, ValueError):
        return None


def page_equation(element: Element) -> str:
    """The line of an equation."""
    return _piece(element, 0).text


class _PageParts:
    """The parts of an element, each at its place."""

    def __init__(self, element: Element, depth: int) -> None:
        self.element, self.depth = element, depth

    def all(self) -> list[Piece]:
        """The parts in order."""
        return [_piece(child, self.depth + 1) for child in self.element]

    def __call__(self, place: int) -> Piece:
        """The part at a place, from 0; nothing where there are fewer."""
        return _piece(self.element[place], self.depth + 1) if place < len(self.element) else NOTHING

    def row(self) -> Piece:
        """The parts side by side."""
        return side_by_side(self.all())

    def rows(self) -> list[list[Piece]]:
        """The cells of a table."""
        rows = (row for row in self.element if tag_of(row) in {"mtr", "mlabeledtr"})
        return [_PageParts(row, self.depth + 1).all() for row in rows]

    def text(self) -> str:
        """What stands in it."""
        return in_plain_letters("".join(self.element.itertext()))

    def setting(self, name: str, default: str) -> str:
        """An attribute."""
        return self.element.attrib.get(name, default)


def _piece(element: Element, depth: int) -> Piece:
    """An element by its row in the table; what has none is its parts side by side, or its text."""
    tag = tag_of(element).lower()
    if depth > DEEPEST or tag in _UNSEEN:
        return NOTHING
    parts = _PageParts(element, depth)
    if rule := _RULES.get(tag):
        return rule(parts)
    return parts.row() if len(element) else Piece(parts.text().strip())


def _name(parts: _PageParts) -> Piece:
    name = parts.text().strip()
    return Piece(name, PieceKind.WORD if len(name) > 1 else PieceKind.PLAIN)


def _sign(parts: _PageParts) -> Piece:
    sign = parts.text().strip()
    return Piece(_SIGNS.get(sign, sign))


def _over(parts: _PageParts) -> Piece:
    """A sign over a letter, or what stands above a sum."""
    base, above = parts(0), parts(1)
    marked = accented(base, above.text.strip())
    return with_limits(base, NOTHING, above) if marked is base else marked


def _fraction(parts: _PageParts) -> Piece:
    """A fraction; without its bar two rows."""
    if re.fullmatch(r"0(?:\.0*)?[a-z]*", parts.setting("linethickness", "1").strip()):
        return rows_of([[parts(0)], [parts(1)]])
    return over_a_bar(parts(0), parts(1))


def _fenced(parts: _PageParts) -> Piece:
    begin, end = parts.setting("open", "("), parts.setting("close", ")")
    return bracketed(parts.all(), begin, end, parts.setting("separators", ",").strip()[:1])


_RULES: Mapping[str, Callable[[_PageParts], Piece]] = {
    "mfrac":      _fraction,
    "msub":       lambda parts: scripted(parts(0), parts(1)),
    "msup":       lambda parts: scripted(parts(0), NOTHING, parts(1)),
    "msubsup":    lambda parts: scripted(parts(0), parts(1), parts(2)),
    "msqrt":      lambda parts: root(parts.row()),
    "mroot":      lambda parts: root(parts(0), parts(1)),
    "mover":      _over,
    "munder":     lambda parts: with_limits(parts(0), parts(1)),
    "munderover": lambda parts: with_limits(parts(0), parts(1), parts(2)),
    "mfenced":    _fenced,
    "mtable":     lambda parts: rows_of(parts.rows()),
    "semantics":  lambda parts: parts(0),
    "mi":         _name,
    "mo":         _sign,
    "mtext":      lambda parts: Piece(parts.text().replace("\u00a0", " ")),
    "mspace":     lambda parts: Piece("   " if _WIDE.fullmatch(parts.setting("width", "")) else " "),
}  # fmt: skip
"""Element -> how it is written."""
