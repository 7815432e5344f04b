"""A step as a row of a sheet: its sides with their reasons, and the other names it goes by."""

from __future__ import annotations

from backprop_cli.derivation.step import Derivation, Form, Rule, Step
from backprop_cli.expr.names import Derivative, is_delta, numerator, parse_name
from backprop_cli.expr.tree import Call, Expr, Softmax
from backprop_cli.graph.graph import Role
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Line, Row
from backprop_cli.worksheet.reasons import Reasons, denominator, worked_by

_OPEN_ENDED = frozenset({"sigmoid", "tanh"})
"""Functions that come near their bounds and never reach them."""


class Rows:
    """Makes the rows of one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.reasons = Reasons(derivation)
        self.saturated = saturated(derivation)

    def of(self, step: Step) -> Row:
        """The row of a step."""
        lines = [
            Line(side.expr, side.form is Form.NUMBERS, self.reasons.of(step, side)) for side in step.sides
        ]
        operator = self._operator(step)
        if operator is not None:
            lines.insert(0, Line(operator))
        if step.name in self.saturated and step.rule is Rule.FORWARD:
            lines[-1] = lines[-1]._replace(reasons=(*lines[-1].reasons, wording.SATURATED))
        elif step.value is None and self.derivation.values:
            lines[-1] = lines[-1]._replace(reasons=(*lines[-1].reasons, wording.NO_FLOAT))
        return Row(step.name, tuple(lines), step.value, self._other_name(step.name))

    def _operator(self, step: Step) -> Expr | None:
        """∂/∂z (8z³ + z²): the first line of a derivative that needs no chain."""
        if step.sides[0].form is not Form.LOCAL:
            return None
        graph = self.derivation.graph
        return worked_by(denominator(step.name, graph), numerator(step.name), graph)

    def _other_name(self, name: str) -> str:
        """ŷ₁ for an output's activation, ∂L/∂z for a δ."""
        parsed = parse_name(name)
        if isinstance(parsed, Derivative):
            return name if is_delta(parsed) else ""
        graph = self.derivation.graph
        node = graph.by_name.get(name)
        is_output = any(graph.by_name[user].role is Role.LOSS for user in graph.users.get(name, []))
        if node is None or node.role is not Role.ACTIVATION or not is_output:
            return ""
        return f"yhat{name[name.index('[') :]}"


def saturated(derivation: Derivation) -> frozenset[str]:
    """Quantities that are 0 or 1 only because a float has no digits for the rest."""
    graph, values = derivation.graph, derivation.values
    open_ended = [
        node.name for node, formula in graph.worked if _is_open_ended(formula, values.get(node.name))
    ]
    names = {name for name in (*open_ended, *graph.stable) if values.get(name) in {0.0, 1.0, -1.0}}
    for step in derivation.backward:
        if step.value == 0 and not names.isdisjoint(step.uses):
            names.add(step.name)
    return frozenset(names)


def _is_open_ended(formula: Expr, value: float | None) -> bool:
    """A sigmoid, tanh or softmax, but for tanh(0) = 0 and a softmax over one unit."""
    if isinstance(formula, Softmax):
        return len(formula.logits) > 1
    return (
        isinstance(formula, Call)
        and formula.function in _OPEN_ENDED
        and not (formula.function == "tanh" and value == 0)
    )
