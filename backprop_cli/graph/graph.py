"""The graph: named formulas in the order in which they can be worked out."""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Each, Expr, Ref, Total, references
from backprop_cli.frozen import ByValue, frozen
from backprop_cli.late import late
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

in_value, size = late("graph.held.in_value"), late("expr.shapes.size")


class Role(Enum):
    """What a quantity is in the exercise."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    PRE_ACTIVATION = "pre-activation"
    ACTIVATION = "activation"
    FORMULA = "formula"
    SCALE = "scale or shift"
    STATISTIC = "mean or variance"
    NORMAL = "normalised"
    DROPPED = "behind dropout"
    OUTPUT = "output"
    SHARE = "loss of one output"
    LOSS = "loss"
    PENALTY = "penalty"
    CONSTANT = "constant"

    @property
    def is_parameter(self) -> bool:
        """Whether training changes it."""
        return self in {Role.WEIGHT, Role.BIAS, Role.SCALE}


class Node(NamedTuple):
    """A quantity: given (no formula) or worked out from others."""

    name: str
    """What formulas call it by, its name as text; of a training W1_new#2 is what step 3 finds as W1#3."""
    quantity: Quantity
    role: Role
    formula: Expr | None = None
    shape: tuple[int, ...] = ()
    """() for a number, (n,) for a vector, (rows, columns) for a matrix."""
    also: Quantity | None = None
    """What else it is called: the last layer's activation is ŷ."""

    @property
    def is_output(self) -> bool:
        """Whether it is what the network gives."""
        return self.also is not None


def node(
    quantity: Quantity,
    role: Role,
    formula: Expr | None = None,
    shape: tuple[int, ...] = (),
    also: Quantity | None = None,
) -> Node:
    """The node of a quantity, under its own name."""
    return Node(text(quantity), quantity, role, formula, shape, also)


@frozen
class Graph(ByValue):
    """Quantities, each after those it uses. It holds no numbers, so it serves every step of a training."""

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]
    """What is differentiated, in this order: a network's loss, formulas that no other uses."""
    wrt: tuple[str, ...]
    """Given quantities by which the outputs are differentiated."""
    ends: tuple[str, ...] = ()
    """Worked quantities by which they are differentiated as well: no parameter lies before them."""
    above: Mapping[str, Gradient] = field(default_factory=dict)
    """Quantities by which the derivative of the loss is given, with that derivative: nothing else is known of
    the loss."""
    held: frozenset[str] = frozenset()
    """Entries of worked quantities that are given as numbers all the same, by name."""
    partly: frozenset[str] = frozenset()
    """In matrix form, vectors and matrices that are worked but for some entries, which are given."""
    unit_sums: frozenset[str] = frozenset()
    """Given vectors whose entries are known to add up to 1, as one-hot targets do."""
    collapsed: Mapping[str, Expr] = field(default_factory=dict)
    """Closed forms of ∂output/∂quantity that are shorter than the chain: ŷ − y."""
    stable: Mapping[str, Expr] = field(default_factory=dict)
    """Formulas that equal a node's own and lose no digits where it saturates."""
    reserved: frozenset[str] = frozenset()
    """Names that mean something else in the exercise, an optimiser's constants: no new node takes one."""
    gates: frozenset[str] = frozenset()
    """Quantities that a circuit has put between those of the exercise, by name."""

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Every node under its name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def by_quantity(self) -> dict[Quantity, Node]:
        """Every node by what it is."""
        return {node.quantity: node for node in self.nodes}

    @cached_property
    def worked(self) -> list[tuple[Node, Expr]]:
        """The nodes that have a formula, with it, in order."""
        return [(node, node.formula) for node in self.nodes if node.formula is not None]

    @cached_property
    def unstated(self) -> frozenset[str]:
        """The losses, where only their derivatives are given: they have no value."""
        return frozenset(node.name for node, _ in self.worked if self.above and node.role is Role.LOSS)

    @cached_property
    def to_work(self) -> list[tuple[Node, Expr]]:
        """The nodes that the forward pass works out: not what is given, nor what serves only that."""
        if not self.above and not self.held:
            return self.worked
        held = {node.name for node, _ in self.worked if self.is_held(node)}
        idle = {name for name, users in self.users.items() if held.issuperset(users)}
        given = {*held, *idle, *self.unstated}
        return [(node, formula) for node, formula in self.worked if node.name not in given]

    def is_held(self, node: Node) -> bool:
        """Whether all of a worked quantity is given."""
        if node.name in self.held or not self.held or node.formula is None or len(node.shape) > 1:
            return node.name in self.held
        entries = [text(node.quantity.at(at + 1)) for size in node.shape for at in range(size)]
        return self.held.issuperset(entries or [node.name])

    @property
    def rests_on_given(self) -> bool:
        """Whether worked quantities are given, all or some of their entries."""
        return bool(self.held or self.partly)

    def is_partly_held(self, node: Node) -> bool:
        """Whether some of a worked quantity is given, and the rest is not: its slopes are taken in value."""
        if node.name in self.partly or not self.held or len(node.shape) != 1:
            return node.name in self.partly
        entries = {text(node.quantity.at(at + 1)) for at in range(node.shape[0])}
        return not self.held.isdisjoint(entries) and not self.held.issuperset(entries)

    @cached_property
    def mixes_samples(self) -> bool:
        """Whether a quantity is made of several samples' others: their means and variances."""
        return any(node.role is Role.STATISTIC for node in self.nodes)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of `wrt`, to look one up."""
        return frozenset(self.wrt)

    @cached_property
    def formulas(self) -> dict[str, Expr]:
        """The formula of every node that has one, by name."""
        return {node.name: formula for node, formula in self.worked}

    @cached_property
    def quantities(self) -> dict[str, AnyQuantity]:
        """What every name stands for."""
        return {node.name: node.quantity for node in self.nodes}

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For each name, the nodes whose formulas use it, in order."""
        users: dict[str, list[str]] = {}
        for node, _ in self.worked:
            for name in self.uses(node.name):
                users.setdefault(name, []).append(node.name)
        return users

    @cached_property
    def _names(self) -> dict[Expr, Ref]:
        return {formula: Ref(node.name) for node, formula in self.worked}

    def named(self, expr: Expr) -> Expr:
        """The name of a formula, if a node has just that formula; else the formula."""
        return self._names.get(expr, expr)

    def uses(self, name: str) -> tuple[str, ...]:
        """The names in a node's formula, each once, in the order written; none where it is given."""
        return self._uses.get(name, ())

    @cached_property
    def _uses(self) -> dict[str, tuple[str, ...]]:
        return {node.name: tuple(dict.fromkeys(references(formula))) for node, formula in self.worked}

    def local(self, user: str) -> Mapping[str, Expr]:
        """The derivative of a node's own formula by each name in it, everything else held; or it is given."""
        if user not in self._local:
            found = self.slopes(user)
            if self._is_by_value(self.by_name[user]):
                found = {name: in_value(local, Ref(user)) for name, local in found.items()}
            if user in self.unstated:
                found |= {name: Ref(text(self.above[name])) for name in found.keys() & self.above.keys()}
            self._local[user] = found
        return self._local[user]

    def slopes(self, user: str) -> dict[str, Expr]:
        """The same with every slope at its argument, whether or not that has a value."""
        return pull_back(self.formulas[user], named=self.named)

    def share(self, user: Node, used: Node, adjoint: Expr) -> Expr:
        """What an array receives from a user's adjoint; one that serves several entries gets their sum."""
        received = pull_back(self.formulas[user.name], adjoint, self.named)[used.name]
        received = in_value(received, Ref(user.name)) if self._is_by_value(user) else received
        if len(used.shape) < len(user.shape) or (len(used.shape) == 1 and self._is_wide(received)):
            return Each("row", Total(received)) if used.shape else Total(received)
        return received

    def _is_by_value(self, node: Node) -> bool:
        """Whether slopes are taken where the value is: the argument may have none."""
        return self.is_held(node) or self.is_partly_held(node)

    def _is_wide(self, expr: Expr) -> bool:
        """Whether a formula over arrays has several columns."""
        found = size(expr, {node.name: node.shape for node in self.nodes})
        return found is not None and found[1] > 1

    def shape(self, quantity: AnyQuantity) -> tuple[int, ...]:
        """The shape of a quantity, before or after an update, or of an output's derivative by it."""
        if isinstance(quantity, Gradient):
            own = quantity.by
        else:
            own = (quantity.of or quantity)._replace(new=False, step=quantity.step)
        found = self.by_quantity.get(own) or self.by_quantity.get(own._replace(step=None))
        return found.shape if found else ()

    @cached_property
    def has_arrays(self) -> bool:
        """Whether a quantity is a vector or a matrix."""
        return any(node.shape for node in self.nodes)

    @cached_property
    def _local(self) -> dict[str, dict[str, Expr]]:
        return {}
