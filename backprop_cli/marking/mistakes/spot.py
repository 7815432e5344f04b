"""A line of the solution as a mistake sees it: its formulas, its links, and where it stands in the graph."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.routes import as_shown, routes
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.constants import as_fraction
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Pow, is_constant
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import TARGET
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

DERIVED = frozenset({Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL, Rule.BATCH})


class Spot:
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
        kept = [side.expr for side in self.step.symbolic if side.form in {Form.LOCAL, Form.FORMULA}]
        return as_shown(kept[-1] if kept else self.step.symbolic[-1].expr)

    @property
    def is_derivative(self) -> bool:
        """Whether the line is a derivative."""
        return self.step.rule in DERIVED

    @cached_property
    def node(self) -> Node | None:
        """The quantity worked out, or of a derivative the one it is by."""
        quantity = self.step.quantity
        return self.graph.by_quantity.get(quantity.by if isinstance(quantity, Gradient) else quantity)

    def elsewhere(self, quantity: AnyQuantity) -> Spot | None:
        """The line of another quantity, if the solution has it."""
        step = self.steps.get(text(quantity))
        return Spot(step, self.derivation, self.steps) if step else None

    def target_of(self, output: Node) -> Node | None:
        """The target that an output is compared with; None of what is no output."""
        own = output.quantity
        target = Quantity(TARGET, indices=own.indices, sample=own.sample)
        return self.graph.by_quantity.get(target) if output.is_output else None

    def has_role(self, role: Role) -> bool:
        """Whether the node plays `role`."""
        return self.node is not None and self.node.role is role

    @property
    def is_of_output(self) -> bool:
        """Whether the line is the loss's derivative by an output, or by what its activation is applied to."""
        if self.node is None or not self.is_derivative or self.step.rule is Rule.LOCAL:
            return False
        users = (self.graph.by_name[name] for name in self.graph.users.get(self.node.name, ()))
        is_applied = self.node.role is Role.PRE_ACTIVATION and any(user.is_output for user in users)
        return self.node.is_output or self.node.role is Role.OUTPUT or is_applied

    @property
    def is_loss(self) -> bool:
        """Whether the line is a loss, or one output's share of it; among formulas by its shape."""
        return self.has_role(Role.LOSS) or self.has_role(Role.SHARE) or self._is_formula_of_squares

    @property
    def _is_formula_of_squares(self) -> bool:
        is_derived = self.node is not None and self.node.name in self.graph.outputs
        return is_derived and self.has_role(Role.FORMULA) and _is_of_squares(self.step.formula)

    @property
    def is_batch_loss(self) -> bool:
        """Whether the line is the loss of several samples."""
        return self.has_role(Role.LOSS) and self.samples > 1 and self.node not in self._sample_losses

    @property
    def samples(self) -> int:
        """How many samples have a loss of their own, of a training in the line's own step."""
        return len(self._sample_losses)

    @cached_property
    def _sample_losses(self) -> list[Node]:
        step = self.step.quantity.step
        losses = [node for node in self.graph.nodes if node.role is Role.LOSS and node.quantity.step == step]
        return [node for node in losses if node.quantity.sample is not None]

    @property
    def is_bias(self) -> bool:
        """Whether the line is the gradient of a bias."""
        return self.step.rule in {Rule.CHAIN, Rule.BATCH} and self.has_role(Role.BIAS)

    @property
    def is_weight(self) -> bool:
        """Whether the line is the gradient of a weight."""
        return self.step.rule in {Rule.CHAIN, Rule.BATCH} and self.has_role(Role.WEIGHT)


def _is_of_squares(formula: Expr | None) -> bool:
    """Whether a formula is a loss of squares: (y − a)², ½(y − a)², or a sum of such."""
    match formula:
        case Neg(body) | Div(body, _):
            return _is_of_squares(body)
        case Mul(factors):
            varying = [factor for factor in factors if not is_constant(factor)]
            return len(varying) == 1 and _is_of_squares(varying[0])
        case Add(terms):
            return all(_is_of_squares(term) for term in terms)
        case Pow(Add(), exponent):
            return as_fraction(exponent) == 2
    return False
