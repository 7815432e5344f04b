"""Whose a sheet is, where a student has written it above the work: `Name: Ada`, `Student number: 17`."""

from __future__ import annotations

import re

from backprop_cli.marking.sheets.formats.raw import Raw, RawLine
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.who_heads import FIRST, LAST, heads_on, who_head
from backprop_cli.marking.sheets.sheet import Who

LONGEST = 500
"""Characters behind a head that are looked at."""
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,200}\)")
"""An address as editors make it a link: `[ada@uni.de](mailto:ada@uni.de)`."""
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_EMPHASIS = re.compile(r"[*`$]+")
_AROUND = " \t\u00a0<>,;|/(·–—"
"""What may stand around what is said, or between it and the next."""
_UNDERLINED = re.compile(r"^_+(?=\s|.*_$)|_+$")
"""Emphasis, what is left of it in `_Name:_ Ada`, and a line to write on; `_ada@uni.de` begins so itself."""


def with_whose(raw: Raw, is_name: IsName) -> Raw:
    """The sheet without the lines that say whose it is, which count where a format's own keys say nothing.

    The heads of a form's columns are meant, but not where the exercise has a quantity that is called so.
    Whatever says it is without the marks around it, and where one line says all, each part has its own.
    """
    said: dict[str, str] = {}
    rest: list[RawLine] = []
    for key, own in raw.who._asdict().items():
        _keep(said, key, own)
    for entry in raw.entries:
        key = who_head(entry.name)
        if key and isinstance(entry.value, str) and not entry.given and not is_name(entry.name):
            _keep(said, key, entry.value)
        else:
            rest.append(entry)
    whole = " ".join(filter(None, (said.get(FIRST), said.get(LAST))))
    said["student"] = said.get("student") or whole
    return raw._replace(who=Who(*(said.get(key, "") for key in Who._fields)), entries=tuple(rest))


def _keep(said: dict[str, str], key: str, text: str) -> None:
    """What a text says behind its head; of what is said twice the first counts."""
    for each in heads_on(text[:LONGEST]):  # Ada Lovelace  ID: 17  Email: ada@uni.de
        part = each.key or key
        said[part] = said.get(part) or _bare(each.text)


def _bare(text: str) -> str:
    """What a reader sees of a text: without emphasis, code marks, a link's address, brackets around one."""
    plain = _EMPHASIS.sub("", _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text))).strip(_AROUND)
    plain = _UNDERLINED.sub("", plain).strip(_AROUND).removeprefix("mailto:")
    return plain if "(" in plain else plain.rstrip(")")  # of `Ada Lovelace (ID: 17)`
