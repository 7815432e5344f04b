"""What is left out, or taken for δ, where the sum of δ · w goes back through a layer."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref
from backprop_cli.graph.graph import Node, Role
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient


class _Sum(NamedTuple):
    """Σ δ · w in a line, and what it is multiplied with: nothing in ∂L/∂a, the slope in δ."""

    links: tuple[Link, ...]
    rest: Expr | None

    def with_terms(self, terms: Iterable[Expr]) -> Expr:
        """The line with other terms in the sum."""
        return as_sum(terms) if self.rest is None else Mul((as_sum(terms), self.rest))


def _sums(place: Spot) -> Iterator[_Sum]:
    links = place.step.links if place.step.rule is Rule.CHAIN else ()
    if links and all(_goes_back(link) for link in links):
        yield _Sum(links, None)
    elif len(links) == 1 and links[0].within and all(map(_goes_back, links[0].within)):
        yield _Sum(links[0].within, as_shown(links[0].local))


def _goes_back(link: Link) -> bool:
    is_input = link.kind is Kind.INPUT or link.user.role is Role.PRE_ACTIVATION  # what dropout leaves too
    return is_input and link.kind not in {Kind.WEIGHT, Kind.BIAS} and link.adjoint is not None


def weight_left_out(place: Spot) -> Iterator[Expr]:
    """Σ δ for Σ δ · w."""
    for each in _sums(place):
        yield each.with_terms([Ref(link.adjoint) for link in each.links if link.adjoint])


def delta_left_out(place: Spot) -> Iterator[Expr]:
    """Σ w for Σ δ · w."""
    for each in _sums(place):
        yield each.with_terms([link.local for link in each.links])


def raw_error_back(place: Spot) -> Iterator[Expr]:
    """Σ ∂L/∂a · w, or Σ (ŷ − y) · w, for Σ δ · w."""
    for each in _sums(place):
        for errors in (raw_errors, _differences):
            found = [errors(link, place) for link in each.links]
            terms = [Mul((error, link.local)) for error, link in zip(found, each.links, strict=True) if error]
            if len(terms) == len(found):
                yield each.with_terms(terms)


def raw_errors(link: Link, place: Spot) -> Expr | None:
    """∂L/∂a of the unit whose δ comes through a link; None where a and z are not unit by unit."""
    activation = _activation(link.user, place)
    delta = place.steps.get(link.adjoint or "")
    if activation is None or delta is None or not isinstance(delta.quantity, Gradient):
        return None
    name = text(Gradient(delta.quantity.of, activation.quantity))
    return Ref(name) if name in place.steps else None


def _differences(link: Link, place: Spot) -> Expr | None:
    """The output less its target."""
    activation = _activation(link.user, place)
    if activation is None:
        return None
    target = place.target_of(activation)
    return Add((Ref(activation.name), Neg(Ref(target.name)))) if target else None


def _activation(z: Node, place: Spot) -> Node | None:
    users = [place.graph.by_name[name] for name in place.graph.users.get(z.name, ())]
    return users[0] if len(users) == 1 and users[0].role is Role.ACTIVATION else None
