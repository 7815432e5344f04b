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

_OF_PYTHON = re.compile(
    r"(?:np\.|numpy\.|torch\.)?(?:array|tensor|float(?:16|32|64)|Decimal)\(\s*'?([^()'=]*?)'?\s*"
    r"(?:,\s*[a-z_]{1,20}=[\w.]{1,30}\s*)?\)"
)
"""The types that Python prints in a dict, `{'z1': array([0.1, 0.2])}`."""


def read_json(text: str, is_name: IsName) -> Raw:
    """The sheet in a JSON text; raises `UnreadableError` where it is no JSON."""
    try:
        data = _loaded(text)
    except (ValueError, RecursionError):
        return read_yaml(
            _OF_PYTHON.sub(r"\1", text), is_name
        )  # a comma too many, a comment: YAML does not mind
    return from_pairs(records_as_pairs(_value(data, MAX_NESTING)))


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
