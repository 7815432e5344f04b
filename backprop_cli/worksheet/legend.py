"""The legend that opens a sheet: each kind of symbol that it uses, in words, by one example."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import itemgetter

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.tree import Ref
from backprop_cli.graph.graph import Graph, Role
from backprop_cli.problem.penalties import RATE
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    ACTIVATION,
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
    is_losses,
    unstacked,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import PRIME, Symbols
from backprop_cli.words import legend as words
from backprop_cli.words import optimisers
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import Message, say
from backprop_cli.worksheet.document import Given, Legend
from backprop_cli.worksheet.legend_given import given_wholes, letters
from backprop_cli.worksheet.legend_signs import constants, functions


def legend(
    derivation: Derivation,
    names: Collection[str],
    symbols: Symbols,
    start: Given,
    shown: Iterable[AnyQuantity] = (),
) -> Legend:
    """What the symbols of a sheet mean.

    `names` is what is worked on it, `start` what is given, `shown` what its lines speak of.
    """
    worked = [*_used(derivation, names), *(_of_the_loss(derivation.graph) if symbols.layers else ())]
    used = list(dict.fromkeys((*worked, *_not_yet(shown, derivation, worked, symbols))))
    also = [derivation.other_names[each] for each in used if each in derivation.other_names]
    outputs = [each for each in also if isinstance(each, Quantity)]
    quantities = sorted((*used, *outputs), key=_order)
    of_formulas = not symbols.layers  # which all stand in the head
    in_use = set(used)
    nodes = [node for node in derivation.graph.nodes if of_formulas or node.quantity in in_use]
    slopes = any(isinstance(each, Gradient) for each in used)
    called = functions(nodes, symbols, slopes=slopes, is_worked=bool(shown))
    rows = [
        *((_order(each), (_symbol(each), told)) for each, told in given_wholes(start, quantities, symbols)),
        *(
            (_order(each), (_symbol(each), told))
            for each, told in _explained(quantities, derivation, symbols)
        ),
        *((_order(each), (_symbol(each), say(words.LOSS_ABOVE))) for each in _unstated(derivation)),
        *((_FUNCTIONS, row) for row in called),
        *((_CONSTANTS, row) for row in (constants(derivation.update) if derivation.update else ())),
    ]
    return Legend(tuple(row for _, row in sorted(rows, key=itemgetter(0))))


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
        kind = type(quantity) if _is_of_gate(quantity, derivation.graph) else _kind(quantity, symbols)
        kinds.setdefault(kind, []).append(quantity)
    examples = {kind: next(filter(tells_more, found), found[0]) for kind, found in kinds.items()}
    looks = {_look(each, symbols): (kind, each) for kind, each in examples.items()}
    told = set[Message]()
    for kind, example in looks.values():
        found = _meaning(example, derivation, symbols)
        if found is None:
            continue
        raised = _on_what_is_raised(example, symbols)
        if raised is not None and raised not in told:
            typed = words.PRIMED if raised == words.PRIMED else words.LAYER_TYPED
            found = words.with_note(found, raised, typed)
            told.add(raised)
        if kind == DERIVATIVES and len(kinds[kind]) > 1:
            found = say(words.LIKEWISE, meaning=found)
        yield example, found


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
        return (
            "derivative"
            if by.layer is not None or unstacked(by).symbol == OUTPUT
            else ("derivative", by.symbol)
            if by.indices
            else DERIVATIVES
        )
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


def _is_of_gate(quantity: AnyQuantity, graph: Graph) -> bool:
    """Whether it is a gate between a network's own quantities, or the derivative by one."""
    own = quantity.by if isinstance(quantity, Gradient) else quantity
    node = graph.by_quantity.get(own)
    is_own = graph.by_name[graph.outputs[0]].role is Role.FORMULA  # an author's formulas
    return node is not None and node.role is Role.FORMULA and own.layer is None and not is_own


def tells_more(quantity: AnyQuantity) -> bool:
    """Whether its indices are two different numbers, so that one sees which is which."""
    by = quantity.by if isinstance(quantity, Gradient) else quantity
    is_gradient = not isinstance(quantity, Gradient) or quantity.of.symbol == LOSS
    return is_gradient and len(set(by.indices)) == 2


def _symbol(quantity: AnyQuantity) -> Math:
    return Math((Ref(text(quantity)),))


def _meaning(quantity: AnyQuantity, derivation: Derivation, symbols: Symbols) -> Words | None:
    graph = derivation.graph
    if isinstance(quantity, Gradient):
        return _of_derivatives(quantity) if graph.has_arrays else _of_derivative(quantity)
    if quantity.of is not None:
        return _of_state(quantity, quantity.of, derivation)
    if quantity.new:
        return words.updated(_symbol(quantity._replace(new=False)), sets=symbols.notation.new == ":=")
    if _is_of_gate(quantity, graph):
        return say(words.GATE)
    if graph.has_arrays and (graph.shape(quantity) or is_losses(quantity) or _is_outputs(quantity)):
        return _of_array(quantity, symbols)
    if quantity.symbol == LOSS and not quantity.indices and _is_penalised(quantity, graph):
        return say(words.LOSS_AND_PENALTY)
    if quantity.layer is None:
        node = graph.by_quantity.get(quantity)
        return None if node and node.role is Role.FORMULA else _of_ends(quantity)
    if not quantity.indices:
        return words.bias(None, quantity.layer) if quantity.symbol == BIAS else None
    return _OF_UNITS[quantity.symbol](quantity, graph) if quantity.symbol in _OF_UNITS else None


def _is_penalised(loss: Quantity, graph: Graph) -> bool:
    """Whether a penalty is added to a loss; a sample's own has none."""
    return loss.sample is None and any(node.role is Role.PENALTY for node in graph.nodes)


def _is_outputs(quantity: Quantity) -> bool:
    """Whether it is the last activations by their other name."""
    return not quantity.indices and unstacked(quantity).symbol == OUTPUT


def _of_array(quantity: Quantity, symbols: Symbols) -> Words | None:
    """What stands in a vector or matrix; of what the loss is written in, the letter of an entry too."""
    entry = unstacked(quantity)
    if entry.symbol not in words.ENTRIES:
        return None
    told = words.entries(entry.symbol, quantity.layer)
    own = entry.at(1)._replace(layer=None)
    one = own if symbols.is_own(own) else Quantity(entry.symbol)
    differs = letters(quantity, symbols) != letters(one, symbols)
    is_stack = entry.symbol in {PRE_ACTIVATION, SCALED} and quantity.symbol != entry.symbol
    is_told = differs and (is_stack or entry.symbol in {OUTPUT, TARGET})
    return words.with_entry(told, _symbol(one)) if is_told else told


def _of_derivatives(quantity: Gradient) -> Words | None:
    of, by = quantity.of, quantity.by
    if quantity.direct or unstacked(by).symbol == LOSS:
        return None
    return words.derivatives(_symbol(of), _symbol(by), signals=quantity.is_error_signal)


def _of_state(quantity: Quantity, of: Quantity, derivation: Derivation) -> Words:
    if quantity.step is not None:
        return optimisers.before(_symbol(quantity._replace(step=None)), quantity.step + 1)
    plain = quantity._replace(symbol=quantity.symbol.removesuffix("hat"))
    name = derivation.update.optimizer.name if derivation.update else ""
    return optimisers.state(name, quantity.symbol, _symbol(of), _symbol(plain))


def _of_derivative(quantity: Gradient) -> Words | None:
    of, by = quantity.of, quantity.by
    if by.symbol == LOSS:
        return None
    if quantity.direct:
        return words.direct(_symbol(of), _symbol(by))
    if quantity.is_error_signal and by.indices:
        return words.error_signal(by.indices[0], by.layer or 0, _symbol(of), _symbol(by))
    return words.derivative(_symbol(of), _symbol(by))


def _of_ends(quantity: Quantity) -> Words | None:
    if quantity.symbol in _NUMBERED and quantity.indices:
        return _NUMBERED[quantity.symbol](quantity.indices[0])
    if quantity.symbol == LOSS and quantity.sample is not None:
        return words.loss_of_sample()
    return say(_SINGLE[quantity.symbol]) if quantity.symbol in _SINGLE else None


_SINGLE = {
    LOSS: words.THE_LOSS,
    DATA_LOSS: words.THE_DATA_LOSS,
    PENALTY: words.THE_PENALTY,
    RATE: words.PENALTY_RATE,
}
_NUMBERED: Mapping[str, Callable[[int], Words]] = {
    INPUT: words.input_,
    TARGET: words.target,
    OUTPUT: words.output,
    LOSS: words.share,
    PRODUCT: words.product,
}


def _of_unit(make: Callable[[int, int], Words]) -> Callable[[Quantity, Graph], Words]:
    return lambda quantity, _: make(quantity.indices[0], quantity.layer or 0)


def _weight(quantity: Quantity, _: Graph) -> Words:
    to, start = quantity.indices
    return words.weight(to, start, quantity.layer or 0)


def _pre_activation(quantity: Quantity, graph: Graph) -> Words:
    layer = quantity.layer or 0
    has = {node.quantity.symbol for node in graph.nodes if node.quantity.layer == layer}
    if WEIGHT not in has:
        return words.unweighted(quantity.indices[0], layer)
    return words.pre_activation(quantity.indices[0], layer, biased=BIAS in has)


def _activation(quantity: Quantity, graph: Graph) -> Words:
    own, scaled = (quantity._replace(symbol=symbol) for symbol in (PRE_ACTIVATION, SCALED))
    applied_to = scaled if scaled in graph.by_quantity else own
    return words.activation(quantity.indices[0], quantity.layer or 0, _symbol(applied_to))


_OF_UNITS: Mapping[str, Callable[[Quantity, Graph], Words]] = {
    WEIGHT: _weight,
    PRE_ACTIVATION: _pre_activation,
    ACTIVATION: _activation,
    BIAS: _of_unit(words.bias),
    MEAN: _of_unit(words.mean),
    VARIANCE: _of_unit(words.variance),
    NORMAL: _of_unit(words.normalised),
    SCALED: _of_unit(words.scaled),
    SCALE: _of_unit(words.scale),
    SHIFT: _of_unit(words.shift),
    MASK: _of_unit(words.mask),
    DROPPED: _of_unit(words.dropped),
}
