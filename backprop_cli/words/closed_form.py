"""The sentences of linear regression in closed form."""

from typing import NamedTuple

from backprop_cli.derivation.normal_equations import MOST_COLUMNS, MOST_OUTPUTS, MOST_SAMPLES, Cost, LeftOut
from backprop_cli.expr.tree import Expr
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import counted, symbol
from backprop_cli.words.say import mark, say, several

TITLE = mark("Closed form")


def left_out_for(reason: LeftOut) -> Words:
    """Why the closed form is not worked."""
    if reason is LeftOut.NUMBERS:
        return say(
            "Left out: it is worked in fractions, and these numbers are too large or too small for that."
        )
    return say(
        "Left out: it is worked for at most {columns} columns (inputs, and the ones of the bias),"
        " {samples} samples and {outputs} outputs.",
        columns=MOST_COLUMNS,
        samples=MOST_SAMPLES,
        outputs=MOST_OUTPUTS,
    )


class Singular(NamedTuple):
    """What makes the matrix singular."""

    rank: int
    columns: int
    samples: int


CLOSED = mark("Closed form")


def equation(sides: tuple[Expr, ...]) -> Words:
    """What the best parameters solve."""
    return say(
        "The gradient of the loss is 0 where {equation} (the normal equations; courses with one row per"
        " sample write XᵀX·w = Xᵀy).",
        equation=Math(sides),
    )


def design(inputs: str, *, has_bias: bool, in_batches: bool) -> Words:
    """What the matrix has below the inputs."""
    matrix: Words = (symbol(inputs),)
    if in_batches:
        matrix = say("{inputs} of all samples", inputs=matrix)
    if has_bias:
        return say("{inputs} with a row of ones below, whose weight is the bias", inputs=matrix)
    return say("{inputs} as it is: there is no bias", inputs=matrix)


BIAS_LAST = mark("the last column is the bias")


def singular(square: str, matrix: str, pseudo_inverse: str, sizes: Singular) -> Words:
    """That the matrix has no inverse, why, and which solution is given."""
    return say(
        "{square} (their XᵀX) is singular: {why} (rank {rank} of {columns}). Of all solutions that of the"
        " pseudo-inverse {inverse} is the shortest.",
        square=symbol(square),
        why=_why(matrix, sizes),
        rank=sizes.rank,
        columns=sizes.columns,
        inverse=symbol(pseudo_inverse),
    )


def _why(matrix: str, sizes: Singular) -> Words:
    if sizes.samples < sizes.columns:
        return say(
            "{samples} cannot settle {columns} parameters",
            samples=counted(sizes.samples, "sample"),
            columns=sizes.columns,
        )
    if sizes.rank == 0:
        return say("all inputs are 0")
    if sizes.columns == 2:
        return say("in {matrix} two rows depend on each other", matrix=symbol(matrix))
    return say("in {matrix} a row is made of the others", matrix=symbol(matrix))


def independent_rows(matrix: str) -> Words:
    """What the second factor is."""
    return say("the independent rows of {matrix}", matrix=symbol(matrix))


def made_of(sides: tuple[Expr, ...]) -> Words:
    """What the first factor is."""
    return say("how all rows are made of them: {equation}", equation=Math(sides))


def now(steps: int) -> Words:
    """The head of the column of parameters as they are."""
    return say("Now") if steps == 1 else say("At the start")


def after(steps: int) -> Words:
    """The head of the column of updated parameters."""
    return say("After the step") if steps == 1 else say("After step {number}", number=steps)


def left_out(count: int) -> Words:
    """The note under a list that shows only its beginning."""
    return say(
        several("{count} more parameter: --all shows all.", "{count} more parameters: --all shows all."),
        count=count,
    )


def cost(found: Cost, *, singular: bool) -> Words:
    """The multiplications of both ways, for these sizes and as they grow."""
    several_outputs = found.outputs > 1
    m, mnd = ("m·", " + m·n·d") if several_outputs else ("", "")
    samples, columns = counted(found.samples, "sample"), counted(found.columns, "parameter")
    sizes = (
        say(
            "n = {samples}, d = {parameters} of each of m = {outputs} outputs",
            samples=samples,
            parameters=columns,
            outputs=found.outputs,
        )
        if several_outputs
        else say("n = {samples}, d = {parameters}", samples=samples, parameters=columns)
    )
    told = say(
        "Multiplications for {sizes}: a gradient step takes {step}, {step_grows}, and a training many steps;"
        " the closed form, by elimination, takes {closed}, {closed_grows}, once.",
        sizes=sizes,
        step=f"2·{m}n·d = {found.step:,}",
        step_grows=f"O({m}n·d)",
        closed=f"n·d² + d³/3 + {m}(n·d + d²) ≈ {found.closed_form:,}",
        closed_grows=f"O(n·d² + d³{mnd})",
    )
    if not singular:
        return told
    return say("{cost} The pseudo-inverse takes a few times that, of the same order.", cost=told)
