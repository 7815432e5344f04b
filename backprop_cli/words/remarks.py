"""The sentences of remarks in the margin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from backprop_cli.derivation.link import Kind
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.lists import both, symbol, with_commas
from backprop_cli.words.say import Message, mark, phrase, say, several

REMARK = mark("Remark:")
SQUARED = "squared_error"
"""All losses that are Σ (y − ŷ)² but for a factor: a key, no word."""
MOST_NAMED = 4
"""Quantities, or units of a layer, that a sentence names one by one."""


class Group(NamedTuple):
    """Some units of a layer."""

    layer: int
    numbers: tuple[int, ...]
    size: int
    """Units that the layer has."""


class Shorter(NamedTuple):
    """A shorter step, and the loss after it."""

    halvings: int
    loss: float
    rate: float | None
    """The learning rate that makes the step so short; None where more than the rate decides it."""


def with_lead(words: Words) -> Words:
    """A remark behind the word that says it is one."""
    return say("{remark} {words}", remark=phrase(REMARK), words=words)


def told(words: Words) -> Words:
    """A sentence with its first letter large."""
    first, *rest = words
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else words


# --- lists ----------------------------------------------------------------------------------------


def units(groups: Sequence[Group]) -> str:
    """`unit 2 of layer 1`, `all 4 units of layer 1 and units 1 and 3 of layer 2`."""
    *before, last = map(_units_of_layer, groups)
    return phrase("{some} and {others}", some=", ".join(before), others=last) if before else last


_UNITS = several("unit {units} of layer {layer}", "units {units} of layer {layer}")


def _units_of_layer(group: Group) -> str:
    count, layer = len(group.numbers), group.layer
    if count == group.size > 2:
        return phrase("all {count} units of layer {layer}", count=count, layer=layer)
    if count > MOST_NAMED:
        sentence = mark("{count} of the {size} units of layer {layer}")
        return phrase(sentence, count=count, size=group.size, layer=layer)
    return phrase(_UNITS, count=count, units=_numbers(group.numbers), layer=layer)


def _numbers(numbers: Sequence[int]) -> str:
    """`1, 2 and 3`."""
    *before, last = map(str, numbers)
    return both([", ".join(before), last]) if before else last


def _count(groups: Sequence[Group]) -> int:
    return sum(len(group.numbers) for group in groups)


def _listed(formulas: Sequence[Math]) -> Words:
    """The formulas with commas and `and`; of many the first, and how many more there are."""
    if len(formulas) > MOST_NAMED:
        shown = with_commas(formulas[: MOST_NAMED - 1])
        return say("{names} and {more} more", names=shown, more=len(formulas) - MOST_NAMED + 1)
    *before, last = formulas
    return say("{some} and {others}", some=with_commas(before), others=last) if before else (last,)


def _names(names: Sequence[str]) -> Words:
    return _listed([symbol(name) for name in names])


def _on_samples(samples: int) -> str:
    """Behind a sentence on all of them; nothing where there is one only."""
    if samples > 2:
        return phrase(" on all {count} samples", count=samples)
    return phrase(" on both samples") if samples == 2 else ""


# --- units ----------------------------------------------------------------------------------------


_DEAD = several(
    "{units} is switched off: ReLU gets less than 0{where}, so it and its slope are 0, and nothing comes "
    "back to the weights that lead into it. A unit that is off on every sample is dead: it cannot learn.",
    "{units} are switched off: ReLU gets less than 0{where}, so it and its slope are 0, and nothing comes "
    "back to the weights that lead into them. A unit that is off on every sample is dead: it cannot learn.",
)


def dead_relu(groups: Sequence[Group], samples: int) -> Words:
    """Units that are off on every sample."""
    return say(_DEAD, count=_count(groups), units=units(groups), where=_on_samples(samples))


_SATURATED = several(
    "{units} is saturated: {slope}, where it could be {steepest}. Whatever comes back through it is "
    "multiplied by so little that the weights before learn slowly.",
    "{units} are saturated: {slope}, where it could be {steepest}. Whatever comes back through them is "
    "multiplied by so little that the weights before learn slowly.",
)


def saturated(groups: Sequence[Group], function: str, slope: float, steepest: str, single: bool) -> Words:
    """Units on the flat part of their function."""
    sentence = mark("{function}′ is {slope}") if single else mark("{function}′ is at most {slope}")
    is_flat = say(sentence, function=FUNCTIONS[function].symbol, slope=Number(slope, digits=2))
    return say(_SATURATED, count=_count(groups), units=units(groups), slope=is_flat, steepest=steepest)


_KINK = several(
    "{places} is exactly 0, the kink of {function}: the slope is {left} to the left, {right} to the right, "
    "and {taken} is taken by convention.",
    "{places} are exactly 0, the kink of {function}: the slope is {left} to the left, {right} to the right, "
    "and {taken} is taken by convention.",
)


def kink(function: str, places: Sequence[Expr], left: float, right: float, at: float) -> Words:
    """Where a slope jumps, and which of its values is taken."""
    name = phrase("the absolute value") if function == "abs" else FUNCTIONS[function].symbol
    slopes = {"left": left, "right": right, "taken": at}
    written = {which: Number(slope, digits=3) for which, slope in slopes.items()}
    where = _listed([Math((place,)) for place in places])
    return say(_KINK, count=len(places), places=where, function=name, **written)


_COPIES = several(
    "{units} are copies of each other: the same weights, biases and gradients. Every step changes them "
    "alike, so they work as one unit for good; different starting weights would break the symmetry.",
    "{units} are copies of each other: the same weights, biases and gradients. Every step changes them "
    "alike, so each group works as one unit for good; different starting weights would break the symmetry.",
)


def identical_units(groups: Sequence[Group]) -> Words:
    """Units that no step can tell apart."""
    return say(_COPIES, count=len(groups), units=units(groups))


# --- layers ---------------------------------------------------------------------------------------


def linear_layers(run: Sequence[int], formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    """Layers without anything but sums between them."""
    return say(
        "Layers {layers} have nothing but weighted sums between them, so they equal one layer with "
        "{formulas}. Only a non-linear activation between layers makes depth count.",
        layers=_numbers(run),
        formulas=_listed([Math(formula) for formula in formulas]),
    )


def size_columns(output: str) -> tuple[Words, ...]:
    """The heads of the table of sizes."""
    return (say("Layer"), say("Size of ∇{output}", output=symbol(output)), ())


def layer(number: int) -> str:
    """A row of the table of sizes."""
    return str(number)


CLEARLY = 10
"""From so many times on a gradient shrinks or grows, where else it only differs."""
_SHRINKING = {
    "sigmoid": mark(
        "In layer {first} the gradient is {times} times smaller than in layer {last}: on its way back every "
        "sigmoid multiplies it by at most 1/4."
    ),
    "tanh": mark(
        "In layer {first} the gradient is {times} times smaller than in layer {last}: on its way back every "
        "tanh multiplies it by less than 1."
    ),
}
_SHRINKS = mark(
    "In layer {first} the gradient is {times} times smaller than in layer {last}: it shrinks on its way back."
)
_GROWS = mark(
    "In layer {first} the gradient is {times} times larger than in layer {last}: it grows on its way back."
)
_KEEPS = mark("The gradient keeps its size from layer to layer: the largest is {times} times the smallest.")
_DIFFERS = mark("The gradient differs from layer to layer: the largest is {times} times the smallest.")


def gradient_sizes(sizes: Mapping[int, float], hidden: Collection[str]) -> Words:
    """How the gradient's size goes from the last layer back to the first."""
    first, last = min(sizes), max(sizes)
    back, front = sizes[first], sizes[last]
    if silent := [number for number, size in sizes.items() if size == 0]:
        return _silent(silent)
    if front >= CLEARLY * back:
        (only,) = hidden if len(hidden) == 1 else ("",)
        return say(_SHRINKING.get(only, _SHRINKS), first=first, times=_ratio(front / back), last=last)
    if back >= CLEARLY * front:
        return say(_GROWS, first=first, times=_ratio(back / front), last=last)
    spread = max(sizes.values()) / min(sizes.values())
    return say(_KEEPS if spread < CLEARLY else _DIFFERS, times=_ratio(spread))


def _ratio(times: float) -> Number:
    """How many times, to two digits: 3.4, 340, 5.6·10⁶."""
    return Number(float(f"{times:.2g}"), digits=6 if times < LONG else 2)


LONG = 100_000
"""From here on a number of times is read more easily as a power of ten."""
_NOTHING_BACK = several(
    "In layer {layers} the gradient is 0: nothing comes back that far.",
    "In layers {layers} the gradient is 0: nothing comes back that far.",
)
_NONE_HERE = several("In layer {layers} the gradient is 0.", "In layers {layers} the gradient is 0.")


def _silent(layers: Sequence[int]) -> Words:
    are_first = list(layers) == list(range(1, len(layers) + 1))
    sentence = _NOTHING_BACK if are_first else _NONE_HERE
    return say(sentence, count=len(layers), layers=_numbers(layers))


# --- zeros ----------------------------------------------------------------------------------------


_CONSEQUENCES: dict[Kind | Role, Message] = {
    Kind.INPUT: mark(
        "{zero}: a weight of 0 lets nothing back, so what lies before gets no gradient this way."
    ),
    Kind.LOSS: mark("{zero}: this output is already what it should be, so there is nothing to correct."),
    Role.TARGET: mark("{zero}: where a target is 0 this loss does not look at the output."),
    Role.DROPPED: mark("{zero}: dropout leaves the unit out, so nothing comes back through it."),
}
_NO_MORE = mark("{zero}.")
_BECAUSE = several("{names} is exactly 0 because {factors}", "{names} are exactly 0 because {factors}")
_FACTORS = several("{factors} is 0", "{factors} are 0")
_CANCEL = several(
    "{names} is exactly 0: what comes back on several ways cancels out.",
    "{names} are exactly 0: what comes back on several ways cancels out.",
)


def zero_gradient(kind: Kind | Role | None, names: Sequence[str], factors: Sequence[Expr]) -> Words:
    """Which factor makes a derivative 0."""
    if kind is None:
        return say(_CANCEL, count=len(names), names=_names(names))
    which = _listed([Math((factor,)) for factor in factors])
    are_zero = say(_FACTORS, count=len(factors), factors=which)
    zero = say(_BECAUSE, count=len(names), names=_names(names), factors=are_zero)
    return say(_CONSEQUENCES.get(kind, _NO_MORE), zero=zero)


_ZERO_INPUT = several(
    "{inputs} is 0{where}: the weights that lead from it get no gradient, so nothing can be learned about "
    "them here.",
    "{inputs} are 0{where}: the weights that lead from them get no gradient, so nothing can be learned about "
    "them here.",
)
_INPUTS = several("input {inputs}", "inputs {inputs}")


def zero_input(inputs: Sequence[Quantity], samples: int) -> Words:
    """Inputs that give nothing to learn from; `inputs` are those of one sample."""
    count = len(inputs)
    numbers = phrase(_INPUTS, count=count, inputs=_numbers([each.indices[0] for each in inputs]))
    named: Words = (numbers,) if samples > 1 else _names([text(each) for each in inputs])
    return say(_ZERO_INPUT, count=count, inputs=named, where=_on_samples(samples))


# --- the last activation and the loss -------------------------------------------------------------


Pair = tuple[str, str]
"""An activation and a loss."""
MATCHED: dict[Pair, Message] = {
    ("linear", SQUARED): mark(
        "A linear output and squared error belong together: its slope is 1, and the error ŷ − y comes back "
        "whole{times}."
    ),
    ("sigmoid", "bce"): mark(
        "Sigmoid and binary cross-entropy belong together: σ′ cancels, and the error ŷ − y comes back "
        "whole{times}, even where the output is near 0 or 1."
    ),
    ("softmax", "cross_entropy"): mark(
        "Softmax and cross-entropy belong together: the slopes cancel, and the error ŷ − y comes back "
        "whole{times}, even where a wrong class is near 1."
    ),
}
"""Those that leave the plain error, and why."""
UNUSUAL: dict[Pair, Message] = {
    ("sigmoid", SQUARED): mark(
        "Sigmoid with squared error keeps the factor σ′ (at most 1/4, tiny near 0 and 1), so a very wrong "
        "output learns slowly. Cross-entropy (bce) cancels it."
    ),
    ("tanh", SQUARED): mark(
        "Tanh with squared error keeps the factor tanh′ (tiny near −1 and 1), so a very wrong output learns "
        "slowly. A linear output has no such factor."
    ),
    ("relu", SQUARED): mark(
        "ReLU is unusual as an output: it cannot answer below 0, and where z < 0 nothing comes back. "
        "A linear output goes with squared error."
    ),
    ("softmax", SQUARED): mark(
        "Softmax is unusual with squared error, which keeps its slopes: where a wrong class is near 1 they "
        "are tiny, and it learns slowly. Cross-entropy cancels them."
    ),
    ("softmax", "bce"): mark(
        "Softmax is unusual with binary cross-entropy: bce takes each output for a question of its own, "
        "softmax makes one of all. Cross-entropy goes with it."
    ),
    ("sigmoid", "cross_entropy"): mark(
        "Sigmoid is unusual with −Σ y·ln ŷ: where a target is 0, nothing comes back from its output. "
        "Binary cross-entropy (bce) has the term for that."
    ),
    ("linear", "bce"): mark(
        "A linear output is unusual with bce, whose logarithms need ŷ between 0 and 1. Sigmoid goes with it."
    ),
    ("linear", "cross_entropy"): mark(
        "A linear output is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
    ("relu", "bce"): mark(
        "ReLU is unusual with bce, whose logarithms need ŷ between 0 and 1. Sigmoid goes with it."
    ),
    ("relu", "cross_entropy"): mark(
        "ReLU is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
}
"""Those that are seldom put together, and why."""


def matched_pair(pair: Pair, factor: Fraction | None) -> Words:
    """Why what comes back is the plain error."""
    times = say(", times a constant")
    if factor is not None:
        times = () if factor == 1 else say(", times {factor}", factor=Math((constant(factor),)))
    return say(MATCHED[pair], times=times)


def unusual_pair(pair: Pair) -> Words:
    """What is wrong with a pair, and what would be usual."""
    return say(UNUSUAL[pair])


# --- the step -------------------------------------------------------------------------------------


_SHARES = {1: mark("Half of it"), 2: mark("A quarter of it"), 3: mark("An eighth of it")}


def overshoot(output: str, shorter: Shorter | None) -> Words:
    """Why a step made the loss larger, and what would have helped."""
    loss = symbol(output)
    if shorter is None:
        return say(
            "The step does not lead downhill: what the optimiser adds to the gradient outweighs it, and "
            "{loss} rises.",
            loss=loss,
        )
    share = _SHARES.get(shorter.halvings)
    part = phrase(share) if share else phrase("1/{count} of it", count=2**shorter.halvings)
    has_rate = shorter.rate is not None
    return say(
        "The step overshoots: along it {loss} falls at first, then rises beyond where it was. {part}{rate} "
        "would bring {loss} down to {value}.",
        loss=loss,
        part=part,
        rate=say(" (learning rate {rate})", rate=Number(shorter.rate or 0.0)) if has_rate else (),
        value=Number(shorter.loss),
    )
