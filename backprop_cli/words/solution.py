"""The sentences of a worked solution: its parts, its notes, its checks."""

from __future__ import annotations

from backprop_cli.derivation.derivation import Proof
from backprop_cli.words.inline import Followed, Number, Words
from backprop_cli.words.lists import counted, listed, symbol
from backprop_cli.words.say import Message, mark, phrase, say, several

GIVEN = mark("Given")
FORWARD = mark("Forward pass")
LOCAL = mark("Local derivatives")
BACKWARD = mark("Backward pass")
UPDATE = mark("Update")
AGAIN = mark("Forward pass with the new parameters")
CHECKS = mark("Checks")
UNTITLED = mark("Backpropagation worksheet")
OF_BATCH = mark("whole batch")
OF_STEP = mark("whole step")
"""The same where the batch of a step is one sample."""

STYLE_DELTA = mark("one error signal per unit")
STYLE_PATHS = mark("every path from the loss to a parameter")
STYLE_MATRIX = mark("whole vectors and matrices, samples as columns")
STYLE_GATES = mark("the circuit, one operation each")
"""What each style is, for help."""


def titled(page: str, title: str) -> str:
    """The title of a page about an exercise: `Marked: Two layers`."""
    return phrase("{page}: {title}", page=page, title=title)


def part_of(title: str, part: str) -> Words:
    """The heading of a part: `Forward pass, sample 2`."""
    return say("{title}, {part}", title=title, part=part)


def of_layer(number: int) -> str:
    """Heading of one layer's part."""
    return phrase("layer {number}", number=number)


def of_sample(number: int) -> str:
    """Heading of one sample's part."""
    return phrase("sample {number}", number=number)


SOURCE = mark("Source: {text}")


def source(text: str) -> Followed:
    """Where the exercise comes from."""
    return Followed(phrase(SOURCE, text=text))


def warning(message: str) -> Words:
    """Something unusual in the file, told on the sheet as well."""
    return say("Note: {message}", message=message)


def shortened_sums(longest: int) -> Words:
    """Says that long sums are not written out."""
    return say(
        "Sums of more than {longest} terms show the first three and the last; --all writes them out.",
        longest=longest,
    )


def left_out(count: int, example: str) -> Words:
    """The note under a list that shows only its beginning."""
    return say(
        several(
            '{count} more row is worked the same way: --all shows it, --only "{example}" shows it with'
            " all it needs.",
            '{count} more rows are worked the same way: --all shows them, --only "{example}" shows one with'
            " all it needs.",
        ),
        count=count,
        example=example,
    )


# --- checks ---------------------------------------------------------------------------------------


OF_LOSS = mark("the loss")
OF_SUM = mark("the sum of given derivatives times what they are by")
"""What central differences are taken of."""
HELD_MOVES = mark(
    "In the differences given activations move with their sums, which are shifted once, so that each"
    " activation is just the number given."
)
BEFORE_HELD = mark(
    "Gradients by what lies before given activations are not compared so: the loss does not move with it."
)


def checked(proof: Proof, of: Message = OF_LOSS) -> list[Words]:
    """The stamp of the proofs; `of`: what differences are taken of."""
    lines: list[Words] = []
    if compared := proof.gradients - len(proof.at_kink):
        lines.append(
            say(
                "{gradients} compared with central differences of {loss}: all agree.",
                gradients=counted(compared, "gradient"),
                loss=phrase(of),
            )
        )
    if proof.at_kink:
        lines.append(
            say(
                "{gradients} at a kink or next to one, where a central difference says nothing.",
                gradients=listed(proof.at_kink),
            )
        )
    local = counted(proof.local, "local derivative")
    lines.append(say("{local} compared with SymPy's: all agree.", local=local))
    if proof.rules:
        lines.append(
            say(
                "{lines} by rule compared with SymPy's derivative: all agree.",
                lines=counted(proof.rules, "line"),
            )
        )
    if proof.arrays:
        lines.append(
            say(
                several(
                    "{count} formula in vectors and matrices worked as it stands: it agrees.",
                    "{count} formulas in vectors and matrices worked as they stand: all agree.",
                ),
                count=proof.arrays,
            )
        )
    if proof.closed_form:
        lines.append(
            say(
                "Closed form: {parameters} compared with SymPy's exact solution: all agree.",
                parameters=counted(proof.closed_form, "parameter"),
            )
        )
    return lines


AFTER = mark("{loss} before the update: {before}; after the update: {after}.")
AFTER_ALL = mark("{loss} before the update: {before}; after the update of all parameters: {after}.")


def loss_change(name: str, before: float, after: float | None, *, of_all: bool = False) -> Words:
    """The loss before and after the update of all parameters; `of_all`: which is said."""
    loss = symbol(name)
    if after is None:
        return say("{loss} has no value with the new parameters: the step is too large.", loss=loss)
    told = say(
        AFTER_ALL if of_all else AFTER,
        loss=loss,
        before=Number(before, name),
        after=Number(after, name),
    )
    if after <= before:
        return told
    return say(
        "{change} The step made it larger.",
        change=told,
    )


PARAMETER, OLD, NEW = mark("Parameter"), mark("Old"), mark("New")


def gradient_of(output: str) -> Words:
    """The head of gradients of one output, or of one sample's loss."""
    return say("Gradient of {output}", output=symbol(output))


def update_columns(output: str, rate: str) -> tuple[Words, ...]:
    """The heads of the update table."""
    return (
        say(PARAMETER),
        say(OLD),
        gradient_of(output),
        say("{rate} · gradient", rate=rate),
        say(NEW),
    )
