"""Units of one hidden layer that are copies of each other, and stay so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.graph.graph import Node, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.worksheet.remarks.case import Case, Unit
from backprop_cli.worksheet.remarks.found import Found, Part

LayerAndUnit = tuple[int, int]
"""Their numbers."""
Telling = Callable[[Case, Node], object]
"""What is told of a parameter."""


def identical_units(case: Case) -> Iterator[Found]:
    """Units with the same parameters before and behind them, the same gradients and the same new values."""
    # Most networks have none by their parameters alone, and gradients are many.
    copies = _copies(case, _numbers) if _copies(case, _value) else []
    if copies:
        about = tuple(unit.activations[0].quantity for units in copies for unit in units)
        groups = tuple(group for units in copies for group in case.groups(units))
        yield Found(about, (groups,), part=Part.GIVEN)


def _copies(case: Case, told_by: Telling) -> list[list[Unit]]:
    """The units of hidden layers that are alike in what is told of each parameter, where several are."""
    alike: dict[tuple[object, ...], list[Unit]] = {}
    marks = _marks(case, told_by)
    last = max((unit.layer for unit in case.units), default=0)
    for unit in case.units:
        if unit.layer < last:
            mark = (unit.layer, unit.function, *marks.get((unit.layer, unit.number), ()))
            alike.setdefault(mark, []).append(unit)
    return [units for units in alike.values() if len(units) > 1]


def _marks(case: Case, told_by: Telling) -> dict[LayerAndUnit, list[object]]:
    """What tells a unit from the others of its layer: all that leads to it and all that leads from it."""
    marks: dict[LayerAndUnit, list[object]] = {}
    for node in case.parameters(Role.WEIGHT, Role.BIAS, Role.SCALE):
        layer, indices = node.quantity.layer or 0, node.quantity.indices
        numbers = told_by(case, node)
        if indices:  # a bias that the layer shares tells nobody apart
            marks.setdefault((layer, indices[0]), []).append(numbers)
        if node.role is Role.WEIGHT:
            marks.setdefault((layer - 1, indices[1]), []).append(numbers)
    return marks


def _value(case: Case, parameter: Node) -> str:
    return _sure(case.values.get(parameter.name))


def _numbers(case: Case, parameter: Node) -> tuple[str, ...]:
    """Value, gradient and new value, to the digits that are sure."""
    new = case.values.get(text(parameter.quantity.updated))
    return _value(case, parameter), _sure(case.gradient(parameter)), _sure(new)


def _sure(number: float | None) -> str:
    return "" if number is None else f"{number + 0.0:.9g}"
