"""Problem -> Derivation: forward pass, backward pass of every output, update, and the loss after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backprop_cli.derivation.backward import BackwardPass, batch_steps
from backprop_cli.derivation.forward import forward_steps, forward_values, value_of
from backprop_cli.derivation.step import Derivation, Form, Rule, Side, Step
from backprop_cli.errors import FormulaError, ProblemError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.names import derivative, updated, whole
from backprop_cli.expr.tidy import tidied
from backprop_cli.expr.tree import Add, Call, Expr, Mul, Neg, Ref, size, substitute
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Formulas, Network, Problem

LONGEST_CLOSED_FORM = 60
"""Parts of a formula, counted by nodes, that a reader can still take in."""
RATE = "α"
"""The learning rate's name. A problem's own α is stored as `alpha`, so the two never meet."""


def derive(problem: Problem) -> Derivation:
    """Every step of the solution of `problem`, with values in full precision.

    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    graph = graph_of(problem)
    values = forward_values(graph, graph.numbers) if graph.given else {}
    if problem.optimizer is not None:
        values[RATE] = problem.optimizer.learning_rate.value
    forward = tuple(forward_steps(graph, values))
    passes = [BackwardPass(graph, output) for output in _differentiated(graph)]
    valued = _Values(graph, values)
    if values and isinstance(problem, Formulas):
        values |= {derivative(output, output): 1.0 for output in graph.outputs}
    local = tuple(valued.of(step for each in passes for step in each.local_steps()))
    backward = list(valued.of(step for each in passes for step in each.steps()))
    if graph.is_batch:
        backward += valued.of(batch_steps(graph, _samples(passes, backward)))
    updates = tuple(valued.of(_updates(problem, graph)))
    if isinstance(problem, Network):
        values |= _by_output_name(values, f"a{len(problem.layers)}[")
    return Derivation(
        graph, forward, local, tuple(backward), updates, values, _loss_after(graph, updates, values)
    )


def _by_output_name(values: Mapping[str, float], last: str) -> dict[str, float]:
    """The values of the last layer's activations again, under the name yhat."""
    return {name.replace(last, "yhat["): value for name, value in values.items() if last in name}


def _differentiated(graph: Graph) -> tuple[str, ...]:
    """The outputs that get a pass of their own: of a batch, the samples' losses."""
    return graph.outputs[:-1] if graph.is_batch else graph.outputs


def _samples(passes: list[BackwardPass], steps: Iterable[Step]) -> Mapping[str, dict[str, Expr]]:
    """For each sample's loss, the derivative by each parameter with the local ones put in."""
    worked = {step.name: _last_symbols(step) for step in steps}
    return {
        each.output: {name: worked[derivative(each.output, name)] for name in each.graph.wrt}
        for each in passes
    }


def _last_symbols(step: Step) -> Expr:
    return [side.expr for side in step.sides if side.form is not Form.NUMBERS][-1]


class _Values:
    """Gives steps their values, in order, and their last side: the numbers put in."""

    def __init__(self, graph: Graph, values: dict[str, float]) -> None:
        self.graph = graph
        self.values = values
        self.closed: dict[str, Expr] = {}
        """Formulas in the given quantities alone, where values are not given."""
        if not values:
            for node, formula in graph.worked:
                closed = substitute(formula, self.closed.get)
                if size(closed) <= LONGEST_CLOSED_FORM:
                    self.closed[node.name] = closed
        self.saturating = {
            name: graph.by_name[name].formula
            for loss in graph.stable
            for name in graph.uses(graph.by_name[loss])
            if isinstance(graph.by_name[name].formula, Call)
        }
        """Sigmoids under a loss that collapses; a softmax loses no digits that a step could use."""

    def of(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            yield self._valued(step) if self.values else self._in_closed_form(step)

    def _valued(self, step: Step) -> Step:
        expr = step.sides[-1].expr
        value = self._value(step.name, expr)
        if value is None:
            return step
        self.values[step.name] = value
        sides = (*step.sides, Side(expr, Form.NUMBERS)) if step.uses else step.sides
        return step._replace(sides=sides, value=value)

    def _in_closed_form(self, step: Step) -> Step:
        """The step with a last side in the given quantities alone, if that is short enough to read."""
        last = step.sides[-1].expr
        closed = tidied(substitute(last, self.closed.get))
        if size(closed) > LONGEST_CLOSED_FORM:
            return step
        self.closed[step.name] = closed
        if closed == tidied(last):
            return step
        return step._replace(sides=(*step.sides, Side(closed, Form.CLOSED)))

    def _value(self, name: str, expr: Expr) -> float | None:
        """None where the chain overflows but its collapsed form does not need it."""
        if not self.graph.stable:
            return value_of(name, expr, self.values)
        try:
            return evaluate(self._through(expr), self.values)
        except (FormulaError, KeyError):
            return None

    def _through(self, expr: Expr) -> Expr:
        """Outputs replaced by their formulas in the logits, where 1 − ŷ keeps its digits."""
        return substitute(expr, self.saturating.get) if self.saturating else expr


def _updates(problem: Problem, graph: Graph) -> Iterator[Step]:
    """W − α·∂L/∂w for every parameter that is not fixed."""
    if problem.optimizer is None:
        return
    fixed = problem.fixed if isinstance(problem, Network) else ()
    output = graph.outputs[-1]
    for name in graph.wrt:
        if name not in fixed and whole(name) not in fixed:
            gradient = derivative(output, name)
            expr = Add((Ref(name), Neg(Mul((Ref(RATE), Ref(gradient))))))
            yield Step(updated(name), Rule.UPDATE, (Side(expr, Form.FORMULA),), (name, gradient), None)


def _loss_after(graph: Graph, updates: tuple[Step, ...], values: Mapping[str, float]) -> float | None:
    if not updates:
        return None
    new = {step.name: step.value for step in updates if step.value is not None}
    given = {name: new.get(updated(name), value) for name, value in graph.numbers.items()}
    try:
        return forward_values(graph, given)[graph.outputs[-1]]
    except ProblemError:
        return None
