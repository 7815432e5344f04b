"""The whole worked solution of one step, as data, and what its proof compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from backprop_cli.derivation.step import Step
from backprop_cli.derivation.update import Update
from backprop_cli.expr.tree import Num, Ref
from backprop_cli.expr.value import Array, Filled, Shape, Value, entries_of
from backprop_cli.frozen import ByValue, frozen
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.model import NumMatrix, NumVector
from backprop_cli.problem.optimizers import RATE
from backprop_cli.problem.times import Times
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import LOSS
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

if TYPE_CHECKING:
    from backprop_cli.derivation.moments import Moment, Start


class StepsOfTraining(Protocol):
    """The training that a solution has steps of; what works it out needs solutions, and so stands behind."""

    graphs: Sequence[Graph]
    """Those of the batches, which the steps take in turn."""
    count: int

    @property
    def moments(self) -> Sequence["Moment"]:
        """Every step in the list of all steps."""

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss that each step starts from; none where only its derivatives are given."""

    @property
    def left(self) -> "Start":
        """What the last step leaves, as the next one would find it."""

    def graph(self, number: int) -> Graph:
        """The graph of a step, counted from 1."""

    def step(self, number: int) -> "Derivation":
        """The solution of a step, counted from 1."""


@frozen
class Derivation(ByValue):
    """The whole worked solution of one step, as data."""

    graph: Graph
    given: Mapping[str, Num]
    """The numbers it starts from, with the digits as typed; none in a symbolic problem."""
    given_arrays: Mapping[str, NumVector | NumMatrix]
    """In a graph in matrix form, the vectors and matrices it starts from."""
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
    again: tuple[Step, ...] = ()
    """The forward pass with the updated parameters, where somebody asks for it: z1_new[1], …, L_new."""
    renewed: Mapping[str, str] = field(default_factory=dict)
    """There, for what has a new value its name: of W1[1,1], W1_new[1,1]."""
    parts: Mapping[int, "Derivation"] = field(default_factory=dict)
    """Of a training: its steps by number, each as it is by itself; none where there is one step only."""
    training: StepsOfTraining | None = None
    """What the steps belong to."""
    singles: Mapping[str, Filled[str]] = field(default_factory=dict)
    """In a derivation whose numbers are those of single quantities: their names, at their places."""

    @property
    def constants(self) -> Mapping[str, Num]:
        """The learning rate and the optimiser's other constants by name, with the digits as typed."""
        return self.update.numbers if self.update else {}

    @property
    def rate(self) -> str:
        """The name of the learning rate; nothing where there is no descent step."""
        return self.update.symbol(RATE) if self.update else ""

    @cached_property
    def first_time(self) -> dict[str, str]:
        """For each line of the forward pass with the new parameters, the same line of the first pass."""
        first = {new: name for name, new in self.renewed.items()}
        return {step.name: first[step.name] for step in self.again}

    def moved_by(self, step: Step) -> tuple[str, str]:
        """The parameter that an update changes, and its gradient."""
        quantity = step.quantity if isinstance(step.quantity, Quantity) else step.quantity.by
        parameter = (quantity.of or quantity)._replace(new=False, step=quantity.step)
        gradient = Gradient(self.output_of(parameter), parameter)
        return self.graph.by_quantity[parameter].name, text(gradient)

    def output_of(self, parameter: Quantity) -> Quantity:
        """What a descent step makes smaller by a parameter: of a training the loss of that step."""
        return self._outputs[parameter.step]

    @cached_property
    def _outputs(self) -> dict[int | None, Quantity]:
        outputs = (self.graph.by_name[name].quantity for name in self.results)
        return {output.step: output for output in outputs}

    @cached_property
    def whole_losses(self) -> dict[str, str]:
        """In a step of one sample the whole loss, by the name of that sample's, which it is: L is L⟨1⟩."""
        names = ((step.formula, step.name) for step in (*self.forward, *self.again))
        return {
            only.name: name for only, name in names if isinstance(only, Ref) and self._is_of_sample(only.name)
        }

    def _is_of_sample(self, name: str) -> bool:
        quantity = self.quantities.get(name)  # of a formula that is just π there is none
        return isinstance(quantity, Quantity) and quantity.symbol == LOSS and quantity.sample is not None

    def given_entries(self, whole: str) -> list[str]:
        """Of a vector or matrix that is worked but for some entries: those, which are given."""
        if whole not in self.graph.partly:
            return []
        return [name for name in entries_of(self.singles[whole]) if name in self.given]

    @property
    def times(self) -> Times:
        """The steps of its training, and what the optimiser works out of each parameter."""
        states = tuple(self.update.optimizer.names) if self.update else ()
        return Times(self.training.count if self.training else 1, states)

    @property
    def results(self) -> tuple[str, ...]:
        """The outputs whose gradients are asked for."""
        return self.graph.outputs

    @cached_property
    def after_each_sample(self) -> tuple[Mapping[str, float], ...]:
        """The updated parameters before the first sample of a batch, after it, …, as if each took a step."""
        from backprop_cli.derivation.one_by_one import Move, after_each_sample  # for marking only

        moves = [Move(step, *self.moved_by(step)) for step in self.updates]
        return after_each_sample(self.graph, (*self.forward, *self.backward), moves, self.values)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """In a graph in matrix form, the shape of every vector and matrix."""
        if not self.graph.has_arrays:
            return {}
        wholes = {name: each for name, each in self.quantities.items() if not self._is_for_all(each)}
        shapes = {name: self.graph.shape(quantity) for name, quantity in wholes.items()}
        return {name: shape for name, shape in shapes.items() if shape}

    def _is_for_all(self, quantity: AnyQuantity) -> bool:
        """Whether it is one number for all entries of a parameter, as α/t is."""
        return self.update is not None and self.update.is_for_all(quantity)

    @cached_property
    def states(self) -> dict[str, float]:
        """In a derivation in matrix form, what the optimiser has of every single parameter, and its mask.

        Of a whole parameter too, what is one number for all its entries.
        """
        found: dict[str, float] = {}
        numbers: Mapping[str, Value] = {**self.values, **self.arrays}
        for whole, names in self.singles.items():
            if whole in numbers and _is_state(self.quantities[whole]):
                found.update(_pairs(names, numbers[whole]))
                if self._is_for_all(self.quantities[whole]):
                    found[whole] = self.values[whole]
        return found

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order a solution reads."""
        return _by_number((*self.forward, *self.local, *self.backward, *self.updates, *self.again))

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
        steps = _by_number((*self.forward, *self.local, *self.derivatives, *self.updates, *self.again))
        return {step.name: place for place, step in enumerate(steps)}


def _by_number(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Of a training first all of step 1, then all of step 2."""
    return tuple(sorted(steps, key=lambda step: step.quantity.step or 0))


def _is_state(quantity: AnyQuantity) -> bool:
    return isinstance(quantity, Quantity) and quantity.of is not None


def _pairs(names: Filled[str], values: Value) -> Iterator[tuple[str, float]]:
    """Each name with the number at its place; a single number stands at every place."""
    if isinstance(names, str):
        yield names, cast("float", values)
        return
    for place, name in enumerate(names):
        part = values[place] if isinstance(values, tuple) else values
        yield from _pairs(cast("Filled[str]", name), part)


class Proof(NamedTuple):
    """What was compared; every comparison agreed, or there is no proof."""

    gradients: int
    """Gradients compared with central differences."""
    local: int
    """Local derivatives compared with SymPy's."""
    at_kink: tuple[str, ...] = ()
    """Gradients so near a kink that a difference says nothing."""
    arrays: int = 0
    """Vectors and matrices worked from their formulas and compared with their entries."""
    closed_form: int = 0
    """Parameters of a closed form compared with SymPy's."""
    rules: int = 0
    """Lines of derivatives worked rule by rule compared with SymPy's."""
