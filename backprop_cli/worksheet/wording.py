"""The words of the sheets: the only English outside error messages and command help."""

from __future__ import annotations

from backprop_cli.derivation.step import Proof
from backprop_cli.expr.tree import Expr, Num, Ref
from backprop_cli.worksheet.document import Math, Number, Words

GIVEN = "Given"
FORWARD = "Forward pass"
LOCAL = "Local derivatives"
BACKWARD = "Backward pass"
UPDATE = "Update"
PATHS = "Paths to"
CHECKS = "Checks"
UNTITLED = "Backpropagation worksheet"


def symbol(name: str) -> Math:
    """A quantity in running text."""
    return Math((Ref(name),))


OF_BATCH = "whole batch"


def of_sample(number: str) -> str:
    """Heading of one sample's part."""
    return f"sample {number}"


def source(text: str) -> str:
    """Where the exercise comes from."""
    return f"Source: {text}"


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


def parameters(weights: int, biases: int) -> str:
    """10 parameters: 8 weights, 2 biases."""
    parts = [counted(weights, "weight")] + ([counted(biases, "bias")] if biases else [])
    return f"{counted(weights + biases, 'parameter')}: {', '.join(parts)}"


OWN_FORMULA = "own formula"


def bias_kind(kinds: set[str]) -> str:
    """Which layers have which biases; `kinds` holds `shared`, `own`, `none`."""
    if len(kinds) > 1:
        return "as given layer by layer: one number is shared by its whole layer"
    return {
        "shared": "one for each layer, shared by its units",
        "own": "one for each unit",
        "none": "none",
    }[kinds.pop()]


def outputs_counted(count: int, name: str) -> Words:
    """What the letter m in the loss stands for."""
    return (f" ({name}, {counted(count, 'output')})" if name else f" ({counted(count, 'output')})",)


def batch(samples: int, reduction: str) -> Words:
    """How the samples' losses make the batch's."""
    return (f"{samples}; the loss of the batch is their {reduction}; ⟨2⟩ marks sample 2",)


WEIGHT_NAMES: Words = (
    symbol("W1[1,2]"),
    " leads in layer 1 to unit 1 from unit 2 of the layer before",
)
ROWS_ARE_INPUTS = "; the file gives one row per input (h = Wᵀx)"
NOT_UPDATED: Words = (" not updated",)


def kinks(functions: list[str]) -> Words:
    """What holds where a derivative jumps."""
    return (", ".join(KINKS[name] for name in functions),)


KINKS = {
    "relu": "ReLU′(0) = 0",
    "leaky_relu": "leaky ReLU′(0) is its slope for z < 0",
    "abs": "|z|′ = 0 at z = 0",
    "max": "where both are equal, max follows its second argument",
    "min": "where both are equal, min follows its second argument",
}


def descent(rate: Num) -> Words:
    """The update rule."""
    return (
        "gradient descent, one step, ",
        Math((Ref("α"), rate)),
        "; every gradient uses the old values; ⁺ marks the new ones",
    )


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
    """Why ReLU′ is 1 or 0: the unit is on, off, or at its kink (`side` is the value of z)."""
    slope_is: Words = (": slope ", Number(slope))
    if side == 0:
        return (Math((z,)), " = 0 is the kink", *slope_is, " by convention")
    return (Math((z,)), " > 0, on" if side > 0 else " < 0, off", *slope_is)


SOFTMAX_RULE: Words = ("∂ŷᵢ/∂zⱼ = ŷᵢ(1 − ŷᵢ) if i = j, else −ŷᵢŷⱼ",)


def collapsed(activation: str) -> Words:
    """Why the whole chain shrinks to ŷ − y."""
    return (f"{activation} with cross-entropy: ŷ − y is what remains",)


IDENTITY: Words = ("linear: a = z, slope 1",)
OWN_BIAS: Words = ("the bias is added as it is: factor 1",)


def shared_bias(units: int) -> Words:
    """Why a shared bias has a sum."""
    return (f"one bias for {units} units: add their shares",)


def is_zero(name: str) -> Words:
    """Why a product vanishes."""
    return (symbol(name), " = 0")


NO_FLOAT: Words = ("too large for a number; the collapsed form does not need it",)


# --- checks ---------------------------------------------------------------------------------------


def checked(proof: Proof) -> list[Words]:
    """The stamp of the proofs."""
    lines: list[Words] = []
    if proof.gradients:
        gradients = counted(proof.gradients, "gradient")
        lines.append((f"{gradients} compared with central differences: all agree.",))
    local = counted(proof.local, "local derivative")
    lines.append((f"{local} compared with SymPy's: all agree.",))
    for name in proof.at_kink:
        lines.append((symbol(name), NEAR_KINK))
    return lines


NEAR_KINK = ": a kink is so near that a central difference says nothing here."

UNCHECKED: Words = ("Not checked in this run: --verify proves every derivative in two other ways.",)


def loss_change(name: str, before: float, after: float | None) -> Words:
    """The loss before and after the update."""
    if after is None:
        return (symbol(name), " has no value with the new parameters: the step is too large.")
    return (
        symbol(name),
        " before the update: ",
        Number(before),
        ", after it: ",
        Number(after),
        ".",
    )


def update_columns(output: str) -> tuple[Words, ...]:
    """The heads of the update table."""
    return (
        ("Parameter",),
        ("Old",),
        (f"Gradient of {output}",),
        ("α · gradient",),
        ("New",),
    )


def not_updated(names: list[str]) -> Words:
    """The parameters that the problem fixes."""
    words: list[str | Math] = []
    for name in names:
        words += [symbol(name), ", "]
    return ("Fixed, not updated: ", *words[:-1], ".")


# --- paths ----------------------------------------------------------------------------------------


def paths_to(count: int) -> Words:
    """How many ways lead from the loss to a parameter."""
    return (f"{counted(count, 'path')} from the output:",)


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
