"""The sentences at the head of a sheet: what was agreed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_cli.expr.tree import Num
from backprop_cli.problem.initializers import Drawing
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.lists import counted, in_row, listed, symbol, with_commas
from backprop_cli.words.say import Message, mark, meant, phrase, say, several

NETWORK, LOSS, PENALTY, SAMPLES = mark("Network"), mark("Loss"), mark("Penalty"), mark("Samples")
WEIGHTS, BIASES, DRAWN, FIXED = mark("Weights"), mark("Biases"), mark("Drawn"), mark("Fixed")
NORMALISED, DROPOUT, OPTIMISER = mark("Normalised"), mark("Dropout"), mark("Optimiser")
FORMULA, WANTED, KINKS, LETTERS = mark("Formula"), mark("Wanted"), mark("Kinks"), mark("Letters")
NO_WEIGHTS, HELD = mark("No weights"), mark("Activations")
ROUNDING = mark("Rounding")
"""The label of the last fact."""


def shape(inputs: int, layers: list[tuple[int, str]]) -> str:
    """2 inputs → 2 ReLU → 2 sigmoid."""
    return " → ".join([counted(inputs, "input"), *(f"{units} {name}" for units, name in layers)])


def parameters(weights: int, biases: int, scales: int) -> str:
    """10 parameters: 8 weights, 2 biases; and γ and β of each normalised unit."""
    if not weights + biases + scales:
        return phrase("no parameters")
    parts = [counted(weights, "weight")] + ([counted(biases, "bias")] if biases else [])
    parts += [f"{scales} γ, {scales} β"] if scales else []
    return phrase(
        "{parameters}: {kinds}",
        parameters=counted(weights + biases + 2 * scales, "parameter"),
        kinds=", ".join(parts),
    )


def normalisation(layers: Sequence[int], reduced: Math) -> Words:
    """Over what a layer is normalised, and which variance it is."""
    return say(
        "layer {layers}: over the samples of the batch, {formula}; the variance is divided by n (biased)",
        layers=", ".join(map(str, layers)),
        formula=reduced,
    )


def drawn(layer: int, drawing: Drawing) -> Words:
    """How a layer's weights came about."""
    numbers = "".join(f", {name} {value:g}" for name, value in drawing.numbers.items())
    formula = phrase(FORMULAS[drawing.row.formula]) if drawing.row.formula in FORMULAS else ""
    return say(
        "layer {layer}: {rule}; seed {seed}, {digits}",
        layer=layer,
        rule=f"{drawing.row.name}, {formula or drawing.row.formula}{numbers}",
        seed=drawing.seed,
        digits=counted(drawing.digits, "significant digit"),
    )


FORMULAS = {"from low to high, evenly": mark("from low to high, evenly")}
"""Initialisers that are told in words and not by a formula."""


def dropout(layers: Sequence[int], keep: Sequence[Number]) -> Words:
    """Which layers lose units, and that the others are scaled up."""
    return in_row(
        [
            say("layer {layer}: h = a·mask/{keep}", layer=layer, keep=share)
            for layer, share in zip(layers, keep, strict=True)
        ]
    )


OWN_FORMULA = mark("own formula")
ACTIVATIONS = {"leaky_relu": mark("leaky ReLU")}
"""Activations that a course calls otherwise than a problem file and the page's formulas do."""


def biases(kinds: Mapping[int, str]) -> Words:
    """Which layers have which biases; `kinds` holds `shared`, `own` or `none` for each that has weights."""
    if len(set(kinds.values())) == 1:
        return say(_BIASES[next(iter(kinds.values()))])
    return in_row(
        [
            say("layer {place}: {biases}", place=place, biases=phrase(_BIASES[kind]))
            for place, kind in kinds.items()
        ]
    )


def alone(layers: Sequence[int]) -> Words:
    """Which layers are an activation without weights, and what their z is then."""
    return say(
        several(
            "layer {layers}: the activation alone; z is what comes in",
            "layers {layers}: the activation alone; z is what comes in",
        ),
        count=len(layers),
        layers=", ".join(map(str, layers)),
    )


_BIASES = {
    "shared": mark("one for the layer, shared by its units"),
    "own": mark("one for each unit"),
    "none": meant("biases", "none"),
}


def loss(formula: Math, count: int, name: str) -> Words:
    """The loss, what it is called, and what the letter m in it stands for."""
    outputs = counted(count, "output")
    if not name:
        return say("{formula}, m = {outputs}", formula=formula, outputs=outputs)
    return say("{formula}, {name} with m = {outputs}", formula=formula, name=name, outputs=outputs)


def from_above(gradient: str) -> Words:
    """What stands in the place of a loss: its derivatives."""
    return say(
        "not given; only its derivatives {gradient} are, the gradient from above", gradient=symbol(gradient)
    )


MOST_HELD = 8
"""Given activations that a line names."""


def held(names: Sequence[str]) -> Words:
    """Which activations are not worked, and how the gradient goes on behind them."""
    return say(
        several(
            "{names} is given, not worked; slopes are taken at what is given",
            "{names} are given, not worked; slopes are taken at what is given",
        ),
        count=len(names),
        names=listed(names, MOST_HELD),
    )


def penalty(added: Math, loss: Math, *, on_biases: bool) -> Words:
    """What large parameters add to the loss."""
    if on_biases:
        return say("{loss}, {penalty} over all weights and biases", loss=loss, penalty=added)
    return say("{loss}, {penalty} over all weights; biases are left out", loss=loss, penalty=added)


REDUCTIONS = {"mean": meant("of losses", "mean"), "sum": meant("of losses", "sum")}


def batch(samples: int, reduction: str, size: int) -> Words:
    """How the samples' losses make the batch's; `size`: samples in each step."""
    kind = phrase(REDUCTIONS[reduction])
    if size == 1 < samples:
        return say("{samples}, taken {size} a step; ⟨2⟩ marks sample 2", samples=samples, size=size)
    if size < samples:
        return say(
            "{samples}, taken {size} a step, and a step's loss is their {mean}; ⟨2⟩ marks sample 2",
            samples=samples,
            size=size,
            mean=kind,
        )
    return say(
        "{samples}; the loss of the batch is their {mean}; ⟨2⟩ marks sample 2", samples=samples, mean=kind
    )


def weight_names(example: Quantity, *, by_input: bool) -> Words:
    """What the indices of a weight mean, by an example."""
    to, start = example.indices
    sentence = (
        mark(
            "{weight} leads in layer {layer} to unit {to} from input {start}; the file has a row per input"
            " (h = Wᵀx), here W has a row per unit"
        )
        if by_input
        else mark("{weight} leads in layer {layer} to unit {to} from input {start}")
    )
    return say(sentence, weight=symbol(text(example)), layer=example.layer or 0, to=to, start=start)


def fixed(names: Sequence[str]) -> Words:
    """The parameters that are not updated."""
    return say("{names} stay as they are: not updated", names=listed(names))


def derivatives_by(names: Sequence[str]) -> Words:
    """What a formula problem asks."""
    return say("the derivatives by {names}", names=listed(names))


def kinks(functions: list[str]) -> Words:
    """What holds where a derivative jumps."""
    return in_row([say(AT_KINKS[name]) for name in functions])


AT_KINKS = {
    "relu": mark("ReLU′(0) = 0"),
    "leaky_relu": mark("leaky ReLU′(0) is its slope for z < 0"),
    "abs": mark("|x| has the slope sign(x), which is 0 at x = 0"),
    "max": mark("max(u, v) has the slope of v where u = v, but 0 where either is a number"),
    "min": mark("min(u, v) has the slope of v where u = v, but 0 where either is a number"),
}
NORMAL_DISTRIBUTION = mark("Φ is the standard normal distribution function, φ its density, Φ′ = φ")
OPTIMIZERS: dict[str, Message] = {"sgd": mark("gradient descent")}
"""Rules that have a name of their own in running text."""


def descent(
    name: str, steps: int, formulas: Sequence[Math], constants: Sequence[Math], starts: Sequence[Words]
) -> Words:
    """The update rule; `starts`: what the optimiser keeps of each parameter begins with which number."""
    told = say(
        several(
            "{name}, one step: {formulas} with {constants}; every gradient is taken at the old values",
            "{name}, {steps} steps: {formulas} with {constants}; every gradient is taken at the old values",
        ),
        count=steps,
        steps=f"{steps:,}",
        name=phrase(OPTIMIZERS[name]) if name in OPTIMIZERS else name,
        formulas=with_commas(formulas),
        constants=with_commas(constants),
    )
    return in_row([told, *starts], ", ")


def starting(state: Math, number: Num) -> Words:
    """What an optimiser keeps of each parameter, and from which number."""
    return say("{state} starts from {number}", state=state, number=Math((number,)))


def rounding(digits: int) -> Words:
    """What ≈ means."""
    return say(
        "{digits} significant digits on the page (≈ where digits were dropped), all digits inside",
        digits=digits,
    )
