"""What mistakes with a softmax give, and with a loss that leaves ŷ − y."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.expr.tree import ONE, Add, Expr, Mul, Neg, Ref, Softmax
from backprop_cli.marking.mistakes.spot import Spot


def slope_again(place: Spot) -> Iterator[Expr]:
    """(ŷ − y) · ŷ(1 − ŷ), where one unit's output and its loss leave ŷ − y."""
    yield from _again(place, softmax=False)


def softmax_again(place: Spot) -> Iterator[Expr]:
    """(ŷ − y) · ŷ(1 − ŷ), of a softmax."""
    yield from _again(place, softmax=True)


def _again(place: Spot, *, softmax: bool) -> Iterator[Expr]:
    link = own_link(place)
    if place.step.shortcut is not None and link is not None:
        output, formula = Ref(link.user.name), place.graph.formulas[link.user.name]
        if isinstance(formula, Softmax) is softmax:
            yield Mul((place.step.shortcut, output, Add((ONE, Neg(output)))))


def softmax_diagonal(place: Spot) -> Iterator[Expr]:
    """∂L/∂a · a(1 − a) of the own output alone, without the others' −a·a."""
    link = own_link(place)
    if link and link.adjoint and isinstance(place.graph.formulas[link.user.name], Softmax):
        yield Mul((Ref(link.adjoint), as_shown(link.local)))


def own_link(place: Spot) -> Link | None:
    """The link through the activation of the very unit; None in a line that is no δ."""
    ways = (link for link in place.step.links if link.kind is Kind.ACTIVATION)
    return next((link for link in ways if _is_own(link, place)), None)


def _is_own(link: Link, place: Spot) -> bool:
    """Whether an output is that of the very unit whose logit it is."""
    formula = place.graph.formulas[link.user.name]
    if not isinstance(formula, Softmax):
        return True
    return place.node is not None and formula.logits[formula.index] == Ref(place.node.name)
