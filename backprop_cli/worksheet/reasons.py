"""Why one side of a step equals the next: found in the graph, worded elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.step import Derivation, Form, Rule, Side, Step
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.names import derivative, numerator, without_sample
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import (
    Call,
    Diff,
    Expr,
    Mul,
    Prime,
    Ref,
    Slope,
    Softmax,
    children,
    depending,
)
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Math, Words


class Reasons:
    """The reasons for the sides of one derivation's steps."""

    def __init__(self, derivation: Derivation) -> None:
        self.values = derivation.values
        self.graph: Graph = derivation.graph
        self.backward = {step.name: step for step in derivation.backward}

    def of(self, step: Step, side: Side) -> tuple[Words, ...]:
        """What a reader may ask at one side of a step: which rule, why this factor, why 0 or 1."""
        if side.form is Form.NUMBERS:
            return tuple(self._zeros(side.expr))
        if side.form is Form.COLLAPSED:
            return (self._collapsed(side.expr),)
        if side.form is Form.LOCAL and step.rule is not Rule.BATCH:
            found = [*self._rules(step), *self._cases(side.expr)]
            return tuple(dict.fromkeys(found))
        return ()

    def _rules(self, step: Step) -> Iterator[Words]:
        """The derivatives that were put in, each with the formula it comes from."""
        output, name = numerator(step.name), denominator(step.name, self.graph)
        if step.rule is Rule.LOCAL:
            return
        users = [user for user in self.graph.users[name] if self._leads_to(output, user)]
        for user in users:
            node = self.graph.by_name[user]
            if user != output and node.role is Role.FORMULA:
                yield from self._worked(name, user)
            elif node.role is Role.ACTIVATION:
                yield from self._through(node, name, output)
        if self.graph.by_name[name].role is Role.PARAMETER and name.startswith("b"):
            yield wording.OWN_BIAS if len(users) == 1 else wording.shared_bias(len(users))

    def _leads_to(self, output: str, user: str) -> bool:
        return user == output or derivative(output, user) in self.backward

    def _through(self, node: Node, name: str, output: str) -> Iterator[Words]:
        """From δ to the activation above: the derivative by it, and the activation's own slope."""
        formula = self.graph.formulas[node.name]
        own = not isinstance(formula, Softmax) or formula.logits[formula.index] == Ref(name)
        if own and output in self.graph.users[node.name]:
            yield from self._worked(node.name, output)
        elif own:
            yield from self._sum_over_users(derivative(output, node.name))
        match formula:
            case Softmax():
                yield wording.SOFTMAX_RULE
            case Ref():
                yield wording.IDENTITY
            case Call():
                yield from self._slope_rule(formula, name)
            case _:
                yield from self._worked(name, node.name)

    def _sum_over_users(self, name: str) -> Iterator[Words]:
        """∂L/∂a = Σ δ · ∂z/∂a, where it is put into the line of a δ."""
        chain = [side.expr for side in self.backward[name].sides if side.form is Form.CHAIN]
        yield from ((Math((Ref(name), expr)),) for expr in chain)

    def _slope_rule(self, formula: Call, name: str) -> Iterator[Words]:
        slope = pull_back(formula, named=self.graph.named)[name]
        if isinstance(slope, Slope) and not isinstance(slope.shown, Prime):
            yield (Math((Prime(slope.call), slope.shown)),)

    def _worked(self, name: str, user: str) -> Iterator[Words]:
        """∂/∂a ½(y − a)² = a − y: the derivative of what depends on a, unless that is a itself."""
        operator = worked_by(name, user, self.graph)
        if operator is not None:
            local = pull_back(self.graph.formulas[user], named=self.graph.named)[name]
            yield (Math((operator, local)),)

    def _cases(self, expr: Expr) -> Iterator[Words]:
        """Why a slope that goes by cases, or stands at a kink, has the value it has."""
        if not self.values:
            return
        if isinstance(expr, Slope):
            side, slope = evaluate(expr.call.args[0], self.values), evaluate(expr, self.values)
            if isinstance(expr.shown, Prime) or FUNCTIONS[expr.call.function].kink == side:
                yield wording.slope_by_cases(expr.call.args[0], side, slope)
        elif isinstance(expr, Call) and expr.function == "where":
            if evaluate(expr.args[0], self.values) == 0:
                yield wording.tie(expr.args[0])
        else:
            for part in children(expr):
                yield from self._cases(part)

    def _collapsed(self, expr: Expr) -> Words:
        softmax = any(isinstance(formula, Softmax) for formula in self.graph.formulas.values())
        unit_sum = not any(isinstance(part, Mul) for part in children(expr))
        return wording.collapsed("softmax" if softmax else "sigmoid", unit_sum=unit_sum)

    def _zeros(self, expr: Expr) -> Iterator[Words]:
        """A factor 0 of a product says which it is."""
        if isinstance(expr, Mul):
            for factor in expr.factors:
                if isinstance(factor, Ref) and self.values.get(factor.name) == 0:
                    yield wording.is_zero(factor.name)


def denominator(name: str, graph: Graph) -> str:
    """What a derivative is by: `dL/dz1[1]@2` -> `z1[1]@2`, `dL/dW1[1,1]@2` -> `W1[1,1]`."""
    by = name[name.index("/d") + 2 :]
    return by if by in graph.by_name else without_sample(by)


def worked_by(name: str, user: str, graph: Graph) -> Expr | None:
    """∂/∂a of the part of the user's formula that depends on a; None where that is a itself."""
    part = depending(graph.formulas[user], name)
    return None if part == Ref(name) else Diff(Ref(name), part)
