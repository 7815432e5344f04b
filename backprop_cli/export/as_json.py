"""JSON of marked sheets as text."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_json(data: object, indent: int | None = None) -> str:
    """JSON in readable letters; characters that a terminal would act on are written as escapes."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda char: f"\\u{ord(char[0]):04x}", text)
