"""Word's own equations (OMML: ECMA-376, part 1, 22.1) -> lines as a sheet has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backprop_cli.marking.sheets.formats.equations import (
    DEEPEST,
    NOTHING,
    Piece,
    accented,
    bracketed,
    in_lines,
    in_plain_letters,
    over_a_bar,
    plain_attributes,
    root,
    rows_of,
    scripted,
    side_by_side,
    tag_of,
    with_argument,
    with_limits,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_UNSEEN = ("del", "instrText", "phant")


def word_equation(element: Element) -> str:
    """The line of an equation, or the lines of several below each other."""
    return _piece(element, 0).text


class _WordParts:
    """The parts of an element, each with its name."""

    def __init__(self, element: Element, depth: int) -> None:
        self.element, self.depth = element, depth

    def all(self, name: str) -> list[Piece]:
        """The parts that are called so."""
        return [_piece(child, self.depth + 1) for child in self.element if tag_of(child) == name]

    def __call__(self, name: str = "e") -> Piece:
        """The part that is called so; `e` is what it is all about."""
        return side_by_side(self.all(name))

    def rows(self) -> list[list[Piece]]:
        """The cells of a matrix."""
        rows = (child for child in self.element if tag_of(child) == "mr")
        return [_WordParts(row, self.depth + 1).all("e") for row in rows]

    def stacked(self) -> list[list[Piece]]:
        """The rows of an array of equations, without what aligns them, and their numbers, `#(1)`."""
        return [[each._replace(text=each.text.partition("#")[0].replace("&", ""))] for each in self.all("e")]

    def setting(self, name: str, default: str) -> str:
        """What the properties of an element say."""
        settings = (each for child in self.element if tag_of(child).endswith("Pr") for each in child)
        own = next((each for each in settings if tag_of(each) == name), None)
        return default if own is None else plain_attributes(own).get("val", "")


def _piece(element: Element, depth: int) -> Piece:
    """An element by its row in the table; what has none is its parts side by side, or its text."""
    tag = tag_of(element)
    if depth > DEEPEST or tag in _UNSEEN or tag.endswith("Pr"):
        return NOTHING
    if rule := _RULES.get(tag):
        return rule(_WordParts(element, depth))
    if len(element):
        return side_by_side(_piece(child, depth + 1) for child in element)
    return Piece(in_plain_letters(element.text or ""))


def _bar(parts: _WordParts) -> Piece:
    """A line over a letter; one below it, the default, only stresses it."""
    return accented(parts(), "‾") if parts.setting("pos", "bot") == "top" else parts()


def _sum(parts: _WordParts) -> Piece:
    sign = scripted(Piece(parts.setting("chr", "∫")), parts("sub"), parts("sup"))
    return Piece(f"{sign.text} {parts().text}")


def _over(parts: _WordParts) -> Piece:
    """A fraction; without its bar two rows."""
    if parts.setting("type", "bar") == "noBar":
        return rows_of([parts.all("num"), parts.all("den")])
    return over_a_bar(parts("num"), parts("den"))


def _root(parts: _WordParts) -> Piece:
    is_hidden = parts.setting("degHide", "0") in {"", "1", "on", "true"}
    return root(parts(), NOTHING if is_hidden else parts("deg"))


def _bracketed(parts: _WordParts) -> Piece:
    begin, end = parts.setting("begChr", "("), parts.setting("endChr", ")")
    return bracketed(parts.all("e"), begin, end, parts.setting("sepChr", "|"))


_RULES: Mapping[str, Callable[[_WordParts], Piece]] = {
    "oMathPara": lambda parts: in_lines(parts.all("oMath")),
    "f":         _over,
    "sSub":      lambda parts: scripted(parts(), parts("sub")),
    "sSup":      lambda parts: scripted(parts(), NOTHING, parts("sup")),
    "sSubSup":   lambda parts: scripted(parts(), parts("sub"), parts("sup")),
    "rad":       _root,
    "acc":       lambda parts: accented(parts(), parts.setting("chr", "\u0302")),
    "bar":       _bar,
    "d":         _bracketed,
    "m":         lambda parts: rows_of(parts.rows()),
    "eqArr":     lambda parts: rows_of(parts.stacked()),
    "func":      lambda parts: with_argument(parts("fName"), parts()),
    "nary":      _sum,
    "limLow":    lambda parts: with_limits(parts(), parts("lim")),
    "limUpp":    lambda parts: with_limits(parts(), NOTHING, parts("lim")),
    "br":        lambda parts: Piece("\n"),
    "tab":       lambda parts: Piece(" "),
}  # fmt: skip
"""Element -> how it is written."""
