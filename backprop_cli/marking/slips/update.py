"""What mistakes in the descent step give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import (
    Add,
    Expr,
    Mul,
    Neg,
    Ref,
)
from backprop_cli.marking.place import Place


def update_plus(place: Place) -> Iterator[Expr]:
    """Gives `w + α·∂L/∂w`."""
    yield from _update(place, lambda rate, gradient: Mul((rate, gradient)))


def rate_left_out(place: Place) -> Iterator[Expr]:
    """Gives `w − ∂L/∂w`."""
    yield from _update(place, lambda rate, gradient: Neg(gradient))


def rate_twice(place: Place) -> Iterator[Expr]:
    """Gives `w − α²·∂L/∂w`."""
    yield from _update(place, lambda rate, gradient: Neg(Mul((rate, rate, gradient))))


def not_updated(place: Place) -> Iterator[Expr]:
    """Gives `w`."""
    if place.step.rule is Rule.UPDATE:
        yield Ref(place.step.uses[0])


def _update(place: Place, change: Callable[[Expr, Expr], Expr]) -> Iterator[Expr]:
    if place.step.rule is Rule.UPDATE:
        old, gradient = place.step.uses
        yield Add((Ref(old), change(Ref("α"), Ref(gradient))))
