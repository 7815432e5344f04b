"""A JSON sheet -> entries; numbers stay as typed."""

from __future__ import annotations

import json
import re
from typing import Any

from backprop_cli.marking.sheets.formats.nested import records_as_pairs
from backprop_cli.marking.sheets.formats.raw import (
    MAX_NESTING,
    Pairs,
    Raw,
    RawLine,
    RawValue,
    UnreadableError,
    from_pairs,
    visible,
)
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.yaml_sheet import read_yaml
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

_OF_PYTHON = re.compile(r"(?:np\.|numpy\.|torch\.)?(?:array|tensor|float(?:16|32|64)|Decimal)\(([^()]*)\)")
"""The types that Python prints in a dict, `{'z1': array([0.1, 0.2])}`."""
_CLOSING = {"{": "}", "[": "]"}
_SIGN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)
"""What the parts of a JSON text are told apart by; a string is one of them, closed or not."""
_ENTRY = re.compile(r'"([^"\n]*)"\s*:([^:{[]*)')
_NO_COMMA = re.compile(
    r"""((?:(?<!\\)"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[\w.\]}])\s*+)(?=(["'])[^"'\n]{1,200}\2\s*:)"""
)
"""A value, and no comma before the name that comes next."""
_ASIDE = re.compile(r"//[^\n\"']*+$", re.MULTILINE)
"""A comment as other languages have it."""
_OPTION = re.compile(r",\s*[a-z_]{1,20}=[\w.]{1,30}\s*\Z")


def read_json(text: str, is_name: IsName) -> Raw:
    """The sheet in a JSON text, or what is whole of one that is cut off; raises `UnreadableError` else."""
    try:
        data = _loaded(text)
    except (ValueError, RecursionError):
        plain = _OF_PYTHON.sub(_bare, text)
        try:  # a comma too many, a comment: YAML does not mind
            return read_yaml(plain, is_name)
        except UnreadableError:
            if cut := _cut(text):
                return cut
        return read_yaml(_NO_COMMA.sub(r"\1,", _ASIDE.sub("", plain)), is_name)
    return _raw(data)


def _raw(data: Any) -> Raw:
    return from_pairs(records_as_pairs(_value(data, MAX_NESTING)))


def _cut(text: str) -> Raw | None:
    """The sheet in a text that breaks off: what is whole in it, and where it ends; None for any other."""
    opened, before, end, closing = list[str](), "", 0, ""
    for token in _SIGN.finditer(text):
        sign = token[0]
        if sign in _CLOSING:
            opened.append(_CLOSING[sign])
        elif sign in _CLOSING.values() and (not opened or opened.pop() != sign):
            return None
        elif sign == "," and opened and (before == "}" or opened[-2:] in (["}"], ["}", "}"])):
            end, closing = token.start(), "".join(reversed(opened))  # no part of a list or of a record
        if len(opened) > MAX_NESTING:
            return None
        before = sign
    try:
        raw = _raw(_loaded(text[:end] + closing)) if opened and end else None
    except (ValueError, UnreadableError):
        return None
    text = text.rstrip()
    found = _ENTRY.fullmatch(text[end + 1 :].lstrip())
    name, value = (found[1], found[2]) if found else ("", "…")
    line = RawLine(name, value, text.count("\n") + 1, phrase(words.CUT_OFF))
    return raw and raw._replace(entries=(*raw.entries, line))


def _bare(typed: re.Match[str]) -> str:
    """What stands in the brackets of a type, without its option and its quotes."""
    inner = _OPTION.sub("", typed[1]).strip().removeprefix("'").removesuffix("'").rstrip()
    return typed[0] if "'" in inner or "=" in inner else inner


def json_pairs(text: str) -> RawValue:
    """What a text holds that is JSON to the letter, as a program writes it; raises `UnreadableError`."""
    try:
        data = _loaded(text)
    except RecursionError:
        raise UnreadableError(words.too_deep(MAX_NESTING)) from None
    except ValueError as error:
        raise UnreadableError(words.no_json(str(error))) from None
    return _value(data, MAX_NESTING)


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Object)


class _Object(list[tuple[str, Any]]):
    """A JSON object, repeated names and all."""


def _value(data: Any, deep: int) -> RawValue:
    if not deep:
        raise UnreadableError(words.too_deep(MAX_NESTING))
    if isinstance(data, _Object):
        return Pairs(tuple(RawLine(visible(name), _value(value, deep - 1)) for name, value in data))
    if isinstance(data, list):
        return tuple(_value(each, deep - 1) for each in data)
    if data is None:
        return ""
    return visible(data) if isinstance(data, str) else str(data).lower()
