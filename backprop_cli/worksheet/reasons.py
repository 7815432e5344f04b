"""Why one side of a step equals the next: found in the graph, worded elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.step import Derivation, Form, Rule, Side, Step
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.names import numerator, sample_of, without_sample
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
    depending,
)
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Math, Words


def reasons(step: Step, side: Side, derivation: Derivation) -> tuple[Words, ...]:
    """What a reader may ask at one side of a step: which rule, why this factor, why 0 or 1."""
    if side.form is Form.NUMBERS:
        return tuple(_zeros(side.expr, derivation))
    if side.form is Form.COLLAPSED:
        softmax = any(isinstance(part, Softmax) for part in derivation.graph.formulas.values())
        return (wording.collapsed("softmax" if softmax else "sigmoid"),)
    if side.form is Form.LOCAL and step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        return tuple(dict.fromkeys(_rules(step, derivation)))
    return ()


def _rules(step: Step, derivation: Derivation) -> Iterator[Words]:
    graph = derivation.graph
    output = numerator(step.name)
    name = _denominator(step.name, graph)
    users = [each for each in graph.users[name] if _belongs(each, output, graph)]
    for user in users:
        node = graph.by_name[user]
        if user == output or node.role is Role.FORMULA:
            yield from _worked(name, user, graph)
        elif node.role is Role.ACTIVATION:
            if output in graph.users[user] and user == users[0]:
                yield from _worked(user, output, graph)
            yield from _slope(node, name, derivation)
    if graph.by_name[name].role is Role.PARAMETER and name.startswith("b"):
        yield wording.OWN_BIAS if len(users) == 1 else wording.shared_bias(len(users))


def _denominator(name: str, graph: Graph) -> str:
    """What a derivative is by: `dL/dz1[1]@2` -> `z1[1]@2`, `dL/dW1[1,1]@2` -> `W1[1,1]`."""
    by = name[name.index("/d") + 2 :]
    return by if by in graph.by_name else without_sample(by)


def _belongs(user: str, output: str, graph: Graph) -> bool:
    """Whether a user lies on the way to `output`: another sample's does not."""
    return sample_of(user) == sample_of(output) and graph.by_name[user].role is not Role.TARGET


def _worked(name: str, user: str, graph: Graph) -> Iterator[Words]:
    """∂/∂a ½(y − a)² = a − y: the derivative of what depends on a, unless that is a itself."""
    formula = graph.formulas[user]
    part = depending(formula, name)
    if part != Ref(name):
        yield (Math((Diff(Ref(name), part), pull_back(formula, named=graph.named)[name])),)


def _slope(node: Node, name: str, derivation: Derivation) -> Iterator[Words]:
    formula = node.formula
    if isinstance(formula, Softmax):
        yield wording.SOFTMAX_RULE
    elif isinstance(formula, Ref):
        yield wording.IDENTITY
    elif isinstance(formula, Call):
        slope = pull_back(formula, named=derivation.graph.named)[name]
        if isinstance(slope, Slope) and not isinstance(slope.shown, Prime):
            yield (Math((Prime(slope.call), slope.shown)),)
        elif isinstance(slope, Slope) and derivation.values:
            yield wording.slope_by_cases(
                Ref(name), derivation.values[name], evaluate(slope, derivation.values)
            )


def _zeros(expr: Expr, derivation: Derivation) -> Iterator[Words]:
    """A factor 0 of a product says which it is."""
    if isinstance(expr, Mul):
        for factor in expr.factors:
            if isinstance(factor, Ref) and derivation.values.get(factor.name) == 0:
                yield wording.is_zero(factor.name)
