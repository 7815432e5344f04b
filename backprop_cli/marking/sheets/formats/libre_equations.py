"""Equations of LibreOffice, each a part of the archive of its own, put where the text shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING
from zipfile import ZipFile

from backprop_cli.marking.sheets.formats.archives import BROKEN
from backprop_cli.marking.sheets.formats.equations import plain_attributes, tag_of
from backprop_cli.marking.sheets.formats.page_equations import parsed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_EQUATIONS = 1_000
MOST_OF_AN_EQUATION = 20_000
"""Bytes, unpacked."""
_DECLARED = re.compile(r"<!DOCTYPE[^<>\[\]]{0,300}>")
"""What older programs say of the language, without entities."""


def put_in_equations(body: Element, data: bytes) -> None:
    """Gives the objects of a text the equations that they stand for; other objects stay empty."""
    objects = list(islice(_objects(body), MOST_EQUATIONS))
    if not objects:
        return
    with ZipFile(BytesIO(data)) as archive:
        for each, name in objects:
            equation = parsed(_text(archive, f"{name}/content.xml"))
            if equation is not None and tag_of(equation) == "math":
                each.append(equation)


def _objects(body: Element) -> Iterator[tuple[Element, str]]:
    """The objects in the text with the folders of the archive that they lie in."""
    for element in body.iter():
        if tag_of(element) == "object" and (place := plain_attributes(element).get("href")):
            yield element, place.removeprefix("./").strip("/")


def _text(archive: ZipFile, name: str) -> str:
    """A part of the archive; empty where there is none, or too much of it."""
    try:
        with archive.open(name) as file:
            data = file.read(MOST_OF_AN_EQUATION + 1)
        return _DECLARED.sub("", data.decode("utf-8")) if len(data) <= MOST_OF_AN_EQUATION else ""
    except (*BROKEN, KeyError):
        return ""
