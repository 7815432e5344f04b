"""The sentences of the legend: what each kind of symbol means, by one example that the sheet has."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.quantities.network import (
    ACTIVATION,
    BIAS,
    DROPPED,
    INPUT,
    LOSS,
    MASK,
    MEAN,
    NORMAL,
    OUTPUT,
    PRE_ACTIVATION,
    SCALE,
    SCALED,
    SHIFT,
    TARGET,
    VARIANCE,
    WEIGHT,
)
from backprop_cli.words.inline import Drawn, Math, Words
from backprop_cli.words.say import Message, mark, phrase, say

SYMBOLS = mark("Symbols")
LAYER_RAISED = mark("the raised number is the layer, not a power")
LAYER_IN_BRACKETS = mark("the number in brackets is the layer, not a power")
LAYER_TYPED = mark("the number right behind the letter is the layer")
PRIMED = mark("the prime is part of the name, no derivative")

THE_LOSS = mark("the loss: how far the outputs are from the targets")
LOSS_AND_PENALTY = mark("what is made small: the loss without the penalty, and the penalty")
LOSS_ABOVE = mark("the loss, which is not given here: only its derivatives are")
THE_DATA_LOSS = mark("the loss without the penalty: how far the outputs are from the targets")
GATE = mark("what a gate in between gives: one operation of the circuit")
THE_PENALTY = mark("the penalty that large weights add to the loss")
PENALTY_RATE = mark("how much the penalty counts")
LIKEWISE = mark("{meaning}; the others likewise")


def with_note(meaning: Words, drawn: Message, typed: Message) -> Words:
    """A meaning with what is said, once, of how its symbol looks: drawn, and typed as in ASCII."""
    return say("{meaning}; {note}", meaning=meaning, note=Drawn(phrase(drawn), phrase(typed)))


def loss_of_sample(whole: Math | None = None) -> Words:
    """A sample's own loss; `whole`: the loss of a step that has no other sample."""
    place = Drawn(phrase("in ⟨ ⟩"), phrase("behind @"))
    if whole is None:
        return say("the loss of one sample, whose number stands {place}", place=place)
    return say(
        "the loss of one sample, whose number stands {place}; in a step of that sample alone it is {whole}",
        place=place,
        whole=whole,
    )


def unit(number: int, layer: int) -> str:
    """Which unit."""
    return phrase("unit {number} in layer {layer}", number=number, layer=layer)


def input_(number: int) -> Words:
    """One input."""
    return say("input {number}", number=number)


def target(number: int) -> Words:
    """One target."""
    return say("target of output {number}: what the network should give", number=number)


def output(number: int) -> Words:
    """One output."""
    return say("output {number}: what the network gives, its last activation", number=number)


def weight(to: int, start: int, layer: int) -> Words:
    """Which way a weight leads."""
    if layer == 1:
        return say(
            "weight of layer {layer} that leads from input {start} to unit {to}",
            layer=layer,
            start=start,
            to=to,
        )
    return say(
        "weight of layer {layer} that leads from unit {start} of layer {before} to unit {to}",
        layer=layer,
        start=start,
        before=layer - 1,
        to=to,
    )


def bias(number: int | None, layer: int) -> Words:
    """Whose bias."""
    if number is None:
        return say("the bias of layer {layer}, the same for all its units", layer=layer)
    return say("bias of {unit}", unit=unit(number, layer))


def pre_activation(number: int, layer: int, *, biased: bool) -> Words:
    """What goes into a unit."""
    sentence = (
        mark("weighted sum that goes into {unit}, its bias included")
        if biased
        else mark("weighted sum that goes into {unit}")
    )
    return say(sentence, unit=unit(number, layer))


def unweighted(number: int, layer: int) -> Words:
    """What goes into a unit of an activation alone."""
    return say("what goes into {unit}: the layer has no weights", unit=unit(number, layer))


def activation(number: int, layer: int, of: Math) -> Words:
    """What a unit gives."""
    return say(
        "what {unit} gives: its activation function applied to {sum}", unit=unit(number, layer), sum=of
    )


def error_signal(number: int, layer: int, of: Math, by: Math) -> Words:
    """A δ."""
    return say(
        "error signal of {unit}: {derivative}", unit=unit(number, layer), derivative=derivative(of, by)
    )


def share(number: int) -> Words:
    """An output's part of the loss."""
    return say("the part of the loss that comes from output {number}", number=number)


def product(number: int) -> Words:
    """What comes along one path."""
    return say("the product of the derivatives along path {number}", number=number)


def derivative(of: Math, by: Math) -> Words:
    """What a derivative says."""
    return say("how fast {of} changes with {by}", of=of, by=by)


def direct(of: Math, by: Math) -> Words:
    """A derivative of which one edge is meant."""
    return say(
        "how fast {of} changes with {by} where {by} itself stands in its formula: what else depends on"
        " {by} is held fixed",
        of=of,
        by=by,
    )


def updated(of: Math, *, sets: bool = False) -> Words:
    """A value after the update; `sets`: it is written with the name of the old one."""
    if sets:
        return say("{of} after the update; this value takes the place of the old one", of=of)
    return say("{of} after the update", of=of)


def worked_again(of: Math, *, sets: bool = False) -> Words:
    """A value of the second forward pass; `sets`: it is written with the name of the old one."""
    if sets:
        return say("{of} with the new parameters; this value takes the place of the old one", of=of)
    return say("{of} with the new parameters", of=of)


def in_training_step(of: Math, number: int) -> Words:
    """Something in one of several steps."""
    return say("{of} in step {number} of the training", of=of, number=number)


def mean(number: int, layer: int) -> Words:
    """μ of a batch."""
    return say("mean of the weighted sums of {unit} over the samples", unit=unit(number, layer))


def variance(number: int, layer: int) -> Words:
    """Their variance."""
    return say(
        "variance of the weighted sums of {unit}: the mean of their squared distances from their mean",
        unit=unit(number, layer),
    )


def normalised(number: int, layer: int) -> Words:
    """ẑ."""
    return say(
        "weighted sum of {unit}, normalised: mean 0, variance 1 over the samples", unit=unit(number, layer)
    )


def scaled(number: int, layer: int) -> Words:
    """U = γẑ + β."""
    return say(
        "the normalised sum of {unit}, scaled and shifted: the activation takes this",
        unit=unit(number, layer),
    )


def scale(number: int, layer: int) -> Words:
    """γ."""
    return say("what the normalised sum of {unit} is multiplied by; it is learned", unit=unit(number, layer))


def shift(number: int, layer: int) -> Words:
    """β."""
    return say("what is added to the normalised sum of {unit} then; it is learned", unit=unit(number, layer))


def mask(number: int, layer: int) -> Words:
    """1 or 0."""
    return say("1 where dropout keeps {unit}, 0 where it drops it", unit=unit(number, layer))


def dropped(number: int, layer: int) -> Words:
    """H."""
    return say("what {unit} gives after dropout", unit=unit(number, layer))


# --- in vectors and matrices ------------------------------------------------------------------------

ENTRIES: Mapping[str, Message] = {
    INPUT: mark("the inputs"),
    WEIGHT: mark("the weights of layer {layer}"),
    BIAS: mark("the biases of layer {layer}"),
    SCALE: mark("what the normalised sums of layer {layer} are multiplied by; it is learned"),
    SHIFT: mark("what is added to the normalised sums of layer {layer} then; it is learned"),
    MASK: mark("1 where dropout keeps a unit of layer {layer}, 0 where it drops one"),
    PRE_ACTIVATION: mark("the weighted sums that go into the units of layer {layer}"),
    MEAN: mark("the means of the weighted sums of layer {layer} over the samples"),
    VARIANCE: mark("the variances of the weighted sums of layer {layer} over the samples"),
    NORMAL: mark("the weighted sums of layer {layer}, normalised: mean 0, variance 1 over the samples"),
    SCALED: mark("the normalised sums of layer {layer}, scaled and shifted: the activation takes these"),
    ACTIVATION: mark("what the units of layer {layer} give: the activation function of their sums"),
    DROPPED: mark("what the units of layer {layer} give after dropout"),
    OUTPUT: mark("the outputs"),
    TARGET: mark("the targets: what the outputs should be"),
    LOSS: mark("the losses of the single samples"),
}
"""What stands in a vector or matrix, by the symbol of its entries."""


def entries(symbol: str, layer: int | None) -> Words:
    """What stands in a vector or matrix."""
    return say(ENTRIES[symbol], layer=layer or "")


def with_entry(meaning: Words, entry: Math) -> Words:
    """The same, with what any one entry is called."""
    return say("{meaning}; {entry} is any one of them", meaning=meaning, entry=entry)


def of_sample(meaning: Words, sample: int) -> Words:
    """The same of one sample."""
    return say("{meaning} (sample {sample})", meaning=meaning, sample=sample)


def matrix(layer: int) -> Words:
    """The weights of a layer, where they stand as one matrix among single quantities."""
    return say("the weights of layer {layer} as a matrix: a row for each unit", layer=layer)


def derivatives(of: Math, by: Math, *, signals: bool) -> Words:
    """What a vector or matrix of derivatives says."""
    told = say("how fast {of} changes with each entry of {by}", of=of, by=by)
    return say("error signals: {told}", told=told) if signals else told
