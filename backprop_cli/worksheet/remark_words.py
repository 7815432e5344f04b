"""The words of remarks in the margin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from backprop_cli.derivation.link import Kind
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import Expr
from backprop_cli.worksheet.document import Math, Number, Words
from backprop_cli.worksheet.wording import joined, symbol

if TYPE_CHECKING:
    from backprop_cli.worksheet.remarks.case import Group
    from backprop_cli.worksheet.remarks.overshoot import Shorter

REMARK = "Remark: "
SQUARED = "squared error"
"""All losses that are Σ (y − ŷ)² but for a factor."""
MOST_NAMED = 4
"""Quantities, or units of a layer, that a sentence names one by one."""


# --- lists ----------------------------------------------------------------------------------------


def told(words: Words) -> Words:
    """A sentence with its first letter large."""
    first, *rest = words
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else words


def _and(parts: Sequence[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def units(groups: Sequence[Group]) -> str:
    """`unit 2 of layer 1`, `all 4 units of layer 1 and units 1 and 3 of layer 2`."""
    return _and([_units_of_layer(group) for group in groups])


def _units_of_layer(group: Group) -> str:
    of_layer = f"of layer {group.layer}"
    if len(group.numbers) == group.size > 2:
        return f"all {group.size} units {of_layer}"
    if len(group.numbers) > MOST_NAMED:
        return f"{len(group.numbers)} of the {group.size} units {of_layer}"
    noun = "unit" if len(group.numbers) == 1 else "units"
    return f"{noun} {_and([str(number) for number in group.numbers])} {of_layer}"


def _are_many(groups: Sequence[Group]) -> bool:
    return sum(len(group.numbers) for group in groups) > 1


def _first_few(formulas: Sequence[Math]) -> Words:
    """The formulas with commas; of many the first, and how many more there are."""
    if len(formulas) <= MOST_NAMED:
        return joined(formulas)
    shown = MOST_NAMED - 1
    return (*joined(formulas[:shown]), f" and {len(formulas) - shown} more")


def _names(names: Sequence[str]) -> Words:
    return _first_few([symbol(name) for name in names])


# --- units ----------------------------------------------------------------------------------------


def dead_relu(groups: Sequence[Group], samples: int) -> Words:
    """Units that are off on every sample."""
    many = _are_many(groups)
    where = "" if samples == 1 else f" on all {samples} samples"
    return (
        f"{units(groups)} {'are' if many else 'is'} switched off (z < 0{where}): "
        f"ReLU and its slope are 0, so the weights into {'them' if many else 'it'} get no gradient "
        f"and stay as they are; a unit that is off on every sample it meets is dead.",
    )


def saturated(groups: Sequence[Group], function: str, slope: float, steepest: str, single: bool) -> Words:
    """Units on the flat part of their function."""
    many = _are_many(groups)
    shown = FUNCTIONS[function].symbol
    size = "is" if single else "is at most"
    return (
        f"{units(groups)} {'are' if many else 'is'} saturated: {shown}′(z) {size} ",
        Number(slope, digits=2),
        f" where it could be {steepest}. All that comes back through {'them' if many else 'it'} is made "
        "as small, so the weights before learn slowly.",
    )


def kink(function: str, places: Sequence[Expr], left: float, right: float, at: float) -> Words:
    """Where a slope jumps, and which of its values is taken."""
    name = "the absolute value" if function == "abs" else FUNCTIONS[function].symbol
    verb = "is" if len(places) == 1 else "are"
    return (
        *_first_few([Math((place,)) for place in places]),
        f" {verb} exactly 0, the kink of {name}: the slope is ",
        Number(left, digits=3),
        " on the left of it, ",
        Number(right, digits=3),
        " on the right, and ",
        Number(at, digits=3),
        " is taken by convention. Another convention gives other gradients.",
    )


def identical_units(groups: Sequence[Group]) -> Words:
    """Units that no step can tell apart."""
    return (
        f"{units(groups)} are copies of each other: the same weights, biases and gradients. "
        "Every step changes them alike, so each layer's copies work as one unit for ever; "
        "different starting weights would break the symmetry.",
    )


# --- layers ---------------------------------------------------------------------------------------


def linear_layers(run: Sequence[int], formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    """Layers without anything but sums between them."""
    return (
        f"layers {_and([str(number) for number in run])} have nothing but weighted sums between them, "
        "so they equal one layer with ",
        *_joined_by_and(formulas),
        ". Only a non-linear activation between them would make the network able to do more.",
    )


def _joined_by_and(formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    first, *rest = (Math(formula) for formula in formulas)
    return (first, *(each for formula in rest for each in (" and ", formula)))


SIZE_COLUMNS: tuple[Words, ...] = (("Layer",), ("Size of the gradient",), ())


def layer(number: int) -> str:
    """A row of the table of sizes."""
    return str(number)


CLEARLY = 10
"""How many times larger one size is than another where the page says more than that they differ."""
_SHRINKING = {
    "sigmoid": "a sigmoid on the way multiplies it by at most 1/4",
    "tanh": "a tanh on the way multiplies it by less than 1",
}


def gradient_sizes(sizes: Mapping[int, float], hidden: Collection[str]) -> Words:
    """How the gradient's size goes from the last layer back to the first."""
    where = "the table shows the size of the gradient by each layer's weights, √Σ(∂L/∂w)². "
    silent = [str(number) for number, size in sizes.items() if size == 0]
    if silent:
        noun = "layer" if len(silent) == 1 else "layers"
        verb = "gets" if len(silent) == 1 else "get"
        return (f"{where}In this step {noun} {_and(silent)} {verb} none at all.",)
    first, last = min(sizes), max(sizes)
    back, front = sizes[first], sizes[last]
    if front >= CLEARLY * back:
        cause = "; ".join(text for function, text in _SHRINKING.items() if function in hidden)
        return (
            f"{where}It vanishes on its way back: that of layer {first} is ",
            Number(front / back, digits=2),
            f" times smaller than that of layer {last}{f' ({cause})' if cause else ''}.",
        )
    if back >= CLEARLY * front:
        return (
            f"{where}It grows on its way back: that of layer {first} is ",
            Number(back / front, digits=2),
            f" times larger than that of layer {last}.",
        )
    spread = Number(max(sizes.values()) / min(sizes.values()), digits=2)
    return (f"{where}The largest is ", spread, " times the smallest: it neither vanishes nor explodes here.")


# --- zeros ----------------------------------------------------------------------------------------


_CONSEQUENCES = {
    Kind.INPUT: "a weight of 0 lets nothing back, so what lies before gets no gradient this way",
    Kind.LOSS: "this output is already what it should be, so there is nothing to correct",
}


def zero_gradient(
    kind: Kind | None, names: Sequence[str], factors: Sequence[Expr], layers: Sequence[int | None]
) -> Words:
    """Which factor makes a derivative 0."""
    verb = "is" if len(names) == 1 else "are"
    if kind is None:
        return (*_names(names), f" {verb} exactly 0: what comes back along the ways to it cancels.")
    consequence = f": {_CONSEQUENCES[kind]}" if kind in _CONSEQUENCES else ""
    what = _first_few([Math((factor,)) for factor in factors])
    return (
        *_names(names),
        f" {verb} exactly 0 because ",
        *what,
        f" {'is' if len(factors) == 1 else 'are'} 0{consequence}.",
    )


def zero_input(names: Sequence[str], samples: int) -> Words:
    """Inputs that give nothing to learn from."""
    where = "" if samples == 1 else f" on all {samples} samples"
    many = len(names) > 1
    if samples > 1:
        return (f"{len(names)} {'inputs are' if many else 'input is'} 0{where}: {_NO_GRADIENT}",)
    return (*_names(names), f" {'are' if many else 'is'} 0: {_NO_GRADIENT}")


_NO_GRADIENT = "the weights from there get no gradient, whatever the error is, and stay as they are."


# --- the last activation and the loss -------------------------------------------------------------


MATCHED = {
    ("linear", SQUARED): "a linear output and squared error belong together: the slope is 1",
    ("sigmoid", "bce"): "sigmoid and binary cross-entropy belong together: the slope a·(1 − a) cancels",
    ("softmax", "cross_entropy"): "softmax and cross-entropy belong together: all slopes cancel",
}
"""Activation and loss that leave the plain error, and why."""
UNUSUAL = {
    (
        "sigmoid",
        SQUARED,
    ): "sigmoid with squared error: δ keeps the slope a·(1 − a), at most 1/4, so an output "
    "that is wrong and sure of it learns slowly. With cross-entropy (bce) δ would be ŷ − y.",
    ("tanh", SQUARED): "tanh with squared error: δ keeps the slope 1 − a², so an output that is wrong and "
    "sure of it learns slowly. With a linear output it would not.",
    ("relu", SQUARED): "a ReLU as output is unusual: it cannot answer below 0, and where z < 0 it gets no "
    "gradient. A linear output is usual with squared error.",
    ("softmax", SQUARED): "softmax with squared error is unusual: δ keeps the slopes of all outputs and is "
    "small where a wrong class is sure. With cross-entropy it would be ŷ − y.",
    ("softmax", "bce"): "softmax with binary cross-entropy is unusual: bce takes every output for a question "
    "of its own, softmax makes one of them. Cross-entropy would leave δ = ŷ − y.",
    ("sigmoid", "cross_entropy"): "sigmoid with −Σ y·ln ŷ is unusual: an output whose target is 0 gets no "
    "gradient. Binary cross-entropy (bce) has the missing term, and leaves δ = ŷ − y.",
    ("linear", "bce"): "a linear output under bce is unusual: ŷ need not lie between 0 and 1, where the "
    "logarithms have a value. A sigmoid belongs there.",
    (
        "linear",
        "cross_entropy",
    ): "a linear output under cross-entropy is unusual: ŷ need not be positive, nor "
    "add up to 1. Softmax belongs there.",
    ("relu", "bce"): "a ReLU under bce is unusual: ŷ may be 0 or above 1, where a logarithm has no value. "
    "A sigmoid belongs there.",
    ("relu", "cross_entropy"): "a ReLU under cross-entropy is unusual: ŷ may be 0, and its logarithm has no "
    "value. Softmax belongs there.",
}
"""Activation and loss that are seldom put together, and why."""


def matched_pair(pair: tuple[str, str], factor: Fraction | None) -> Words:
    """Why δ is the plain error."""
    if factor == 1:
        return (f"{MATCHED[pair]}, and δ is the error ŷ − y itself.",)
    if factor is None:
        return (f"{MATCHED[pair]}, and δ is the error ŷ − y times a constant.",)
    return (f"{MATCHED[pair]}, and δ is the error ŷ − y times ", Math((constant(factor),)), ".")


def unusual_pair(pair: tuple[str, str]) -> Words:
    """What is wrong with a pair, and what would be usual."""
    return (UNUSUAL[pair],)


# --- the step -------------------------------------------------------------------------------------


_SHARES = {1: "Half of it", 2: "A quarter of it", 3: "An eighth of it"}


def overshoot(output: str, shorter: Shorter | None) -> Words:
    """Why a step made the loss larger, and what would have helped."""
    loss = symbol(output)
    if shorter is None:
        return (
            "the step does not lead downhill: what the optimiser adds to the gradient outweighs it, and ",
            loss,
            " rises.",
        )
    share = _SHARES.get(shorter.halvings, f"1/{2**shorter.halvings} of it")
    rate: Words = () if shorter.rate is None else (" (learning rate ", Number(shorter.rate), ")")
    return (
        "the step overshoots: along it ",
        loss,
        f" falls at first, then rises beyond where it was. {share}",
        *rate,
        " would bring ",
        loss,
        " down to ",
        Number(shorter.loss),
        ".",
    )
