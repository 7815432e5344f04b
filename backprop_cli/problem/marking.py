"""The keys for marking, the same in both kinds of problem."""

from __future__ import annotations

from backprop_cli.problem.fields import Values
from backprop_cli.problem.format import DIGITS, POINTS
from backprop_cli.problem.model import Marking


def marking(values: Values) -> Marking:
    """Points and digits, as far as the file gives them."""
    points = tuple((each.key.text, each.value.value) for each in values.get(POINTS) or ())
    return Marking(points, values.get(DIGITS) or Marking().digits)
