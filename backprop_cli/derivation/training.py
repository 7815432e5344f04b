"""A training: the same formulas worked step after step, each from what the step before has left.

A training with few lines is derived whole, each step from the numbers of the one before and with their
errors. Of a long one only what somebody asks to see is derived; the way there is worked in plain floats, and
what a step starts from is taken as exact.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import hypot

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.moments import Moment, Start
from backprop_cli.derivation.numbers import Carried, Numbers
from backprop_cli.derivation.plain import PlainStep
from backprop_cli.derivation.update import Update, moved
from backprop_cli.errors import Fault, ProblemError
from backprop_cli.expr.tree import Num
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.given import GivenValue, as_given
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity

FEW_PARAMETERS = 2
"""Parameters that a list of steps has side by side, each with its gradient."""
MOST_DERIVED = 20_000
"""Quantities, over all steps, up to which every step is derived."""


class Training:
    """The steps of a training; step t takes the graph of its batch, `graphs` in turn."""

    def __init__(
        self,
        graphs: Sequence[Graph],
        given: Mapping[str, GivenValue],
        update: Update,
        count: int,
        *,
        again: bool = False,
    ) -> None:
        self.graphs = graphs
        self.given = given
        self.update = update
        self.count = count
        self.again = again
        """Whether each step works the forward pass again, with the new parameters."""
        self._derived: dict[int, Derivation] = {}
        self._numbers: dict[int, Numbers] = {}

    @property
    def is_long(self) -> bool:
        """Whether only the steps that somebody asks for are derived."""
        return self.count * max(len(graph.nodes) for graph in self.graphs) > MOST_DERIVED

    @property
    def steps(self) -> tuple[Derivation, ...]:
        """Every step, derived."""
        return tuple(map(self.step, range(1, self.count + 1)))

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss that each step starts from; none where only its derivatives are given."""
        return tuple(moment.loss for moment in self.moments if moment.loss is not None)

    @property
    def left(self) -> Start:
        """What the last step leaves, as the next one would find it."""
        last = self.step(self.count)
        return self._left(self.count, {**last.values, **last.arrays})

    def graph(self, number: int) -> Graph:
        """The graph of a step, counted from 1."""
        return self.graphs[(number - 1) % len(self.graphs)]

    def step(self, number: int) -> Derivation:
        """The solution of a step, counted from 1.

        Raises `ProblemError` where a quantity has no value.
        """
        if number not in self._derived:
            self._derived[number] = self._derive(number, self.moments[number - 1].start)
        return self._derived[number]

    def _derive(self, number: int, start: Start) -> Derivation:
        graph = self.graph(number)
        parameters = {name: as_given(value) for name, value in start.parameters.items()}
        above = set(map(text, graph.above.values()))
        given = {name: each for name, each in self.given.items() if name in graph.by_name or name in above}
        update = self.update._replace(step=number, state=start.state)
        given |= parameters
        work = None if graph.has_arrays else self._work(number, given)
        try:
            return derive(graph, given, update, work, again=self.again)
        except ProblemError as error:
            raise _in_step(number, error) from None

    def _work(self, number: int, given: Mapping[str, GivenValue]) -> Numbers:
        """What works a step out, from the numbers of the step before where that was derived too."""
        before = self._numbers.get(number - 1)
        carried = None
        if before:
            parameters, state = self._passed_on(number - 1)
            carried = Carried(before, {**parameters, **state})
        numbers = {name: each for name, each in given.items() if isinstance(each, Num)}
        self._numbers[number] = work = Numbers(numbers, carried)
        return work

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Every step in short.

        Raises `ProblemError` where a quantity has no value.
        """
        return tuple(self._in_plain_floats() if self.is_long else self._in_full())

    def _in_full(self) -> list[Moment]:
        start, found = Start({}, {}), list[Moment]()
        for number in range(1, self.count + 1):
            step = self._derived[number] = self._derive(number, start)
            values: dict[str, Value] = {**step.values, **step.arrays}
            found.append(self._moment(number, start, values))
            start = self._left(number, values) if number < self.count else start
        return found

    def _in_plain_floats(self) -> list[Moment]:
        plain = [PlainStep(graph, self.given, self.update) for graph in self.graphs]
        start, found = Start({}, {}), list[Moment]()
        for number in range(1, self.count + 1):
            step = plain[(number - 1) % len(plain)]
            try:
                values = step.worked(number, start.parameters, start.state)
            except ProblemError as error:
                raise _in_step(number, error) from None
            found.append(self._moment(number, start, values))
            start = self._left(number, values) if number < self.count else start
        return found

    def _moment(self, number: int, start: Start, values: Mapping[str, Value]) -> Moment:
        graph = self.graph(number)
        (output,) = graph.outputs
        (loss,) = _entries(values[output]) if output in values else (None,)
        of = graph.by_name[output].quantity
        slopes = {
            name: values.get(text(Gradient(of, graph.by_name[name].quantity)), 0.0) for name in graph.wrt
        }
        size = hypot(*(each for slope in slopes.values() for each in _entries(slope)))
        single = {name: slope for name, slope in slopes.items() if isinstance(slope, float)}
        return Moment(start, loss, size, single if len(slopes) <= FEW_PARAMETERS else {})

    def _left(self, number: int, values: Mapping[str, Value]) -> Start:
        """What a step leaves to the next one, under the names that it has there."""
        parameters, state = self._passed_on(number)
        new = {name: _value(own, number, values) for name, own in parameters.items()}
        return Start(new, {name: values[own] for name, own in state.items()})

    def _passed_on(self, number: int) -> tuple[dict[str, str], dict[str, str]]:
        """What the next step gets, parameters and state: by each name there the name in this step."""
        parameters = moved(self.graph(number), self.update)
        kept = [
            Quantity(name, of=each.quantity) for each in parameters for name in self.update.optimizer.state
        ]
        new = {each.name: text(each.quantity.updated) for each in parameters}
        return new, {text(each._replace(step=number)): text(each) for each in kept}


def _value(name: str, number: int, values: Mapping[str, Value]) -> Value:
    if name not in values:
        message = f"step {number}: `{name}` is too large for a number"
        raise ProblemError([Fault(message, hint=SMALLER, of=name)])
    return values[name]


def _entries(value: Value) -> list[float]:
    if not isinstance(value, tuple):
        return [value]
    return [entry for part in value for entry in _entries(part)]


SMALLER = "take fewer steps, or a smaller `learning_rate`"


def _in_step(number: int, error: ProblemError) -> ProblemError:
    """Says in which step a quantity has no value, and what mostly makes it so."""
    hint = SMALLER if number > 1 else ""
    return ProblemError(
        each._replace(message=f"step {number}: {each.message}", hint=hint or each.hint)
        for each in error.faults
    )
