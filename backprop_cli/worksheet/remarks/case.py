"""What a rule looks at: the exercise and its solution, and in it the units of a network."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.bounds import LostError, bounded
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.tree import Call, Expr, Ref, references
from backprop_cli.frozen import frozen
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.words.remarks.lists import Group

ROUNDED = 1e-14
"""How far a value may be from the true one, relative to its size, by the roundings of a sum or two."""


class Unit(NamedTuple):
    """A unit of a layer, over all samples."""

    layer: int
    number: int
    """In its layer, counted from 1."""
    function: str
    """Its activation by the function table's name; empty: another, or it has no number to work on."""
    activations: tuple[Node, ...]
    """Of each sample."""
    arguments: tuple[Node, ...]
    """What the function is applied to: z, or u behind a normalisation; none where `function` is empty."""


@frozen
class Case:
    """An exercise and one step of its solution, in single quantities."""

    problem: Problem
    derivation: Derivation
    by_input: bool = False
    """Whether the page's weight matrices have a row for each input, h = Wᵀx."""

    @property
    def graph(self) -> Graph:
        """The formulas."""
        return self.derivation.graph

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers by name; none in a symbolic problem."""
        return self.derivation.values

    @property
    def network(self) -> Network | None:
        """The exercise, where it is a network."""
        return self.problem if isinstance(self.problem, Network) else None

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of all layers; none of formulas, and none without numbers."""
        activations: dict[tuple[int, int], list[Node]] = {}
        for node in self.graph.nodes if self.values else ():
            layer, indices = node.quantity.layer, node.quantity.indices
            if node.role is Role.ACTIVATION and layer is not None:
                activations.setdefault((layer, indices[0]), []).append(node)
        return tuple(self._unit(*place, tuple(nodes)) for place, nodes in activations.items())

    def _unit(self, layer: int, number: int, activations: tuple[Node, ...]) -> Unit:
        calls = [node.formula for node in activations if isinstance(node.formula, Call)]
        inner = [call.args[0] for call in calls]
        names = [each.name for each in inner if isinstance(each, Ref)]
        arguments = tuple(self.graph.by_name[name] for name in names if name in self.values)
        function = calls[0].function if calls and len(arguments) == len(activations) else ""
        return Unit(layer, number, function, activations, arguments if function else ())

    def slopes(self, unit: Unit) -> list[float]:
        """The slope of a unit's activation for each sample; 1 where it has no number."""
        pairs = zip(unit.activations, unit.arguments, strict=True)
        return [self.values.get(text(Gradient(a.quantity, z.quantity)), 1.0) for a, z in pairs]

    def number(self, expr: Expr) -> float | None:
        """The value of a formula, 0 where its parts cancel out; None where something in it has none."""
        if not all(map(self.values.__contains__, references(expr))):
            return None
        value = value_if_any(expr, self.values)
        return 0.0 if value and self._cancels(expr) else value

    def _cancels(self, expr: Expr) -> bool:
        """Whether floats leave of a formula no more than what rounding brings: −0.1 + 0.10000000000000002."""
        try:
            value, error = bounded(expr, self.values, self._roundings)
        except LostError:
            return False
        return abs(value) <= error

    @cached_property
    def _roundings(self) -> dict[str, float]:
        return {name: ROUNDED * abs(value) for name, value in self.values.items()}

    def groups(self, units: Iterable[Unit]) -> tuple[Group, ...]:
        """Units by their layers."""
        numbers: dict[int, list[int]] = {}
        for unit in units:
            numbers.setdefault(unit.layer, []).append(unit.number)
        sizes = [unit.layer for unit in self.units]
        return tuple(Group(layer, tuple(found), sizes.count(layer)) for layer, found in numbers.items())

    @cached_property
    def signals(self) -> dict[Quantity, str]:
        """The derivative of the loss by each quantity; of a sample's quantity that of its own loss."""
        steps = [(step.name, step.quantity) for step in reversed(self.derivation.backward)]
        gradients = [(name, each) for name, each in steps if isinstance(each, Gradient)]
        return {each.by: name for name, each in gradients if not each.of.indices}

    def gradient(self, parameter: Node) -> float | None:
        """∂L/∂w of a network."""
        return self.values.get(self.name_of_gradient(parameter))

    def name_of_gradient(self, parameter: Node) -> str:
        """∂L/∂w by name."""
        (output,) = self.graph.outputs
        return text(Gradient(self.graph.by_name[output].quantity, parameter.quantity))

    def parameters(self, *roles: Role) -> Iterator[Node]:
        """The parameters of some roles, in the graph's order."""
        nodes = (self.graph.by_name[name] for name in self.graph.wrt)
        return (node for node in nodes if node.role in roles)
