"""Units that learn nothing or little: switched off on every sample, saturated, at a kink."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import calls
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Call, Expr
from backprop_cli.graph.graph import Node, Role
from backprop_cli.worksheet.remarks.case import Case, Unit
from backprop_cli.worksheet.remarks.found import Found

FLAT = 0.01
"""Below this slope a unit is saturated."""
STEEPEST = {"sigmoid": "1/4", "tanh": "1"}
"""Functions that saturate, each with the largest slope that it has anywhere."""
LEFT_OF_KINK = (-1.0, -0.001)
"""Places where a function that is off for z < 0 is flat; one that only nears 0 has a slope there."""
BESIDE_KINK = 1e-6


def dead_relus(case: Case) -> Iterator[Found]:
    """Units that are off, z < 0, on every sample: with ReLU, or a function that does the same."""
    dead: dict[str, list[Unit]] = {}
    for unit in case.units:
        if _is_off(case, unit):
            dead.setdefault("relu" if unit.function == "relu" else "", []).append(unit)
    for function, units in dead.items():
        about = tuple(case.graph.by_name[_z(case, a)].quantity for unit in units for a in unit.activations)
        at = tuple(unit.activations[-1].name for unit in units)
        yield Found(about, (case.groups(units), len(units[0].activations), function), at)


def _is_off(case: Case, unit: Unit) -> bool:
    return all(_is_cut_off(case, a) for a in unit.activations)


def _is_cut_off(case: Case, a: Node) -> bool:
    """Whether an activation and its slope are exactly 0, as they are wherever z < 0, but not at −z."""
    z = case.values.get(_z(case, a), 0.0)
    if z >= 0 or case.values.get(a.name) != 0 or _slope(case, a, -z) in {0, None}:
        return False
    return all(_slope(case, a, place) == 0 for place in (z, *LEFT_OF_KINK))


def _z(case: Case, a: Node) -> str:
    """What an activation is a function of; empty where that is not one quantity."""
    uses = case.graph.uses(a.name)
    return uses[0] if len(uses) == 1 else ""


def _slope(case: Case, a: Node, place: float) -> float | None:
    """The slope of an activation at any place; None where it has none."""
    z = _z(case, a)
    try:
        return evaluate(pull_back(case.graph.formulas[a.name])[z], {z: place})
    except FormulaError:
        return None


def saturated_units(case: Case) -> Iterator[Found]:
    """Units with a sigmoid or tanh whose slope is flat on every sample, unless the loss cancels it."""
    for function in STEEPEST:
        flat = [unit for unit in case.units if unit.function == function and _is_flat(case, unit)]
        if flat:
            about = tuple(z.quantity for unit in flat for z in unit.arguments)
            at = [case.signals.get(unit.arguments[-1].quantity, "") for unit in flat]
            largest = max(slope for unit in flat for slope in case.slopes(unit))
            single = len(flat) == len(about) == 1
            said = (case.groups(flat), function, largest, STEEPEST[function])
            yield Found(about, (*said, single), (*at, *(unit.activations[-1].name for unit in flat)))


def _is_flat(case: Case, unit: Unit) -> bool:
    cancelled = any(z.name in case.graph.collapsed for z in unit.arguments)
    return not cancelled and max(case.slopes(unit)) < FLAT


def kinks(case: Case) -> Iterator[Found]:
    """Functions that are worked exactly where their slope jumps, each with the slopes on both sides."""
    found: dict[str, dict[Expr, list[str]]] = {}
    at_kink: dict[str, Call] = {}
    for node, formula in case.graph.worked if case.values else ():
        for call in calls(formula) if node.role is not Role.PENALTY else ():
            kink = FUNCTIONS[call.function].kink
            if kink is not None and kink == case.number(call.args[0]):
                at_kink.setdefault(call.function, call)
                found.setdefault(call.function, {}).setdefault(call.args[0], []).append(node.name)
    for name, places in found.items():
        at = tuple(dict.fromkeys(node for nodes in places.values() for node in nodes))
        about = tuple(case.graph.by_name[each].quantity for each in at)
        yield Found(about, (name, tuple(places), *_both_sides(case, at_kink[name])), at)


def _both_sides(case: Case, call: Call) -> tuple[float, float, float]:
    """The slope left of the kink, right of it, and at it."""
    row = FUNCTIONS[call.function]
    further = [evaluate(each, case.values) for each in call.args[1:]]
    if row.slope is None or row.kink is None:
        raise TypeError(f"{row.name} has a kink and no slope")
    left, right, at = (row.slope(row.kink + step, *further) for step in (-BESIDE_KINK, BESIDE_KINK, 0.0))
    return left, right, at
