"""The JSON Schema of problem files, from the same description that the reader reads by."""

from __future__ import annotations

from backprop_cli.problem_file.fields import Json
from backprop_cli.problem_file.format import FORMULA_PROBLEM, NETWORK


def schema() -> Json:
    """JSON Schema, draft 2020-12: a network, or formulas where the file has that key."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Problem file of backprop-cli",
        "description": "A network to train by one step, or formulas to differentiate.",
        "type": "object",
        "if": {"required": ["formulas"]},
        "then": {"$ref": "#/$defs/formulas"},
        "else": {"$ref": "#/$defs/network"},
        "$defs": {"network": NETWORK.schema(), "formulas": FORMULA_PROBLEM.schema()},
    }
