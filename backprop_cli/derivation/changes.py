"""The changes Δw = w⁺ − w of a derivation whose optimiser goes straight to w⁺: w − α·g  →  Δw = −α·g.

By their formula, for the difference of two rounded numbers has lost its last digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.update import Update, moved
from backprop_cli.errors import FormulaError
from backprop_cli.expr.compiled import Compiled, compiled, computed
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
    lines = {of_bias: _ChangeLine.of(update, of_bias=of_bias) for of_bias in (False, True)}
    for parameter in moved(part.graph, update):
        change = Quantity(CHANGE, of=parameter.quantity)
        try:
            value = lines[parameter.role is Role.BIAS].worked(part, parameter)
        except (FormulaError, KeyError):
            continue  # a symbolic problem, or one whose gradient has no number
        yield text(change if number is None else in_step(change, number)), value + 0.0  # 0 for −0


class _ChangeLine(NamedTuple):
    """The optimiser's line for the change, which all parameters of a kind are put through."""

    formula: Compiled
    constants: Mapping[str, float]
    used: frozenset[str]
    """The names in it that stand for something of the parameter."""
    worked_in_step: frozenset[str]
    """What the optimiser has worked out before this line: a velocity is the new one here."""
    update: Update

    @classmethod
    def of(cls, update: Update, *, of_bias: bool) -> _ChangeLine:
        lines = update.optimizer.lines(of_bias=of_bias)
        line, earlier = lines[CHANGE], takewhile(CHANGE.__ne__, lines)
        known = {name: number.value for name, number in update.constants.items()} | {STEP: float(update.step)}
        used = frozenset(references(line)) - known.keys()
        return cls(compiled(line), known, used, frozenset(earlier), update)

    def worked(self, part: Derivation, parameter: Node) -> float:
        """The change of one parameter (dimensionless)."""
        values = {name: part.values[self._name(name, part, parameter)] for name in self.used}
        return computed(self.formula, {**self.constants, **values})

    def _name(self, name: str, part: Derivation, parameter: Node) -> str:
        """What a name of the line stands for: the parameter, its gradient, an optimiser's state of it."""
        own, (output,) = parameter.quantity, part.graph.outputs
        if name == PARAMETER:
            return parameter.name
        if name == GRADIENT:
            return text(Gradient(part.graph.by_name[output].quantity, own))
        before = {each.symbol: text(each) for each in self.update.before(parameter)}
        is_before = name in before and name not in self.worked_in_step
        return before[name] if is_before else text(Quantity(name, of=own))
