"""The JSON Schema of problem files, from the same description that the reader reads by."""

from __future__ import annotations

import json

from backprop_cli.problem_file.format import FORMULA_PROBLEM, NETWORK
from backprop_cli.problem_file.kinds import SchemaPart

TITLE = "Problem file of backprop-cli"


def schema() -> SchemaPart:
    """JSON Schema, draft 2020-12: a network, or formulas where the file has that key."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "description": "A network to train by one step, or formulas to differentiate.",
        "type": "object",
        "if": {"required": ["formulas"]},
        "then": {"$ref": "#/$defs/formulas"},
        "else": {"$ref": "#/$defs/network"},
        "$defs": {"network": NETWORK.schema(), "formulas": FORMULA_PROBLEM.schema()},
    }


def schema_text() -> str:
    """The same as the text of a file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def is_schema(text: str) -> bool:
    """Whether a text is such a schema, of this version or another."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("title") == TITLE
