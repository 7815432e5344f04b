"""The words of the legend: what each kind of symbol means, by one example that the sheet has."""

from __future__ import annotations

from backprop_cli.worksheet.document import Math, Words

SYMBOLS = "Symbols"
LAYER_RAISED = "; the raised number is the layer, not a power"
LAYER_IN_BRACKETS = "; the number in brackets is the layer, not a power"

LOSS = "the loss: how far the outputs are from the targets"
LOSS_OF_SAMPLE = "the loss of one sample; its number stands in ⟨ ⟩"
DATA_LOSS = "the loss without the penalty"
PENALTY = "the penalty that large weights add to the loss"


def unit(number: int, layer: int) -> str:
    """Which unit."""
    return f"unit {number} in layer {layer}"


def input_(number: int) -> Words:
    """One input."""
    return (f"input {number}",)


def target(number: int) -> Words:
    """One target."""
    return (f"target of output {number}: what the network should give",)


def output(number: int) -> Words:
    """One output."""
    return (f"output {number}: what the network gives, its last activation",)


def weight(to: int, start: int, layer: int) -> Words:
    """Which way a weight leads."""
    origin = f"input {start}" if layer == 1 else f"unit {start} of layer {layer - 1}"
    return (f"weight of layer {layer} that leads from {origin} to unit {to}",)


def bias(number: int | None, layer: int) -> Words:
    """Whose bias."""
    if number is None:
        return (f"the bias that all units of layer {layer} share",)
    return (f"bias of {unit(number, layer)}",)


def pre_activation(number: int, layer: int, *, biased: bool) -> Words:
    """What goes into a unit."""
    return (f"weighted sum that goes into {unit(number, layer)}" + (", its bias included" if biased else ""),)


def activation(number: int, layer: int, of: Math) -> Words:
    """What a unit gives."""
    return (f"what {unit(number, layer)} gives: its activation function applied to ", of)


def error_signal(number: int, layer: int, of: Math, by: Math) -> Words:
    """A δ."""
    return (f"error signal of {unit(number, layer)}: ", *derivative(of, by))


def share(number: int) -> Words:
    """An output's part of the loss."""
    return (f"the part of the loss that comes from output {number}",)


def derivative(of: Math, by: Math) -> Words:
    """What a derivative says."""
    return ("how fast ", of, " changes with ", by)


def updated(of: Math) -> Words:
    """A value after the update."""
    return (of, " after the update")


def mean(number: int, layer: int) -> Words:
    """μ of a batch."""
    return (f"mean of the weighted sums of {unit(number, layer)} over the samples",)


def variance(number: int, layer: int) -> Words:
    """Their variance."""
    return (f"their variance: the mean of the squared distances from the mean, for {unit(number, layer)}",)


def normalised(number: int, layer: int) -> Words:
    """ẑ."""
    return (f"weighted sum of {unit(number, layer)}, normalised: mean 0, variance 1 over the samples",)


def scaled(number: int, layer: int) -> Words:
    """U = γẑ + β."""
    return (f"the normalised sum of {unit(number, layer)}, scaled and shifted: the activation takes this",)


def scale(number: int, layer: int) -> Words:
    """γ."""
    return (f"what the normalised sum of {unit(number, layer)} is multiplied by; it is learned",)


def shift(number: int, layer: int) -> Words:
    """β."""
    return (f"what is added to it for {unit(number, layer)}; it is learned",)


def mask(number: int, layer: int) -> Words:
    """1 or 0."""
    return (f"1 where dropout keeps {unit(number, layer)}, 0 where it drops it",)


def dropped(number: int, layer: int) -> Words:
    """H."""
    return (f"what {unit(number, layer)} passes on behind dropout",)


def state(of: Math) -> Words:
    """What an optimiser keeps."""
    return ("what the optimiser works out of the gradients of ", of)


def change(of: Math) -> Words:
    """Δw."""
    return ("change of ", of, ": new minus old")
