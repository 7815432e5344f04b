"""The known mistakes: one row each, with the formulas that make it.

A row's rule gives what a student would have worked, from the step as it should be; it gives nothing where the
mistake cannot be made. A slip of the pen has no formula: `meant` gives what it was before. The rules are in
`slips/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from backprop_cli.expr.tree import Expr, size
from backprop_cli.marking.place import Place
from backprop_cli.marking.slips import digits, factors, forward, parameters, slopes, update, weights
from backprop_cli.marking.written import Written
from backprop_cli.quantities.quantity import AnyQuantity


class Mistake(NamedTuple):
    """One row of the table."""

    key: str
    """For programs; never changes."""
    rule: Callable[[Place], Iterator[Expr]]
    """What the mistake gives at a line of the solution; nothing where it cannot be made."""
    sentence: str
    """For the student: what happened, in one sentence."""
    meant: Callable[[Written], Iterator[Written]] | None = None
    """What a number may have been before it was copied wrongly; None for a mistake in the working."""


# fmt: off
MISTAKES = (
    Mistake("activation_not_applied", forward.activation_not_applied,
            "the activation was not applied: this is z, not a"),
    Mistake("bias_left_out",          forward.bias_left_out,
            "the bias was left out of z"),
    Mistake("updated_weights",        weights.updated_weights,
            "the new weights were used in the backward pass; it needs the old ones"),
    Mistake("update_plus",            update.update_plus,
            "the step goes up the gradient: it must be − α · gradient"),
    Mistake("rate_left_out",          update.rate_left_out,
            "the learning rate was left out"),
    Mistake("rate_twice",             update.rate_twice,
            "the learning rate was applied twice"),
    Mistake("not_updated",            update.not_updated,
            "this is the old value: the step was not taken"),
    Mistake("slope_left_out",         slopes.slope_left_out,
            "the derivative of the activation was left out"),
    Mistake("slope_twice",            slopes.slope_twice,
            "the derivative of the activation was applied twice"),
    Mistake("slope_at_z",             slopes.slope_at_z,
            "the derivative of the activation was worked with z where its rule has a"),
    Mistake("slope_at_a",             slopes.slope_at_a,
            "the derivative of the activation was taken at a, not at z"),
    Mistake("relu_value",             slopes.relu_value,
            "this is the ReLU's value; its derivative is 1 or 0"),
    Mistake("rules_exchanged",        slopes.rules_exchanged,
            "the derivatives of sigmoid and tanh were exchanged"),
    Mistake("inner_left_out",         slopes.inner_left_out,
            "a factor of the chain was left out: outer times inner derivative"),
    Mistake("softmax_again",          slopes.softmax_again,
            "ŷ − y already holds the softmax's derivative: it was applied again"),
    Mistake("bias_times_value",       parameters.bias_times_value,
            "the bias's gradient was multiplied by the bias; its factor is 1"),
    Mistake("bias_gradient_zero",     parameters.bias_gradient_zero,
            "the bias's gradient was taken as 0; its factor is 1"),
    Mistake("input_left_out",         parameters.input_left_out,
            "the input factor was left out: ∂z/∂w is the input"),
    Mistake("wrong_input",            parameters.wrong_input,
            "another input was used: it must be the one that the weight belongs to"),
    Mistake("transposed_matrix",      parameters.transposed_matrix,
            "this is the entry of row and column exchanged: the matrix is written transposed"),
    Mistake("transposed_weights",     weights.transposed_weights,
            "the weight of row and column exchanged was used (W transposed)"),
    Mistake("neighbour_weight",       weights.neighbour_weight,
            "another entry of the weight matrix was used"),
    Mistake("other_layer",            weights.other_layer,
            "the weight of another layer was used"),
    Mistake("one_path",               weights.one_path,
            "only one path was followed: the paths add up"),
    Mistake("path_dropped",           weights.path_dropped,
            "one path was dropped: all of them add up"),
    Mistake("log_base",               forward.log_base,
            "another logarithm was used: ln is the natural one"),
    Mistake("sign",                   factors.sign,
            "the sign is turned"),
    Mistake("factor_two",             factors.factor_two,
            "a factor 2 (or ½) was lost or doubled"),
    Mistake("factor_outputs",         factors.factor_outputs,
            "the factor 1/m of the loss (m outputs) was lost or doubled"),
    Mistake("mean_or_sum",            factors.mean_or_sum,
            "mean and sum over the samples were exchanged"),
    Mistake("constant_factor",        factors.nowhere,
            "it is a constant multiple of the right formula"),
    Mistake("decimal_point",          factors.decimal_point,
            "the decimal point slipped"),
    Mistake("digits_transposed",      factors.nowhere,
            "two neighbouring digits were exchanged", digits.digits_transposed),
)
# fmt: on


class Slip(NamedTuple):
    """A known mistake, made."""

    mistake: Mistake
    at: tuple[AnyQuantity, ...] = ()
    """The lines in which it was made, where they are not on the sheet; else empty."""


MOST_WAYS = 60
"""Formulas that one mistake may give at a line."""
LONGEST = 150
"""Nodes of a formula that is still worked by hand; in a longer one no mistake is looked for."""


def variants(place: Place) -> Iterator[tuple[Mistake, Expr]]:
    """Every known mistake that can be made at a place, with what it gives."""
    if size(place.routes[0]) > LONGEST:
        return
    for mistake in MISTAKES:
        for formula in islice(mistake.rule(place), MOST_WAYS):
            yield mistake, formula


def miscopied(number: Written) -> Iterator[tuple[Mistake, Written]]:
    """Every slip of the pen that may have led to a number, with what it was before."""
    for mistake in MISTAKES:
        if mistake.meant is not None:
            for meant in mistake.meant(number):
                yield mistake, meant
