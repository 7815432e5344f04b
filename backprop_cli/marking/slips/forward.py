"""What mistakes of the forward pass give, as formulas in the lines before."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.sides import total
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Ref,
    Softmax,
    map_children,
)
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.marking.place import Place


def activation_not_applied(place: Place) -> Iterator[Expr]:
    """Gives `a := z`."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        if isinstance(formula, Softmax):
            yield formula.logits[formula.index]
        elif isinstance(formula, Call):
            yield formula.args[0]


def bias_left_out(place: Place) -> Iterator[Expr]:
    """Gives `z` without its bias."""
    if place.step.rule is Rule.FORWARD and place.has_role(Role.PRE_ACTIVATION):
        formula = place.graph.formulas[place.step.name]
        terms = formula.terms if isinstance(formula, Add) else ()
        kept = [term for term in terms if not _is_bias(term, place.graph)]
        if len(kept) < len(terms):
            yield total(kept)


def _is_bias(term: Expr, graph: Graph) -> bool:
    return isinstance(term, Ref) and graph.by_name[term.name].role is Role.BIAS


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
