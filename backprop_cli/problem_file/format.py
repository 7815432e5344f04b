"""The file format, described once: the reader reads by it, the JSON Schema is printed from it."""

from __future__ import annotations

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.problem.limits import (
    MAX_FORMULAS,
    MAX_LAYERS,
    MAX_NAMES,
    MAX_SAMPLES,
    MAX_UNITS,
    MOST_DIGITS,
)
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem_file import other_programs
from backprop_cli.problem_file.alternatives import ByKey, ByShape, IfOnly
from backprop_cli.problem_file.choices import OneWordOf
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.formula_texts import FormulaText, NameOrFormula
from backprop_cli.problem_file.initializer_format import INIT, UNITS
from backprop_cli.problem_file.kinds import Text
from backprop_cli.problem_file.lists import ListOf, ListOfNames, ListOfRows
from backprop_cli.problem_file.names import Named, NamesOf, OwnName, any_name
from backprop_cli.problem_file.numbers import AnyNumber, Count, NumberOrWord, Points
from backprop_cli.problem_file.records import Record, keys_of_others
from backprop_cli.problem_file.stage_format import DROPOUT, NORMALIZE
from backprop_cli.problem_file.training_format import (
    OPTIMIZER,
    PENALTY,
    STEPS_ONLY,
    TRAINING,
)
from backprop_cli.quantities.notations import NOTATIONS, USUAL

ACTIVATIONS = (*(row.name for row in FUNCTIONS.values() if row.activation), "softmax")
"""Softmax is no row of the function table: it takes the whole layer at once."""

_TEXT, _NUMBER = Text(), AnyNumber()
_NUMBERS = ListOf(_NUMBER, "a list of numbers", "an entry of {what}", MAX_UNITS)
_MATRIX = ListOfRows(
    _NUMBERS, "a list of rows of numbers", "row {n} of {what}", MAX_UNITS, other_programs.OF_WEIGHTS
)
_NAMES = ListOfNames(_TEXT, "a list of names", "a name in {what}", MAX_NAMES)

TITLE = Field("title", _TEXT, "The heading of the sheet.", "Two layers, ReLU then sigmoid")
SOURCE = Field("source", _TEXT, "Where the exercise comes from; printed.", "Lecture 3, page 12")
TOPIC = Field("topic", _TEXT, "What the exercise practises, for lists.", "shared biases")
_HEADER = (TITLE, SOURCE, TOPIC)

ASK = Field("ask", _NAMES, "What the exercise asks for; the sheet shows just that.", ["dL/db1"])

# Marking
POINTS = Field(
    "points",
    NamesOf(Points(), "a mapping from quantities to points", MAX_NAMES, any_name),
    "What a right line earns in `check` (1 if left out); a vector or matrix: each of its entries.",
    {"dL/dW1[1,1]": 3, "z1": 0.5},
)
DIGITS = Field(
    "digits",
    Count(1, MOST_DIGITS),
    "Significant digits that `check` asks of an answer (2 if left out).",
    3,
)
DECIMALS = Field(
    "decimals",
    Count(0, MOST_DIGITS),
    "Decimals that `check` asks of an answer, instead of significant digits.",
    3,
)
FORMULAS_COUNT = Field(
    "formulas",
    OneWordOf(("accept", "numbers")),
    "Whether a formula without a number counts where the exercise has numbers (accept if left out).",
    "accept",
)
REPEAT = Field(
    "repeat",
    OneWordOf(("once", "each")),
    "Whether the same slip made again in other lines costs once or each time (once if left out).",
    "each",
)
MARKING = Field(
    "marking",
    Record((POINTS, DIGITS, DECIMALS, FORMULAS_COUNT, REPEAT)),
    "How `check` marks answers.",
    {"points": {"L": 2}, "digits": 3},
)

# A network
INPUTS = Field("inputs", _NUMBERS, "The inputs x.", [0.05, 0.1])
_CLASS = Count(1, MAX_UNITS, "classes are counted from 1, as the outputs are")
CLASS = Field("class", _CLASS, "The right class, counted from 1.", 2, required=True)
TARGETS: Field[tuple[Num, ...] | FieldValues] = Field(
    "targets",
    ByShape[tuple[Num, ...] | FieldValues](_NUMBERS, Record((CLASS,)), lists=_NUMBERS),
    "The targets y, one per output; `{class: 2}` is 1 for the second and 0 for the others.",
    [0.01, 0.99],
)
SAMPLE = Record(
    (INPUTS.as_required(), TARGETS.as_required()),
    extra={"required": ["inputs"]},
    judged_later=True,
    meant=keys_of_others(other_programs.SAMPLE),
)
SAMPLES = Field(
    "samples",
    ListOf(SAMPLE, "a list of samples", "sample {n}", MAX_SAMPLES),
    "Several training examples, instead of `inputs` and `targets`.",
    [{"inputs": [0, 1], "targets": [1]}, {"inputs": [1, 1], "targets": [0]}],
)
WEIGHTS = Field(
    "weights",
    _MATRIX,
    "One row per neuron, one column per input (see `weight_rows`).",
    [[0.15, 0.2], [0.25, 0.3]],
    required=True,
)
ZEROS = "zeros"
BIASES: Field[Num | str | tuple[Num, ...]] = Field(
    "biases",
    ByShape[Num | str | tuple[Num, ...]](
        NumberOrWord(ZEROS, "for a layer without biases leave the key out"), _NUMBERS
    ),
    "A number: one bias that the layer shares; a list: one per neuron; `zeros`: that list; left out: none.",
    [0.35, 0.35],
)
ACTIVATION_NAME = Field(
    "name", OneWordOf(ACTIVATIONS, other_programs.ACTIVATIONS), "The function.", "leaky_relu", required=True
)
SLOPE = Field("slope", _NUMBER, "The slope of `leaky_relu` for z < 0 (0.01 if left out).", 0.1)
ACTIVATION: Field[str | Expr | FieldValues] = Field(
    "activation",
    ByShape[str | Expr | FieldValues](
        NameOrFormula(
            ACTIVATIONS, ("z",), other_programs.ACTIVATIONS, functions=other_programs.OF_ACTIVATION
        ),
        Record((ACTIVATION_NAME, SLOPE), meant=keys_of_others(other_programs.ACTIVATION)),
        no_list="a layer has one activation; units that differ can be written as `formulas`",
    ),
    "The activation function: a name, or a formula in `z`.",
    "sigmoid",
    required=True,
)
_OF_LAYER = keys_of_others(other_programs.LAYER)
_DRAWN = "`init` draws weights for `units`: leave out `init`, or give `units` for `weights`"


def _of_drawn_layer(key: str) -> str:
    return _DRAWN if key == WEIGHTS.name else _OF_LAYER(key)


LAYERS = Field(
    "layers",
    ListOf(
        IfOnly(
            Record((NORMALIZE, ACTIVATION, DROPOUT), meant=_OF_LAYER),
            ByKey(
                INIT.name,
                Record(
                    (UNITS.as_required(), INIT, BIASES, NORMALIZE, ACTIVATION, DROPOUT),
                    meant=_of_drawn_layer,
                ),
                Record(
                    (WEIGHTS, UNITS, BIASES, NORMALIZE, ACTIVATION, DROPOUT),
                    meant=_OF_LAYER,
                    instead={WEIGHTS.name: (INIT.name, UNITS.name)},
                ),
                instead=(UNITS.name, WEIGHTS.name),
            ),
        ),
        "a list of layers",
        "layer {n}",
        MAX_LAYERS,
    ),
    "The layers, from the inputs to the outputs; one without weights is the activation alone.",
    [{"weights": [[0.15, 0.2]], "biases": 0.35, "activation": "sigmoid"}],
    required=True,
)
LOSS = Field(
    "loss",
    NameOrFormula(tuple(LOSSES), ("y", "yhat"), other_programs.LOSSES, functions=other_programs.OF_LOSS),
    "The loss of one sample: a name, or a formula in `y` and `yhat`, summed over the outputs.",
    "half_sse",
    required=True,
)
REDUCTION = Field(
    "reduction",
    OneWordOf(("mean", "sum"), other_programs.REDUCTIONS),
    "How the losses of several samples make one (mean if left out).",
    "mean",
)
FIXED = Field(
    "fixed",
    _NAMES,
    "Parameters that are not updated, one or a list: `biases`, `weights`, names such as `b1`, `W1[1,1]`.",
    ["b1", "W1[1,1]"],
)
WEIGHT_ROWS = Field(
    "weight_rows",
    OneWordOf(("neurons", "inputs")),
    "What a row of `weights` belongs to (neurons if left out; `inputs` where h = Wᵀx).",
    "neurons",
)
NOTATION = Field(
    "notation",
    OneWordOf(tuple(NOTATIONS), other_programs.NOTATIONS),
    f"How quantities are written ({USUAL} if left out).",
    "bracket",
)
NAMES = Field(
    "names",
    NamesOf(OwnName(), "a mapping from quantities to names", MAX_NAMES, any_name),
    "Names of your own for single quantities, or for a vector or matrix and its entries, for `alpha` and the"
    " optimiser's other constants, and for the penalty's `lambda`: letters, digits and `_`; `W_prime` of a"
    " matrix is W′. `z`, `a`, `w`, `b` without a layer: their letter in every layer.",
    {"z": "s", "a1[1]": "h_1"},
)
KNOWN: Field[tuple[Named[Num | tuple[Num, ...]], ...]] = Field(
    "known",
    NamesOf(
        ByShape[Num | tuple[Num, ...]](_NUMBER, _NUMBERS),
        "a mapping from names to numbers",
        MAX_NAMES,
        any_name,
    ),
    "Numbers that the exercise gives: the gradient from above, instead of `targets` and `loss`, and"
    " activations that are not to be worked.",
    {"dL/da2[1]": 0.5, "a1[1]": 0.3},
)
_ONE_SAMPLE = {"required": ["inputs", "targets", "loss"]}
_SEVERAL = {"required": ["samples", "loss"]}
_FROM_ABOVE = {
    "required": ["known"],
    "anyOf": [{"required": ["inputs"]}, {"required": ["samples"]}],
    "not": {"anyOf": [{"required": ["targets"]}, {"required": ["loss"]}]},
}
NETWORK = Record(
    (
        *(*_HEADER, INPUTS, TARGETS, SAMPLES, LAYERS, LOSS, KNOWN, PENALTY, OPTIMIZER, TRAINING),
        *(REDUCTION, FIXED, ASK, WEIGHT_ROWS, NOTATION, NAMES, MARKING),
    ),
    extra={
        "required": ["layers"],
        "oneOf": [_ONE_SAMPLE, _SEVERAL, _FROM_ABOVE],
        "dependentRequired": {"training": ["optimizer"]},
    },
    whole_file=True,
    judged_later=True,
    meant=keys_of_others(),
)

# Formulas
FORMULAS = Field(
    "formulas",
    NamesOf(FormulaText(), "a mapping from names to formulas", MAX_FORMULAS),
    "Named formulas, in any order; a formula may use the names of others.",
    {"z": "x^5 + 9", "y": "8*z^3 + z^2 + 5"},
    required=True,
)
AT = Field(
    "at",
    NamesOf(AnyNumber(other_programs.SINGLE), "a mapping from names to numbers", MAX_NAMES),
    "The point: a number for every free name. Left out: the answer stays symbolic.",
    {"x": 1},
)
WRT = Field("wrt", _NAMES, "The names to differentiate by (all free ones if left out).", ["x"])
KEPT = Field(FIXED.name, _NAMES, "Names of `wrt` that no step changes, one or a list.", ["x"])
FORMULA_PROBLEM = Record(
    (*_HEADER, FORMULAS, AT, WRT, OPTIMIZER, STEPS_ONLY, KEPT, ASK, MARKING),
    extra={"dependentRequired": {"optimizer": ["at"], "training": ["optimizer"]}},
    whole_file=True,
    meant=keys_of_others(of_networks=False),
)
