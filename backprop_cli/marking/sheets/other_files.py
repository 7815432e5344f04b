"""Files that are no sheet, told by how they begin: a PDF, a picture, a document of another program."""

from __future__ import annotations

from pathlib import PurePath

from backprop_cli.marking.sheets.folders import SUFFIXES, is_sheet
from backprop_cli.words import sheet_file as words

BEGINNINGS = {
    b"%PDF-": ".pdf",
    b"{\\rtf": ".rtf",
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"PK\x03\x04": ".zip",
    b"\xd0\xcf\x11\xe0": ".doc",
}
"""The first bytes of each kind, and its ending. A .zip may be an .xlsx, a .doc an .xls: see `what_it_is`."""


def what_it_is(data: bytes, source: str) -> str:
    """Why a file is no sheet, and what makes one of it; nothing where it begins as a text may."""
    found = next((ending for begin, ending in BEGINNINGS.items() if data.startswith(begin)), "")
    if not found:
        return ""
    own = PurePath(source).suffix.lower()
    return words.no_sheet(own if own and not is_sheet(source) else found)


def what_is_read() -> str:
    """The files that are sheets, by their endings."""
    return words.sheets_end_in(", ".join(SUFFIXES))
