"""The sentences at the head of a sheet: what was agreed on."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from backprop_cli.problem.initializers import Drawing
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words.inline import Kept, Math, Number, Words
from backprop_cli.words.letters import LETTERS as GENERAL
from backprop_cli.words.lists import counted, in_row, listed, symbol
from backprop_cli.words.say import Message, mark, meant, phrase, say, several

NETWORK, LOSS, PENALTY, SAMPLES = mark("Network"), mark("Loss"), mark("Penalty"), mark("Samples")
WEIGHTS, BIASES, DRAWN, FIXED = mark("Weights"), mark("Biases"), mark("Drawn"), mark("Fixed")
NORMALISED, DROPOUT, OPTIMISER = mark("Normalised"), mark("Dropout"), mark("Optimiser")
FORMULA, WANTED, KINKS, LETTERS = mark("Formula"), mark("Wanted"), mark("Kinks"), mark("Letters")
NO_WEIGHTS, HELD, BY_FORMULA = mark("No weights"), mark("Activations"), mark("Activation")
ROUNDING = mark("Rounding")
"""The label of the last fact."""


def shape(inputs: int, layers: list[tuple[int, str]]) -> str:
    """2 inputs → 2 ReLU → 2 sigmoid."""
    return " → ".join([counted(inputs, "input"), *(f"{units} {name}" for units, name in layers)])


def activation(layers: Sequence[int], formula: Math) -> Words:
    """What a formula of the author's gives in some layers."""
    return say(
        several(
            "layer {layers}: {formula}, where {z} is what goes into a unit",
            "layers {layers}: {formula}, where {z} is what goes into a unit",
        ),
        count=len(layers),
        layers=", ".join(map(str, layers)),
        formula=formula,
        z=GENERAL["z"],
    )


def normalisation(layers: Sequence[int], reduced: Math, small: Math | None) -> Words:
    """Over what a layer is normalised, with which ε if any, and which variance it is."""
    if small is None:
        return say(
            "layer {layers}: over the samples of the batch, {formula}; the variance is divided by n (biased)",
            layers=", ".join(map(str, layers)),
            formula=reduced,
        )
    return say(
        "layer {layers}: over the samples of the batch, {formula} with {small}, so that nothing is divided by"
        " 0; the variance is divided by n (biased)",
        layers=", ".join(map(str, layers)),
        formula=reduced,
        small=small,
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
    """Which layers lose units, and why the others are scaled up."""
    dropped = {letter: GENERAL[letter] for letter in ("h", "a")}
    rules = in_row(
        [
            say("layer {layer}: {h} = {a}·mask/{keep}", layer=layer, keep=share, **dropped)
            for layer, share in zip(layers, keep, strict=True)
        ]
    )
    return say(
        several(
            "{rules}; {shares} is the probability that a unit is kept, and dividing by it keeps the layer's"
            " average",
            "{rules}; {shares} are the probabilities that a unit is kept, and dividing by them keeps a"
            " layer's average",
        ),
        count=len(layers),
        rules=rules,
        shares=in_row([(share,) for share in keep], ", "),
    )


OWN_FORMULA = mark("by formula")
ACTIVATIONS = {"leaky_relu": mark("leaky ReLU")}
"""Activations that a course calls otherwise than a problem file and the page's formulas do."""


def biases(kinds: Mapping[int, str]) -> Words:
    """Which layers have which biases, of those that have weights; `kinds` holds keys of `_BIASES`."""
    if len(kinds) > 1:
        kinds = {place: "own" if kind == "single" else kind for place, kind in kinds.items()}
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
            "layer {layers}: the activation alone; {z} is what comes in",
            "layers {layers}: the activation alone; {z} is what comes in",
        ),
        count=len(layers),
        layers=", ".join(map(str, layers)),
        z=GENERAL["z"],
    )


_BIASES = {
    "shared": mark("one for the layer, shared by its units"),
    "own": mark("one for each unit"),
    "single": mark("one, that of the only unit"),
    "none": meant("biases", "none"),
}


LOSSES: dict[str, Message] = {
    "mse": mark("the mean squared error"),
    "half_mse": mark("half the mean squared error"),
    "sse": mark("the sum of squared errors"),
    "half_sse": mark("half the sum of squared errors"),
    "rmse": mark("the root of the mean squared error"),
    "mae": mark("the mean absolute error"),
    "bce": mark("the binary cross-entropy"),
    "cross_entropy": mark("the cross-entropy"),
}
"""The losses in words, by what a problem file calls them."""


def loss(formula: Math, count: int, name: str, *, has_m: bool) -> Words:
    """The loss, its name in words and in a problem file, and what it is summed over."""
    outputs = counted(count, "output")
    over = Kept(phrase("m = {outputs}", outputs=outputs)) if has_m else outputs
    if name not in LOSSES:
        return say("{formula}, over {outputs}", formula=formula, outputs=over)
    if name == "cross_entropy":  # the words are the name
        return say(
            "{formula}, {loss} over {outputs}", formula=formula, loss=phrase(LOSSES[name]), outputs=over
        )
    return say(
        "{formula}, {loss} ({name}) over {outputs}",
        formula=formula,
        loss=phrase(LOSSES[name]),
        name=name,
        outputs=over,
    )


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


def batch(samples: int, reduction: str, size: int, losses: tuple[Math, Math]) -> Words:
    """How the samples' losses make the batch's; `size`: samples in each step; `losses`: its own, and one."""
    whole, single = losses
    if size == 1 < samples:
        return say(
            "{samples}, taken {size} a step; ⟨2⟩ marks what belongs to sample 2", samples=samples, size=size
        )
    sentence = (
        mark(
            "{samples}, taken {size} a step; ⟨2⟩ marks what belongs to sample 2; {whole} is the {mean} of the"
            " step's losses, such as {single}"
        )
        if size < samples
        else mark(
            "{samples}; ⟨2⟩ marks what belongs to sample 2; {whole} is the {mean} of the samples' losses,"
            " such as {single}"
        )
    )
    kind = phrase(REDUCTIONS[reduction])
    return say(sentence, samples=samples, size=size, whole=whole, mean=kind, single=single)


def weight_names(example: Quantity, *, by_input: bool) -> Words:
    """What the indices of a weight mean, by an example."""
    to, start = example.indices
    sentence = (
        mark(
            "{weight} leads in layer {layer} to unit {to} from input {start}; the problem file has a row per"
            " input (h = Wᵀx), here W has a row per unit"
        )
        if by_input
        else mark("{weight} leads in layer {layer} to unit {to} from input {start}")
    )
    return say(sentence, weight=symbol(text(example)), layer=example.layer or 0, to=to, start=start)


def fixed(names: Sequence[str]) -> Words:
    """The parameters that are not updated."""
    return say(
        several(
            "{names} stays as it is: not updated, though it has a gradient",
            "{names} stay as they are: not updated, though they have gradients",
        ),
        count=len(names),
        names=listed(names),
    )


def derivatives_by(outputs: Sequence[str], names: Sequence[str]) -> Words:
    """What a formula problem asks."""
    return say(
        several(
            "the derivative of {outputs} with respect to {names}",
            "the derivatives of {outputs} with respect to {names}",
        ),
        count=len(outputs) * len(names),
        outputs=listed(outputs),
        names=listed(names),
    )


MOST_WANTED = 8
"""Quantities that a line names one by one."""


def asked_for(names: Sequence[str]) -> Words:
    """What a formula problem asks where it says so itself."""
    return listed(names, MOST_WANTED)


def kinks(functions: list[str], taken: Container[str]) -> Words:
    """What holds where a derivative jumps; `taken`: the exercise's own names, which no argument has."""
    spare = (letter for letter in _SPARE if letter not in taken)
    letters = {each: next(spare, each) if each in taken else each for each in ("u", "v", "t")}
    told = [say(AT_KINKS[name], **letters) for name in functions if name not in _ALIKE]
    alike = [name for name in functions if name in _ALIKE]
    if len(alike) == 1:
        told.append(say(AT_KINKS[alike[0]], **letters))
    elif alike:
        told.append(say(_BOTH_ALIKE, **letters))
    return in_row(told)


AT_KINKS = {
    "relu": mark("ReLU has no slope at 0; ReLU′(0) = 0 is taken"),
    "leaky_relu": mark("leaky ReLU has no slope at 0; the slope to the left of it is taken"),
    "abs": mark("|{u}| has the slope sign({u}): 1 where {u} > 0, −1 where {u} < 0, and 0 at {u} = 0"),
    "max": mark(
        "max({u}, {v}) has the slope of {v} where {u} = {v}; if one of the two is a number, as in"
        " max(0, {u}), the slope is 0 there"
    ),
    "min": mark(
        "min({u}, {v}) has the slope of {v} where {u} = {v}; if one of the two is a number, as in"
        " min(0, {u}), the slope is 0 there"
    ),
    "sign": mark("sign({u}) jumps at {u} = 0; the slope 0 is taken there"),
    "where": mark("({u} if {t} > 0, else {v}) has at {t} = 0 the slope of {v}"),
}
_SPARE = "pqrsnmkhcdefijlowzxyab"
"""Letters for arguments whose own an exercise has."""
_ALIKE = ("max", "min")
_BOTH_ALIKE = mark(
    "max({u}, {v}) and min({u}, {v}) have the slope of {v} where {u} = {v}; if one of the two is a number, as"
    " in max(0, {u}), the slope is 0 there"
)
NORMAL_DISTRIBUTION = mark("Φ is the standard normal distribution function, φ its density, Φ′ = φ")


def rounding(digits: int) -> Words:
    """What ≈ means."""
    return say(
        "shown to {digits} significant digits (≈ where digits were dropped), worked with all: what you work"
        " from those shown may be a few units of the last digit off, and more where nearly equal numbers are"
        " subtracted",
        digits=digits,
    )
