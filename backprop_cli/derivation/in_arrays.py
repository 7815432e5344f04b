"""A network's derivation in vectors and matrices, with the numbers of its derivation in single quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from backprop_cli.derivation.again import with_again
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.entries import Entries, FromSingles, filled
from backprop_cli.derivation.kept import mask_name
from backprop_cli.derivation.samples import is_row
from backprop_cli.derivation.update import Update, moved
from backprop_cli.errors import FormulaError, UsageError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.value import Filled, Value, entries_of
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.problem.given import GivenValue
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Network
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import is_stack
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

_DETAILS = {"neurons": "columns", "inputs": "columns, weights by input"}
"""By what a row of weights is in the file."""


def in_arrays(network: Network, scalars: Derivation, batch: tuple[int, ...] = ()) -> Derivation:
    """The solution in vectors and matrices, samples as columns, derived anew from the graph in matrix form.

    Every entry is the number that `scalars`, the derivation in single quantities, has for it; where only some
    activations of a layer are given, its sums are worked whole. `batch` are the samples that it is of, none
    for all.
    """
    graph = graph_of(network, _DETAILS[network.weight_rows], batch)
    samples = batch or tuple(range(1, len(network.samples) + 1))
    entries = Entries(graph, samples, by_input=network.weight_rows == "inputs")
    wholes = {text(whole): whole for whole in _wholes(graph, scalars.update)}
    names = {name: entries.names(whole) for name, whole in wholes.items()}
    kept = dict(_of_kept_entries(scalars)) if scalars.update else {}
    placed = {name: _placed(whole, names[name], scalars.update) for name, whole in wholes.items()}
    update = scalars.update and _with_states(scalars.update, placed, kept)
    given = {
        each.name: cast("GivenValue", filled(names[each.name], scalars.given))
        for each in graph.nodes
        if each.formula is None or graph.is_held(each)
    }
    for each in map(text, graph.above.values()):
        given[each] = cast("GivenValue", filled(names[each], scalars.given))
    unused = _unused(scalars) if graph.partly else {}
    singles = {**kept, **scalars.values, **unused}
    arrays = derive(graph, given, update, FromSingles(placed, singles))
    held = {name: scalars.given[name] for name in scalars.graph.held if graph.partly}
    worked = replace(
        arrays,
        given={**arrays.given, **held},
        values={**arrays.values, **unused},
        loss_after=scalars.loss_after,
        singles=names,
    )
    return _again(worked, scalars, entries) if scalars.again else worked


def _again(arrays: Derivation, scalars: Derivation, entries: Entries) -> Derivation:
    """The same with the lines of the second forward pass; what the update does not move stays as it is."""
    worked = [node.quantity for node, _ in arrays.graph.worked]
    names = {text(each): entries.names(each.updated) for each in worked}
    values = {name: filled(new, scalars.values) for name, new in names.items()}
    again = with_again(arrays, {name: each for name, each in values.items() if each is not None})
    singles = {again.renewed[name]: new for name, new in names.items() if name in again.renewed}
    return replace(again, singles={**arrays.singles, **singles})


def _unused(scalars: Derivation) -> dict[str, float]:
    """What the sums before given activations would be: their vectors and matrices are worked whole."""
    graph = scalars.graph
    idle = [(node.name, formula) for node, formula in graph.worked if node.role is Role.PRE_ACTIVATION]
    return {name: evaluate(formula, scalars.values) for name, formula in idle if name not in scalars.values}


def _wholes(graph: Graph, update: Update | None) -> Iterator[AnyQuantity]:
    """Every vector and matrix that may be worked out."""
    losses = [node for node in graph.nodes if node.role is Role.LOSS]
    for node in graph.nodes:
        yield node.quantity
        of = [each for each in losses if not is_row(each) or is_stack(node.quantity)]
        yield from (Gradient(each.quantity, node.quantity) for each in of)
    if update is not None:
        for parameter in moved(graph, update):
            yield parameter.quantity.updated
            yield from (Quantity(name, of=parameter.quantity) for name in update.optimizer.names)
            yield from update.before(parameter)


def _placed(whole: AnyQuantity, names: Filled[str], update: Update | None) -> Filled[str]:
    """The names whose numbers are put together; one serves where a number is the same for all entries."""
    return entries_of(names)[0] if update and update.is_for_all(whole) else names


def _with_states(update: Update, names: Mapping[str, Filled[str]], kept: Mapping[str, float]) -> Update:
    """The update with what the step before left of whole parameters."""
    numbers: dict[str, Value] = {**kept, **update.state}
    found = {whole: filled(singles, numbers) for whole, singles in names.items()}
    return update._replace(
        state={whole: cast("Value", state) for whole, state in found.items() if state is not None}
    )


def _of_kept_entries(scalars: Derivation) -> Iterator[tuple[str, float]]:
    """What an optimiser has of arrays with entries that stay, as far as the entries' own steps have it not.

    Raises `UsageError` where the optimiser's lines have no value for such an entry.
    """
    update = scalars.update
    nodes = [scalars.graph.by_name[name] for name in scalars.graph.wrt] if update else []
    for node in nodes:
        parameter = node.quantity
        if update is None or not update.kept_in(parameter.whole):
            continue
        moves = update.moves(node)
        yield text(Quantity(mask_name(update.optimizer), of=parameter)), float(moves)
        if not moves:
            yield from _of_kept_entry(node, scalars.values[node.name], update)


def _of_kept_entry(node: Node, value: float, update: Update) -> Iterator[tuple[str, float]]:
    try:
        found = update.without_gradient(node, value)
    except FormulaError as error:
        message = f"the optimiser has no value for `{node.name}`, which is fixed: {error.message}"
        raise UsageError(message, "use --style delta") from None
    for quantity, number in found.items():
        yield text(quantity), cast("float", number)
