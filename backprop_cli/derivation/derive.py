"""Graph and numbers -> Derivation: forward pass, backward pass, update, and the loss after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from backprop_cli.derivation.again import values_again, with_again
from backprop_cli.derivation.backward import BackwardPass
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.forward import Work, forward_pass, forward_steps
from backprop_cli.derivation.step import Step
from backprop_cli.derivation.update import Update, kept_entries, moved, update_steps
from backprop_cli.derivation.values import Valued, arrays_in, numbers_in
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Num
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.problem.given import GivenValue, as_value
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


def derive(
    graph: Graph,
    given: Mapping[str, GivenValue],
    update: Update | None = None,
    work: Work | None = None,
    *,
    again: bool = False,
) -> Derivation:
    """Every step of the solution, with values in full precision; without given numbers in symbols.

    The given quantities of a graph in matrix form are vectors and matrices, and so are its values. `work`
    works them out, where that is not to be done from the formulas. `again`: whether the forward pass with the
    new parameters has lines of its own.

    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    settled = _settled(graph, update, given)
    work = _worked(graph, given, settled, work) if given else None  # works out each value, and keeps it
    forward = tuple(forward_steps(graph, work.values if work else {}))

    steps = Valued(graph, work)
    passes = [BackwardPass(graph, output) for output in graph.outputs]
    local = steps.all({step.name: step for each in passes for step in each.local_steps()}.values())
    backward = steps.all(step for each in passes for step in (*each.steps(), *each.batch_steps()))
    shares = steps.all(step for each in passes for step in each.share_steps())
    updates = steps.all(update_steps(graph, update)) if update else ()

    quantities = _quantities(graph, settled, (*local, *backward, *shares, *updates))
    other_names = _other_names(graph, quantities)
    quantities |= {text(other): other for other in other_names.values()}
    values = dict(work.values) if work else {}
    values |= {text(other): values[text(own)] for own, other in other_names.items() if text(own) in values}
    after = values_again(graph, values, updates, work)
    loss_after = after.get(graph.outputs[-1])
    if isinstance(loss_after, float):
        new = graph.by_name[graph.outputs[-1]].quantity.updated
        quantities[text(new)], values[text(new)] = new, loss_after
    found = Derivation(
        graph,
        {name: number for name, number in given.items() if isinstance(number, Num)},
        {name: array for name, array in given.items() if not isinstance(array, Num)},
        *(forward, local, backward, shares, updates),
        values=numbers_in(values),
        arrays=arrays_in(values),
        quantities=quantities,
        settled=numbers_in({text(each): value for each, value in settled.items()}),
        update=update,
        other_names=other_names,
        loss_after=None if isinstance(loss_after, tuple) else loss_after,
    )
    return with_again(found, after) if again and after else found


def _settled(
    graph: Graph, update: Update | None, given: Mapping[str, GivenValue]
) -> dict[AnyQuantity, Value]:
    """What has a number before anything is derived: ∂y/∂y, α, the state that the step before left."""
    settled: dict[AnyQuantity, Value] = {}
    for output in (graph.by_name[name] for name in graph.outputs):
        if output.role is Role.FORMULA:
            settled[Gradient(output.quantity, output.quantity)] = 1.0
    if update is not None:
        settled |= {Quantity(name): number.value for name, number in update.numbers.items()}
        for parameter in moved(graph, update):
            settled.update(update.before(parameter).items())
        for entry in kept_entries(graph, update):
            value = settled[entry.quantity.updated] = as_value(given[entry.name])
            with suppress(FormulaError):  # then there is none
                settled.update(update.without_gradient(entry, value).items())
    return settled


def _worked(
    graph: Graph, given: Mapping[str, GivenValue], settled: Mapping[AnyQuantity, Value], work: Work | None
) -> Work:
    """The forward pass, and what has a number besides."""
    work = forward_pass(graph, given, work)
    for quantity, value in settled.items():
        work.settle(text(quantity), value)
    return work


def _quantities(
    graph: Graph, settled: Iterable[AnyQuantity], steps: Sequence[Step]
) -> dict[str, AnyQuantity]:
    """Whatever a line of the solution is about or has in it, by name."""
    found = graph.quantities | {text(each): each for each in (*settled, *graph.above.values())}
    found |= {step.name: step.quantity for step in steps}
    return found | {text(edge): edge for step in steps for edge in step.edges}


def _other_names(graph: Graph, quantities: Mapping[str, AnyQuantity]) -> dict[AnyQuantity, AnyQuantity]:
    """What is called otherwise as well: the last a is ŷ, and so in every derivative."""
    also = {node.quantity: node.also for node in graph.nodes if node.also}
    renamed = ((each, _renamed(each, also)) for each in quantities.values() if also)
    return {each: other for each, other in renamed if other is not each and text(other) not in quantities}


def _renamed(quantity: AnyQuantity, also: Mapping[Quantity, Quantity]) -> AnyQuantity:
    if isinstance(quantity, Quantity):
        return also.get(quantity, quantity)
    if quantity.of not in also and quantity.by not in also:
        return quantity
    return quantity._replace(of=also.get(quantity.of, quantity.of), by=also.get(quantity.by, quantity.by))
