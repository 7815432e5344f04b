"""What YAML 1.2 takes a scalar for: nothing, a boolean, a number or text; and where a part of one stands."""

from __future__ import annotations

import re

from backprop_cli.errors import Place
from backprop_cli.problem_file.yaml_tree import Scalar

BOOLEANS = {"true", "True", "TRUE", "false", "False", "FALSE"}
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_NUMBER = r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+"
"""What YAML 1.2 also takes for a number."""


def is_null(node: Scalar) -> bool:
    """Whether a scalar is YAML's way to say nothing."""
    return node.plain and node.text in {"", "~", "null", "Null", "NULL"}


def is_number(node: Scalar) -> bool:
    """Whether YAML 1.2 reads a scalar as a number, finite or not."""
    return node.plain and bool(DECIMAL.fullmatch(node.text) or re.fullmatch(_OTHER_NUMBER, node.text))


def is_text(node: Scalar) -> bool:
    """Whether YAML 1.2 reads a scalar as text: quoted, or no number, boolean or null."""
    if not node.plain:
        return True
    return not (is_null(node) or node.text in BOOLEANS or is_number(node))


def within(node: Scalar, start: int, width: int) -> Place:
    """Part of a scalar; the whole of it where quotes or folding hide which part."""
    place = node.place
    return Place(place.line, place.column + start, width) if node.plain else place
