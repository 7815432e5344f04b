"""The words of remarks in the margin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from backprop_cli.derivation.link import Kind
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
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


def _listed(formulas: Sequence[Math]) -> Words:
    """The formulas with commas and `and`; of many the first, and how many more there are."""
    if len(formulas) > MOST_NAMED:
        shown = MOST_NAMED - 1
        return (*joined(formulas[:shown]), f" and {len(formulas) - shown} more")
    *before, last = formulas
    return (*joined(before), " and ", last) if before else (last,)


def _names(names: Sequence[str]) -> Words:
    return _listed([symbol(name) for name in names])


# --- units ----------------------------------------------------------------------------------------


def dead_relu(groups: Sequence[Group], samples: int) -> Words:
    """Units that are off on every sample."""
    are, them = ("are", "them") if _are_many(groups) else ("is", "it")
    where = _ON_SAMPLES.get(samples, f" on all {samples} samples")
    return (
        f"{units(groups)} {are} switched off: ReLU gets less than 0{where}, so it and its slope are 0, and "
        f"nothing comes back to the weights that lead into {them}. A unit that is off on every sample is "
        "dead: it cannot learn.",
    )


_ON_SAMPLES = {1: "", 2: " on both samples"}


def saturated(groups: Sequence[Group], function: str, slope: float, steepest: str, single: bool) -> Words:
    """Units on the flat part of their function."""
    many = _are_many(groups)
    through = "them" if many else "it"
    return (
        f"{units(groups)} {'are' if many else 'is'} saturated: {FUNCTIONS[function].symbol}′ "
        f"{'is' if single else 'is at most'} ",
        Number(slope, digits=2),
        f", where it could be {steepest}. Whatever comes back through {through} is multiplied by so little "
        "that the weights before learn slowly.",
    )


def kink(function: str, places: Sequence[Expr], left: float, right: float, at: float) -> Words:
    """Where a slope jumps, and which of its values is taken."""
    name = "the absolute value" if function == "abs" else FUNCTIONS[function].symbol
    verb = "is" if len(places) == 1 else "are"
    return (
        *_listed([Math((place,)) for place in places]),
        f" {verb} exactly 0, the kink of {name}: the slope is ",
        Number(left, digits=3),
        " to the left, ",
        Number(right, digits=3),
        " to the right, and ",
        Number(at, digits=3),
        " is taken by convention.",
    )


def identical_units(groups: Sequence[Group]) -> Words:
    """Units that no step can tell apart."""
    return (
        f"{units(groups)} are copies of each other: the same weights, biases and gradients. "
        f"Every step changes them alike, so {'they work' if len(groups) == 1 else 'each group works'} as one "
        "unit for good; "
        "different starting weights would break the symmetry.",
    )


# --- layers ---------------------------------------------------------------------------------------


def linear_layers(run: Sequence[int], formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    """Layers without anything but sums between them."""
    return (
        f"layers {_and([str(number) for number in run])} have nothing but weighted sums between them, "
        "so they equal one layer with ",
        *_joined_by_and(formulas),
        ". Only a non-linear activation between layers makes depth count.",
    )


def _joined_by_and(formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    first, *rest = (Math(formula) for formula in formulas)
    return (first, *(each for formula in rest for each in (" and ", formula)))


def size_columns(output: str) -> tuple[Words, ...]:
    """The heads of the table of sizes."""
    return (("Layer",), ("Size of ∇", symbol(output)), ())


def layer(number: int) -> str:
    """A row of the table of sizes."""
    return str(number)


CLEARLY = 10
"""From so many times on a gradient shrinks or grows, where else it only differs."""
_SHRINKING = {
    "sigmoid": "on its way back every sigmoid multiplies it by at most 1/4",
    "tanh": "on its way back every tanh multiplies it by less than 1",
}


def gradient_sizes(sizes: Mapping[int, float], hidden: Collection[str]) -> Words:
    """How the gradient's size goes from the last layer back to the first."""
    first, last = min(sizes), max(sizes)
    back, front = sizes[first], sizes[last]
    silent = [number for number, size in sizes.items() if size == 0]
    if silent:
        return (_silent(silent),)
    start = f"in layer {first} the gradient is "
    if front >= CLEARLY * back:
        (cause,) = (
            (_SHRINKING[each] for each in hidden) if hidden in _ONLY else ("it shrinks on its way back",)
        )
        return (start, _ratio(front / back), f" times smaller than in layer {last}: {cause}.")
    if back >= CLEARLY * front:
        cause = "it grows on its way back"
        return (start, _ratio(back / front), f" times larger than in layer {last}: {cause}.")
    spread = max(sizes.values()) / min(sizes.values())
    start = "keeps its size" if spread < CLEARLY else "differs"
    return (
        f"the gradient {start} from layer to layer: the largest is ",
        _ratio(spread),
        " times the smallest.",
    )


def _ratio(times: float) -> Number:
    """How many times, to two digits: 3.4, 340, 5.6·10⁶."""
    return Number(float(f"{times:.2g}"), digits=6 if times < LONG else 2)


LONG = 100_000
"""From here on a number of times is read more easily as a power of ten."""


_ONLY = tuple({function} for function in _SHRINKING)
"""Hidden layers that have one of these functions and no other."""


def _silent(layers: Sequence[int]) -> str:
    noun = "layer" if len(layers) == 1 else "layers"
    far = ": nothing comes back that far" if list(layers) == list(range(1, len(layers) + 1)) else ""
    return f"in {noun} {_and([str(number) for number in layers])} the gradient is 0{far}."


# --- zeros ----------------------------------------------------------------------------------------


_CONSEQUENCES = {
    Kind.INPUT: ": a weight of 0 lets nothing back, so what lies before gets no gradient this way",
    Kind.LOSS: ": this output is already what it should be, so there is nothing to correct",
    Role.TARGET: ": where a target is 0 this loss does not look at the output",
    Role.DROPPED: ": dropout leaves the unit out, so nothing comes back through it",
}


def zero_gradient(kind: Kind | Role | None, names: Sequence[str], factors: Sequence[Expr]) -> Words:
    """Which factor makes a derivative 0."""
    verb = "is" if len(names) == 1 else "are"
    if kind is None:
        return (*_names(names), f" {verb} exactly 0: what comes back on several ways cancels out.")
    return (
        *_names(names),
        f" {verb} exactly 0 because ",
        *_listed([Math((factor,)) for factor in factors]),
        f" {'is' if len(factors) == 1 else 'are'} 0{_CONSEQUENCES.get(kind, '')}.",
    )


def zero_input(inputs: Sequence[Quantity], samples: int) -> Words:
    """Inputs that give nothing to learn from; `inputs` are those of one sample."""
    are, them = ("are", "them") if len(inputs) > 1 else ("is", "it")
    where = _ON_SAMPLES.get(samples, f" on all {samples} samples")
    numbers = _and([str(each.indices[0]) for each in inputs])
    named = (f"{'inputs' if len(inputs) > 1 else 'input'} {numbers}",)
    return (
        *(named if samples > 1 else _names([text(each) for each in inputs])),
        f" {are} 0{where}: the weights that lead from {them} get no gradient, so nothing can be learned "
        "about them here.",
    )


# --- the last activation and the loss -------------------------------------------------------------


MATCHED = {
    ("linear", SQUARED): (
        "a linear output and squared error belong together: its slope is 1, and the error ŷ − y "
        "comes back whole"
    ),
    ("sigmoid", "bce"): (
        "sigmoid and binary cross-entropy belong together: σ′ cancels, and the error ŷ − y comes back whole, "
        "even where the output is near 0 or 1"
    ),
    ("softmax", "cross_entropy"): (
        "softmax and cross-entropy belong together: the slopes cancel, and the error ŷ − y comes back whole, "
        "even where a wrong class is near 1"
    ),
}
"""Activation and loss that leave the plain error, and why."""
UNUSUAL = {
    ("sigmoid", SQUARED): (
        "sigmoid with squared error keeps the factor σ′ (at most 1/4, tiny near 0 and 1), so a very wrong "
        "output learns slowly. Cross-entropy (bce) cancels it."
    ),
    ("tanh", SQUARED): (
        "tanh with squared error keeps the factor tanh′ (tiny near −1 and 1), so a very wrong output learns "
        "slowly. A linear output has no such factor."
    ),
    ("relu", SQUARED): (
        "ReLU is unusual as an output: it cannot answer below 0, and where z < 0 nothing comes back. "
        "A linear output goes with squared error."
    ),
    ("softmax", SQUARED): (
        "softmax is unusual with squared error, which keeps its slopes: where a wrong class is near 1 they "
        "are tiny, and it learns slowly. Cross-entropy cancels them."
    ),
    ("softmax", "bce"): (
        "softmax is unusual with binary cross-entropy: bce takes each output for a question of its own, "
        "softmax makes one of all. Cross-entropy goes with it."
    ),
    ("sigmoid", "cross_entropy"): (
        "sigmoid is unusual with −Σ y·ln ŷ: where a target is 0, nothing comes back from its output. "
        "Binary cross-entropy (bce) has the term for that."
    ),
    ("linear", "bce"): (
        "a linear output is unusual with bce, whose logarithms need ŷ between 0 and 1. Sigmoid goes with it."
    ),
    ("linear", "cross_entropy"): (
        "a linear output is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
    ("relu", "bce"): (
        "ReLU is unusual with bce, whose logarithms need ŷ between 0 and 1. Sigmoid goes with it."
    ),
    ("relu", "cross_entropy"): (
        "ReLU is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
}
"""Activation and loss that are seldom put together, and why."""


def matched_pair(pair: tuple[str, str], factor: Fraction | None) -> Words:
    """Why what comes back is the plain error."""
    if factor == 1:
        return (f"{MATCHED[pair]}.",)
    if factor is None:
        return (f"{MATCHED[pair]}, times a constant.",)
    return (f"{MATCHED[pair]}, times ", Math((constant(factor),)), ".")


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
