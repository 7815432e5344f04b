"""The words of the sheets: the only English outside error messages and command help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_cli.derivation.derivation import Proof
from backprop_cli.expr.tree import Expr, Num, Ref
from backprop_cli.problem.initializers import Drawing
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.worksheet.document import Followed, Math, Number, Words

GIVEN = "Given"
FORWARD = "Forward pass"
LOCAL = "Local derivatives"
BACKWARD = "Backward pass"
UPDATE = "Update"
CHECKS = "Checks"
UNTITLED = "Backpropagation worksheet"


def symbol(name: str) -> Math:
    """A quantity in running text."""
    return Math((Ref(name),))


OF_BATCH = "whole batch"


def of_layer(number: int) -> str:
    """Heading of one layer's part."""
    return f"layer {number}"


def of_sample(number: int) -> str:
    """Heading of one sample's part."""
    return f"sample {number}"


def source(text: str) -> Followed:
    """Where the exercise comes from."""
    return Followed(f"Source: {text}")


def warning(message: str) -> str:
    """Something unusual in the file, told on the sheet as well."""
    return f"Note: {message}"


def counted(count: int, noun: str) -> str:
    """`1 unit`, `3 units`, `2 biases`, `2 losses`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def shape(inputs: int, layers: list[tuple[int, str]]) -> str:
    """2 inputs → 2 ReLU → 2 sigmoid."""
    return " → ".join([counted(inputs, "input"), *(f"{units} {name}" for units, name in layers)])


def parameters(weights: int, biases: int, scales: int) -> str:
    """10 parameters: 8 weights, 2 biases; and γ and β of each normalised unit."""
    if not weights + biases + scales:
        return "no parameters"
    parts = [counted(weights, "weight")] + ([counted(biases, "bias")] if biases else [])
    parts += [f"{scales} γ, {scales} β"] if scales else []
    return f"{counted(weights + biases + 2 * scales, 'parameter')}: {', '.join(parts)}"


def normalisation(layers: Sequence[int], reduced: Math) -> Words:
    """Over what a layer is normalised, and which variance it is."""
    which = ", ".join(map(str, layers))
    return (
        f"layer {which}: over the samples of the batch, ",
        reduced,
        "; the variance is divided by n (biased)",
    )


def drawn(layer: int, drawing: Drawing) -> Words:
    """How a layer's weights came about."""
    numbers = "".join(f", {name} {value:g}" for name, value in drawing.numbers.items())
    rule = f"{drawing.row.name}, {drawing.row.formula}{numbers}"
    return (f"layer {layer}: {rule}; seed {drawing.seed}, {counted(drawing.digits, 'significant digit')}",)


def dropout(layers: Sequence[int], keep: Sequence[Number]) -> Words:
    """Which layers lose units, and that the others are scaled up."""
    parts: list[str | Number] = []
    for layer, share in zip(layers, keep, strict=True):
        parts += ["; " if parts else "", f"layer {layer}: h = a·mask/", share]
    return tuple(parts)


OWN_FORMULA = "own formula"
ACTIVATIONS = {"leaky_relu": "leaky ReLU"}
"""Activations that a course calls otherwise than a problem file and the page's formulas do."""


def biases(kinds: Mapping[int, str]) -> Words:
    """Which layers have which biases; `kinds` holds `shared`, `own` or `none` for each that has weights."""
    if len(set(kinds.values())) == 1:
        return (_BIASES[next(iter(kinds.values()))],)
    return ("; ".join(f"layer {place}: {_BIASES[kind]}" for place, kind in kinds.items()),)


def alone(layers: Sequence[int]) -> Words:
    """Which layers are an activation without weights, and what their z is then."""
    which = "layer" if len(layers) == 1 else "layers"
    return (f"{which} {', '.join(map(str, layers))}: the activation alone; z is what comes in",)


_BIASES = {
    "shared": "one for the layer, shared by its units",
    "own": "one for each unit",
    "none": "none",
}


def outputs_counted(count: int, name: str) -> Words:
    """What the loss is called, and what the letter m in it stands for."""
    return (f", {name} with m = {counted(count, 'output')}" if name else f", m = {counted(count, 'output')}",)


def from_above(gradient: str) -> Words:
    """What stands in the place of a loss: its derivatives."""
    return ("not given; only its derivatives ", symbol(gradient), " are, the gradient from above")


MOST_HELD = 8
"""Given activations that a line names."""


def held(names: Sequence[str]) -> Words:
    """Which activations are not worked, and how the gradient goes on behind them."""
    more = f" and {len(names) - MOST_HELD} more" if len(names) > MOST_HELD else ""
    are = "is" if len(names) == 1 else "are"
    return (*listed(names[:MOST_HELD]), f"{more} {are} given, not worked; slopes are taken at what is given")


def penalty(added: Math, loss: Math, *, on_biases: bool) -> Words:
    """What large parameters add to the loss."""
    over = "weights and biases" if on_biases else "weights; biases are left out"
    return (loss, ", ", added, f" over all {over}")


def batch(samples: int, reduction: str, size: int) -> Words:
    """How the samples' losses make the batch's; `size`: samples in each step."""
    if size < samples:
        of_step = f", and a step's loss is their {reduction}" if size > 1 else ""
        return (f"{samples}, taken {size} a step{of_step}; ⟨2⟩ marks sample 2",)
    return (f"{samples}; the loss of the batch is their {reduction}; ⟨2⟩ marks sample 2",)


def weight_names(example: Quantity, *, by_input: bool) -> Words:
    """What the indices of a weight mean, by an example."""
    to, start = example.indices
    turned = "; the file has a row per input (h = Wᵀx), here W has a row per unit" if by_input else ""
    return (symbol(text(example)), f" leads in layer {example.layer} to unit {to} from input {start}{turned}")


def fixed(names: Sequence[str]) -> Words:
    """The parameters that are not updated."""
    return (*listed(names), " stay as they are: not updated")


def derivatives_by(names: Sequence[str]) -> Words:
    """What a formula problem asks."""
    return ("the derivatives by ", *listed(names))


def listed(names: Sequence[str]) -> Words:
    """Quantities in running text, with commas."""
    return joined([symbol(name) for name in names])


def joined(formulas: Sequence[Math]) -> Words:
    """Formulas in running text, with commas."""
    words: list[str | Math] = []
    for formula in formulas:
        words += [formula, ", "]
    return tuple(words[:-1])


def kinks(functions: list[str]) -> Words:
    """What holds where a derivative jumps."""
    return ("; ".join(KINKS[name] for name in functions),)


KINKS = {
    "relu": "ReLU′(0) = 0",
    "leaky_relu": "leaky ReLU′(0) is its slope for z < 0",
    "abs": "|x| has the slope sign(x), which is 0 at x = 0",
    "max": "max(u, v) has the slope of v where u = v, but 0 where either is a number",
    "min": "min(u, v) has the slope of v where u = v, but 0 where either is a number",
}
NORMAL_DISTRIBUTION: Words = ("Φ is the standard normal distribution function, φ its density, Φ′ = φ",)


OPTIMIZERS = {"sgd": "gradient descent"}
"""Rules that have a name of their own in running text."""


def descent(name: str, steps: int, formulas: Sequence[Math], constants: Sequence[Math]) -> Words:
    """The update rule."""
    count = "one step" if steps == 1 else f"{steps:,} steps"
    return (
        f"{OPTIMIZERS.get(name, name)}, {count}: ",
        *joined(formulas),
        " with ",
        *joined(constants),
        "; every gradient is taken at the old values",
    )


def starting(states: Sequence[tuple[Math, Num]]) -> Words:
    """What an optimiser keeps of each parameter, and from which number."""
    words: list[str | Math] = []
    for state, number in states:
        words += [", ", state, " starts from ", Math((number,))]
    return tuple(words)


def rounding(digits: int) -> Words:
    """What ≈ means."""
    return (f"{digits} significant digits on the page (≈ where digits were dropped), all digits inside",)


def shortened_sums(longest: int) -> str:
    """Says that long sums are not written out."""
    return f"Sums of more than {longest} terms show the first three and the last; --all writes them out."


def left_out(count: int, example: str) -> Words:
    """The note under a list that shows only its beginning."""
    return (
        f"{count} more rows are worked the same way: --all shows them, "
        f'--only "{example}" shows one with all it needs.',
    )


# --- why one side equals the next -----------------------------------------------------------------


def slope_by_cases(z: Expr, side: float, slope: float) -> Words:
    """Why a slope has the value it has: right or left of the kink, or at it."""
    where = "= 0 is the kink" if side == 0 else "> 0" if side > 0 else "< 0"
    convention = " by convention" if side == 0 else ""
    return (Math((z,)), f" {where}: slope ", Number(slope), convention)


def off(value: Expr, slope: float) -> Words:
    """The slope where a given value of 0 tells that z is not above 0."""
    return (Math((value,)), " = 0, so z is not above 0: slope ", Number(slope))


def tie(difference: Expr) -> Words:
    """Two arguments of max or min are equal."""
    return (Math((difference,)), " = 0: both are equal, see Kinks")


SOFTMAX_RULE: Words = ("softmax: ∂aᵢ/∂zⱼ = aᵢ(1 − aᵢ) if i = j, else −aᵢaⱼ",)


def collapsed(activation: str, *, unit_sum: bool) -> Words:
    """Why the whole chain shrinks to ŷ − y."""
    if activation == "sigmoid":
        return ("sigmoid with cross-entropy: ŷ − y remains",)
    if unit_sum:
        return ("softmax with cross-entropy: (Σy)·ŷ − y remains, and Σy = 1",)
    return ("softmax with cross-entropy: (Σy)·ŷ − y remains",)


IDENTITY: Words = ("linear: a = z, slope 1",)
OWN_BIAS: Words = ("the bias is added as it is: factor 1",)


BIAS_OF_SAMPLES: Words = ("the bias serves every sample: add what comes through each",)


def shared_bias(units: int) -> Words:
    """Why a shared bias has a sum."""
    return (f"one bias for {units} units: add their shares",)


def is_zero(name: str) -> Words:
    """Why a product vanishes."""
    return (symbol(name), " = 0")


SATURATED: Words = ("so near to 0 or 1 that a float cannot hold the rest; later lines do without it",)
TOO_LONG: Words = ("one side is too long for a formula block; the terminal page shows it",)
NO_FLOAT: Words = ("too large for a number",)


def number(value: float | None) -> Words:
    """A number of a table, or that it is beyond a float."""
    return NO_FLOAT if value is None else (Number(value),)


# --- checks ---------------------------------------------------------------------------------------


OF_LOSS, OF_SUM = "the loss", "the sum of given derivatives times what they are by"
"""What central differences are taken of."""
BEFORE_HELD: Words = (
    "Gradients by what lies before given activations are not compared so: the loss does not move with it.",
)


def checked(proof: Proof, of: str = OF_LOSS) -> list[Words]:
    """The stamp of the proofs; `of`: what differences are taken of."""
    lines: list[Words] = []
    if compared := proof.gradients - len(proof.at_kink):
        gradients = counted(compared, "gradient")
        lines.append((f"{gradients} compared with central differences of {of}: all agree.",))
    if proof.at_kink:
        at_kink = " at a kink or next to one, where a central difference says nothing."
        lines.append((*listed(proof.at_kink), at_kink))
    local = counted(proof.local, "local derivative")
    lines.append((f"{local} compared with SymPy's: all agree.",))
    if proof.arrays:
        lines.append((f"{proof.arrays} formulas in vectors and matrices worked as they stand: all agree.",))
    if proof.closed_form:
        parameters = counted(proof.closed_form, "parameter")
        lines.append((f"Closed form: {parameters} compared with SymPy's exact solution: all agree.",))
    return lines


UNCHECKED: Words = (
    "Not checked in this run: --verify compares every derivative with SymPy's and with central differences.",
)


def loss_change(name: str, before: float, after: float | None) -> Words:
    """The loss before and after the update of all parameters."""
    if after is None:
        return (symbol(name), " has no value with the new parameters: the step is too large.")
    grown = " The step made it larger." if after > before else ""
    start = (symbol(name), " before the update: ", Number(before, name))
    return (*start, "; after the update of all parameters: ", Number(after), f".{grown}")


def update_columns(output: str, rate: str) -> tuple[Words, ...]:
    """The heads of the update table."""
    return (
        ("Parameter",),
        ("Old",),
        (f"Gradient of {output}",),
        (f"{rate} · gradient",),
        ("New",),
    )


# --- paths ----------------------------------------------------------------------------------------


def paths_to(target: str, count: int) -> Words:
    """Heading: how many ways lead from the output to a parameter."""
    return (f"{counted(count, 'path')} to ", symbol(target))


def route(names: list[str]) -> Words:
    """The names along a path, L → a²₁ → z²₁."""
    words: list[str | Math] = []
    for name in names:
        words += [" → ", symbol(name)]
    return tuple(words[1:])


COMMON_TAIL: Words = ("the common tail taken out",)
STRUCK: Words = ("Struck-out terms do not depend on the variable: their derivative is 0.",)


def too_many_paths(count: int) -> str:
    """Why a sheet of paths is refused."""
    return f"there are more than {count} paths from the output to what is asked"


TOO_MANY_PATHS_HINT = "name one parameter with --only, or use --style delta"
