"""Rewrite: the samples of a batch as the columns of matrices.

z1@1 = W1 x@1 + b1, z1@2 = W1 x@2 + b1   ->   Z1 = W1 X + b1
L@1 = ½ Σ (y@1 − a1@1)², L@2 = …         ->   ell = ½ (sums of the columns of (Y − A1)²)
L = ½ (L@1 + L@2)                        ->   L = ½ Σ ell
mu1 = ½ (z1@1 + z1@2)                    ->   mu1 = ½ (sums of the rows of Z1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Add, Call, Each, Expr, Ref, Total, map_children, node_count, references
from backprop_cli.graph.graph import Graph, Node, node
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import STACKS, stack_of
from backprop_cli.quantities.quantity import Gradient


def to_columns(graph: Graph) -> Graph:
    """The graph (in matrix form) with one node for all samples of a quantity; of one sample as it is.

    Raises `UsageError` where the samples are not all worked alike.
    """
    stacks = _Stacks(graph)
    return replace(
        graph,
        nodes=tuple(dict.fromkeys(map(stacks.of, graph.nodes))),
        ends=tuple(dict.fromkeys(stacks.stacks.get(name, name) for name in graph.ends)),
        above=dict(map(stacks.derivative, graph.above, graph.above.values())),
        held=frozenset(stacks.held(graph, all)),
        partly=frozenset(stacks.held(graph, any)).difference(stacks.held(graph, all)),
        collapsed=stacks.formulas(graph.collapsed),
        stable=stacks.formulas(graph.stable),
    )


class _Stacks:
    """The quantities that each sample has, as stacks."""

    def __init__(self, graph: Graph) -> None:
        self.samples: dict[str, list[str]] = {}
        """The names of a stack's columns, in the order of the samples."""
        self.stacks: dict[str, str] = {}
        """The name of the stack that a sample's quantity belongs to."""
        for each in graph.nodes:
            if each.quantity.sample is not None:
                stack = _stack(each, ()).name
                self.stacks[each.name] = stack
                self.samples.setdefault(stack, []).append(each.name)
        self.columns = {
            name: column for samples in self.samples.values() for column, name in enumerate(samples)
        }
        """The column of a sample's quantity in its stack, counted from 0."""
        self.vectors = {each.name for each in graph.nodes if each.shape}
        self._known: dict[str, Node] = {}

    def of(self, each: Node) -> Node:
        """The stack that a node belongs to; of what the samples share, the node itself."""
        if each.name not in self.stacks:
            return each._replace(formula=each.formula and self._shared(each.formula))
        count = len(self.samples[self.stacks[each.name]])
        stack = _stack(each, (*(each.shape or (1,)), count))
        stack = stack._replace(formula=each.formula and self.in_columns(each.formula))
        if self._known.setdefault(stack.name, stack) != stack:
            raise _refusal()
        return self._known[stack.name]

    def _shared(self, formula: Expr) -> Expr:
        """The formula of what the samples share: what it has of them is added up over all of them."""
        match formula:
            case Ref(name) if name in self.stacks:
                if len(self.samples[self.stacks[name]]) > 1:
                    raise _refusal()
                return self.in_columns(formula)
            case Add((first, *_) as terms) if self._is_over_samples(terms):
                whole = Total(self.in_columns(first))
                return Each("row", whole) if self.vectors.intersection(references(first)) else whole
        return map_children(formula, self._shared)

    def _is_over_samples(self, terms: tuple[Expr, ...]) -> bool:
        """Whether a sum has the same term for every sample, in their order."""
        found = [[name for name in references(term) if name in self.stacks] for term in terms]
        if not found[0] or len(terms) != len(self.samples[self.stacks[found[0][0]]]):
            return False
        in_order = all(self.columns[name] == at for at, names in enumerate(found) for name in names)
        return in_order and len(set(map(self.in_columns, terms))) == 1

    def derivative(self, name: str, given: Gradient) -> tuple[str, Gradient]:
        """A derivative that is given, for all samples."""
        if name not in self.stacks:
            return name, given
        of = given.of if given.of.sample is None else stack_of(given.of)  # of samples that mix the batch's
        return self.stacks[name], Gradient(of, stack_of(given.by))

    def held(self, graph: Graph, how_many: Callable[[Iterable[bool]], bool]) -> Iterator[str]:
        """The vectors and matrices of which all entries are given although they have a formula, or any."""
        found: dict[str, list[bool]] = {}
        for each, _ in graph.worked if graph.held else ():
            whole = self.stacks.get(each.name, each.name)
            entries = [text(each.quantity.at(at + 1)) for size in each.shape for at in range(size)]
            found.setdefault(whole, []).extend(entry in graph.held for entry in entries or [each.name])
        yield from (whole for whole, given in found.items() if how_many(given))

    def formulas(self, formulas: Mapping[str, Expr]) -> dict[str, Expr]:
        """One formula for each stack; where samples have shorter ones, that which holds for all."""
        found: dict[str, Expr] = {}
        for name, formula in formulas.items():
            stack, whole = self.stacks.get(name, name), self.in_columns(formula)
            found[stack] = max(found.get(stack, whole), whole, key=node_count)
        return found

    def in_columns(self, expr: Expr) -> Expr:
        """A formula of one sample for all of them: what takes a whole vector takes each column."""
        match expr:
            case Total(body):
                return Each("column", Total(self.in_columns(body)))
            case Call("softmax", _):
                return Each("column", map_children(expr, self.in_columns))
            case Ref(name):
                return Ref(self.stacks.get(name, name))
        return map_children(expr, self.in_columns)


def _stack(each: Node, shape: tuple[int, ...]) -> Node:
    if each.quantity.symbol not in STACKS:
        raise _refusal()
    return node(stack_of(each.quantity), each.role, shape=shape, also=each.also and stack_of(each.also))


def _refusal() -> UsageError:
    message = "these samples cannot be the columns of one matrix: they are not worked alike"
    return UsageError(message, "use --style delta")
