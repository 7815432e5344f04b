"""What mistakes of the forward pass give, as formulas in the lines before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from backprop_cli.derivation.sides import total
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import (
    Add,
    Call,
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
    """Gives `a := z`."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        if isinstance(formula, Softmax):
            yield formula.logits[formula.index]
        elif isinstance(formula, Call):
            yield formula.args[0]


def bias_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `z` without its bias."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        terms = formula.terms if isinstance(formula, Add) else ()
        kept = [term for term in terms if not _is_bias(term, place.graph)]
        if len(kept) < len(terms):
            yield total(kept)


def bias_twice(place: Spot) -> Iterator[Expr]:
    """Gives `z` with its bias added once more."""
    for formula, bias in _with_bias(place):
        yield Add((formula, bias))


def bias_subtracted(place: Spot) -> Iterator[Expr]:
    """Gives `z` with − b for + b."""
    for formula, bias in _with_bias(place):
        yield Add(tuple(Neg(term) if term == bias else term for term in formula.terms))


def _with_bias(place: Spot) -> Iterator[tuple[Add, Expr]]:
    """The formula of a z and its bias."""
    formula = place.step.formula if place.has_role(Role.PRE_ACTIVATION) else None
    if place.step.rule is Rule.FORWARD and isinstance(formula, Add):
        yield from ((formula, term) for term in formula.terms if _is_bias(term, place.graph))


def term_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `z` without one of its products."""
    formula = place.step.formula if place.has_role(Role.PRE_ACTIVATION) else None
    terms = formula.terms if place.step.rule is Rule.FORWARD and isinstance(formula, Add) else ()
    for left_out in terms if len(terms) > 1 else ():
        if isinstance(left_out, Mul):
            yield total(term for term in terms if term is not left_out)


def inputs_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives `z` with two of the values that come in taken for each other."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION) and place.step.formula:
        names = dict.fromkeys(references(place.step.formula))
        signals = [name for name in names if place.graph.by_name[name].role in SIGNALS]
        for first, second in combinations(signals[:MOST_UNITS], 2):
            yield substitute(place.step.formula, {first: Ref(second), second: Ref(first)}.get)


def input_twice(place: Spot) -> Iterator[Expr]:
    """Gives `z` with one of the values that come in taken for another one, besides its own place."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION) and place.step.formula:
        names = dict.fromkeys(references(place.step.formula))
        signals = [name for name in names if place.graph.by_name[name].role in SIGNALS]
        for one, other in permutations(signals[:MOST_UNITS], 2):
            yield substitute(place.step.formula, {one: Ref(other)}.get)


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


def _is_bias(term: Expr, graph: Graph) -> bool:
    return isinstance(term, Ref) and graph.by_name[term.name].role is Role.BIAS


def log_base(place: Spot) -> Iterator[Expr]:
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
