"""Units of one hidden layer that are copies of each other, and stay so."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.graph.graph import Node, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.worksheet.remarks.case import Case, Unit
from backprop_cli.worksheet.remarks.found import Found, Part

LayerAndUnit = tuple[int, int]
"""Their numbers."""


def identical_units(case: Case) -> Iterator[Found]:
    """Units with the same parameters before and behind them, the same gradients and the same new values."""
    alike: dict[tuple[object, ...], list[Unit]] = {}
    marks = _marks(case)
    last = max((unit.layer for unit in case.units), default=0)
    for unit in case.units:
        if unit.layer < last:
            mark = (unit.layer, unit.function, *marks.get((unit.layer, unit.number), ()))
            alike.setdefault(mark, []).append(unit)
    copies = [units for units in alike.values() if len(units) > 1]
    if copies:
        about = tuple(unit.activations[0].quantity for units in copies for unit in units)
        groups = tuple(group for units in copies for group in case.groups(units))
        yield Found(about, (groups,), part=Part.GIVEN)


def _marks(case: Case) -> dict[LayerAndUnit, list[object]]:
    """What tells a unit from the others of its layer: all that leads to it and all that leads from it."""
    marks: dict[LayerAndUnit, list[object]] = {}
    for node in case.parameters(Role.WEIGHT, Role.BIAS, Role.SCALE):
        layer, indices = node.quantity.layer or 0, node.quantity.indices
        numbers = _numbers(case, node)
        if indices:  # a bias that the layer shares tells nobody apart
            marks.setdefault((layer, indices[0]), []).append(numbers)
        if node.role is Role.WEIGHT:
            marks.setdefault((layer - 1, indices[1]), []).append(numbers)
    return marks


def _numbers(case: Case, parameter: Node) -> tuple[str, ...]:
    """Value, gradient and new value, to the digits that are sure."""
    new = case.values.get(text(parameter.quantity.updated))
    return tuple(_sure(each) for each in (case.values.get(parameter.name), case.gradient(parameter), new))


def _sure(number: float | None) -> str:
    return "" if number is None else f"{number + 0.0:.9g}"
