"""Layers that equal one, and how the gradient goes from layer to layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from backprop_cli.expr.tree import Expr
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.remarks.lists import listed_formulas, listed_numbers
from backprop_cli.words.say import mark, say, several


def linear_layers(run: Sequence[int], formulas: Sequence[tuple[Expr, Expr]]) -> Words:
    """Layers without anything but sums between them."""
    return say(
        "Layers {layers} have nothing but weighted sums between them, so they equal one layer with "
        "{formulas}. Only a non-linear activation between layers makes depth count.",
        layers=listed_numbers(run),
        formulas=listed_formulas([Math(formula) for formula in formulas]),
    )


def size_columns(output: str) -> tuple[Words, ...]:
    """The heads of the table of sizes."""
    return (say("Layer"), say("Size of ∇{output}", output=symbol(output)), say("To scale"))


def size(output: str) -> Words:
    """What a size is: the note under the table."""
    return say(
        "The size of ∇{output} in a layer is the root of the sum of the squared gradients of its weights;"
        " biases are left out.",
        output=symbol(output),
    )


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
    return say(sentence, count=len(layers), layers=listed_numbers(layers))
