"""A CSV sheet, `name,value` -> entries. `;` and tabs separate as well, and a head is passed over."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from backprop_cli.marking.reading.formats.raw import ANSWERS, WHO, Entry, Raw
from backprop_cli.marking.sheet import Who

_HEADS = frozenset({"name", "quantity", "names", "line"})


def read_csv(text: str) -> Raw:
    """The sheet in a CSV text, each line by itself: an open quote ends with its line."""
    delimiter = _delimiter(text)
    who, entries = dict[str, str](), []
    for entry in _rows(text, delimiter):
        head = entry.name.casefold()
        if head in WHO:
            who[head] = who.get(head) or str(entry.value)
        elif head not in _HEADS and head != ANSWERS:
            entries.append(entry)
    return Raw(Who(**who), tuple(entries))


def _delimiter(text: str) -> str:
    """The separator that most lines have right behind the name."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    counts = {sign: sum(sign in line for line in lines) for sign in "\t;,"}
    return max(counts, key=lambda sign: (2 * counts[sign] > len(lines) and sign != ",", counts[sign]))


def _rows(text: str, delimiter: str) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#") or line.lower().startswith("sep="):
            continue
        name, value = _fields(line, delimiter)
        if name or value:
            yield Entry(name, value, number)


def _fields(line: str, delimiter: str) -> tuple[str, str]:
    """Name and value; `W1[1,2],0,5` is meant as it looks."""
    try:
        fields = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        fields = line.split(delimiter)
    used = 2 if fields[:1] and delimiter == "," and _is_half_a_name(fields[0]) else 1
    name, value = delimiter.join(fields[:used]).strip(), fields[used:]
    while value and not value[-1].strip():
        value.pop()
    return name, delimiter.join(value).strip()


def _is_half_a_name(field: str) -> bool:
    """`W1[1` of `W1[1,2],0.5`."""
    return field.count("[") > field.count("]")
