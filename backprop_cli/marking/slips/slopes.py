"""What mistakes with an activation's derivative give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from backprop_cli.derivation.step import Form, Rule
from backprop_cli.expr.names import derivative
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import slope_in_value
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Pow,
    Ref,
    Softmax,
    integer,
    substitute,
)
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.place import Place


def _with_slope(place: Place, slope: Callable[[Node, Call], Expr | None]) -> Iterator[Expr]:
    """The line with ∂a/∂z replaced: that local derivative itself, or a δ that uses it."""
    if not place.is_derivative or not place.has_role(Role.PRE_ACTIVATION):
        return
    changed: dict[str, Expr] = {}
    for node, formula in place.graph.worked:
        if node.role is Role.ACTIVATION and isinstance(formula, Call) and isinstance(formula.args[0], Ref):
            wrong = slope(node, formula)
            if wrong is not None:
                changed[derivative(node.name, formula.args[0].name)] = wrong
    if place.step.name in changed:
        yield changed[place.step.name]
    for route in place.routes[:1]:
        replaced = substitute(route, changed.get)
        if replaced != route:
            yield replaced


def slope_left_out(place: Place) -> Iterator[Expr]:
    """δ := ∂L/∂a."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        yield from _with_slope(place, lambda node, call: constant(Fraction(1)))


def slope_twice(place: Place) -> Iterator[Expr]:
    """δ := ∂L/∂a · σ′ · σ′."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        yield from _with_slope(place, lambda node, call: Pow(written_out(call), integer(2)))


def slope_at_z(place: Place) -> Iterator[Expr]:
    """z(1 − z) for a(1 − a)."""
    return _with_slope(place, lambda node, call: _rule(call.function, call.args[0]))


def slope_at_a(place: Place) -> Iterator[Expr]:
    """σ(a)(1 − σ(a)) for σ(z)(1 − σ(z))."""
    return _with_slope(
        place, lambda node, call: written_out(Call(call.function, (Ref(node.name), *call.args[1:])))
    )


def relu_value(place: Place) -> Iterator[Expr]:
    """ReLU′ := ReLU."""
    return _with_slope(place, lambda node, call: Ref(node.name) if call.function == "relu" else None)


def rules_exchanged(place: Place) -> Iterator[Expr]:
    """1 − a² for a(1 − a), or the other way round."""
    other = {"sigmoid": "tanh", "tanh": "sigmoid"}
    return _with_slope(
        place,
        lambda node, call: _rule(other[call.function], Ref(node.name)) if call.function in other else None,
    )


def _rule(function: str, value: Expr) -> Expr | None:
    """The function's derivative rule in `a`, with `value` for a; None if the rule is not in a alone."""
    slope = slope_in_value(function)
    return None if slope is None else substitute(slope, {"a": value}.get)


def softmax_again(place: Place) -> Iterator[Expr]:
    """(ŷ − y) · ŷ(1 − ŷ)."""
    if place.step.rule is Rule.COLLAPSED and place.node is not None:
        (collapsed,) = [side.expr for side in place.step.sides if side.form is Form.COLLAPSED]
        output = Ref(place.graph.users[place.node.name][0])
        for name in place.graph.users[place.node.name]:
            formula = place.graph.formulas[name]
            own = isinstance(formula, Softmax) and formula.logits[formula.index] == Ref(place.node.name)
            output = Ref(name) if own else output
        yield Mul((collapsed, output, Add((constant(Fraction(1)), Neg(output)))))


def inner_left_out(place: Place) -> Iterator[Expr]:
    """Gives dy/dx := dy/dz, without dz/dx; in a network the factors have rows of their own."""
    outputs = place.graph.outputs
    if place.step.rule is Rule.CHAIN and place.graph.by_name[outputs[-1]].role is Role.FORMULA:
        for route in place.routes:
            if isinstance(route, Mul):
                for left_out in range(len(route.factors)):
                    kept = (*route.factors[:left_out], *route.factors[left_out + 1 :])
                    yield kept[0] if len(kept) == 1 else Mul(kept)
