"""Which names a graph of single numbers has, where the problem it was made of is out of sight."""

from __future__ import annotations

from collections.abc import Collection

from backprop_cli.expr.tree import Softmax
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.problem.formula_quantities import FormulaQuantities
from backprop_cli.problem.known import Known
from backprop_cli.problem.model import Above
from backprop_cli.problem.quantities import Biases, Extras, LayerSize, Quantities
from backprop_cli.problem.times import Times
from backprop_cli.quantities.network import BIAS, MASK, PRE_ACTIVATION, SCALE, WEIGHT
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import AS_USUAL, Lettering

ONE_STEP = Times()


def known_in(
    graph: Graph,
    updated: Collection[Quantity],
    times: Times = ONE_STEP,
    lettering: Lettering = AS_USUAL,
) -> Known:
    """The names that a graph of single numbers has; `updated`: its parameters with a value after the step."""
    quantities = [node.quantity._replace(step=None) for node in graph.nodes]
    updated = {each._replace(step=None) for each in updated}
    sums = [each for each in quantities if each.symbol == PRE_ACTIVATION and each.layer and each.indices]
    if not sums:
        return _formulas_in(graph, times, updated)
    sizes = _sizes_in(quantities, sums)
    biases: dict[int | None, Biases] = {
        each.layer: "own" if each.indices else "shared" for each in quantities if each.symbol == BIAS
    }
    kinds = tuple(biases.get(layer, "none") for layer in sorted(sizes))
    samples = max((each.sample or 1 for each in quantities), default=1)
    return Quantities(
        *(tuple(sizes.values()), kinds, samples, bool(updated), _fixed_in(graph, updated), times),
        extras=tuple(_extras_in(graph, quantities, layer) for layer in sorted(sizes)),
        penalised=_penalised_in(graph),
        above=next((Above(each.by.symbol) for each in graph.above.values()), None),
        held=frozenset(graph.by_name[name].quantity._replace(step=None) for name in graph.held),
        lettering=lettering,
    )


def _sizes_in(quantities: Collection[Quantity], sums: Collection[Quantity]) -> dict[int, LayerSize]:
    """The layers of a graph by number, in order: its pre-activations tell the units, its weights the rest."""
    units: dict[int, int] = {}
    inputs: dict[int, int] = {}
    for each in sums:
        units[each.layer or 0] = max(units.get(each.layer or 0, 0), *each.indices)
    for each in quantities:
        if each.symbol == WEIGHT and each.layer and each.indices:
            inputs[each.layer] = max(inputs.get(each.layer, 0), each.indices[1])
    return {layer: LayerSize(inputs.get(layer, units[layer]), units[layer]) for layer in sorted(units)}


def _penalised_in(graph: Graph) -> frozenset[str]:
    terms = (node.name for node in graph.nodes if node.role is Role.PENALTY)
    return frozenset(graph.by_name[used].quantity.symbol for name in terms for used in graph.uses(name))


def _formulas_in(graph: Graph, times: Times, updated: Collection[Quantity]) -> FormulaQuantities:
    """The names that a graph of an author's formulas has, in whichever steps they stand."""
    formulas = dict.fromkeys(node.quantity.symbol for node, _ in graph.worked)
    free = dict.fromkeys(node.quantity.symbol for node in graph.nodes if node.formula is None)
    wrt = dict.fromkeys(graph.by_name[name].quantity.symbol for name in graph.wrt)
    fixed = tuple(each for each in wrt if updated and Quantity(each) not in updated)
    names = (tuple(formulas), tuple(free), tuple(wrt))
    return FormulaQuantities(*names, bool(updated), times, _uses_in(graph), fixed)


def _uses_in(graph: Graph) -> dict[str, tuple[str, ...]]:
    """The names in each formula."""

    def symbol(name: str) -> str:
        return graph.by_name[name].quantity.symbol

    return {symbol(node.name): tuple(map(symbol, graph.uses(node.name))) for node, _ in graph.worked}


def _fixed_in(graph: Graph, updated: Collection[Quantity]) -> tuple[Quantity, ...]:
    """The parameters that are not updated: entries of arrays that are in part, else whole."""
    wholes = {each.whole for each in updated}
    parameters = (graph.by_name[name].quantity._replace(step=None) for name in graph.wrt)
    still = (each for each in parameters if each not in updated)
    return tuple(dict.fromkeys(each if each.whole in wholes else each.whole for each in still))


def _extras_in(graph: Graph, quantities: Collection[Quantity], layer: int | None) -> Extras:
    """What a layer of a graph has besides sums and activation."""
    symbols = {each.symbol for each in quantities if each.layer == layer}
    return Extras(
        normalised=SCALE in symbols,
        dropped=MASK in symbols,
        alone=WEIGHT not in symbols,
        softmax=any(_is_softmax(node) for node in graph.nodes if node.quantity.layer == layer),
    )


def _is_softmax(node: Node) -> bool:
    """Whether a unit's activation depends on all pre-activations of its layer."""
    return isinstance(node.formula, Softmax)
