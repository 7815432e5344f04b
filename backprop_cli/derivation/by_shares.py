"""Rewrite of links: where a loss is the sum of its outputs' shares, what units have in each is worked apart.

∂E/∂h = ∂E/∂net₁·w₁ + ∂E/∂net₂·w₂   ->   ∂E₁/∂h = ∂E₁/∂net₁·w₁,  ∂E₂/∂h = ∂E₂/∂net₂·w₂,
                                         ∂E/∂h = ∂E₁/∂h + ∂E₂/∂h

As M. Mazur does it, A Step by Step Backpropagation Example (2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backprop_cli.derivation.link import Kind, Link, Target
from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import ONE, Ref
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

LinksOf = dict[Target, tuple[Link, ...]]
_SPLIT = frozenset({Role.ACTIVATION, Role.DROPPED})
"""What several units of the last layer are made of."""


def share_by_share(links: LinksOf, graph: Graph) -> LinksOf:
    """The links, in the order worked: those of each share stand before the first line that needs them."""
    shares = _Shares(links, graph)
    waiting = {target: found for target in links if (found := shares.of(target))}
    done: LinksOf = {}
    for target, each in links.items():
        for above in (Target(target.of, link.user.name) for link in each):
            done |= waiting.pop(above, {})
        if target not in waiting:
            done[target] = each
    for rest in waiting.values():
        done |= rest
    return done


def without_shares(step: Step, steps: Mapping[str, Step]) -> Step:
    """The step as it is where no share has lines of its own: a student may go straight through all units."""
    links = _through_units(step) or tuple(_with_units(link, steps) for link in step.links)
    return step if links == step.links else replace(step, links=links)


def _through_units(step: Step | None) -> tuple[Link, ...]:
    """The links of ∂L/∂h through the units of the last layer, where it is worked share by share."""
    links = step.links if step else ()
    return tuple(link.within[0] for link in links if link.kind is Kind.SHARE and link.within)


def _with_units(link: Link, steps: Mapping[str, Step]) -> Link:
    within = _through_units(steps.get(link.adjoint or ""))
    return link._replace(within=within) if within and link.user.role in _SPLIT else link


class _Shares:
    """The derivatives of a loss's shares, made of those of the loss."""

    def __init__(self, links: Mapping[Target, tuple[Link, ...]], graph: Graph) -> None:
        self.links = links
        self.graph = graph

    def of(self, target: Target) -> LinksOf:
        """A derivative by what several shares are made of, and all before it; none where it is no such."""
        own, shares = self.links[target], self._reached(target)
        if self.graph.by_name[target.by].role not in _SPLIT or len(shares) < 2:
            return {}
        if len(shares) != len(own) or len({share.name for share in shares}) != len(shares):
            return {}
        found: LinksOf = {}
        for share, link in zip(shares, own, strict=True):
            found |= self._down_to(share, target, link)
        whole = (self._whole(share, target, share.quantity) for share in shares)
        found[target] = tuple(each._replace(within=(link,)) for each, link in zip(whole, own, strict=True))
        return found

    def _reached(self, target: Target) -> list[Node]:
        """The share at the end of each link that leads to one only."""
        ends = (self._ends(link, target) for link in self.links[target])
        return [end[0] for end in map(list, ends) if len(end) == 1]

    def _ends(self, link: Link, target: Target) -> Iterator[Node]:
        if link.user.role is Role.SHARE:
            yield link.user
        above = Target(target.of, link.user.name)
        for each in self.links.get(above, ()):
            yield from self._ends(each, above)

    def _down_to(self, share: Node, target: Target, link: Link) -> LinksOf:
        """The derivatives of a share, from the output's own down to the target."""
        if link.user.name == share.name:
            return {Target(share.name, target.by): (link,)}
        above = Target(target.of, link.user.name)
        found = self._down_to(share, above, self.links[above][0])
        if self.graph.by_name[target.by].role is Role.PRE_ACTIVATION:
            cited = self._whole(share, target, self.graph.by_name[target.of].quantity)
            return found | {Target(share.name, target.by): (cited,)}
        adjoint = text(Gradient(share.quantity, link.user.quantity))
        return found | {Target(share.name, target.by): (link._replace(adjoint=adjoint),)}

    def _whole(self, share: Node, target: Target, of: Quantity) -> Link:
        """What comes through a share, cited as ∂of/∂q: the share's own derivative, or the loss's."""
        cited = text(Gradient(of, self.graph.by_name[target.by].quantity))
        return Link(share, cited, ONE, Kind.SHARE, share=Ref(cited))
