"""The words of a sheet in vectors and matrices."""

from __future__ import annotations

from backprop_cli.expr.tree import ONE, Expr, Mul, Ref
from backprop_cli.worksheet.document import Math, Words
from backprop_cli.worksheet.wording import listed, symbol

SAMPLES, WEIGHTS, LAYOUT, SIGNS = "Samples", "Weights", "Layout", "Signs"
"""Labels of what is agreed on."""

NO_MATRICES = "style `matrix` is for networks: formulas of single quantities have no matrices"
NO_MATRICES_HINT = "use --style delta or --style paths"


def batch(samples: int, reduction: str) -> Words:
    """How the samples' losses make the batch's."""
    return (f"{samples}; the loss of the batch is their {reduction}",)


def weights(example: str, *, by_input: bool) -> Words:
    """How weights stand on the page."""
    if by_input:
        return (symbol(example), " has one row per input and one column per unit, as in the file (h = Wᵀx)")
    return (symbol(example), " has one row per unit and one column per input")


COLUMN_VECTORS: Words = ("vectors are columns, one row per unit; under each symbol stands its shape",)


def samples_as_columns(inputs: str, signal: str) -> Words:
    """How the samples of a batch stand on the page."""
    return (
        "one row per unit, one column per sample; under each symbol stands its shape. Column 2 of ",
        symbol(inputs),
        " is sample 2, column 2 of ",
        symbol(signal),
        " is δ of sample 2's own loss",
    )


def mixed_as_columns(inputs: str, signal: str) -> Words:
    """How the samples of a batch stand on the page that mix in a normalisation."""
    return (
        "one row per unit, one column per sample; under each symbol stands its shape. Column 2 of ",
        symbol(inputs),
        " is sample 2, column 2 of ",
        symbol(signal),
        " is the derivative of the whole batch's loss by its column: the normalisation mixes the samples",
    )


def mixed_in_batches(inputs: str) -> Words:
    """The same of each step's batch."""
    return (
        "one row per unit; ",
        symbol(inputs),
        " has one column per sample of the step, in its order, and every derivative is of the loss of"
        " the step's batch, whose samples the normalisation mixes; under each symbol stands its shape",
    )


def where_the_share_is(factor: Expr) -> Words:
    """Where the factor of the batch's loss comes in, if its derivatives are all of that loss."""
    return () if factor == ONE else ("; the loss is the samples' mean, and its ", Math((factor,)),
                                     " comes in at the last layer's outputs")  # fmt: skip


def batch_as_columns(inputs: str) -> Words:
    """How the samples of each step's batch stand on the page."""
    return (
        "one row per unit; ",
        symbol(inputs),
        " has one column per sample of the step, in its order, and a column of δ is of that sample's own"
        " loss; under each symbol stands its shape",
    )


def where_the_mean_is(factor: Expr, gradients: list[str]) -> Words:
    """Where the factor of the batch's loss comes in."""
    if factor == ONE:
        return ("; the samples are added up in ", *listed(gradients))
    if not gradients:
        return ("; the loss is their mean",)
    where = " comes in where the samples are added up, in "
    return ("; the loss is their mean, and its ", Math((factor,)), where, *listed(gradients))


TURNED: Words = (". Courses with one row per sample write every matrix transposed",)


def signs(product: Expr | None, example: str) -> Words:
    """What the signs between matrices mean."""
    return (
        *((Math((product,)), " is a product of matrices; ") if product else ()),
        Math((Mul((Ref(example), Ref(example))),)),
        ", powers, quotients and functions work entry by entry",
    )


ROW_AND_COLUMN_SUMS: Words = ("; rowsum adds up each row, colsum each column",)

DOTS: Words = ("; … and ⋮ stand for entries left out, which --format json has",)

# --- why one side equals the next -------------------------------------------------------------------


def added_to_columns(bias: str) -> Words:
    """How a bias meets a matrix."""
    return (symbol(bias), " is added to every column")


def added_to_units(bias: str) -> Words:
    """How a bias that a layer shares meets a vector or matrix."""
    return (symbol(bias), " is added to every entry")


def in_every_column(names: list[str]) -> Words:
    """How γ, β, mean and variance meet a matrix."""
    return (*listed(names), " serve every column" if len(names) > 1 else " serves every column")


def column_added_up(name: str) -> Words:
    """Why the derivative by what serves every column is a sum."""
    return (symbol(name), " is in every column: add up each row")


OVER_SAMPLES: Words = ("over the samples: rowsum adds up each row, a unit's numbers",)
LOSS_OF_EACH: Words = ("the loss of each sample: colsum adds up each column",)
BIAS_OF_COLUMNS: Words = ("the bias is in every column: add up each row",)
BIAS_OF_UNITS: Words = ("the bias is in every entry: add them up",)
SOFTMAX: Words = ("softmax: ∂a/∂z = diag(a) − a·aᵀ, the matrix of aᵢ(1 − aᵢ) and −aᵢaⱼ",)
SOFTMAX_OF_COLUMNS: Words = ("softmax, in each column: ∂a/∂z = diag(a) − a·aᵀ",)
SAMPLES_ADDED: Words = ("the product adds up the samples",)
