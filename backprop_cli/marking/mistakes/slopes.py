"""What mistakes with an activation's derivative give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.sides import chain_term, worked_in
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import as_sum, every_part
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import slope_in_value
from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Pow,
    Ref,
    Slope,
    Softmax,
    integer,
    map_children,
    substitute,
)
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.forward import applied_to
from backprop_cli.marking.mistakes.softmax import own_link
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.mistakes.weights import MOST_LAYERS
from backprop_cli.quantities.quantity import Gradient


def _with_slope(place: Spot, slope: Callable[[Node, Call], Expr | None]) -> Iterator[Expr]:
    """The line with ∂a/∂z replaced, where the activation is one of the function table."""

    def of_call(link: Link) -> Expr | None:
        formula = place.graph.formulas[link.user.name]
        known = isinstance(formula, Call) and (_is_own(link) or isinstance(formula.args[0], Ref))
        return slope(link.user, formula) if known and isinstance(formula, Call) else None

    return with_any_slope(place, of_call)


def with_any_slope(place: Spot, slope: Callable[[Link], Expr | None]) -> Iterator[Expr]:
    """The line with ∂a/∂z replaced: that local derivative itself, or a δ that uses it."""
    return with_locals(
        place, lambda link: _in_place(link, slope(link)) if is_activation(link, place) else None
    )


def with_locals(place: Spot, local: Callable[[Link], Expr | None]) -> Iterator[Expr]:
    """The line with other local derivatives, in every share of it where there is one; None: it stays."""
    links, gradient = place.step.links, place.step.quantity
    wrong = [local(link) for link in links]
    if not isinstance(gradient, Gradient) or not any(wrong):
        return
    if place.step.rule is Rule.LOCAL:
        yield from (each for each in wrong if each is not None)
    else:
        yield as_sum(
            _kept(link, gradient) if each is None else _through(link, each)
            for link, each in zip(links, wrong, strict=True)
        )


def _through(link: Link, local: Expr) -> Expr:
    return Mul((Ref(link.adjoint), local)) if link.adjoint else local


def _kept(link: Link, gradient: Gradient) -> Expr:
    """A share as it should be, in symbols where these have values: ∂R/∂w along one edge has none."""
    return chain_term(gradient, link) if link.adjoint else as_shown(worked_in(link))


def _in_place(link: Link, slope: Expr | None) -> Expr | None:
    """The local derivative of a link with another slope; in a formula, tanh(w·h + b), other factors stay."""
    if slope is None or not _is_own(link):
        return slope
    return as_shown(_replaced(link.local, slope_in(link), slope))


def _replaced(expr: Expr, part: Expr, other: Expr) -> Expr:
    return other if expr == part else map_children(expr, lambda each: _replaced(each, part, other))


def slope_in(link: Link) -> Expr:
    """The slope of an activation in the local derivative of a link; of a layer that is all of it."""
    formula = link.user.formula
    found = (part for part in every_part(link.local) if isinstance(part, Slope) and part.call == formula)
    return next(found, link.local) if _is_own(link) else link.local


def _is_own(link: Link) -> bool:
    """Whether a link goes through a formula of the author's."""
    return link.user.role is Role.FORMULA


def is_activation(link: Link, place: Spot) -> bool:
    """Whether a link goes through an activation of one z, of the author's own or in a formula too."""
    formula = place.graph.formulas[link.user.name]
    if _is_own(link):
        return isinstance(formula, Call) and FUNCTIONS[formula.function].activation
    is_applied = link.user.role is Role.ACTIVATION and not isinstance(formula, Ref | Softmax)
    return is_applied and applied_to(formula) is not None


def slope_left_out(place: Spot) -> Iterator[Expr]:
    """δ := ∂L/∂a, or ∂a/∂z := 1."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL}:
        yield from _with_slope_left_out(place)
        link = own_link(place)
        if link and link.adjoint and isinstance(place.graph.formulas[link.user.name], Softmax):
            yield Ref(link.adjoint)


def _with_slope_left_out(place: Spot) -> Iterator[Expr]:
    def slope(link: Link) -> Expr | None:
        formula = place.graph.formulas[link.user.name]
        is_kinked = isinstance(formula, Call) and formula.function in _KINKED
        return None if is_kinked and place.step.rule is Rule.LOCAL else ONE  # a ReLU's is the other side's

    return with_any_slope(place, slope)


def slope_twice(place: Spot) -> Iterator[Expr]:
    """δ := ∂L/∂a · σ′ · σ′."""
    if place.step.rule is Rule.CHAIN:
        yield from with_any_slope(place, lambda link: Pow(as_shown(slope_in(link)), integer(2)))


def slope_at_z(place: Spot) -> Iterator[Expr]:
    """z(1 − z) for a(1 − a)."""
    return _with_slope(place, lambda node, call: _rule(call.function, call.args[0]))


def slope_at_a(place: Spot) -> Iterator[Expr]:
    """σ(a)(1 − σ(a)) for σ(z)(1 − σ(z)); of the author's own activation its derivative with a for z."""

    def slope(link: Link) -> Expr | None:
        formula, a = place.graph.formulas[link.user.name], Ref(link.user.name)
        if isinstance(formula, Call) and (_is_own(link) or isinstance(formula.args[0], Ref)):
            return written_out(Call(formula.function, (a, *formula.args[1:])))
        z = applied_to(formula)
        return z and substitute(as_shown(link.local), {z.name: a}.get)

    return with_any_slope(place, slope)


def relu_value(place: Spot) -> Iterator[Expr]:
    """ReLU′ := ReLU."""
    return _with_slope(place, lambda node, call: Ref(node.name) if call.function == "relu" else None)


def rules_exchanged(place: Spot) -> Iterator[Expr]:
    """1 − a² for a(1 − a), or the other way round."""
    other = {"sigmoid": "tanh", "tanh": "sigmoid"}
    return _with_slope(
        place,
        lambda node, call: _rule(other[call.function], Ref(node.name)) if call.function in other else None,
    )


def slope_of_other_activation(place: Spot) -> Iterator[Expr]:
    """a(1 − a) or 1 − a² for the slope of a ReLU, or of any other activation."""
    rules = ("sigmoid", "tanh")
    for function in rules:

        def slope(node: Node, call: Call, function: str = function) -> Expr | None:
            return _rule(function, Ref(node.name)) if call.function not in rules else None

        yield from _with_slope(place, slope)


def _rule(function: str, value: Expr) -> Expr | None:
    """The function's derivative rule in `a`, with `value` for a; None if the rule is not in a alone."""
    slope = slope_in_value(function)
    return None if slope is None else substitute(slope, {"a": value}.get)


def slope_plus(place: Spot) -> Iterator[Expr]:
    """a(1 + a) for a(1 − a), 1 + a² for 1 − a²."""
    return _with_rules(
        place, {"sigmoid": lambda a: Mul((a, Add((ONE, a)))), "tanh": lambda a: Add((ONE, _squared(a)))}
    )


def slope_without_a(place: Spot) -> Iterator[Expr]:
    """1 − a for a(1 − a)."""
    return _with_rules(place, {"sigmoid": lambda a: Add((ONE, Neg(a)))})


def tanh_not_squared(place: Spot) -> Iterator[Expr]:
    """1 − a for 1 − a²."""
    return _with_rules(place, {"tanh": lambda a: Add((ONE, Neg(a)))})


def _squared(a: Expr) -> Expr:
    return Pow(a, integer(2))


def _with_rules(place: Spot, rules: Mapping[str, Callable[[Expr], Expr]]) -> Iterator[Expr]:
    """The line with another rule in a for the derivative of some functions."""
    return _with_slope(
        place, lambda node, call: rules[call.function](Ref(node.name)) if call.function in rules else None
    )


def value_for_slope(place: Spot) -> Iterator[Expr]:
    """Gives `a` for a(1 − a), or for 1 − a²; a ReLU has a row of its own."""
    return _with_rules(place, dict.fromkeys(("sigmoid", "tanh"), lambda a: a))


def slope_for_value(place: Spot) -> Iterator[Expr]:
    """Gives a(1 − a), or 1 − a², for a itself."""
    match place.step.formula:
        case Call(function, _) as call if place.step.rule is Rule.FORWARD and place.has_role(Role.ACTIVATION):
            yield from filter(None, (_rule(function, call),))


def slope_at_target(place: Spot) -> Iterator[Expr]:
    """y(1 − y) for a(1 − a), of an output."""

    def slope(node: Node, call: Call) -> Expr | None:
        target = place.target_of(node)
        return _rule(call.function, Ref(target.name)) if target else None

    return _with_slope(place, slope)


def slope_of_other_layer(place: Spot) -> Iterator[Expr]:
    """The derivative's rule with the activation of the same place in another layer."""
    for layer in range(1, MOST_LAYERS):

        def slope(node: Node, call: Call, layer: int = layer) -> Expr | None:
            other = place.graph.by_quantity.get(node.quantity._replace(layer=layer))
            return _rule(call.function, Ref(other.name)) if other and other is not node else None

        yield from _with_slope(place, slope)


def slope_of_dropped(place: Spot) -> Iterator[Expr]:
    """h(1 − h) for a(1 − a), where h is what dropout leaves of a."""

    def slope(node: Node, call: Call) -> Expr | None:
        users = [place.graph.by_name[name] for name in place.graph.users.get(node.name, ())]
        behind = next((user for user in users if user.role is Role.DROPPED), None)
        return _rule(call.function, Ref(behind.name)) if behind else None

    return _with_slope(place, slope)


def slope_of_one_minus_z(place: Spot) -> Iterator[Expr]:
    """σ(z)·σ(1 − z) for σ(z)(1 − σ(z))."""

    def slope(node: Node, call: Call) -> Expr | None:
        other = Call(call.function, (Add((ONE, Neg(call.args[0]))),))
        return Mul((Ref(node.name), other)) if call.function == "sigmoid" else None

    return _with_slope(place, slope)


def other_side(place: Spot) -> Iterator[Expr]:
    """The slope on the other side of the kink: 1 for 0, of a leaky ReLU for its small one, or the reverse."""
    yield from _with_slope(place, lambda node, call: _off(call) if call.function in _KINKED else None)
    if place.step.rule is Rule.LOCAL:  # in a δ that is the slope left out
        yield from _with_slope(place, lambda node, call: ONE if call.function in _KINKED else None)


_KINKED = frozenset({"relu", "leaky_relu"})


def _off(call: Call) -> Expr:
    """The slope left of the kink: 0, or what a leaky ReLU has for it."""
    return call.args[1] if len(call.args) > 1 else ZERO


def leaky_slope_as_relu(place: Spot) -> Iterator[Expr]:
    """ReLU′ for the leaky one's: 0 below 0."""
    return _as_relu(place, "leaky_relu")


def elu_slope_as_relu(place: Spot) -> Iterator[Expr]:
    """ReLU′ for that of an ELU: 0 for e^z."""
    return _as_relu(place, "elu")


def _as_relu(place: Spot, function: str) -> Iterator[Expr]:

    def slope(node: Node, call: Call) -> Expr | None:
        return written_out(Call("relu", call.args[:1])) if call.function == function else None

    return _with_slope(place, slope)
