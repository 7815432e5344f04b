"""Which names a problem has and what others mean by theirs: for `ask`, `--only` and students' sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.expr.tree import Num, Softmax, references
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.problem.formula_quantities import FormulaQuantities
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Above, Layer, Network, Penalty, Problem
from backprop_cli.problem.objections.sentences import unknown, without_optimizer
from backprop_cli.problem.optimizers import CHANGE, OPTIMIZERS
from backprop_cli.problem.quantities import Biases, Extras, LayerSize, Quantities
from backprop_cli.problem.spellings import delta_of, fully_indexed, network_meanings, readings, suggestion
from backprop_cli.problem.times import Times, times_of
from backprop_cli.quantities.grammar import Apart, apart, apart_from_step, in_step, text, updated
from backprop_cli.quantities.network import BIAS, MASK, PRE_ACTIVATION, SCALE, WEIGHT
from backprop_cli.quantities.orders import either_order
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.spellings import (
    gradient_as_typed,
    hidden_as_typed,
    is_direct,
    name_as_typed,
    of_signal,
    quotient_as_typed,
)
from backprop_cli.quantities.symbols import AS_USUAL, Lettering, Symbols
from backprop_cli.quantities.updated import apart_from_new

if TYPE_CHECKING:
    from backprop_cli.quantities.reading import Reading

Known = Quantities | FormulaQuantities
ONE_STEP = Times()
STATES = {CHANGE, *(name for each in OPTIMIZERS.values() for name in each.names)}
"""What optimisers work out of a parameter: the letters of `v(W1[1,1])`."""
MOST_MEANT = 4
AS_IT_IS = Sentence("write it as it is there")
_KINDS: Final[dict[str, Biases]] = {"own": "own", "shared": "shared", "none": "none"}


def known_of(problem: Problem) -> Known:
    """The names that a problem has."""
    updated = problem.optimizer is not None
    times = times_of(problem.optimizer, problem.schedule)
    if isinstance(problem, Network):
        sizes = tuple(LayerSize(layer.inputs, layer.units) for layer in problem.layers)
        biases = tuple(map(_biases, problem.layers))
        return Quantities(
            *(sizes, biases, len(problem.samples), updated, problem.fixed, times),
            extras=tuple(map(_extras, problem.layers)),
            penalised=penalised_by(problem.penalty),
            above=problem.above,
            held=frozenset(each for each, _ in problem.held),
            lettering=problem.lettering,
        )
    formulas = tuple(formula.name for formula in problem.formulas)
    free = tuple(node.name for node in graph_of(problem).nodes if node.formula is None)
    uses = {each.name: tuple(dict.fromkeys(references(each.body))) for each in problem.formulas}
    return FormulaQuantities(formulas, free, problem.wrt, updated, times, uses)


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
        formulas = tuple(node.quantity.symbol for node, _ in graph.worked)
        free = tuple(node.quantity.symbol for node in graph.nodes if node.formula is None)
        wrt = tuple(graph.by_name[name].quantity.symbol for name in graph.wrt)
        formulas, free, wrt = (tuple(dict.fromkeys(names)) for names in (formulas, free, wrt))
        return FormulaQuantities(formulas, free, wrt, bool(updated), times, _uses_in(graph))
    sizes = _sizes_in(quantities, sums)
    own = {each.layer: "own" if each.indices else "shared" for each in quantities if each.symbol == BIAS}
    kinds = tuple(_KINDS[own.get(layer, "none")] for layer in sorted(sizes))
    samples = max((each.sample or 1 for each in quantities), default=1)
    fixed = _fixed_in(graph, updated)
    penalised = _penalised_in(graph)
    return Quantities(
        *(tuple(sizes.values()), kinds, samples, bool(updated), fixed, times),
        extras=tuple(_extras_in(graph, quantities, layer) for layer in sorted(sizes)),
        penalised=penalised,
        above=next((Above(each.by.symbol) for each in graph.above.values()), None),
        held=frozenset(graph.by_name[name].quantity._replace(step=None) for name in graph.held),
        lettering=lettering,
    )


def penalised_by(penalty: Penalty | None) -> frozenset[str]:
    """The symbols of the parameters that a penalty is of."""
    if penalty is None:
        return frozenset()
    return frozenset({WEIGHT, BIAS} if penalty.on_biases else {WEIGHT})


def _penalised_in(graph: Graph) -> frozenset[str]:
    terms = (node.name for node in graph.nodes if node.role is Role.PENALTY)
    return frozenset(graph.by_name[used].quantity.symbol for name in terms for used in graph.uses(name))


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


def symbols_of(problem: Problem) -> Symbols:
    """The notation of a problem; formulas have names of their own."""
    known = known_of(problem)
    return known.symbols if isinstance(known, Quantities) else Symbols()


@lru_cache(maxsize=32)
def reading_of(known: Quantities) -> Reading:
    """Reads the names of a network in its notation."""
    from backprop_cli.quantities.reading import Reading

    return Reading(known.symbols, known.all)


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


def meanings(name: str, known: Known) -> list[AnyQuantity]:
    """The quantities that a name may mean, however it is spelled: one; several where it is not plain; none.

    The one place that decides: for lines of sheets, names in formulas, `ask`, `points` and `--only`.
    """
    written = either_order(name) if isinstance(known, Quantities) else (name,)
    return list(dict.fromkeys(each for way in written for each in _meanings(way, known)))


def _meanings(name: str, known: Known) -> Iterator[AnyQuantity]:
    """The same of a name whose numbers stand in one order."""
    parts = _apart(name, known)
    for each in _bare(parts.name, known):
        moves, updated = known.moves(each), known.updates(each)
        if placed := known.times.placed(each, parts, moves=moves, updated=updated):
            yield placed


def hidden_meanings(name: str, known: Known) -> list[AnyQuantity]:
    """What `h1` means, the activations of a hidden layer, where nothing else is called h."""
    plain = hidden_as_typed(name)
    if plain == name or not isinstance(known, Quantities) or _has_other_h(known):
        return []
    found = ((each, each.by if isinstance(each, Gradient) else each) for each in meanings(plain, known))
    return [each for each, own in found if own.layer is not None and own.layer < len(known.sizes)]


def _has_other_h(known: Quantities) -> bool:
    """Whether what dropout leaves is called h, or a unit, or what the author says."""
    is_dropped = any(each.dropped for each in known.extras)
    own = any(name.casefold().startswith("h") for _, name in known.lettering.own)
    return is_dropped or own or known.symbols.notation.unit[0] == "h"


def _apart(name: str, known: Known) -> Apart:
    """The name taken apart; `sigmoid(z1)` is no state, but what stands in brackets is part of the name."""
    parts = apart(name)
    is_state = not parts.state or parts.state in STATES or parts.state in known.times.states
    whole = apart_from_step(name)
    return whole if not is_state or (parts.state and _bare(whole.name, known)) else parts


def _bare(name: str, known: Known) -> list[AnyQuantity]:
    """What a name may mean that speaks of no step and no state."""
    if isinstance(known, Quantities):
        return network_meanings(_as_typed(name, known), known)
    return known.meanings(name) or known.meanings(_as_typed(name, known))


def _as_typed(name: str, known: Known) -> str:
    """A name as one types it: of a network out of its notation, then out of what all books share."""
    if not isinstance(known, Quantities):
        bare, is_new = apart_from_new(name)
        typed = name_as_typed(bare, of_network=False)
        return updated(typed) if is_new else typed
    if reading_of(known).is_own(name):
        return _out_of_notation(name, known)
    bare, is_new = apart_from_new(name)
    if signal := of_signal(bare):
        if by := delta_of(_out_of_notation(signal, known)):
            return by
        bare = f"delta_{signal}"  # δo1 is δ_o1
    typed = _out_of_notation(quotient_as_typed(gradient_as_typed(bare)), known)
    return updated(typed) if is_new else typed


def _out_of_notation(name: str, known: Quantities) -> str:
    return name_as_typed(reading_of(known).typed(name), of_network=True)


def quantity_of(name: str, known: Known) -> AnyQuantity | None:
    """What a name says by itself, whether or not the problem has it; of a network, in its notation too."""
    return known.read(_as_typed(name, known))


def with_indices(quantity: AnyQuantity, known: Known) -> AnyQuantity:
    """A quantity with the indices of arrays that have one entry only; any other as it is."""
    return fully_indexed(quantity, known) if isinstance(known, Quantities) else quantity


def as_stored(name: str, known: Known) -> str:
    """A name as the grammar spells it; one that means nothing, or several things, as it is."""
    found = meanings(name, known)
    if len(found) != 1:
        return name
    return text(found[0] if apart(name).step else in_step(found[0], None))


def is_whole(name: str, known: Known) -> bool:
    """Whether a name means a vector or a matrix, all its entries."""
    found = meanings(name, known)
    return len(found) == 1 and not found[0].place


def objection_to(name: str, known: Known) -> Objection | None:
    """Why there is no quantity of that name to work out, as message and hint; None if there is."""
    found = meanings(name, known)
    if len(found) == 1:
        if isinstance(known, Quantities):
            from backprop_cli.problem.objections.given import given_objection

            return given_objection(found[0], name, known)
        return known.given(found[0], name)
    if refused := reason_against(name, known):
        return refused
    if isinstance(known, Quantities):
        return unknown(name, suggestion(_as_typed(name, known), known))
    return known.unknown(name)


def reason_against(name: str, known: Known) -> Objection | None:
    """Why a name that means no one quantity of the problem means none; None where nobody knows it."""
    from backprop_cli.problem.objections.given import state_objection
    from backprop_cli.problem.objections.names import refusal
    from backprop_cli.problem.objections.samples import of_all_samples

    found = meanings(name, known)
    if len(found) > 1:
        listed = reduce(_or, (cited(text(each)) for each in found[:MOST_MEANT]))
        return Sentence("{name} may be {listed}", name=cited(name), listed=listed), AS_IT_IS
    parts = _apart(either_order(name)[0] if isinstance(known, Quantities) else name, known)
    if parts.state and not known.updated:
        return without_optimizer(name), NOTHING
    if refused := known.times.objection(parts, name):
        return refused
    if parts.name in known.times.states:
        message = Sentence(
            "what the optimiser works out is of a parameter: there is no {name} alone", name=cited(name)
        )
        return message, Sentence("name the parameter in brackets: {name}(…)", name=parts.name)
    bare = _bare(parts.name, known) if parts.state else []
    if bare and not known.updates(bare[0]):
        if isinstance(known, Quantities):
            return state_objection(bare[0], parts.state, name)
        return known.refused_state(bare[0], name)
    for each in _bare(parts.name, known) if known.times.batches else ():
        if refused := known.times.left_out(each, parts, name):
            return refused
    if is_direct(name):
        message = Sentence("{name} is the share of one way only", name=cited(name))
        return message, Sentence("it is no quantity by itself")
    if not isinstance(known, Quantities):
        return known.reason_against(_as_typed(parts.name, known), name)
    read = known.read(_as_typed(parts.name, known))
    if refused := of_all_samples(read, name, known):
        return refused
    first = next(readings(read, known), None)
    return refusal(first, name, known) if first else None


def _or(one: str, other: str) -> str:
    return Sentence("{one} or {other}", one=one, other=other)


def _extras(layer: Layer) -> Extras:
    dropout = layer.dropout
    by_sample = dropout is not None and dropout.is_by_sample
    softmax = layer.activation.name == "softmax"
    return Extras(layer.normalization is not None, dropout is not None, by_sample, not layer.weights, softmax)


def _extras_in(graph: Graph, quantities: Collection[Quantity], layer: int | None) -> Extras:
    """What a layer of a graph has besides sums and activation."""
    own = [each for each in quantities if each.layer == layer]
    masks = [each for each in own if each.symbol == MASK]
    by_sample = any(each.sample is not None for each in masks)
    alone = all(each.symbol != WEIGHT for each in own)
    softmax = any(_is_softmax(node) for node in graph.nodes if node.quantity.layer == layer)
    return Extras(any(each.symbol == SCALE for each in own), bool(masks), by_sample, alone, softmax)


def _is_softmax(node: Node) -> bool:
    """Whether a unit's activation depends on all pre-activations of its layer."""
    return isinstance(node.formula, Softmax)


def _biases(layer: Layer) -> Biases:
    if layer.biases is None:
        return "none"
    return "shared" if isinstance(layer.biases, Num) else "own"
