"""What mistakes in the descent step give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tidy import negate
from backprop_cli.expr.tree import ONE, Add, Expr, Mul, Ref, substitute
from backprop_cli.marking.place import Place
from backprop_cli.quantities.quantity import Quantity


def update_plus(place: Place) -> Iterator[Expr]:
    """Gives `w + α·∂L/∂w`: the step the other way."""
    if _is_update(place) and isinstance(place.step.formula, Add):
        parameter = Ref(place.derivation.moved_by(place.step)[0])
        yield Add(tuple(term if term == parameter else negate(term) for term in place.step.formula.terms))


def rate_left_out(place: Place) -> Iterator[Expr]:
    """Gives `w − ∂L/∂w`."""
    yield from _with_rate(place, lambda rate: ONE)


def rate_twice(place: Place) -> Iterator[Expr]:
    """Gives `w − α²·∂L/∂w`."""
    yield from _with_rate(place, lambda rate: Mul((rate, rate)))


def not_updated(place: Place) -> Iterator[Expr]:
    """Gives `w`."""
    if _is_update(place):
        yield Ref(place.derivation.moved_by(place.step)[0])


def _with_rate(place: Place, changed_to: Callable[[Expr], Expr]) -> Iterator[Expr]:
    rate = place.derivation.rate
    if _is_update(place) and place.step.formula is not None:
        changed = substitute(place.step.formula, {rate: changed_to(Ref(rate))}.get)
        if changed != place.step.formula:
            yield changed


def _is_update(place: Place) -> bool:
    """Whether the line is a parameter's new value; an optimiser's state has rows of its own."""
    quantity = place.step.quantity
    return place.step.rule is Rule.UPDATE and isinstance(quantity, Quantity) and quantity.of is None
