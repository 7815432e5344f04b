"""Whose a sheet is, where a student has written it above the work: `Name: Ada`, `Student number: 17`."""

from __future__ import annotations

from backprop_cli.marking.sheets.formats.raw import Raw, RawLine
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.who_heads import FIRST, LAST, who_head
from backprop_cli.marking.sheets.sheet import Who


def with_whose(raw: Raw, is_name: IsName) -> Raw:
    """The sheet without the lines that say whose it is, which count where a format's own keys say nothing.

    The heads of a form's columns are meant, but not where the exercise has a quantity that is called so.
    """
    said: dict[str, str] = {}
    rest: list[RawLine] = []
    for entry in raw.entries:
        key = who_head(entry.name)
        if key and isinstance(entry.value, str) and not entry.given and not is_name(entry.name):
            said.setdefault(key, entry.value)
        else:
            rest.append(entry)
    if not said:
        return raw
    whole = " ".join(filter(None, (said.get(FIRST), said.get(LAST))))
    said["student"] = said.get("student") or whole
    who = Who(*(own or said.get(key, "") for key, own in raw.who._asdict().items()))
    return raw._replace(who=who, entries=tuple(rest))
