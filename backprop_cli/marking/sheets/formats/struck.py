"""What is struck out in a document of Word or LibreOffice -> `~~0.4~~`, as Markdown has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backprop_cli.marking.sheets.formats.equations import plain_attributes, tag_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LINES = ("strike", "dstrike")
_OFF = ("0", "false", "off", "none")
_THROUGH = ("text-line-through-style", "text-line-through-type")


def mark_struck(body: Element) -> None:
    """Puts the marks around the runs of Word and the spans of LibreOffice that have a line through them."""
    styles = _struck_styles(body)
    for element in body.iter():
        if tag_of(element) == "r" and _is_struck_run(element):
            _mark([child for child in element if tag_of(child) == "t"])
        elif tag_of(element) == "span" and plain_attributes(element).get("style-name") in styles:
            _mark([element])


def _is_struck_run(run: Element) -> bool:
    """Whether the properties of a run say so; it stands for none of its own with a value such as 0."""
    settings = (each for child in run if tag_of(child) == "rPr" for each in child)
    return any(
        tag_of(each) in _LINES and plain_attributes(each).get("val", "1") not in _OFF for each in settings
    )


def _struck_styles(body: Element) -> frozenset[str]:
    """The names of LibreOffice's styles with a line through the text."""
    return frozenset(
        plain_attributes(style).get("name", "")
        for style in body.iter()
        if tag_of(style) == "style"
        for child in style
        if any(plain_attributes(child).get(key, "none") not in _OFF for key in _THROUGH)
    )


def _mark(elements: list[Element]) -> None:
    """The marks around the texts; spaces at an edge stay outside."""
    for element in elements:
        text = element.text or ""
        if struck := text.strip():
            element.text = text.replace(struck, f"~~{struck}~~", 1)
