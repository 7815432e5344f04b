"""The head of a sheet: title, source, what is given, and the conventions that the numbers rest on."""

from __future__ import annotations

from collections.abc import Container, Iterator
from fractions import Fraction

from backprop_cli.derivation.exercise import update_of
from backprop_cli.expr.constants import constant
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import calls
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Ref,
    Total,
    integer,
)
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.known import known_of
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.model import Formulas, Layer, Network, Penalty, Problem
from backprop_cli.problem.penalties import RATE
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    ACTIVATION,
    DATA_LOSS,
    LOSS,
    PENALTY,
    loss,
    weights,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import header as words
from backprop_cli.words import parameters as counts
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.say import Message, phrase, say
from backprop_cli.worksheet.document import Facts
from backprop_cli.worksheet.optimiser_rule import names_in_rule, rule_in_words


def conventions(problem: Problem, digits: int) -> Facts:
    """The agreed facts, label by label; without numbers none on rounding, which is else the last."""
    if isinstance(problem, Network):
        return Facts((*_network_facts(problem), (words.ROUNDING, words.rounding(digits))))
    rounding = [(words.ROUNDING, words.rounding(digits))] if problem.at else []
    return Facts((*_formula_facts(problem), *rounding))


def _network_facts(network: Network) -> Iterator[tuple[Message, Words]]:
    yield words.NETWORK, (f"{_shape(network)}; {_parameters(network)}",)
    weighted = [(at, layer) for at, layer in enumerate(network.layers, start=1) if layer.weights]
    if 1 < len(weighted) <= MOST_COUNTED:
        yield counts.PARAMETERS, (counts.by_layer({at: _counts(layer) for at, layer in weighted}),)
    yield from _activations_by_formula(network)
    yield words.LOSS, loss_in_words(network)
    if network.penalty is not None:
        yield words.PENALTY, _penalty(network.penalty)
    if len(network.samples) > 1:
        yield (
            words.SAMPLES,
            words.batch(
                len(network.samples),
                network.reduction,
                len(network.schedule.batch(1)) or len(network.samples),
                (Math((Ref(LOSS if network.penalty is None else DATA_LOSS),)), Math((Ref(text(loss(1))),))),
            ),
        )
    if network.weight_rows == "inputs":
        yield from _weights(network)
    biases = {at: _bias_kind(layer) for at, layer in enumerate(network.layers, 1) if layer.weights}
    if biases:
        yield words.BIASES, words.biases(biases)
    if alone := [at for at, layer in enumerate(network.layers, start=1) if not layer.weights]:
        yield words.NO_WEIGHTS, words.alone(alone)
    for place, layer in enumerate(network.layers, start=1):
        if layer.drawing:
            yield words.DRAWN, words.drawn(place, layer.drawing)
    if network.held:
        yield words.HELD, words.held([text(each) for each, _ in network.held])
    yield from _stages(network)
    if network.fixed:
        yield words.FIXED, words.fixed([text(each) for each in network.fixed])
    formulas = [layer.activation.formula for layer in network.layers]
    formulas += [] if network.above else [network.loss.term]
    yield from _functions_used(formulas + ([network.penalty.row.term] if network.penalty else []))
    if update := update_of(network):
        yield from ((words.OPTIMISER, line) for line in rule_in_words(update, network))


def _activations_by_formula(network: Network) -> Iterator[tuple[Message, Words]]:
    """Each activation that is the author's own formula, with its layers."""
    found: dict[Expr, list[int]] = {}
    for place, layer in enumerate(network.layers, start=1):
        if not layer.activation.name:
            found.setdefault(layer.activation.formula, []).append(place)
    for formula, places in found.items():
        yield words.BY_FORMULA, words.activation(places, Math((formula,)))


def _stages(network: Network) -> Iterator[tuple[Message, Words]]:
    """What stands between sums and activations, and behind these."""
    normalised: dict[Num, list[int]] = {}
    for place, layer in enumerate(network.layers, start=1):
        if layer.normalization:
            normalised.setdefault(layer.normalization.epsilon, []).append(place)
    for small, places in normalised.items():
        formula = parse(_NORMALISED if small.value else _NORMALISED_WITHOUT)
        value = Math((Ref("epsilon"), small)) if small.value else None
        yield words.NORMALISED, words.normalisation(places, Math((Ref("u"), formula)), value)
    dropped = [(place, layer.dropout) for place, layer in enumerate(network.layers, start=1) if layer.dropout]
    if dropped:
        shares = [Number(dropout.keep.value) for _, dropout in dropped]
        yield words.DROPOUT, words.dropout([place for place, _ in dropped], shares)


_NORMALISED = "gamma*(z - mu)/sqrt(var + epsilon) + beta"
_NORMALISED_WITHOUT = "gamma*(z - mu)/sqrt(var) + beta"


def _formula_facts(problem: Formulas) -> Iterator[tuple[Message, Words]]:
    for formula in problem.formulas:
        yield words.FORMULA, (Math((Ref(formula.name), formula.body)),)
    yield words.WANTED, _wanted(problem)
    names = {node.name for node in graph_of(problem).nodes}
    if problem.fixed:
        yield words.FIXED, words.fixed([text(each) for each in problem.fixed])
    yield from _functions_used([formula.body for formula in problem.formulas], names)
    if update := update_of(problem):
        yield from ((words.OPTIMISER, line) for line in rule_in_words(update, problem))


def _wanted(problem: Formulas) -> Words:
    """What the exercise asks for; else every result by everything."""
    if not problem.ask:
        return words.derivatives_by(graph_of(problem).outputs, problem.wrt)
    from backprop_cli.problem.meanings import meanings  # names are read where some are asked

    known = known_of(problem)
    asked = dict.fromkeys(text(each) for name in problem.ask for each in meanings(name, known))
    return words.asked_for(tuple(asked))


def header_names(problem: Problem) -> Iterator[AnyQuantity]:
    """What the header speaks of in general: a sample's loss, and what the optimiser's rule is about."""
    if isinstance(problem, Network) and problem.above:
        yield _from_above(problem)
    if isinstance(problem, Network) and len(problem.samples) > 1:
        yield loss(1)
    yield from names_in_rule(problem)


def _from_above(network: Network) -> Gradient:
    """The gradient from above, of no sample in particular."""
    symbol = network.above.symbol if network.above else ACTIVATION
    return Gradient(loss(), Quantity(symbol, len(network.layers)))


def _shape(network: Network) -> str:
    layers = [(layer.units, _activation(layer)) for layer in network.layers]
    return words.shape(len(network.samples[0].inputs), layers)


def _activation(layer: Layer) -> str:
    """The name as a course writes it: ReLU, sigmoid, leaky ReLU, GELU."""
    name = layer.activation.name
    if name in FUNCTIONS and FUNCTIONS[name].symbol.lower() == name:
        return FUNCTIONS[name].symbol
    if name in words.ACTIVATIONS:
        return phrase(words.ACTIVATIONS[name])
    return name or phrase(words.OWN_FORMULA)


MOST_COUNTED = 6
"""Layers whose parameters are counted one by one."""


def _parameters(network: Network) -> str:
    layers = [_counts(layer) for layer in network.layers if layer.weights]
    weights = sum(each.units * each.inputs for each in layers)
    return counts.parameters(
        weights, sum(each.biases for each in layers), sum(each.scales for each in layers)
    )


def _counts(layer: Layer) -> counts.Counts:
    biases = len(layer.biases) if isinstance(layer.biases, tuple) else int(layer.biases is not None)
    scales = len(layer.normalization.gamma) if layer.normalization else 0
    return counts.Counts(len(layer.weights), len(layer.weights[0]), biases, scales)


def loss_in_words(network: Network, of_samples: str = "") -> Words:
    """The loss's formula, its name and what it is summed over; `of_samples`: what the samples' are called."""
    if network.above:
        return words.from_above(text(_from_above(network)))
    count = len(network.samples[0].targets)
    name = LOSS if network.penalty is None else DATA_LOSS
    if len(network.samples) > 1:
        name = of_samples or text(loss(1))
    formula = Math((Ref(name), _general(network.loss)))
    return words.loss(formula, count, network.loss.name, has_m=network.loss.per_output)


def _penalty(penalty: Penalty) -> Words:
    """R = λ Σ w², what it sums over, and what the loss is with it."""
    factor, rate = penalty.row.factor, Ref(RATE)
    scaled = rate if factor == 1 else Mul((constant(factor), rate))
    added = Math((Ref(PENALTY), Mul((scaled, Total(penalty.row.term)))))
    return words.penalty(
        added, Math((Ref(LOSS), Add((Ref(DATA_LOSS), Ref(PENALTY))))), on_biases=penalty.on_biases
    )


def _general(loss: Loss) -> Expr:
    """The loss as the course writes it: (1/m) Σ (y − ŷ)²."""
    body: Expr = Total(loss.term)
    size = abs(loss.factor)
    if loss.per_output:
        below = Ref("m") if size == 1 else Mul((integer(size.denominator), Ref("m")))
        body = Mul((Div(integer(size.numerator), below), body))
    elif size != Fraction(1):
        body = Mul((constant(size), body))
    body = Neg(body) if loss.factor < 0 else body
    return Call("sqrt", (body,)) if loss.root else body


def _weights(network: Network) -> Iterator[tuple[Message, Words]]:
    """What the indices of a weight mean, by an example that the network has."""
    place, first = next(
        ((at, layer.weights) for at, layer in enumerate(network.layers, start=1) if layer.weights), (0, ((),))
    )
    inputs, units = min(len(first[0]), 2), min(len(first), 2)
    to, start = (1, inputs) if inputs > 1 else (units, 1)
    if to != start:
        yield (
            words.WEIGHTS,
            words.weight_names(weights(place).at(to, start), by_input=network.weight_rows == "inputs"),
        )


def _bias_kind(layer: Layer) -> str:
    """Whose biases a layer has; one number for its only unit is shared with nobody."""
    if layer.biases is None:
        return "none"
    if layer.units == 1:
        return "single"
    return "own" if isinstance(layer.biases, tuple) else "shared"


def _functions_used(formulas: list[Expr], taken: Container[str] = ()) -> Iterator[tuple[Message, Words]]:
    """What a reader must know of the functions: slopes at kinks, letters of the normal distribution."""
    used = dict.fromkeys(call.function for formula in formulas for call in calls(formula))
    with_kink = [name for name in used if name in words.AT_KINKS]
    if with_kink:
        yield words.KINKS, words.kinks(with_kink, taken)
    if {"gelu", "Phi", "phi"} & set(used):
        yield words.LETTERS, say(words.NORMAL_DISTRIBUTION)
