"""A line of the solution as a mistake sees it: its formulas, and where it stands in the graph."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from backprop_cli.derivation.step import Derivation, Form, Rule, Step
from backprop_cli.expr.names import DIRECT, Name, parse_name, without_sample
from backprop_cli.expr.tree import (
    Expr,
    Slope,
    map_children,
    references,
)
from backprop_cli.graph.graph import Graph, Node, Role

DERIVED = frozenset({Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL, Rule.BATCH})


def as_shown(expr: Expr) -> Expr:
    """`expr` with every slope as the page writes it."""
    if isinstance(expr, Slope):
        return expr.shown
    return map_children(expr, as_shown)


def routes(step: Step) -> list[Expr]:
    """The symbolic sides of a step that have a value, the finest first."""
    sides = [side.expr for side in step.sides if side.form is not Form.NUMBERS]
    valued = [side for side in sides if not any(name.endswith(DIRECT) for name in references(side))]
    return list(dict.fromkeys(map(as_shown, valued)))


class Place:
    """A line of the solution, seen by a mistake: its formulas and where it stands in the graph."""

    def __init__(self, step: Step, derivation: Derivation, steps: Mapping[str, Step]) -> None:
        self.step = step
        self.steps = steps
        self.derivation = derivation
        self.graph: Graph = derivation.graph

    @cached_property
    def routes(self) -> list[Expr]:
        """The right formulas, the finest first."""
        return routes(self.step)

    @cached_property
    def worked(self) -> Expr:
        """The right formula with the local derivatives put in."""
        kept = [side.expr for side in self.step.sides if side.form in {Form.LOCAL, Form.FORMULA}]
        return as_shown(kept[-1])

    @property
    def is_derivative(self) -> bool:
        """Whether the line is a derivative."""
        return self.step.rule in DERIVED

    @cached_property
    def node(self) -> Node | None:
        """The quantity worked out, or of a derivative the one it is by."""
        name = self.step.name
        if self.is_derivative:
            name = name[name.index("/d") + 2 :]
        return self.graph.by_name.get(name) or self.graph.by_name.get(without_sample(name))

    @property
    def indices(self) -> tuple[int, ...]:
        """The indices of the quantity, or of the one that a derivative is by."""
        parsed = parse_name(self.step.name)
        name = parsed if isinstance(parsed, Name) else parsed and parsed.by
        return name.indices if name else ()

    def elsewhere(self, name: str) -> Place | None:
        """Another line of the solution, if there is one of that name."""
        return Place(self.steps[name], self.derivation, self.steps) if name in self.steps else None

    def has_role(self, role: Role) -> bool:
        """Whether the node plays `role`."""
        return self.node is not None and self.node.role is role

    @property
    def is_bias(self) -> bool:
        """Whether the line is the gradient of a bias."""
        return (
            self.step.rule in {Rule.CHAIN, Rule.BATCH}
            and self.has_role(Role.PARAMETER)
            and (self.node is not None and self.node.name.startswith("b"))
        )

    @property
    def is_weight(self) -> bool:
        """Whether the line is the gradient of a weight."""
        return (
            self.step.rule in {Rule.CHAIN, Rule.BATCH} and self.has_role(Role.PARAMETER) and not self.is_bias
        )
