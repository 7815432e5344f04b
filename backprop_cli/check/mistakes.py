"""The known mistakes: one row each, with the formulas that make it.

A row's rule gives what a student would have worked, from the step as it should be; it gives nothing where the
mistake cannot be made. The rules themselves are in `slips.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from backprop_cli.check import slips
from backprop_cli.check.slips import Place
from backprop_cli.expr.tree import Expr


class Mistake(NamedTuple):
    """One row of the table."""

    key: str
    """For programs; never changes."""
    sentence: str
    """For the student: what happened, in one sentence."""
    rule: Callable[[Place], Iterator[Expr]]
    """What the mistake gives at a line of the solution; nothing where it cannot be made."""


# fmt: off
MISTAKES = (
    Mistake("activation_not_applied", "the activation was not applied: this is z, not a", slips.activation_not_applied),
    Mistake("bias_left_out",          "the bias was left out of z",                       slips.bias_left_out),
    Mistake("updated_weights",        "the new weights were used in the backward pass; it needs the old ones", slips.updated_weights),
    Mistake("update_plus",            "the step goes up the gradient: it must be − α · gradient", slips.update_plus),
    Mistake("rate_left_out",          "the learning rate was left out",                   slips.rate_left_out),
    Mistake("rate_twice",             "the learning rate was applied twice",              slips.rate_twice),
    Mistake("slope_left_out",         "the derivative of the activation was left out",    slips.slope_left_out),
    Mistake("slope_at_z",             "the derivative of the activation was worked with z where its rule has a", slips.slope_at_z),
    Mistake("slope_at_a",             "the derivative of the activation was taken at a, not at z", slips.slope_at_a),
    Mistake("relu_value",             "this is the ReLU's value; its derivative is 1 or 0", slips.relu_value),
    Mistake("rules_exchanged",        "the derivatives of sigmoid and tanh were exchanged", slips.rules_exchanged),
    Mistake("softmax_again",          "ŷ − y already holds the softmax's derivative: it was applied again", slips.softmax_again),
    Mistake("bias_times_value",       "the bias's gradient was multiplied by the bias; its factor is 1", slips.bias_times_value),
    Mistake("bias_gradient_zero",     "the bias's gradient was taken as 0; its factor is 1", slips.bias_gradient_zero),
    Mistake("input_left_out",         "the input factor was left out: ∂z/∂w is the input", slips.input_left_out),
    Mistake("wrong_input",            "another input of the same layer was used",         slips.wrong_input),
    Mistake("transposed_weights",     "the weight of row and column exchanged was used (W transposed)", slips.transposed_weights),
    Mistake("neighbour_weight",       "another entry of the weight matrix was used",      slips.neighbour_weight),
    Mistake("other_layer",            "the weight of another layer was used",             slips.other_layer),
    Mistake("one_path",               "only one path was followed: the paths add up",     slips.one_path),
    Mistake("path_dropped",           "one path was dropped: all of them add up",         slips.path_dropped),
    Mistake("log_base",               "another logarithm was used: ln is the natural one", slips.log_base),
    Mistake("sign",                   "the sign is turned",                               slips.sign),
    Mistake("factor_two",             "a factor 2 (or ½) was lost or doubled",            slips.factor_two),
    Mistake("factor_outputs",         "the factor 1/m of the loss (m outputs) was lost or doubled", slips.factor_outputs),
    Mistake("mean_or_sum",            "mean and sum over the samples were exchanged",     slips.mean_or_sum),
    Mistake("decimal_point",          "the decimal point slipped",                        slips.decimal_point),
)
# fmt: on


def variants(place: Place) -> Iterator[tuple[Mistake, Expr]]:
    """Every known mistake that can be made at a place, with what it gives."""
    for mistake in MISTAKES:
        for formula in mistake.rule(place):
            yield mistake, formula
