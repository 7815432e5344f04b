"""Files that are no sheet: by how they begin, a PDF, a picture, a document; by its keys, a problem file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from backprop_cli.marking.sheets.folders import SUFFIXES, is_sheet
from backprop_cli.marking.sheets.formats.raw import Pairs, RawLine
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


_OF_A_PROBLEM = frozenset(
    ("inputs", "targets", "samples", "optimizer", "training", "penalty", "known", "at", "wrt", "weight_rows")
)
"""Keys that problem files have beside `layers` or `formulas`."""
OF_A_LAYER = frozenset(("weights", "init", "normalize", "dropout"))
"""Keys that a layer of an exercise has, and none of answers."""


def is_problem_file(entries: Sequence[RawLine]) -> bool:
    """Whether an exercise was handed in: layers with weights, formulas without derivatives."""
    keys = {each.name: each.value for each in entries}
    kind = next((each for each in ("layers", "formulas") if each in keys), "")
    if not kind or not _OF_A_PROBLEM.isdisjoint(keys):
        return bool(kind)
    whole = keys[kind]
    parts = whole if isinstance(whole, tuple) else (whole,)
    inner = [{line.name for line in each.pairs} for each in parts if isinstance(each, Pairs)]
    if kind == "formulas":
        return bool(inner) and not any("/" in typed for each in inner for typed in each)
    return any(not OF_A_LAYER.isdisjoint(each) for each in inner)
