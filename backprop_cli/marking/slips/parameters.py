"""What mistakes in the gradient of a weight or bias give."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.names import entry, sample_of, whole
from backprop_cli.expr.tree import (
    ZERO,
    Expr,
    Mul,
    Ref,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.place import Place

_SIGNALS = frozenset({Role.INPUT, Role.ACTIVATION})
"""What goes into a layer."""


def input_left_out(place: Place) -> Iterator[Expr]:
    """∂L/∂w := δ."""
    if place.is_weight and place.step.rule is Rule.CHAIN and isinstance(place.worked, Mul):
        yield place.worked.factors[0]


def wrong_input(place: Place) -> Iterator[Expr]:
    """∂L/∂w with another input of the layer, or with what goes into another layer."""
    if place.is_weight and isinstance(place.worked, Mul) and isinstance(place.worked.factors[-1], Ref):
        used = place.worked.factors[-1].name
        for name, node in place.graph.by_name.items():
            if node.role in _SIGNALS and sample_of(name) == sample_of(used) and name != used:
                yield Mul((*place.worked.factors[:-1], Ref(name)))


def transposed_matrix(place: Place) -> Iterator[Expr]:
    """∂L/∂W[j,i], or the new W[j,i], written at [i,j]."""
    indices = place.indices
    own = place.step.rule in {Rule.CHAIN, Rule.BATCH, Rule.UPDATE} and len(set(indices)) == 2
    if own and (other := place.elsewhere(entry(whole(place.step.name), *indices[::-1]))):
        yield from other.routes[:1]


def bias_times_value(place: Place) -> Iterator[Expr]:
    """∂L/∂b := δ · b."""
    if place.is_bias and place.node is not None:
        yield Mul((place.routes[0], Ref(place.node.name)))


def bias_gradient_zero(place: Place) -> Iterator[Expr]:
    """∂L/∂b := 0."""
    if place.is_bias:
        yield ZERO
