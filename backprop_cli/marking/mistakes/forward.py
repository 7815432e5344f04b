"""What mistakes of the forward pass give, as formulas in the lines before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Ref,
    Softmax,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.marking.mistakes.spot import Spot

SIGNALS = frozenset({Role.INPUT, Role.ACTIVATION, Role.DROPPED})
"""What goes into a layer."""
MOST_UNITS = 6
"""Values that are taken for each other; nobody works more of them by hand."""


def activation_not_applied(place: Spot) -> Iterator[Expr]:
    """Gives `a := z`; of a formula tanh(w·h + b) what stands in the brackets."""
    if place.step.rule is not Rule.FORWARD:
        return
    if place.has_role(Role.ACTIVATION):
        z = applied_to(place.graph.formulas[place.step.name])
        if z is not None and z != place.step.formula:
            yield z
    match place.step.formula:
        case Call(function, (inner, *_)) if _is_own_activation(place, function):
            yield inner


def _is_own_activation(place: Spot, function: str) -> bool:
    """Whether a formula of the author's is an activation as a whole."""
    return place.has_role(Role.FORMULA) and FUNCTIONS[function].activation


def applied_to(formula: Expr) -> Ref | None:
    """What an activation is applied to; of a formula of the author's own the one name that stands in it."""
    if isinstance(formula, Softmax):
        formula = formula.logits[formula.index]
    names = [*dict.fromkeys(references(formula))]
    return Ref(names[0]) if len(names) == 1 else None


_OTHERS = "sigmoid", "tanh", "relu"
"""Activations that are worked where another one is asked."""


def other_activation(place: Spot) -> Iterator[Expr]:
    """Gives σ(z) for tanh(z), ReLU(z) for σ(z); of a layer of several units a softmax for σ."""
    formula = place.step.formula
    used = formula.function if isinstance(formula, Call) else ""
    is_own = bool(used) and _is_own_activation(place, used)
    if place.step.rule is not Rule.FORWARD or formula is None:
        return
    if not (is_own or place.has_role(Role.ACTIVATION)):
        return
    z = formula.args[0] if is_own and isinstance(formula, Call) else applied_to(formula)
    if z is None or z == formula:
        return
    # Of leaky_relu for relu there is another slip.
    yield from (Call(other, (z,)) for other in _OTHERS if not used.endswith(other))
    if used == "sigmoid" and not is_own:
        yield from _as_softmax(place)


def _as_softmax(place: Spot) -> Iterator[Expr]:
    if place.node is None:
        return
    own = place.node.quantity
    nodes = (each for each in place.graph.nodes if each.role is Role.ACTIVATION)
    layer = [each for each in nodes if each.quantity.at() == own.at()]
    logits = [z for each in layer[:MOST_UNITS] if (z := applied_to(place.graph.formulas[each.name]))]
    if 1 < len(logits) == len(layer):
        yield Softmax(layer.index(place.node), tuple(logits))


def leaky_as_relu(place: Spot) -> Iterator[Expr]:
    """Gives 0 for s·z, of a leaky ReLU below 0."""
    match place.step.formula:
        case Call("leaky_relu", (z, _)) if place.step.rule is Rule.FORWARD:
            yield Call("relu", (z,))


def relu_of_minus_z(place: Spot) -> Iterator[Expr]:
    """Gives max(0, −z) for max(0, z)."""
    match place.step.formula:
        case Call("relu", (z,)) if place.step.rule is Rule.FORWARD:
            yield Call("relu", (Neg(z),))


def elu_as_relu(place: Spot) -> Iterator[Expr]:
    """Gives 0 for e^z − 1, of an ELU below 0."""
    match place.step.formula:
        case Call("elu", (z,)) if place.step.rule is Rule.FORWARD:
            yield Call("relu", (z,))


def bias_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `z` without its bias."""
    for formula, bias in _with_bias(place):
        yield as_sum(term for term in formula.terms if term != bias)


def bias_twice(place: Spot) -> Iterator[Expr]:
    """Gives `z` with its bias added once more."""
    for formula, bias in _with_bias(place):
        yield Add((formula, bias))


def bias_subtracted(place: Spot) -> Iterator[Expr]:
    """Gives `z` with − b for + b."""
    for formula, bias in _with_bias(place):
        yield Add(tuple(Neg(term) if term == bias else term for term in formula.terms))


def _with_bias(place: Spot) -> Iterator[tuple[Add, Ref]]:
    """The formula of a z and its bias."""
    formula = weighted_sum(place)
    if isinstance(formula, Add):
        names = (term for term in formula.terms if isinstance(term, Ref))
        yield from ((formula, term) for term in names if _is_bias(term, place.graph))


def other_bias(place: Spot) -> Iterator[Expr]:
    """Gives `z` with the bias of the same place in another layer, or of another unit of its own."""
    for formula, bias in _with_bias(place):
        own = place.graph.by_name[bias.name].quantity
        others = (node for node in place.graph.nodes if node.role is Role.BIAS and node.name != bias.name)
        alike = [node for node in others if node.quantity.step == own.step]
        same_place = [node for node in alike if node.quantity.indices == own.indices]
        same_layer = [node for node in alike if node.quantity.layer == own.layer]
        for other in (*same_place, *same_layer)[:MOST_UNITS]:
            yield substitute(formula, {bias.name: Ref(other.name)}.get)


def term_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `z` without one of its products."""
    formula = weighted_sum(place)
    terms = formula.terms if isinstance(formula, Add) else ()
    for left_out in terms if len(terms) > 1 else ():
        if isinstance(left_out, Mul):
            yield as_sum(term for term in terms if term is not left_out)


def inputs_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives `z` with two of the values that come in taken for each other."""
    if formula := weighted_sum(place):
        for first, second in combinations(coming_in(formula, place.graph), 2):
            yield substitute(formula, {first: Ref(second), second: Ref(first)}.get)


def input_twice(place: Spot) -> Iterator[Expr]:
    """Gives `z` with one of the values that come in taken for another one, besides its own place."""
    if formula := weighted_sum(place):
        for one, other in permutations(coming_in(formula, place.graph), 2):
            yield substitute(formula, {one: Ref(other)}.get)


def weighted_sum(place: Spot) -> Expr | None:
    """The formula of the line, where that works out a z."""
    is_sum = place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION)
    return place.step.formula if is_sum else None


def coming_in(formula: Expr, graph: Graph) -> list[str]:
    """The first of the values that a z is the weighted sum of."""
    names = dict.fromkeys(references(formula))
    return [name for name in names if graph.by_name[name].role in SIGNALS][:MOST_UNITS]


def sigmoid_of_minus_z(place: Spot) -> Iterator[Expr]:
    """Gives 1/(1 + e^z) for 1/(1 + e^(−z))."""
    match place.step.formula:
        case Call("sigmoid", (z,)) if place.step.rule is Rule.FORWARD:
            yield Call("sigmoid", (Neg(z),))


def not_normalised(place: Spot) -> Iterator[Expr]:
    """Gives e^z for e^z / Σ e^z."""
    match place.step.formula:
        case Softmax(index, logits) if place.step.rule is Rule.FORWARD:
            yield Call("exp", (logits[index],))


def one_not_summed(place: Spot) -> Iterator[Expr]:
    """Gives e^z by the sum of all e^z but one; that by itself would be 1, which tells nothing."""
    match place.step.formula:
        case Softmax(index, logits) if place.step.rule is Rule.FORWARD and len(logits) <= MOST_UNITS:
            powers = [Call("exp", (z,)) for z in logits]
            for left_out in reversed(range(len(powers))):
                summed = (*powers[:left_out], *powers[left_out + 1 :])
                if summed != (powers[index],):
                    yield Div(powers[index], as_sum(summed))


def _is_bias(term: Expr, graph: Graph) -> bool:
    return isinstance(term, Ref) and graph.by_name[term.name].role is Role.BIAS


def log_base(place: Spot) -> Iterator[Expr]:
    """log₁₀ or log₂ for ln."""
    if place.step.rule is Rule.FORWARD:
        for other in ("log10", "log2"):
            formula = _renamed(place.routes[0], "ln", other)
            if formula != place.routes[0]:
                yield formula


def log_of_size(place: Spot) -> Iterator[Expr]:
    """ln|a| for ln(a), where a slip has made a negative."""
    if place.step.rule is Rule.FORWARD and place.is_loss:
        formula = _of_sizes(place.routes[0])
        if formula != place.routes[0]:
            yield formula


def _of_sizes(expr: Expr) -> Expr:
    match expr:
        case Call("ln", (inner,)):
            return Call("ln", (Call("abs", (_of_sizes(inner),)),))
    return map_children(expr, _of_sizes)


def _renamed(expr: Expr, function: str, other: str) -> Expr:
    changed = map_children(expr, lambda part: _renamed(part, function, other))
    return (
        Call(other, changed.args) if isinstance(changed, Call) and changed.function == function else changed
    )
