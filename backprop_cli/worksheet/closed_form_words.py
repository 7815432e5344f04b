"""What a sheet says of linear regression in closed form."""

from __future__ import annotations

from typing import NamedTuple

from backprop_cli.derivation.normal_equations import MOST_COLUMNS, MOST_OUTPUTS, MOST_SAMPLES, Cost, LeftOut
from backprop_cli.expr.tree import Expr
from backprop_cli.worksheet.document import Math, Words
from backprop_cli.worksheet.wording import counted, symbol

TITLE = "Closed form"
BY_ROWS: Words = (" (the normal equations; courses with one row per sample write XᵀX·w = Xᵀy).",)
LEFT_OUT: dict[LeftOut, Words] = {
    LeftOut.SIZE: (
        f"Left out: it is worked for at most {MOST_COLUMNS} columns (inputs, and the ones of the bias),"
        f" {MOST_SAMPLES} samples and {MOST_OUTPUTS} outputs.",
    ),
    LeftOut.NUMBERS: (
        "Left out: it is worked in fractions, and these numbers are too large or too small for that.",
    ),
}


class Singular(NamedTuple):
    """What makes the matrix singular."""

    rank: int
    columns: int
    samples: int


PARAMETER: Words = ("Parameter",)
CLOSED: Words = ("Closed form",)


def equation(sides: tuple[Expr, ...]) -> Words:
    """What the best parameters solve."""
    return ("The gradient of the loss is 0 where ", Math(sides), *BY_ROWS)


def design(inputs: str, *, has_bias: bool, in_batches: bool) -> Words:
    """What the matrix has below the inputs."""
    below = (
        " with a row of ones below, whose weight is the bias" if has_bias else " as it is: there is no bias"
    )
    return (symbol(inputs), " of all samples" if in_batches else "", below)


BIAS_LAST: Words = ("the last column is the bias",)


def singular(square: str, matrix: str, pseudo_inverse: str, sizes: Singular) -> Words:
    """That the matrix has no inverse, why, and which solution is given."""
    return (
        symbol(square),
        " (their XᵀX) is singular: ",
        *_why(matrix, sizes),
        f" (rank {sizes.rank} of {sizes.columns}). Of all solutions that of the pseudo-inverse ",
        symbol(pseudo_inverse),
        " is the shortest.",
    )


def _why(matrix: str, sizes: Singular) -> Words:
    if sizes.samples < sizes.columns:
        return (f"{counted(sizes.samples, 'sample')} cannot settle {sizes.columns} parameters",)
    if sizes.rank == 0:
        return ("all inputs are 0",)
    depend = "two rows depend on each other" if sizes.columns == 2 else "a row is made of the others"
    return ("in ", symbol(matrix), " ", depend)


def independent_rows(matrix: str) -> Words:
    """What the second factor is."""
    return ("the independent rows of ", symbol(matrix))


def made_of(sides: tuple[Expr, ...]) -> Words:
    """What the first factor is."""
    return ("how all rows are made of them: ", Math(sides))


def now(steps: int) -> Words:
    """The head of the column of parameters as they are."""
    return ("Now",) if steps == 1 else ("At the start",)


def after(steps: int) -> Words:
    """The head of the column of updated parameters."""
    return ("After the step",) if steps == 1 else (f"After step {steps}",)


def left_out(count: int) -> Words:
    """The note under a list that shows only its beginning."""
    return (f"{counted(count, 'more parameter')}: --all shows all.",)


def cost(found: Cost, *, singular: bool) -> Words:
    """The multiplications of both ways, for these sizes and as they grow."""
    several = found.outputs > 1
    m, mnd = ("m·", " + m·n·d") if several else ("", "")
    sizes = f"n = {counted(found.samples, 'sample')}, d = {counted(found.columns, 'parameter')}"
    sizes += f" of each of m = {found.outputs} outputs" if several else ""
    more = " The pseudo-inverse takes a few times that, of the same order." if singular else ""
    return (
        f"Multiplications for {sizes}: a gradient step takes 2·{m}n·d = {found.step:,}, O({m}n·d), and a"
        f" training many steps; the closed form, by elimination, takes"
        f" n·d² + d³/3 + {m}(n·d + d²) ≈ {found.closed_form:,}, O(n·d² + d³{mnd}), once.{more}",
    )
