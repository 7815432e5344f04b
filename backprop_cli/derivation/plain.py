"""A descent step in plain floats, for the thousands of steps of a training that nobody looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from backprop_cli.derivation.backward import BackwardPass
from backprop_cli.derivation.update import Update, moved, update_steps
from backprop_cli.derivation.values import saturating
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.arrays import evaluate_arrays
from backprop_cli.expr.compiled import compiled, computed
from backprop_cli.expr.tree import Expr, Ref, substitute
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.given import GivenValue, as_value
from backprop_cli.quantities.grammar import text

NUMBER = "#t"
"""What stands for the number of the step, where a formula has it."""
PlainLine = tuple[str, Callable[[Mapping[str, Value]], Value]]


class PlainStep:
    """The lines of a step, made once: forward, backward, update."""

    def __init__(self, graph: Graph, given: Mapping[str, GivenValue], update: Update) -> None:
        self.given = {name: as_value(each) for name, each in given.items()}
        self.given |= {name: number.value for name, number in update.numbers.items()}
        self.first = {
            text(each): value
            for parameter in moved(graph, update)
            for each, value in update.before(parameter).items()
        }
        """The state that the first step starts from; every step finds its own under these names."""
        make = partial(partial, evaluate_arrays) if graph.has_arrays else _function
        self.lines: list[PlainLine] = [(name, make(formula)) for name, formula in _formulas(graph, update)]

    def worked(
        self, number: int, parameters: Mapping[str, Value], state: Mapping[str, Value]
    ) -> dict[str, Value]:
        """Every quantity of step `number`, by name.

        Raises `ProblemError` that names the quantity which has no value.
        """
        values: dict[str, Value] = {**self.given, **self.first, **parameters, NUMBER: float(number)}
        values.update(zip(self.first, state.values(), strict=bool(state)))
        for name, function in self.lines:
            try:
                values[name] = function(values)
            except FormulaError as error:
                message = f"`{name}` has no value here: {error.message}"
                raise ProblemError([Fault(message, of=name)]) from None
        return values


def _function(formula: Expr) -> Callable[[Mapping[str, Value]], Value]:
    return partial(computed, compiled(formula))


def _formulas(graph: Graph, update: Update) -> Iterator[tuple[str, Expr]]:
    for node, formula in graph.to_work:
        yield node.name, graph.stable.get(node.name, formula)
    logits = saturating(graph)
    for each in (BackwardPass(graph, output) for output in graph.outputs):
        for step in (*each.steps(), *each.batch_steps()):
            yield step.name, substitute(step.symbolic[-1].expr, logits.get)
    for step in update_steps(graph, update, Ref(NUMBER)):
        yield step.name, step.symbolic[-1].expr
