"""The part of the file format that says how a problem is trained: optimiser, steps, batches."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.errors import Sentence
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.problem.limits import MAX_NAMES, MAX_SAMPLES, MAX_STEPS
from backprop_cli.problem.optimizers import CORRECTED, EPSILON, INSIDE, OPTIMIZERS, PARAMETER, Optimizer
from backprop_cli.problem.penalties import PENALTIES
from backprop_cli.problem_file import other_programs
from backprop_cli.problem_file.alternatives import ByKey
from backprop_cli.problem_file.choices import OneWordOf, YesNo
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.formula_texts import FormulaText, NameOrFormula
from backprop_cli.problem_file.lists import ListOf
from backprop_cli.problem_file.names import NamesOf, naming_objection
from backprop_cli.problem_file.numbers import AnyNumber, Count, NotNegative
from backprop_cli.problem_file.other_programs import OF_PENALTY
from backprop_cli.problem_file.records import Record, keys_of_others

_NUMBER = AnyNumber()
NAME = Field(
    "name",
    OneWordOf(tuple(OPTIMIZERS), other_programs.OPTIMIZERS),
    "The rule of the step.",
    "sgd",
    required=True,
)
LEARNING_RATE = Field(
    "learning_rate", AnyNumber(other_programs.OF_STEPS), "Its step size α.", 0.1, required=True
)


def _listed(rows: Iterable[Optimizer]) -> str:
    return ", ".join(row.name for row in rows)


def _constant(name: str) -> Field[Num]:
    rows = [row for row in OPTIMIZERS.values() if name in row.constants]
    usual = dict.fromkeys(row.constants[name] for row in rows)
    return Field(
        name,
        NotNegative() if name == EPSILON else _NUMBER,  # a negative one may leave nothing to divide by
        f"A constant of {_listed(rows)} ({' or '.join(f'{each:g}' for each in usual)} if left out).",
        next(iter(usual)),
    )


CONSTANTS = {name: _constant(name) for row in OPTIMIZERS.values() for name in row.constants}
_ABOUT = {
    INSIDE: "Whether ε stands under the root, √(s + ε), instead of behind it, √s + ε.",
    CORRECTED: "Whether the averages are divided by 1 − βᵗ, since they start from 0.",
}
OPTIONS = {
    name: Field(name, YesNo(), _ABOUT.get(name, "A switch of the rule."), True)
    for name in dict.fromkeys(option.name for row in OPTIMIZERS.values() for option in row.options)
}
DECAY_ON = Field(
    "decay_on",
    OneWordOf(("all", "weights"), other_programs.PENALISED),
    "Which parameters decay (all if left out).",
    "weights",
)
STATE = Field(
    "state",
    NamesOf(_NUMBER, "a mapping from names to numbers", MAX_NAMES),
    "What an optimiser of your own keeps of each parameter, and what it starts from.",
    {"v": 0},
)
UPDATE = Field(
    "update",
    NamesOf(FormulaText(), "a mapping from names to formulas", MAX_NAMES),
    "Its formulas in order, the last for `w`; `g` is the gradient, `alpha` the learning rate, `t` the step.",
    {"v": "mu*v + g", PARAMETER: "w - alpha*v"},
    required=True,
)


def _objection_to_constant(written: str) -> tuple[str, str] | None:
    """Why an author's own rule has no such constant."""
    if written == NAME.name:
        return "a rule of one's own, with `update`, has no `name`", "leave out `name`, or `update`"
    return naming_objection(written)


_MEANT = keys_of_others(other_programs.OPTIMIZER)
_BY_NAME = Record(
    (NAME, LEARNING_RATE, *CONSTANTS.values(), *OPTIONS.values(), DECAY_ON),
    meant=_MEANT,
    instead={NAME.name: (UPDATE.name,)},
)
_OWN = Record(
    (LEARNING_RATE, STATE, UPDATE),
    meant=_MEANT,
    others=NamesOf(_NUMBER, "a number for each name in the formulas", MAX_NAMES, _objection_to_constant),
)
OPTIMIZER: Field[FieldValues] = Field(
    "optimizer",
    ByKey(UPDATE.name, _OWN, _BY_NAME),
    "A descent step: a rule by name with its constants, or one of your own. Left out: gradients only.",
    {"name": "sgd", "learning_rate": 0.1},
)
NOTHING_MOVES = Sentence("without `optimizer` nothing is updated, so nothing is `fixed`")

PENALTY_NAME: Field[str | Expr] = Field(
    "name",
    NameOrFormula(tuple(PENALTIES), ("w",), other_programs.PENALTIES, functions=OF_PENALTY),
    "λΣw² (`l2`), half of it, λΣ|w| (`l1`), or a formula in `w` to be summed.",
    "l2",
    required=True,
)
PENALTY_RATE = Field("rate", _NUMBER, "λ.", 0.05, required=True)
PENALTY_ON = Field(
    "on",
    OneWordOf(("weights", "all"), other_programs.PENALISED),
    "Whether biases count too (weights alone if left out).",
    "weights",
)
PENALTY = Field(
    "penalty",
    Record(
        (PENALTY_NAME, PENALTY_RATE, PENALTY_ON),
        meant=keys_of_others(other_programs.PENALTY),
    ),
    "What large weights add to the loss.",
    {"name": "l2", "rate": 0.05},
)

STEPS = Field("steps", Count(1, MAX_STEPS), "How many steps, each on all samples.", 3)
EPOCHS = Field(
    "epochs", Count(1, MAX_STEPS), "How often all samples are gone through, instead of `steps`.", 2
)
BATCH_SIZE = Field(
    "batch_size",
    Count(1, MAX_SAMPLES),
    "Samples in each step (all if left out); 1 is stochastic descent.",
    1,
)
ORDER = Field(
    "order",
    ListOf(Count(1, MAX_SAMPLES), "a list of sample numbers", "an entry of {what}", MAX_SAMPLES),
    "The order in which samples are taken, each once, counted from 1 (as in the file if left out).",
    [2, 1, 3],
)
TRAINING = Field(
    "training",
    Record(
        (STEPS, EPOCHS, BATCH_SIZE, ORDER),
        extra={"oneOf": [{"required": ["steps"]}, {"required": ["epochs"]}]},
        meant=keys_of_others(other_programs.TRAINING),
    ),
    "Several descent steps, one after the other. Left out: one step on all samples.",
    {"steps": 3},
)
STEPS_ONLY = Field(
    "training",
    Record((STEPS.as_required(),), meant=keys_of_others(other_programs.TRAINING, of_networks=False)),
    "Several descent steps, one after the other. Left out: one step.",
    {"steps": 3},
)
