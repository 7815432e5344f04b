"""The update: an optimiser's formulas, put through for every parameter."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tokens import free_letter, lettered
from backprop_cli.expr.tree import Expr, Num, Ref, integer, substitute
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.problem.optimizers import CHANGE, GRADIENT, PARAMETER, STEP, Optimizer, UpdateFormulas
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

LETTERS = {"decay": "lambda"}
"""Constants that the page calls otherwise than a problem file."""


class Update(NamedTuple):
    """One descent step."""

    optimizer: Optimizer
    constants: Mapping[str, Num]
    """The learning rate and the optimiser's own constants, by the names that its formulas use."""
    fixed: frozenset[Quantity] = frozenset()
    """Parameters that stay as they are, single or whole."""
    step: int = 1
    """Its number in a training."""
    state: Mapping[str, Value] = {}
    """What the step before left of each parameter, by name; at first what the optimiser starts from."""

    taken: frozenset[str] = frozenset()
    """Names that an author gave, which no constant may have."""
    letters: Mapping[str, str] = {}
    """Names that an author gave to constants themselves."""

    def symbol(self, name: str) -> str:
        """The name that a constant has among the quantities: α for `alpha`, α₀ where an author has an α.

        So have the gradient, g, and the number of the step, t, in the rule for any parameter.
        """
        if name in self.letters:
            return lettered(self.letters[name])
        return free_letter(LETTERS.get(name, name), self.taken)

    def spoken(self, name: str, parameter: Quantity) -> str:
        """What the rule for any parameter calls a state: v, but v(w) where an author has a v; and Δw."""
        return text(Quantity(name, of=parameter)) if name == CHANGE or name in self.taken else name

    @property
    def numbers(self) -> dict[str, Num]:
        """The constants by the names they have among the quantities."""
        return {self.symbol(name): number for name, number in self.constants.items()}

    def is_for_all(self, quantity: AnyQuantity) -> bool:
        """Whether a state of the optimiser is one number for all parameters, as α/t is."""
        if isinstance(quantity, Gradient) or quantity.of is None:
            return False
        return quantity.symbol in self.optimizer.for_all

    def moves(self, parameter: Node) -> bool:
        """Whether a parameter is updated."""
        return not self.fixed or self.fixed.isdisjoint({parameter.quantity, parameter.quantity.whole})

    def kept_in(self, parameter: Quantity) -> frozenset[Quantity]:
        """The entries of a vector or matrix that stay as they are while others are updated."""
        return frozenset(each for each in self.fixed if each.indices and each.whole == parameter)

    def mask(self, parameter: Node) -> Quantity | None:
        """What is 0 where an entry stays and 1 where it moves; none where all of them move."""
        if not self.fixed or not self.kept_in(parameter.quantity):
            return None
        from backprop_cli.derivation.kept import mask_name  # most parameters move as a whole

        return Quantity(mask_name(self.optimizer), of=parameter.quantity)

    def before(self, parameter: Node) -> dict[Quantity, Value]:
        """The state of a parameter before the step, and its mask."""
        start = self.optimizer.state
        if not start and not self.fixed:
            return {}
        left = {Quantity(name, of=parameter.quantity, step=self.step - 1): start[name] for name in start}
        if mask := self.mask(parameter):
            left[mask] = 1.0
        return {each: self.state.get(text(each), value) for each, value in left.items()}

    def without_gradient(self, parameter: Node, value: Value) -> dict[Quantity, Value]:
        """What the optimiser has of a single parameter that stays at `value`, before the step and in it.

        Raises `FormulaError` where one of its lines has no value without a gradient.
        """
        from backprop_cli.derivation.kept import of_kept_entry

        lines = self.optimizer.lines(of_bias=parameter.role is Role.BIAS)
        kept = of_kept_entry(lines, self.optimizer, self.constants, cast("float", value), self.step)
        steps = zip(kept, (self.step - 1, None), strict=True)
        own = parameter.quantity
        return {Quantity(name, of=own, step=step): found[name] for found, step in steps for name in found}

    def lines(self, parameter: Node) -> UpdateFormulas:
        """The optimiser's formulas for a parameter."""
        lines = self.optimizer.lines(of_bias=parameter.role is Role.BIAS)
        mask = self.mask(parameter)
        if mask is None:
            return lines
        from backprop_cli.derivation.kept import drifts, masked

        return masked(lines, Ref(text(mask)), drifts=drifts(lines, self.optimizer, self.constants))


def moved(graph: Graph, update: Update) -> list[Node]:
    """The parameters that are updated, in the graph's order."""
    return [node for name in graph.wrt if update.moves(node := graph.by_name[name])]


def kept_entries(graph: Graph, update: Update) -> list[Node]:
    """Single parameters that stay as they are while others of their vector or matrix are updated."""
    single = (graph.by_name[name] for name in graph.wrt if update.fixed)
    return [node for node in single if node.quantity.indices and node.quantity in update.fixed]


def update_steps(graph: Graph, update: Update, number: Expr | None = None) -> Iterator[Step]:
    """The optimiser's formulas for every parameter that is not fixed; `number` stands for the step's own."""
    (output,) = graph.outputs
    shared: dict[str, Expr] = {name: Ref(update.symbol(name)) for name in update.constants}
    shared[STEP] = number or integer(update.step)
    for parameter in moved(graph, update):
        gradient = Gradient(graph.by_name[output].quantity, parameter.quantity)
        known = {PARAMETER: Ref(parameter.name), GRADIENT: Ref(text(gradient))}
        known |= {each.symbol: Ref(text(each)) for each in update.before(parameter)}
        for name, formula in update.lines(parameter).items():
            result = _result(name, parameter.quantity)
            result_name = text(result)
            yield Step(result_name, result, Rule.UPDATE, substitute(formula, {**shared, **known}.get))
            known[name] = Ref(result_name)


def _result(name: str, parameter: Quantity) -> Quantity:
    return parameter.updated if name == PARAMETER else Quantity(name, of=parameter)
