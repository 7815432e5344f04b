"""What a problem file says, as data: a network to train or formulas to differentiate."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Self

from backprop_cli.errors import Fault
from backprop_cli.expr.tree import Add, Expr, Num
from backprop_cli.problem.initializers import Drawing
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.optimizers import Optimizer
from backprop_cli.problem.penalties import PenaltyRow
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import Lettering

NumVector = tuple[Num, ...]
NumMatrix = tuple[NumVector, ...]


class Activation(NamedTuple):
    """How a layer turns its pre-activations into activations.

    `name` is a row of the function table or `softmax`, empty for a formula of the author's own;
    `formula` is in `z` (entry by entry; softmax takes the whole vector).
    """

    name: str
    formula: Expr


class Normalization(NamedTuple):
    """Batch normalisation between z and activation; each of shape (units,)."""

    gamma: NumVector
    beta: NumVector
    epsilon: Num

    def under_root(self, variance: Expr) -> Expr:
        """What stands under the root: var + ε, and the variance alone where ε is 0."""
        return Add((variance, self.epsilon)) if self.epsilon.value else variance


class Dropout(NamedTuple):
    """Inverted dropout: a·mask/keep."""

    masks: tuple[NumVector, ...]
    """Of 0 and 1: one for all samples, or one for each."""
    keep: Num

    @property
    def is_by_sample(self) -> bool:
        """Whether each sample has a mask of its own."""
        return len(self.masks) > 1

    def of(self, batch: tuple[int, ...]) -> Self:
        """The masks of some samples, counted from 1; none: of all."""
        chosen = batch and self.is_by_sample
        return self._replace(masks=tuple(self.masks[each - 1] for each in batch)) if chosen else self


class Layer(NamedTuple):
    """One fully connected layer: a = activation(W·(activations before) + b); or the activation alone."""

    weights: NumMatrix
    """Shape (units, inputs), one row per unit, whatever the order in the file; none: z is what comes in."""
    biases: Num | NumVector | None
    """One number shared by the layer, one per unit, or none."""
    activation: Activation
    normalization: Normalization | None = None
    dropout: Dropout | None = None
    drawing: Drawing | None = None
    """How its weights were drawn, where the file does not give them."""
    width: int = 0
    """How many units it has, where no weights tell."""

    @property
    def units(self) -> int:
        """How many units it has."""
        return len(self.weights) or self.width

    @property
    def inputs(self) -> int:
        """How many numbers come in."""
        return len(self.weights[0]) if self.weights else self.width


class Sample(NamedTuple):
    """One training example: inputs of shape (n,), targets of shape (m,)."""

    inputs: NumVector
    targets: NumVector


class Descent(NamedTuple):
    """One descent step, or each of a training."""

    optimizer: Optimizer
    constants: Mapping[str, Num]
    """The learning rate `alpha` and the optimiser's own constants, by the names that its formulas use."""


class Penalty(NamedTuple):
    """What large parameters add to the loss."""

    row: PenaltyRow
    rate: Num
    """λ."""
    on_biases: bool = False
    """Whether biases count as well as weights."""


class Schedule(NamedTuple):
    """The steps of a training."""

    steps: int = 1
    batches: tuple[tuple[int, ...], ...] = ()
    """The samples of each step of an epoch, counted from 1; none: every step takes all."""

    def batch(self, step: int) -> tuple[int, ...]:
        """The samples of a step, counted from 1; none: all of them."""
        return self.batches[(step - 1) % len(self.batches)] if self.batches else ()


class Header(NamedTuple):
    """What the author says about the exercise, all of it optional text to print."""

    title: str = ""
    source: str = ""
    topic: str = ""


class ReadFrom:
    """The file that a problem was read from: no part of what it says, so that any two are equal."""

    def __init__(self, source: str = "", text: str = "") -> None:
        self.source = source
        """As messages call it."""
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadFrom)

    def __hash__(self) -> int:
        return hash(ReadFrom)


NOWHERE = ReadFrom()
"""Of a problem that was read from no file."""


class Marking(NamedTuple):
    """How the author wants answers marked."""

    points: tuple[tuple[str, float], ...] = ()
    """What a right line earns, by quantity; a line that is asked and not named here earns 1."""
    digits: int = 2
    """Significant digits asked of an answer."""
    decimals: int | None = None
    """Decimals asked instead."""
    formulas: Literal["accept", "numbers"] = "accept"
    """Whether a formula without a number counts where the exercise has numbers."""
    repeat: Literal["once", "each"] = "once"
    """Whether the same slip made again in other lines costs once or each time."""


class Above(NamedTuple):
    """The gradient from above, where it is given instead of targets and a loss.

    The samples' targets are its numbers g then, and the loss is any with these derivatives: Σ g·a serves.
    """

    symbol: str
    """What of the last layer it is by: `a` or `z`."""
    of_batch: bool = False
    """Whether it is of the batch's loss; else of each sample's own."""


class Network(NamedTuple):
    """A network, its samples and how it is trained."""

    header: Header
    layers: tuple[Layer, ...]
    samples: tuple[Sample, ...]
    loss: Loss
    reduction: Literal["mean", "sum"] = "mean"
    """How the losses of several samples make the batch's."""
    optimizer: Descent | None = None
    schedule: Schedule = Schedule()
    penalty: Penalty | None = None
    fixed: tuple[Quantity, ...] = ()
    """Parameters that are not updated: `b1`, `W2`, … (a whole layer's weights or biases)."""
    ask: tuple[str, ...] = ()
    """What the exercise asks for: names of quantities."""
    above: Above | None = None
    """Where only the gradient from above is given: what `samples` have for targets then."""
    held: tuple[tuple[Quantity, Num], ...] = ()
    """Activations that are given and not worked, entry by entry."""
    weight_rows: Literal["neurons", "inputs"] = "neurons"
    """What a row of a weight matrix was in the file; `inputs` where the course writes h = Wᵀx."""
    marking: Marking = Marking()
    lettering: Lettering = Lettering()
    """The course's notation."""
    warnings: tuple[Fault, ...] = ()
    """Things that are allowed but unusual, with their places."""
    read_from: ReadFrom = NOWHERE

    @property
    def mixes_samples(self) -> bool:
        """Whether what a sample gives depends on the others."""
        return any(layer.normalization for layer in self.layers)


class Formula(NamedTuple):
    """A named formula of the author's."""

    name: str
    body: Expr


class Formulas(NamedTuple):
    """Named formulas to differentiate, at a point or in symbols only."""

    header: Header
    formulas: tuple[Formula, ...]
    """Sorted so that each uses only names before it."""
    at: tuple[tuple[str, Num], ...] = ()
    """The point; empty: the answer stays symbolic."""
    wrt: tuple[str, ...] = ()
    """The names to differentiate by, in the order asked."""
    optimizer: Descent | None = None
    schedule: Schedule = Schedule()
    fixed: tuple[Quantity, ...] = ()
    """Those of them that no step changes."""
    ask: tuple[str, ...] = ()
    marking: Marking = Marking()
    warnings: tuple[Fault, ...] = ()
    read_from: ReadFrom = NOWHERE

    @property
    def moved(self) -> tuple[str, ...]:
        """The names that a descent step changes."""
        return tuple(name for name in self.wrt if Quantity(name) not in self.fixed)


Problem = Network | Formulas
