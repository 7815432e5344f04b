"""A JSON sheet -> entries; numbers stay as typed."""

from __future__ import annotations

import json
from typing import Any

from backprop_cli.marking.reading.formats.raw import (
    MAX_NESTING,
    Entry,
    Pairs,
    Raw,
    UnreadableError,
    Value,
    from_pairs,
)
from backprop_cli.marking.reading.formats.yaml_sheet import read_yaml


def read_json(text: str) -> Raw:
    """The sheet in a JSON text; raises `UnreadableError` where it is no JSON."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        return read_yaml(text)  # a comma too many, a comment: YAML does not mind
    return from_pairs(_value(data, MAX_NESTING))


class _Object(list[tuple[str, Any]]):
    """A JSON object, repeated names and all."""


def _value(data: Any, deep: int) -> Value:
    if not deep:
        raise UnreadableError(f"nested more than {MAX_NESTING} deep")
    if isinstance(data, _Object):
        return Pairs(tuple(Entry(name, _value(value, deep - 1)) for name, value in data))
    if isinstance(data, list):
        return tuple(_value(each, deep - 1) for each in data)
    if data is None:
        return ""
    return data if isinstance(data, str) else str(data).lower()
