"""What each known mistake gives at a line of the solution, as a formula in the lines before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property

from backprop_cli.derivation.step import Derivation, Form, Rule, Step
from backprop_cli.expr.names import DIRECT, derivative, entry, parse_name, sample_of, updated, without_sample
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import derivatives
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import (
    ZERO,
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Ref,
    Slope,
    Softmax,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph, Node, Role

DERIVED = frozenset({Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL, Rule.BATCH})


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def routes(step: Step) -> list[Expr]:
    """The symbolic sides of a step that have a value, the finest first."""
    sides = [side.expr for side in step.sides if side.form is not Form.NUMBERS]
    valued = [side for side in sides if not any(name.endswith(DIRECT) for name in references(side))]
    return list(dict.fromkeys(map(as_shown, valued)))


class Place:
    """A line of the solution, seen by a mistake: its formulas and where it stands in the graph."""

    def __init__(self, step: Step, derivation: Derivation) -> None:
        self.step = step
        self.derivation = derivation
        self.graph: Graph = derivation.graph

    @cached_property
    def routes(self) -> list[Expr]:
        """The right formulas, the finest first."""
        return routes(self.step)

    @property
    def worked(self) -> Expr:
        """The right formula with the local derivatives put in."""
        kept = [side.expr for side in self.step.sides if side.form in {Form.LOCAL, Form.FORMULA}]
        return as_shown(kept[-1])

    @property
    def is_derivative(self) -> bool:
        """Whether the line is a derivative."""
        return self.step.rule in DERIVED

    @cached_property
    def node(self) -> Node | None:
        """The quantity worked out, or of a derivative the one it is by."""
        name = self.step.name
        if self.is_derivative:
            name = name[name.index("/d") + 2 :]
        return self.graph.by_name.get(name) or self.graph.by_name.get(without_sample(name))

    def has_role(self, role: Role) -> bool:
        """Whether the node plays `role`."""
        return self.node is not None and self.node.role is role

    @property
    def is_bias(self) -> bool:
        """Whether the line is the gradient of a bias."""
        return (
            self.step.rule in {Rule.CHAIN, Rule.BATCH}
            and self.has_role(Role.PARAMETER)
            and (self.node is not None and self.node.name.startswith("b"))
        )

    @property
    def is_weight(self) -> bool:
        """Whether the line is the gradient of a weight."""
        return (
            self.step.rule in {Rule.CHAIN, Rule.BATCH} and self.has_role(Role.PARAMETER) and not self.is_bias
        )


# --- forward --------------------------------------------------------------------------------------


def activation_not_applied(place: Place) -> Iterator[Expr]:
    """A := z."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        if isinstance(formula, Softmax):
            yield formula.logits[formula.index]
        elif isinstance(formula, Call):
            yield formula.args[0]


def bias_left_out(place: Place) -> Iterator[Expr]:
    """Z without its bias."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        if isinstance(formula, Add) and isinstance(formula.terms[-1], Ref):
            kept = formula.terms[:-1]
            yield kept[0] if len(kept) == 1 else Add(kept)


def log_base(place: Place) -> Iterator[Expr]:
    """log₁₀ or log₂ for ln."""
    if place.step.rule is Rule.FORWARD:
        for other in ("log10", "log2"):
            formula = _renamed(place.routes[0], "ln", other)
            if formula != place.routes[0]:
                yield formula


def _renamed(expr: Expr, function: str, other: str) -> Expr:
    changed = map_children(expr, lambda part: _renamed(part, function, other))
    return (
        Call(other, changed.args) if isinstance(changed, Call) and changed.function == function else changed
    )


# --- slopes ---------------------------------------------------------------------------------------


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
    rule = derivatives(function)[0]
    return substitute(rule, {"a": value}.get) if set(references(rule)) == {"a"} else None


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


# --- paths and weights ----------------------------------------------------------------------------


def one_path(place: Place) -> Iterator[Expr]:
    """A single term of the sum over paths."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        for route in _sums(place):
            yield from route.terms


def path_dropped(place: Place) -> Iterator[Expr]:
    """All terms of the sum over paths but one."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        for route in _sums(place):
            if len(route.terms) > 2:
                for place_of in range(len(route.terms)):
                    yield Add((*route.terms[:place_of], *route.terms[place_of + 1 :]))


def _sums(place: Place) -> Iterator[Add]:
    for route in place.routes:
        if isinstance(route, Add) and place.step.rule is not Rule.COLLAPSED:
            yield route


def _with_weights(place: Place, other: Callable[[str], list[str]]) -> Iterator[Expr]:
    """The line with each weight replaced by others: all of them at once, then one at a time."""
    names = [name for name in dict.fromkeys(references(place.worked)) if name.startswith("W")]
    if not names or place.step.rule is Rule.UPDATE:
        return
    known = place.graph.by_name
    choices = {name: [each for each in other(name) if each in known and each != name] for name in names}
    if len(names) > 1 and all(choices.values()):
        yield substitute(place.worked, {name: Ref(each[0]) for name, each in choices.items()}.get)
    for name, each in choices.items():
        for wrong in each:
            yield substitute(place.worked, {name: Ref(wrong)}.get)


def transposed_weights(place: Place) -> Iterator[Expr]:
    """W[j,i] for W[i,j]."""
    return _with_weights(place, lambda name: [_entry_of(name, _indices(name)[::-1])])


def neighbour_weight(place: Place) -> Iterator[Expr]:
    """Any other entry of the same matrix."""

    def others(name: str) -> list[str]:
        matrix = name.split("[")[0]
        return [each for each in place.graph.by_name if each.startswith(f"{matrix}[")]

    return _with_weights(place, others)


def other_layer(place: Place) -> Iterator[Expr]:
    """The entry of the same place in another layer."""

    def others(name: str) -> list[str]:
        tail = name[name.index("[") :]
        return [each for each in place.graph.by_name if each.startswith("W") and each.endswith(tail)]

    return _with_weights(place, others)


def updated_weights(place: Place) -> Iterator[Expr]:
    """The new weights in the backward pass."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL}:
        new = {
            name: Ref(updated(name)) for name in place.graph.wrt if updated(name) in place.derivation.values
        }
        changed = substitute(place.worked, new.get)
        if changed != place.worked:
            yield changed


def _indices(name: str) -> tuple[int, ...]:
    parsed = parse_name(name)
    return getattr(parsed, "indices", ())


def _entry_of(name: str, indices: tuple[int, ...]) -> str:
    return entry(name.split("[")[0], *indices)


# --- gradients of parameters ----------------------------------------------------------------------


def input_left_out(place: Place) -> Iterator[Expr]:
    """∂L/∂w := δ."""
    if place.is_weight and place.step.rule is Rule.CHAIN and isinstance(place.worked, Mul):
        yield place.worked.factors[0]


def wrong_input(place: Place) -> Iterator[Expr]:
    """∂L/∂w with another input of the layer."""
    if place.is_weight and isinstance(place.worked, Mul) and isinstance(place.worked.factors[-1], Ref):
        used = place.worked.factors[-1].name
        vector = used.split("[")[0]
        for name in place.graph.by_name:
            same = name.startswith(f"{vector}[") and sample_of(name) == sample_of(used)
            if same and name != used:
                yield Mul((*place.worked.factors[:-1], Ref(name)))


def bias_times_value(place: Place) -> Iterator[Expr]:
    """∂L/∂b := δ · b."""
    if place.is_bias and place.node is not None:
        yield Mul((place.routes[0], Ref(place.node.name)))


def bias_gradient_zero(place: Place) -> Iterator[Expr]:
    """∂L/∂b := 0."""
    if place.is_bias:
        yield ZERO


# --- signs, factors, digits -----------------------------------------------------------------------


def sign(place: Place) -> Iterator[Expr]:
    """The negative."""
    if place.is_derivative:
        yield from map(Neg, place.routes)


def _scaled(place: Place, factors: list[Fraction]) -> Iterator[Expr]:
    for factor in factors:
        for route in place.routes[:1]:
            yield Mul((constant(factor), route))


def factor_two(place: Place) -> Iterator[Expr]:
    """Twice or half of a loss or a derivative."""
    if place.is_derivative or place.has_role(Role.LOSS):
        yield from _scaled(place, [Fraction(2), Fraction(1, 2)])


def factor_outputs(place: Place) -> Iterator[Expr]:
    """M times or 1/m of a loss or a derivative, m the number of outputs."""
    count = sum(
        1 for node in place.graph.nodes if node.role is Role.TARGET and sample_of(node.name) in {"", "@1"}
    )
    if count > 2 and (place.is_derivative or place.has_role(Role.LOSS)):
        yield from _scaled(place, [Fraction(count), Fraction(1, count)])


def mean_or_sum(place: Place) -> Iterator[Expr]:
    """The number of samples as a factor too many or too few."""
    samples = len(place.graph.outputs) - 1
    if samples > 1 and (place.step.rule is Rule.BATCH or place.step.name == place.graph.outputs[-1]):
        yield from _scaled(place, [Fraction(samples), Fraction(1, samples)])


def decimal_point(place: Place) -> Iterator[Expr]:
    """Ten, a hundred, a tenth, a hundredth."""
    yield from _scaled(place, [Fraction(10), Fraction(100), Fraction(1, 10), Fraction(1, 100)])


def nowhere(place: Place) -> Iterator[Expr]:
    """Recognised in formulas only: no number can show it."""
    return iter(())


# --- the update -----------------------------------------------------------------------------------


def update_plus(place: Place) -> Iterator[Expr]:
    """W + α·∂L/∂w."""
    yield from _update(place, lambda rate, gradient: Mul((rate, gradient)))


def rate_left_out(place: Place) -> Iterator[Expr]:
    """W − ∂L/∂w."""
    yield from _update(place, lambda rate, gradient: Neg(gradient))


def rate_twice(place: Place) -> Iterator[Expr]:
    """W − α²·∂L/∂w."""
    yield from _update(place, lambda rate, gradient: Neg(Mul((rate, rate, gradient))))


def _update(place: Place, change: Callable[[Expr, Expr], Expr]) -> Iterator[Expr]:
    if place.step.rule is Rule.UPDATE:
        old, gradient = place.step.uses
        yield Add((Ref(old), change(Ref("α"), Ref(gradient))))
