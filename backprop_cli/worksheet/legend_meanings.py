"""What each kind of symbol means, in words, by the quantity that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    loss,
    unstacked,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.words import legend as words
from backprop_cli.words import optimisers
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import say
from backprop_cli.worksheet.legend_given import letters


def meaning(quantity: AnyQuantity, derivation: Derivation, symbols: Symbols) -> Words | None:
    """What a symbol means; None where the page says it elsewhere, as an author's own formula."""
    graph = derivation.graph
    if isinstance(quantity, Gradient):
        return _of_derivatives(quantity) if graph.has_arrays else _of_derivative(quantity)
    if quantity.of is not None:
        return _of_state(quantity, quantity.of, derivation)
    if quantity.new:
        told = words.worked_again if is_worked_again(quantity, graph) else words.updated
        return told(as_math(quantity._replace(new=False)), sets=symbols.notation.new == ":=")
    if is_of_gate(quantity, graph):
        return say(words.GATE)
    if graph.has_arrays and (graph.shape(quantity) or is_losses(quantity) or _is_outputs(quantity)):
        return _of_array(quantity, symbols)
    if is_penalised(quantity, graph):
        return say(words.LOSS_AND_PENALTY)
    if quantity.symbol == LOSS and quantity.sample is not None:
        return _of_sample(quantity, derivation)
    if quantity.layer is None:
        node = graph.by_quantity.get(quantity)
        return None if node and node.role is Role.FORMULA else _of_ends(quantity)
    if not quantity.indices:
        only = 1 if symbols.layers[quantity.layer - 1].units == 1 else None
        return words.bias(only, quantity.layer) if quantity.symbol == BIAS else None
    return _OF_UNITS[quantity.symbol](quantity, graph) if quantity.symbol in _OF_UNITS else None


def _of_sample(quantity: Quantity, derivation: Derivation) -> Words:
    """What a sample's own loss is, which in a step of that sample alone is the whole loss too."""
    whole = derivation.whole_losses.get(text(quantity))
    return words.loss_of_sample(as_math(derivation.quantities[whole]) if whole else None)


def as_math(quantity: AnyQuantity) -> Math:
    """A quantity as its symbol within a sentence."""
    return Math((Ref(text(quantity)),))


def is_of_gate(quantity: AnyQuantity, graph: Graph) -> bool:
    """Whether it is a gate between the exercise's own quantities, or the derivative by one."""
    return text(quantity.by if isinstance(quantity, Gradient) else quantity) in graph.gates


def is_worked_again(quantity: AnyQuantity, graph: Graph) -> bool:
    """Whether it is worked in a forward pass with the new parameters, and is none of them itself."""
    if isinstance(quantity, Gradient) or not quantity.new:
        return False
    node = graph.by_quantity.get(quantity._replace(new=False))
    return node is None or node.formula is not None  # ŷ is no node where it is the last a


def is_penalised(quantity: AnyQuantity, graph: Graph) -> bool:
    """Whether it is a loss that a penalty is added to; a sample's own has none."""
    is_whole = isinstance(quantity, Quantity) and quantity._replace(step=None) == loss()
    return is_whole and any(node.role is Role.PENALTY for node in graph.nodes)


def _is_outputs(quantity: Quantity) -> bool:
    """Whether it is the last activations by their other name."""
    return not quantity.indices and unstacked(quantity).symbol == OUTPUT


def _of_array(quantity: Quantity, symbols: Symbols) -> Words | None:
    """What stands in a vector or matrix; of what the loss is written in, the letter of an entry too."""
    entry = unstacked(quantity)
    if entry.symbol not in words.ENTRIES:
        return None
    told = words.entries(entry.symbol, quantity.layer)
    named = (each for each in (entry, entry.at(1)._replace(layer=None)) if each in symbols.own)
    one = next(named, Quantity(entry.symbol))
    differs = letters(quantity, symbols) != letters(one, symbols)
    is_stack = entry.symbol in {PRE_ACTIVATION, SCALED} and quantity.symbol != entry.symbol
    is_told = differs and (is_stack or entry.symbol in {OUTPUT, TARGET})
    return words.with_entry(told, as_math(one)) if is_told else told


def _of_derivatives(quantity: Gradient) -> Words | None:
    of, by = quantity.of, quantity.by
    if quantity.direct or unstacked(by).symbol == LOSS:
        return None
    return words.derivatives(as_math(of), as_math(by), signals=quantity.is_error_signal)


def _of_state(quantity: Quantity, of: Quantity, derivation: Derivation) -> Words:
    if quantity.step is not None:
        return optimisers.before(as_math(quantity._replace(step=None)), quantity.step + 1)
    if derivation.update and derivation.update.is_for_all(quantity):
        return optimisers.for_all(as_math(of))
    plain = quantity._replace(symbol=quantity.symbol.removesuffix("hat"))
    name = derivation.update.optimizer.name if derivation.update else ""
    return optimisers.state(name, quantity.symbol, as_math(of), as_math(plain))


def _of_derivative(quantity: Gradient) -> Words | None:
    of, by = quantity.of, quantity.by
    if by.symbol == LOSS:
        return None
    if quantity.direct:
        return words.direct(as_math(of), as_math(by))
    if quantity.is_error_signal and by.indices:
        return words.error_signal(by.indices[0], by.layer or 0, as_math(of), as_math(by))
    return words.derivative(as_math(of), as_math(by))


def _of_ends(quantity: Quantity) -> Words | None:
    if quantity.symbol in _NUMBERED and quantity.indices:
        return _NUMBERED[quantity.symbol](quantity.indices[0])
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
    return words.activation(quantity.indices[0], quantity.layer or 0, as_math(applied_to))


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
