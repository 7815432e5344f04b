"""Rewrite of links: a derivative by an activation is worked inside the lines that use it.

δ = ∂L/∂a · σ′,  ∂L/∂a = δ₁·w₁ + δ₂·w₂   ->   δ = (δ₁·w₁ + δ₂·w₂) · σ′
"""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.derivation.link import Kind, Link, Target
from backprop_cli.derivation.sides import worked_in
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import references, substitute
from backprop_cli.graph.graph import Role

_WITHIN = frozenset({Role.ACTIVATION, Role.OUTPUT})
MAX_INLINED = 4
"""A derivative of more links keeps its own line, and is cited."""


def inlined(links: Mapping[Target, tuple[Link, ...]]) -> dict[Target, tuple[Link, ...]]:
    """The links, in the order worked, each with those of its adjoint where that is worked inside the line."""
    done: dict[Target, tuple[Link, ...]] = {}
    for target, each in links.items():
        done[target] = tuple(_with(link, _above(link, target, done)) for link in each)
    return done


def _with(link: Link, above: tuple[Link, ...]) -> Link:
    """A link that holds those of its adjoint; of arrays, what they give stands in its place once."""
    if not above:
        return link
    if link.share is None or link.adjoint is None:
        return link._replace(within=above)
    if list(references(link.share)).count(link.adjoint) > 1:
        return link
    worked = {link.adjoint: as_sum(map(worked_in, above))}
    return link._replace(share=substitute(link.share, worked.get))


def _above(link: Link, target: Target, done: Mapping[Target, tuple[Link, ...]]) -> tuple[Link, ...]:
    if link.adjoint is None or link.user.role not in _WITHIN:
        return ()
    above = done.get(Target(target.of, link.user.name), ())  # what is given is only cited
    by_shares = len(above) > 1 and above[0].kind is Kind.SHARE  # a sum that has a line of its own
    return () if by_shares or len(above) > MAX_INLINED else above
