"""A problem's own derivation: its graph, its numbers, its optimiser."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.update import Update
from backprop_cli.errors import Fault, FormulaError, ProblemError
from backprop_cli.expr.tree import Num
from backprop_cli.problem.given import given_arrays, given_numbers
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import (
    Formulas,
    Layer,
    Network,
    Normalization,
    NumMatrix,
    NumVector,
    Problem,
    Schedule,
)
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import bias, scale, shift, weights

if TYPE_CHECKING:
    from backprop_cli.derivation.training import Training


def derive_problem(
    problem: Problem, detail: str = "scalars", steps: Collection[int] = (), *, again: bool = False
) -> Derivation:
    """Every step of the solution of `problem`, with values in full precision.

    Of a training the descent steps in `steps`; none: all, or of a long one the first and those that the
    exercise asks for. `again`: whether the forward pass is worked again with the new parameters.
    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    try:
        return _worked(problem, detail, steps, again=again)
    except ProblemError as error:
        from backprop_cli.problem_file.places import in_its_file

        raise in_its_file(error, problem) from None


def _worked(problem: Problem, detail: str, steps: Collection[int], *, again: bool) -> Derivation:
    if problem.schedule.steps > 1:
        from backprop_cli.derivation.unrolled import unrolled

        training = training_of(problem, detail, again=again)
        numbers = set(steps) or ({1, *_asked(problem)} if training.is_long else range(1, training.count + 1))
        parts = {number: training.step(number) for number in sorted(numbers)}
        return replace(unrolled(parts), training=training)
    return _derived(problem, detail, again=again)


def training_of(problem: Problem, detail: str = "scalars", *, again: bool = False) -> Training:
    """The training that a problem asks for; `again`: its steps work the forward pass twice."""
    from backprop_cli.derivation.training import Training

    update = update_of(problem)
    if update is None:
        raise ValueError("a training has an optimiser")
    batches = problem.schedule.batches or ((),)
    graphs = [graph_of(problem, detail, batch) for batch in batches]
    given = given_arrays(problem) if graphs[0].has_arrays else given_numbers(problem)
    return Training(graphs, given, update, problem.schedule.steps, again=again)


def problem_in_step(problem: Problem, number: int, part: Derivation) -> Problem:
    """The exercise that a step of a training is by itself: its parameters, its batch."""
    given = {name: Num(value, repr(value)) for name, value in part.values.items() if name in part.given}
    if isinstance(problem, Formulas):
        return problem._replace(at=tuple((name, given[name]) for name, _ in problem.at), schedule=Schedule())
    layers = tuple(
        layer._replace(
            weights=_of_matrix(place, layer.weights, given),
            biases=_of_biases(place, layer, given),
            normalization=layer.normalization and _of_normalization(place, layer.normalization, given),
            dropout=layer.dropout and layer.dropout.of(problem.schedule.batch(number)),
        )
        for place, layer in enumerate(problem.layers, start=1)
    )
    batch = problem.schedule.batch(number) or range(1, len(problem.samples) + 1)
    samples = tuple(problem.samples[sample - 1] for sample in batch)
    return problem._replace(layers=layers, samples=samples, schedule=Schedule())


def _of_matrix(layer: int, matrix: NumMatrix, given: Mapping[str, Num]) -> NumMatrix:
    return tuple(
        tuple(given[text(weights(layer).at(row, column))] for column, _ in enumerate(entries, start=1))
        for row, entries in enumerate(matrix, start=1)
    )


def _of_normalization(place: int, made: Normalization, given: Mapping[str, Num]) -> Normalization:
    units = range(1, len(made.gamma) + 1)
    gamma, beta = (
        tuple(given[text(whole.at(unit))] for unit in units) for whole in (scale(place), shift(place))
    )
    return made._replace(gamma=gamma, beta=beta)


def _of_biases(place: int, layer: Layer, given: Mapping[str, Num]) -> Num | NumVector | None:
    if isinstance(layer.biases, tuple):
        return tuple(given[text(bias(place).at(unit))] for unit, _ in enumerate(layer.biases, start=1))
    return layer.biases and given[text(bias(place))]


def _asked(problem: Problem) -> set[int]:
    """The descent steps that the exercise asks for."""
    known = known_of(problem)
    asked = (known.read(name) for name in problem.ask)
    return {number for each in asked if each is not None and (number := each.step)}


def _derived(problem: Problem, detail: str, *, again: bool) -> Derivation:
    graph = graph_of(problem, detail)
    given = given_arrays(problem) if graph.has_arrays else given_numbers(problem)
    try:
        return derive(graph, given, update_of(problem), again=again)
    except FormulaError as error:
        message = f"a derivative cannot be written: {error.message}"
        raise ProblemError([Fault(message, hint="use numbers of a moderate size")]) from None


def update_of(problem: Problem) -> Update | None:
    """The descent step that a problem asks for."""
    descent = problem.optimizer
    if descent is None:
        return None
    fixed = frozenset(problem.fixed)
    if isinstance(problem, Network):
        letters = dict(problem.lettering.constants)
        taken = frozenset({*letters.values(), *(name for _, name in problem.lettering.own)})
        return Update(descent.optimizer, descent.constants, fixed, taken=taken, letters=letters)
    taken = frozenset(node.name for node in graph_of(problem).nodes)
    return Update(descent.optimizer, descent.constants, fixed, taken=taken)
