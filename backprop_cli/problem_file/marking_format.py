"""The keys for marking, the same in both kinds of problem."""

from __future__ import annotations

from typing import Literal, cast

from backprop_cli.errors import Faults
from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Marking
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.names import Named


def marking(values: FieldValues, faults: Faults) -> Marking:
    """How answers are marked, as far as the file says."""
    found = values.get(form.MARKING)
    if found is None:
        return Marking()
    if found.has(form.DIGITS) and found.has(form.DECIMALS):
        message = "`digits` and `decimals` cannot both be asked"
        faults.add(found.place_of(form.DECIMALS), message, "leave one of them out")
    points = tuple((each.key.text, each.value.value) for each in found.get(form.POINTS) or ())
    digits = found.get(form.DIGITS) or Marking().digits
    formulas = cast("Literal['accept', 'numbers']", found.get(form.FORMULAS_COUNT) or "accept")
    repeat = cast("Literal['once', 'each']", found.get(form.REPEAT) or "once")
    return Marking(points, digits, found.get(form.DECIMALS), formulas, repeat)


def points_named(values: FieldValues) -> tuple[Named[Num], ...]:
    """The quantities that have points of their own."""
    found = values.get(form.MARKING)
    return (found.get(form.POINTS) or ()) if found else ()
