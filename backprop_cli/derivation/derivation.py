"""The whole worked solution of one step, as data, and what its proof compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.derivation.update import Update
from backprop_cli.expr.arrays import Array
from backprop_cli.expr.tree import Num
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.optimizers import RATE
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


@dataclass(frozen=True)
class Derivation:
    """The whole worked solution of one step, as data."""

    graph: Graph
    given: Mapping[str, Num]
    """The numbers it starts from, with the digits as typed; none in a symbolic problem."""
    forward: tuple[Step, ...]
    local: tuple[Step, ...]
    """The local derivatives, `da1[1]/dz1[1]`."""
    backward: tuple[Step, ...]
    """From the loss back to the parameters, as worked; of a batch each sample's own, then the batch's."""
    shares: tuple[Step, ...]
    """Of a batch: its loss's derivative by each sample's quantity, which is a share of the sample's own."""
    updates: tuple[Step, ...]
    values: Mapping[str, float]
    """Every quantity that has a number, given or worked out, by name."""
    arrays: Mapping[str, Array]
    """In a graph in matrix form, every vector and matrix, by name."""
    quantities: Mapping[str, AnyQuantity]
    """What every name in it stands for."""
    settled: Mapping[str, float]
    """What has a number before anything is worked out: ∂y/∂y, α, the state that a step before left."""
    update: Update | None
    """The descent step, if there is one."""
    other_names: Mapping[AnyQuantity, AnyQuantity]
    """What else quantities are called: the last layer's activations ŷ."""
    loss_after: float | None
    """The last output with the updated parameters; None without an update."""

    @property
    def constants(self) -> Mapping[str, Num]:
        """The learning rate and the optimiser's other constants by name, with the digits as typed."""
        return self.update.numbers if self.update else {}

    @property
    def rate(self) -> str:
        """The name of the learning rate; nothing where there is no descent step."""
        return self.update.symbol(RATE) if self.update else ""

    def moved_by(self, step: Step) -> tuple[str, str]:
        """The parameter that an update changes, and its gradient."""
        quantity = step.quantity if isinstance(step.quantity, Quantity) else step.quantity.by
        parameter = quantity.of or quantity._replace(new=False)
        output = self.graph.by_name[self.results[-1]].quantity
        return text(parameter), text(Gradient(output, parameter))

    @property
    def results(self) -> tuple[str, ...]:
        """The outputs whose gradients are asked for."""
        return self.graph.outputs

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order a solution reads."""
        return (*self.forward, *self.local, *self.backward, *self.updates)

    @cached_property
    def by_name(self) -> dict[str, Step]:
        """Every step under its name, the batch's shares as well."""
        return {step.name: step for step in (*self.steps, *self.shares)}

    @cached_property
    def derivatives(self) -> tuple[Step, ...]:
        """The backward pass with the batch's shares, each behind the derivative that it is a share of."""
        following: dict[str | None, list[Step]] = {}
        for share in self.shares:
            following.setdefault(share.links[0].adjoint, []).append(share)
        rest = (each for step in self.backward for each in (step, *following.get(step.name, ())))
        return (*following.get(None, ()), *rest)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of every step in the solution, the batch's shares among them."""
        steps = (*self.forward, *self.local, *self.derivatives, *self.updates)
        return {step.name: place for place, step in enumerate(steps)}


class Proof(NamedTuple):
    """What was compared; every comparison agreed, or there is no proof."""

    gradients: int
    """Gradients compared with central differences."""
    local: int
    """Local derivatives compared with SymPy's."""
    at_kink: tuple[str, ...] = ()
    """Gradients so near a kink that a difference says nothing."""
