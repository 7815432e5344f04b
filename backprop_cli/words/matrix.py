"""The sentences of a sheet in vectors and matrices."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.expr.tree import ONE, Add, Diagonal, Expr, MatMul, Neg, Ref, Transpose
from backprop_cli.words.header import REDUCTIONS
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.letters import A_BY_Z, A, Z
from backprop_cli.words.lists import listed, symbol
from backprop_cli.words.say import mark, phrase, say, several

LAYOUT, SIGNS = mark("Layout"), mark("Signs")
"""Labels of what is agreed on here only."""

NO_MATRICES = mark("style `matrix` is for networks: formulas of single quantities have no matrices")
NO_MATRICES_HINT = mark("use --style delta or --style paths")


def batch(samples: int, reduction: str) -> Words:
    """How the samples' losses make the batch's."""
    return say(
        "{samples}; the loss of the batch is their {mean}",
        samples=samples,
        mean=phrase(REDUCTIONS[reduction]),
    )


def weights(example: str, *, by_input: bool) -> Words:
    """How weights stand on the page."""
    sentence = (
        mark("{weights} has one row per input and one column per unit, as in the problem file (h = Wᵀx)")
        if by_input
        else mark("{weights} has one row per unit and one column per input")
    )
    return say(sentence, weights=symbol(example))


MASKS = mark("Stay")
"""The label of what tells which entries stay."""


def masks(names: list[str]) -> Words:
    """What stands at the places of entries that are not updated."""
    return say(
        several(
            "{masks} is 0 where an entry is fixed, so that it stays as it is, and 1 elsewhere",
            "{masks} are 0 where an entry is fixed, so that it stays as it is, and 1 elsewhere",
        ),
        count=len(names),
        masks=listed(names),
    )


MOST_NAMED = 4
"""Entries that a reason names; of more it gives the number."""


def given_entries(names: Sequence[str]) -> Words:
    """Which entries of a layer's activations are not worked."""
    return say("{entries} given, not worked", entries=listed(names, MOST_NAMED))


def unused_entries(names: Sequence[str]) -> Words:
    """Which sums are worked with the others all the same."""
    return say(
        several(
            "worked whole: the entry before {entries}, which is given, is not used",
            "worked whole: the entries before {entries}, which are given, are not used",
        ),
        entries=listed(names, MOST_NAMED),
        count=len(names),
    )


COLUMN_VECTORS = mark(
    "vectors are columns, one row per unit; under each symbol stands its shape, rows × columns"
)


def samples_as_columns(inputs: str, signal: str) -> Words:
    """How the samples of a batch stand on the page."""
    return say(
        "one row per unit, one column per sample; under each symbol stands its shape, rows × columns. Column"
        " 2 of {inputs} is sample 2, column 2 of {signal} is of sample 2's own loss",
        inputs=symbol(inputs),
        signal=symbol(signal),
    )


def mixed_as_columns(inputs: str, signal: str) -> Words:
    """How the samples of a batch stand on the page that mix in a normalisation."""
    return say(
        "one row per unit, one column per sample; under each symbol stands its shape, rows × columns. Column"
        " 2 of {inputs} is sample 2, column 2 of {signal} is the derivative of the whole batch's loss with"
        " respect to its column: the normalisation mixes the samples",
        inputs=symbol(inputs),
        signal=symbol(signal),
    )


def mixed_in_batches(inputs: str) -> Words:
    """The same of each step's batch."""
    return say(
        "one row per unit; {inputs} has one column per sample of the step, in its order, and every"
        " derivative is of the loss of the step's batch, whose samples the normalisation mixes; under each"
        " symbol stands its shape",
        inputs=symbol(inputs),
    )


def where_the_share_is(layout: Words, factor: Expr) -> Words:
    """The same, and where the factor of the batch's loss comes in, where derivatives are all of that."""
    if factor == ONE:
        return layout
    return say(
        "{layout}; the loss is the samples' mean, and its {factor} comes in at the last layer's outputs",
        layout=layout,
        factor=Math((factor,)),
    )


def batch_as_columns(inputs: str) -> Words:
    """How the samples of each step's batch stand on the page."""
    return say(
        "one row per unit; {inputs} has one column per sample of the step, in its order, and a column of"
        " error signals is of that sample's own loss; under each symbol stands its shape, rows × columns",
        inputs=symbol(inputs),
    )


def where_the_mean_is(layout: Words, factor: Expr, gradients: list[str]) -> Words:
    """How the samples stand, and where the factor of the batch's loss comes in."""
    names = listed(gradients)
    if factor == ONE:
        return say("{layout}; the samples are added up in {gradients}", layout=layout, gradients=names)
    if not gradients:
        return say("{layout}; the loss is their mean", layout=layout)
    return say(
        "{layout}; the loss is their mean, and its {factor} comes in where the samples are added up, in"
        " {gradients}",
        layout=layout,
        factor=Math((factor,)),
        gradients=names,
    )


def turned_elsewhere(layout: Words) -> Words:
    """How the samples stand, and that other courses write all of it the other way."""
    return say("{layout}. Courses with one row per sample write every matrix transposed", layout=layout)


def signs(product: Expr | None, turned: Transpose, *, entrywise: bool) -> Words:
    """What the signs between matrices mean; `entrywise`: whether one stands for entry by entry."""
    rest = say(
        "{turned} is {straight} with rows and columns swapped; {rest}",
        turned=Math((turned,)),
        straight=Math((turned.body,)),
        rest=say(ENTRYWISE if entrywise else FUNCTIONS_ENTRYWISE),
    )
    if product is None:
        return rest
    return say("{product} is a product of matrices; {rest}", product=Math((product,)), rest=rest)


ENTRYWISE = mark("∗, powers, quotients and functions work entry by entry")
FUNCTIONS_ENTRYWISE = mark("powers, quotients and functions work entry by entry")


ROW_AND_COLUMN_SUMS = mark("rowsum adds up each row, colsum each column")
DOTS = mark("… and ⋮ stand for entries left out, which --format json has")

# --- why one side equals the next -------------------------------------------------------------------


def added_to_columns(bias: str) -> Words:
    """How a bias meets a matrix."""
    return say("{bias} is added to every column", bias=symbol(bias))


def added_to_units(bias: str) -> Words:
    """How a bias that a layer shares meets a vector or matrix."""
    return say("{bias} is added to every entry", bias=symbol(bias))


def in_every_column(names: list[str]) -> Words:
    """How γ, β, mean and variance meet a matrix."""
    return say(
        several("{names} serves every column", "{names} serve every column"),
        count=len(names),
        names=listed(names),
    )


def column_added_up(name: str) -> Words:
    """Why the derivative by what serves every column is a sum."""
    return say("{name} is in every column: add up each row", name=symbol(name))


OVER_SAMPLES = mark("over the samples: rowsum adds up each row, a unit's numbers")
LOSS_OF_EACH = mark("the loss of each sample: colsum adds up each column")
BIAS_OF_COLUMNS = mark("the bias is in every column: add up each row")
BIAS_OF_UNITS = mark("the bias is in every entry: add them up")


def softmax(a: str, a_by_z: str) -> Words:
    """The matrix of a softmax's derivatives."""
    return say("softmax: {slopes}; {diagonal}", slopes=_slopes(a, a_by_z), diagonal=_diagonal(a))


def softmax_in_columns(a: str, z: str) -> Words:
    """The same in each column, whose letters are those of a single unit's."""
    return say(
        "softmax, with a column {a} of {whole} and {z} of {sums}: {slopes}; {diagonal}",
        a=symbol(A),
        whole=symbol(a),
        z=symbol(Z),
        sums=symbol(z),
        slopes=_slopes(A, A_BY_Z),
        diagonal=_diagonal(A),
    )


def _slopes(a: str, a_by_z: str) -> Math:
    of = Ref(a)
    return Math((Ref(a_by_z), Add((Diagonal(of), Neg(MatMul(of, Transpose(of)))))))


def _diagonal(of: str) -> Words:
    return say(
        "{diagonal} has {entries} on its diagonal and 0 elsewhere",
        diagonal=Math((Diagonal(Ref(of)),)),
        entries=symbol(of),
    )


SAMPLES_ADDED = mark("the product adds up the samples")
