"""A broken YAML or JSON sheet -> entries, line by line: a bad line costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.marking.sheets.formats.markdown_sheet import apart_from_mark
from backprop_cli.marking.sheets.formats.raw import (
    ANSWERS,
    GIVEN,
    WHO,
    Pairs,
    Raw,
    RawLine,
    UnreadableError,
)
from backprop_cli.marking.sheets.formats.yaml_sheet import headings_in, tree_of
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.words.read_back import WHO_LINES, spellings

_BULLET = re.compile(r"^(?:[-•*–]|[0-9]{1,3}[.)])\s+")

_OURS = re.compile(r"(?:(?! =)[^\n])+? {2,}(?P<name>\S+) += ?(?P<answer>.*)", re.DOTALL)
"""A line of our sheet in plain text: a symbol, some spaces, `name = answer`."""
SPACED = re.compile(r"(?P<name>[^\W\d][^\s:=,;|]{0,60})[ \t]+(?P<value>[-−+]?[.\d][^\s:=|]{0,40})")
"""`z1[1] 0.24`: a name and one number, with nothing but a space between them."""


def read_loosely(text: str) -> Raw:
    """What can be read of a sheet whose whole is no YAML: every name with what follows it."""
    who, entries, given = dict[str, str](), [], False
    keys = _who_keys()
    for entry in map(_entry, _chunks(text)):
        head = entry.name.casefold()
        if key := keys.get(head):
            who[key] = who.get(key) or str(entry.value)
        elif head in {ANSWERS, GIVEN}:
            given = head == GIVEN
            if isinstance(entry.value, Pairs):
                entries += [each._replace(given=given) for each in entry.value.pairs]
        else:
            entries.append(entry._replace(given=given or entry.given))
    return Raw(Who(**who), tuple(entries), headings_in(text))


def _who_keys() -> dict[str, str]:
    """What stands before the colon of a line that says whose sheet it is, with its key."""
    ours = {head: key for key, message in WHO_LINES.items() for head in spellings(message)}
    return {**{key: key for key in WHO}, **{head.rstrip(": ").casefold(): key for head, key in ours.items()}}


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines that begin with a name, each with the number of its first line."""
    start, run = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        line = _BULLET.sub("", line.strip())
        if _begins_entry(line):
            if run:
                yield start, "\n".join(run)
            start, run = number, [line]
        elif run:
            run.append(f"  {line.strip()}")
    if run:
        yield start, "\n".join(run)


def _begins_entry(line: str) -> bool:
    text = line.strip()
    if SPACED.fullmatch(text):
        return True
    return (":" in text or "=" in text) and (text[0].isalpha() or text[0] in "\"'∂`*$\\")


def _entry(chunk: tuple[int, str]) -> RawLine:
    number, text = chunk
    if spaced := SPACED.fullmatch(text):
        return RawLine(spaced["name"].strip("\"'`*"), spaced["value"], number)
    text = text.rstrip("}, \n") if text.count("{") < text.count("}") else text.rstrip(", \n")
    if ours := _OURS.fullmatch(text):
        return _of_ours(ours, number)
    if "=" in text.partition(":")[0]:
        return _split(text, number, "")
    try:
        tree = tree_of(text)
    except UnreadableError as error:
        return _split(text, number, str(error))
    if isinstance(tree, Pairs) and len(tree.pairs) == 1:
        return tree.pairs[0]._replace(line=number)
    return _split(text, number, "")


def _split(text: str, number: int, flaw: str) -> RawLine:
    """`name: rest` or `name = rest`, the rest as it stands."""
    signs = sorted((sign for sign in ("=", ": ", ":") if sign in text), key=text.index)
    name, _, rest = text.partition(signs[0] if signs else "\n")
    return RawLine(name.strip(" \"'`*"), " ".join(rest.split()), number, flaw)


def _of_ours(line: re.Match[str], number: int) -> RawLine:
    answer, is_given = apart_from_mark(" ".join(line["answer"].split()))
    return RawLine(line["name"], answer, number, given=is_given)
