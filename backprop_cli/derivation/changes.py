"""The changes Δw = w⁺ − w of a derivation whose optimiser goes straight to w⁺: w − α·g  →  Δw = −α·g.

By their formula, for the difference of two rounded numbers has lost its last digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.update import Update, moved
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import references
from backprop_cli.graph.graph import Node, Role
from backprop_cli.problem.optimizers import CHANGE, GRADIENT, PARAMETER, STEP
from backprop_cli.quantities.grammar import in_step, text
from backprop_cli.quantities.quantity import Gradient, Quantity


def changes(derivation: Derivation) -> dict[str, float]:
    """Every change by its name, of a training in each step; none where they are worked as lines."""
    parts: Iterable[tuple[int | None, Derivation]] = derivation.parts.items() or [(None, derivation)]
    return dict(each for number, part in parts for each in _of_step(part, number))


def _of_step(part: Derivation, number: int | None) -> Iterator[tuple[str, float]]:
    if part.update is None or CHANGE in part.update.optimizer.names:
        return
    update = part.update._replace(optimizer=part.update.optimizer.with_change())
    for parameter in moved(part.graph, update):
        change = Quantity(CHANGE, of=parameter.quantity)
        try:
            value = _worked(part, update, parameter)
        except (FormulaError, KeyError):
            continue  # a symbolic problem, or one whose gradient has no number
        yield text(change if number is None else in_step(change, number)), value


def _worked(part: Derivation, update: Update, parameter: Node) -> float:
    lines = update.optimizer.lines(of_bias=parameter.role is Role.BIAS)
    own, (output,) = parameter.quantity, part.graph.outputs
    names: dict[str, str] = {
        PARAMETER: parameter.name,
        GRADIENT: text(Gradient(part.graph.by_name[output].quantity, own)),
        **{each.symbol: text(each) for each in update.before(parameter)},
        **{name: text(Quantity(name, of=own)) for name in lines if name not in {PARAMETER, CHANGE}},
    }
    known = {name: number.value for name, number in update.constants.items()} | {STEP: float(update.step)}
    used = references(lines[CHANGE])
    return evaluate(
        lines[CHANGE], {name: known[name] if name in known else part.values[names[name]] for name in used}
    )
