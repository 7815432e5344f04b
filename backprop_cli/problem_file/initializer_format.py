"""The part of the file format that leaves a layer's weights to be drawn."""

from __future__ import annotations

from backprop_cli.expr.tree import Num
from backprop_cli.problem.initializers import INITIALIZERS
from backprop_cli.problem.limits import MAX_UNITS, MOST_DIGITS
from backprop_cli.problem_file import other_programs
from backprop_cli.problem_file.choices import OneWordOf
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.numbers import AnyNumber, Count, NotNegative
from backprop_cli.problem_file.records import Record, keys_of_others

_NUMBER = AnyNumber()
SPREAD, LOW, HIGH = "scale", "low", "high"
_LARGEST_SEED = 999_999
UNITS = Field("units", Count(1, MAX_UNITS), "How many units the layer has, where `weights` do not tell.", 3)
NAME = Field(
    "name",
    OneWordOf(tuple(INITIALIZERS), other_programs.INITIALIZERS),
    "How the weights are drawn.",
    "xavier",
    required=True,
)
SEED = Field("seed", Count(0, _LARGEST_SEED), "The same seed draws the same weights (0 if left out).", 7)
DIGITS = Field("digits", Count(1, MOST_DIGITS), "Significant digits that are kept (2 if left out).", 2)


def _parameter(name: str) -> Field[Num]:
    rows = {row.name: row.numbers[name] for row in INITIALIZERS.values() if name in row.numbers}
    said = ", ".join(f"{value:g} for `{row}`" for row, value in rows.items())
    kind = NotNegative() if name == SPREAD else _NUMBER
    return Field(name, kind, f"A number of the rule ({said} if left out).", next(iter(rows.values())))


NUMBERS = {name: _parameter(name) for row in INITIALIZERS.values() for name in row.numbers}
INIT: Field[FieldValues] = Field(
    "init",
    Record(
        (NAME, SEED, DIGITS, *NUMBERS.values()),
        meant=keys_of_others(other_programs.INIT),
    ),
    "Weights that are drawn, instead of `weights`; with `units`.",
    {"name": "xavier", "seed": 7, "digits": 2},
    required=True,
)
