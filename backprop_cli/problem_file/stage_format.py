"""The part of the file format for what stands between a layer's sums and the next layer."""

from __future__ import annotations

from backprop_cli.expr.tree import Num
from backprop_cli.problem.limits import MAX_SAMPLES, MAX_UNITS
from backprop_cli.problem_file import other_programs
from backprop_cli.problem_file.alternatives import ByItem
from backprop_cli.problem_file.fields import Field
from backprop_cli.problem_file.lists import ListOf, ListOfRows
from backprop_cli.problem_file.numbers import AnyNumber, NotNegative
from backprop_cli.problem_file.records import Record, keys_of_others

_NUMBER = AnyNumber()
_NUMBERS = ListOf(_NUMBER, "a list of numbers", "an entry of {what}", MAX_UNITS)
GAMMA = Field("gamma", _NUMBERS, "γ, one per unit (1 if left out).", [1, 1.5])
BETA = Field("beta", _NUMBERS, "β, one per unit (0 if left out).", [0, -0.5])
EPSILON = Field("epsilon", NotNegative(), "ε under the root (1e-5 if left out).", 1e-5)
NORMALIZE = Field(
    "normalize",
    Record((GAMMA, BETA, EPSILON), meant=keys_of_others(other_programs.NORMALIZE)),
    "Batch normalisation between z and activation, over the samples.",
    {"gamma": [1, 1.5], "beta": [0, -0.5], "epsilon": 1e-5},
)
_MASKS = ListOfRows(_NUMBERS, "a list of masks", "mask {n} of {what}", MAX_SAMPLES)
MASK: Field[tuple[Num, ...] | tuple[tuple[Num, ...], ...]] = Field(
    "mask",
    ByItem[tuple[Num, ...] | tuple[tuple[Num, ...], ...]](_NUMBERS, _MASKS),
    "1 for the units kept, 0 for those dropped; a list of masks: one for each sample.",
    [1, 0, 1],
    required=True,
)
KEEP = Field(
    "keep", _NUMBER, "The share of units kept, by which what is kept is divided.", 0.8, required=True
)
DROPOUT = Field(
    "dropout",
    Record((MASK, KEEP), meant=keys_of_others(other_programs.DROPOUT)),
    "Inverted dropout behind the activation: a·mask/keep.",
    {"mask": [1, 0, 1], "keep": 0.8},
)
