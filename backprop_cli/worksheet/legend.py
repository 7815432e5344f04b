"""The legend that opens a sheet: each kind of symbol that it uses, in words, by one example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Formulas, Problem
from backprop_cli.problem.penalties import RATE
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    ACTIVATION,
    ANY_PARAMETER,
    BIAS,
    DATA_LOSS,
    DROPPED,
    INPUT,
    LOSS,
    MASK,
    MEAN,
    NORMAL,
    OUTPUT,
    PENALTY,
    PRE_ACTIVATION,
    PRODUCT,
    SCALE,
    SCALED,
    SHIFT,
    TARGET,
    VARIANCE,
    WEIGHT,
    unstacked,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import PRIME, Symbols
from backprop_cli.words import legend as words
from backprop_cli.words.inline import Words
from backprop_cli.words.say import Message, say
from backprop_cli.worksheet.document import Given, Legend
from backprop_cli.worksheet.legend_given import given_wholes, letters
from backprop_cli.worksheet.legend_meanings import (
    as_math,
    is_of_gate,
    is_penalised,
    is_worked_again,
    meaning,
)
from backprop_cli.worksheet.legend_signs import SignRow, constants, functions


def legend(
    derivation: Derivation,
    names: Collection[str],
    problem: Problem,
    start: Given,
    shown: Iterable[AnyQuantity] = (),
) -> Legend:
    """What the symbols of a sheet mean.

    `names` is what is worked on it, `start` what is given, `shown` what its lines speak of.
    """
    symbols = symbols_of(problem)
    worked = [*_used(derivation, names), *(_of_the_loss(derivation.graph) if symbols.layers else ())]
    unstated = _unstated(derivation)
    found = dict.fromkeys((*worked, *_not_yet(shown, derivation, worked, symbols)))
    used = [each for each in found if each not in unstated]
    also = [derivation.other_names[each] for each in used if each in derivation.other_names]
    outputs = [each for each in also if isinstance(each, Quantity)]
    quantities = sorted((*used, *outputs), key=_order)
    in_use = set(used)
    nodes = [node for node in derivation.graph.nodes if node.quantity in in_use]
    if isinstance(problem, Formulas):
        nodes = [*graph_of(problem).nodes]  # which all stand in the head, as the author has them
    slopes = any(isinstance(each, Gradient) for each in used)
    called = functions(nodes, symbols, slopes=slopes, is_worked=bool(shown))
    rows = [
        *((_order(each), (as_math(each), told)) for each, told in given_wholes(start, quantities, symbols)),
        *(
            (_order(each), (as_math(each), told))
            for each, told in _explained(quantities, derivation, symbols)
        ),
        *((_order(each), (as_math(each), say(words.LOSS_ABOVE))) for each in unstated),
        *((_FUNCTIONS, row) for row in called),
        *((_CONSTANTS, row) for row in _constants(derivation, symbols)),
    ]
    return Legend(tuple(row for _, row in sorted(rows, key=itemgetter(0))))


def _constants(derivation: Derivation, symbols: Symbols) -> Iterator[SignRow]:
    """The optimiser's letters, where there is one."""
    if derivation.update is not None:
        nodes = map(derivation.graph.by_name.__getitem__, derivation.graph.wrt)
        first = next((each.quantity for each in nodes if derivation.update.moves(each)), ANY_PARAMETER)
        yield from constants(derivation.update, ANY_PARAMETER if symbols.layers else first)


def _of_the_loss(graph: Graph) -> Iterator[Quantity]:
    """What the head of every page of a network says the loss in: targets, outputs, the loss itself."""
    if not graph.above:
        ends = (node for node in graph.nodes if node.role in _OF_THE_LOSS or node.is_output)
        yield from (node.also or node.quantity for node in ends)


_OF_THE_LOSS = {Role.TARGET, Role.OUTPUT, Role.LOSS}


def _not_yet(
    shown: Iterable[AnyQuantity], derivation: Derivation, used: Iterable[AnyQuantity], symbols: Symbols
) -> Iterator[AnyQuantity]:
    """All that is shown; where a page has arrays, of its single quantities those with new letters."""
    known = {letters(each, symbols) for each in used}
    for each in shown:
        if text(each) in derivation.quantities or not derivation.graph.has_arrays:
            yield each
        elif letters(each, symbols) not in known:
            yield each.by if isinstance(each, Gradient) else each


def _used(derivation: Derivation, names: Collection[str]) -> list[AnyQuantity]:
    """What the lines of a sheet speak of, the given first."""
    steps = derivation.by_name
    uses = dict.fromkeys(name for each in names if each in steps for name in steps[each].uses)
    found = dict.fromkeys((*uses, *names))
    given = [node.quantity for node in derivation.graph.nodes if node.name in found]
    settled = [derivation.quantities[name] for name in derivation.settled if name in uses]
    kept = [each for each in settled if isinstance(each, Quantity) and each.of]
    worked = [derivation.quantities[name] for name in derivation.order if name in found]
    return list(dict.fromkeys((*given, *worked, *kept)))


def _unstated(derivation: Derivation) -> list[Quantity]:
    """The loss of which only derivatives are given: it is on no line of its own."""
    return [each.of for each in derivation.graph.above.values()][:1]


_ORDER = (
    *(INPUT, WEIGHT, BIAS, SCALE, SHIFT, MASK, PRE_ACTIVATION, MEAN, VARIANCE, NORMAL, SCALED, ACTIVATION),
    *(DROPPED, OUTPUT, TARGET, LOSS, DATA_LOSS, PENALTY, RATE),
)
"""From what goes in to what comes out."""
_BY_LAYER = range(_ORDER.index(PRE_ACTIVATION), _ORDER.index(OUTPUT))
"""What a layer works out stands layer by layer, as one works it: z, h = z, and then u = W′h."""
_FUNCTIONS = 0, _ORDER.index(OUTPUT) - 1
"""Where the functions stand: behind what the layers give."""
_CONSTANTS = 3, 0


def _order(quantity: AnyQuantity) -> tuple[int, ...]:
    """Quantities before derivatives, these before what the step gives."""
    if isinstance(quantity, Gradient):
        return 1, 0
    if quantity.new or quantity.of:
        return 2, 2 if quantity.new else int(quantity.step is not None)
    symbol = unstacked(quantity).symbol
    if symbol == PRODUCT:
        return 1, 1
    place = _ORDER.index(symbol) if symbol in _ORDER else len(_ORDER)
    return (0, _BY_LAYER.start, quantity.layer or 0, place) if place in _BY_LAYER else (0, place)


def _explained(
    used: Iterable[AnyQuantity], derivation: Derivation, symbols: Symbols
) -> Iterator[tuple[AnyQuantity, Words]]:
    """One example of each kind, with its meaning."""
    kinds: dict[object, list[AnyQuantity]] = {}
    for quantity in used:
        is_gate = is_of_gate(quantity, derivation.graph)
        is_apart = is_gate and (bool(symbols.layers) or isinstance(quantity, Quantity))
        own = type(quantity) if is_apart else _kind(quantity, symbols)
        kind = PENALISED if is_penalised(quantity, derivation.graph) else own
        kind = AGAIN if is_worked_again(quantity, derivation.graph) else kind
        kinds.setdefault(kind, []).append(quantity)
    examples = {kind: next(filter(tells_more, found), found[0]) for kind, found in kinds.items()}
    looks = {_look(each, symbols): (kind, each) for kind, each in examples.items()}
    told = set[Message]()
    for kind, example in looks.values():
        found = meaning(example, derivation, symbols)
        if found is None:
            continue
        raised = _on_what_is_raised(example, symbols)
        if raised is not None and raised not in told:
            typed = words.PRIMED if raised == words.PRIMED else words.LAYER_TYPED
            found = words.with_note(found, raised, typed)
            told.add(raised)
        if len(kinds[kind]) > 1 and (kind in {DERIVATIVES, AGAIN} or _is_of_own_parameter(example)):
            found = say(words.LIKEWISE, meaning=found)
        yield example, found


def _is_of_own_parameter(quantity: AnyQuantity) -> bool:
    """Whether a descent step gives it for one of the names that an author differentiates by."""
    if isinstance(quantity, Gradient) or not (quantity.new or quantity.of):
        return False
    return (quantity.of or quantity).layer is None


def _on_what_is_raised(quantity: AnyQuantity, symbols: Symbols) -> Message | None:
    """What is to be said, once, of what stands raised in a symbol."""
    raised = isinstance(quantity, Quantity) and not quantity.of and symbols.symbol(quantity).raised
    if not raised:
        return None
    if raised == PRIME:
        return words.PRIMED
    return words.LAYER_RAISED if symbols.notation.raises_bare else words.LAYER_IN_BRACKETS


def _look(quantity: AnyQuantity, symbols: Symbols) -> object:
    """How it is written, where an author calls the last activations what the outputs are called: ŷ₁."""
    if isinstance(quantity, Gradient) or quantity.of is not None:
        return quantity
    return symbols.symbol(quantity)._replace(at=None, whole="")


DERIVATIVES = "derivatives"
"""A kind: all of a formula problem's derivatives, of which one is explained."""
PENALISED = "penalised"
"""A kind: the batch's loss, where a penalty makes it another thing than the loss of a sample."""
AGAIN = "again"
"""A kind: whatever is worked again with the new parameters."""
MOST_OWN = 24
"""Names of an author's own that are all explained; of more, one of a kind is."""


def _kind(quantity: AnyQuantity, symbols: Symbols) -> object:
    """What is explained once; a name of the author's own says nothing of its place, and is by itself."""
    if isinstance(quantity, Gradient):
        by = quantity.by
        if quantity.direct:
            return "direct"
        if one := symbols.of_gradient(quantity):
            return "gradient", one.prefix, one.letters
        if quantity.is_error_signal:
            return "signal"
        if by.layer is not None or unstacked(by).symbol == OUTPUT:
            return "derivative"
        return ("derivative", by.symbol) if by.indices else DERIVATIVES
    if quantity.new:
        return "new"
    if quantity.of is not None:
        return "state", quantity.symbol, quantity.step is None
    own = symbols.what_is_named(quantity) if len(symbols.own) <= MOST_OWN else None
    return own or (
        quantity.symbol,
        bool(quantity.indices),
        quantity.layer is None,
        _letters(quantity, symbols),
    )


def _letters(quantity: Quantity, symbols: Symbols) -> str:
    """What a notation calls it, which may be otherwise in the last layer; an author's name says nothing."""
    symbol = symbols.symbol(quantity)
    return "" if symbol.own else symbol.letters


def tells_more(quantity: AnyQuantity) -> bool:
    """Whether its indices are two different numbers, so that one sees which is which."""
    by = quantity.by if isinstance(quantity, Gradient) else quantity
    is_gradient = not isinstance(quantity, Gradient) or quantity.of.symbol == LOSS
    return is_gradient and len(set(by.indices)) == 2
