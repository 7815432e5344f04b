"""The known mistakes: one row each, with the formulas that make it.

A row's rule gives what a student would have worked, from the step as it should be; it gives nothing where the
mistake cannot be made. A slip of the pen has no formula: `meant` gives what it was before. The rules are in
the files beside this one, a file for each kind.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from backprop_cli.expr.tree import Expr, node_count
from backprop_cli.marking.mistakes import (
    adam,
    back,
    digits,
    factors,
    formulas,
    forward,
    losses,
    optimisers,
    pairs,
    parameters,
    parts,
    penalties,
    samples,
    slopes,
    softmax,
    stages,
    trainings,
    update,
    weights,
    written_activations,
)
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.words.inline import Words, as_text
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.say import say


class Nearness(IntEnum):
    """How near at hand a mistake is; of several that give what is written the nearest is named."""

    SIGN = 0
    """The right number but for its minus: nothing is simpler."""
    TWIN = 1
    """A ReLU taken for a leaky one: where that gives 0, nothing else is as likely."""
    WORKING = 2
    """One thing done wrongly in the line's own working."""
    RARE = 3
    """The same, where hardly anybody does it: what is commoner and fits is meant."""
    EXCHANGED = 4
    """Some other quantity in place of one: there are many, so one of them soon fits by chance."""
    DIGITS = 5
    """The right number, copied wrongly: named where no other known mistake gives it."""


class Mistake(NamedTuple):
    """One row of the table."""

    key: str
    """For programs; never changes."""
    rule: Callable[[Spot], Iterator[Expr]]
    """What the mistake gives at a line of the solution; nothing where it cannot be made."""
    english: str
    """For the student: what happened, in one sentence; its holes are `LETTERS`."""
    nearness: Nearness = Nearness.WORKING
    meant: Callable[[Written], Iterator[Written]] | None = None
    """What a number may have been before it was copied wrongly; None for a mistake in the working."""
    leaves_zero: bool = False
    """Whether a 0 is what it gives where it is made: such a 0 was worked, and is carried on."""

    @property
    def sentence(self) -> str:
        """What happened, in the language that is spoken."""
        return as_text(self.words)

    @property
    def words(self) -> Words:
        """The same for a page, which has the letters of its notation."""
        return say(self.english, **LETTERS)


# fmt: off
MISTAKES = (
    Mistake("activation_not_applied", forward.activation_not_applied,
            "the activation was not applied: this is {z}, not {a}"),
    Mistake("leaky_as_relu",          forward.leaky_as_relu,
            "a plain ReLU was worked: this one is leaky, it gives its slope times {z} below 0",
            Nearness.TWIN, leaves_zero=True),
    Mistake("sigmoid_of_minus_z",     forward.sigmoid_of_minus_z,
            "1/(1 + e^z) was worked: the sigmoid is 1/(1 + e^(−z))"),
    Mistake("not_normalised",         forward.not_normalised,
            "this is e^z alone: the softmax divides it by the sum of all e^z"),
    Mistake("bias_left_out",          forward.bias_left_out,
            "the bias was left out of {z}"),
    Mistake("bias_twice",             forward.bias_twice,
            "the bias was added twice"),
    Mistake("bias_subtracted",        forward.bias_subtracted,
            "the bias was subtracted: it is added"),
    Mistake("other_bias",             forward.other_bias,
            "another bias was used: each layer, and each unit, has its own",       Nearness.EXCHANGED),
    Mistake("term_left_out",          forward.term_left_out,
            "a product of weight and input was left out of {z}"),
    Mistake("inputs_exchanged",       forward.inputs_exchanged,
            "two inputs were exchanged"),
    Mistake("log_base",               forward.log_base,
            "another logarithm was used: ln is the natural one"),
    Mistake("targets_exchanged",      losses.targets_exchanged,
            "another target was used: each output has its own"),
    Mistake("updated_weights",        weights.updated_weights,
            "the new weights were used in the backward pass; it needs the old ones"),
    Mistake("update_plus",            update.update_plus,
            "the step goes up the gradient: it must be − {alpha} · gradient"),
    Mistake("rate_left_out",          update.rate_left_out,
            "the learning rate was left out"),
    Mistake("rate_twice",             update.rate_twice,
            "the learning rate was applied twice",                 Nearness.RARE),
    Mistake("not_updated",            update.not_updated,
            "this is the old value: the step was not taken"),
    Mistake("before_update",          update.before_update,
            "this is the value before the update: it is to be worked again, with the new parameters"),
    Mistake("step_for_new",           update.step_for_new,
            "this is the step alone: it must be added to the old value"),
    Mistake("times_one_minus",        update.times_one_minus,
            "{w}(1 − {alpha} · gradient) was worked: it must be {w} − {alpha} · gradient",   Nearness.RARE),
    Mistake("updated_with_delta",     update.updated_with_delta,
            "{delta} was used for the gradient: {dL_dw} is {delta} times the input"),
    Mistake("state_forgotten",        optimisers.state_forgotten,
            "what the step before has left was forgotten: the average starts anew"),
    Mistake("not_corrected",          optimisers.not_corrected,
            "the average was taken without or with the correction 1 − {beta_t}, other than the sheet's"
            " formula"),
    Mistake("one_uncorrected",        adam.one_uncorrected,
            "only one of the two averages was corrected: the step takes both with 1 − {beta_t}"),
    Mistake("multiplied_by_correction", adam.multiplied_by_correction,
            "the average was multiplied by 1 − {beta_t}: it is divided by it"),
    Mistake("corrected_kept",         adam.corrected_kept,
            "the corrected average was carried on: the next step goes on from the average itself"),
    Mistake("epsilon_elsewhere",      optimisers.epsilon_elsewhere,
            "{epsilon} stands elsewhere in the sheet's formula: inside the root, or behind it"),
    Mistake("step_from_zero",         optimisers.step_from_zero,
            "the steps were counted from 0: the first one is t = 1"),
    Mistake("step_ahead",             optimisers.step_ahead,
            "the steps were counted from 2: the first one is t = 1",   Nearness.RARE),
    Mistake("step_not_counted",       optimisers.step_not_counted,
            "1 − {beta} was worked in every step: in step t it is 1 − {beta_t}"),
    Mistake("power_alone",            optimisers.power_alone,
            "{beta_t} was worked alone: the average is divided by 1 − {beta_t}",   Nearness.RARE),
    Mistake("times_step",             optimisers.times_step,
            "{beta} · t was worked: {beta_t} is {beta} to the power t",   Nearness.RARE),
    Mistake("gradient_not_squared",   optimisers.gradient_not_squared,
            "the gradient was not squared: this average is of squares"),
    Mistake("shares_exchanged",       optimisers.shares_exchanged,
            "{beta} and 1 − {beta} were exchanged: the larger share is kept of what was there"),
    Mistake("share_left_out",         optimisers.share_left_out,
            "1 − {beta} was left out: the new term of the average counts with that share"),
    Mistake("root_left_out",          optimisers.root_left_out,
            "the root was left out: the step is divided by the root of the average of squares"),
    Mistake("betas_exchanged",        optimisers.betas_exchanged,
            "{beta1} and {beta2} were exchanged: {beta1} is of the gradients, {beta2} of their squares"),
    Mistake("decay_in_gradient",      adam.decay_in_gradient,
            "the weight decay was put into the gradient: AdamW takes it off the parameter itself"),
    Mistake("decay_left_out",         adam.decay_left_out,
            "the weight decay was left out of the step"),
    Mistake("decay_added",            adam.decay_added,
            "the weight decay was added: it is taken off"),
    Mistake("decay_without_rate",     adam.decay_without_rate,
            "the learning rate was left out of the weight decay"),
    Mistake("gradient_for_average",   optimisers.gradient_for_average,
            "the gradient itself was used, where the formula has its average"),
    Mistake("other_rule",             optimisers.other_rule,
            "this is another optimiser's formula: sources differ, the sheet prints the one that is asked",
            Nearness.RARE),
    Mistake("loss_left_out",          losses.loss_left_out,
            "the output was differentiated, not the loss: {dL_dyhat} is missing"),
    Mistake("error_not_squared",      losses.error_not_squared,
            "the error was not squared: this loss is of squares"),
    Mistake("target_left_out",        losses.target_left_out,
            "the target was left out: the derivative of −y · ln ŷ is −y/ŷ"),
    Mistake("times_output",           losses.times_output,
            "y was multiplied by ŷ: the derivative of −y · ln ŷ is −y/ŷ"),
    Mistake("slope_left_out",         slopes.slope_left_out,
            "the derivative of the activation was left out"),
    Mistake("slope_twice",            slopes.slope_twice,
            "the derivative of the activation was applied twice"),
    Mistake("slope_at_z",             slopes.slope_at_z,
            "the derivative of the activation was worked with {z} where its rule has {a}"),
    Mistake("slope_at_a",             slopes.slope_at_a,
            "the derivative of the activation was taken at {a}, not at {z}"),
    Mistake("slope_plus",             slopes.slope_plus,
            "the minus in the derivative became a plus: σ′ = a(1 − a), tanh′ = 1 − a²"),
    Mistake("slope_without_a",        slopes.slope_without_a,
            "1 − a was taken for the derivative: σ′ = a(1 − a)"),
    Mistake("value_for_slope",        slopes.value_for_slope,
            "{a} itself was taken for the derivative: σ′ = a(1 − a), tanh′ = 1 − a²"),
    Mistake("slope_at_target",        slopes.slope_at_target,
            "the derivative of the activation was worked with the target where its rule has {a}"),
    Mistake("slope_of_other_layer",   slopes.slope_of_other_layer,
            "the derivative of the activation was worked with {a} of another layer",  Nearness.EXCHANGED),
    Mistake("slope_of_one_minus_z",   slopes.slope_of_one_minus_z,
            "σ(z) · σ(1 − z) was worked: σ′ = σ(z) · (1 − σ(z))"),
    Mistake("tanh_not_squared",       slopes.tanh_not_squared,
            "1 − tanh was taken for the derivative: tanh′ = 1 − tanh²"),
    Mistake("relu_value",             slopes.relu_value,
            "this is the ReLU's value; its derivative is 1 or 0"),
    Mistake("other_side",             slopes.other_side,
            "this is the slope on the other side of the kink"),
    Mistake("leaky_slope_as_relu",    slopes.leaky_slope_as_relu,
            "ReLU's slope 0 was used: the leaky one has its own slope below 0",
            Nearness.TWIN, leaves_zero=True),
    Mistake("rules_exchanged",        slopes.rules_exchanged,
            "the derivatives of sigmoid and tanh were exchanged"),
    Mistake("inner_left_out",         slopes.inner_left_out,
            "a factor of the chain was left out: outer times inner derivative"),
    Mistake("slope_again",            softmax.slope_again,
            "ŷ − y already holds the activation's derivative: it was applied again"),
    Mistake("softmax_again",          softmax.softmax_again,
            "ŷ − y already holds the softmax's derivative: it was applied again"),
    Mistake("softmax_diagonal",       softmax.softmax_diagonal,
            "only the diagonal of the softmax's derivatives was used: each {z} moves every output"),
    Mistake("weight_left_out",        back.weight_left_out,
            "the weight was left out on the way back: it is {delta} · {w}"),
    Mistake("delta_left_out",         back.delta_left_out,
            "the weights were added without their {delta}: it is the sum of {delta} · {w}"),
    Mistake("raw_error_back",         back.raw_error_back,
            "{dL_da} was sent back through the weights; it must be {delta}, with the activation's slope"),
    Mistake("bias_times_value",       parameters.bias_times_value,
            "the bias's gradient was multiplied by the bias; its factor is 1"),
    Mistake("bias_gradient_zero",     parameters.bias_gradient_zero,
            "the bias's gradient was taken as 0; its factor is 1"),
    Mistake("input_left_out",         parameters.input_left_out,
            "the input factor was left out: {dz_dw} is the input"),
    Mistake("z_for_input",            parameters.z_for_input,
            "{z} was used for {a}: the gradient is {delta} times the activation that comes in"),
    Mistake("raw_error",              parameters.raw_error,
            "{dL_da} was used for {delta} in the gradient"),
    Mistake("transposed_matrix",      parameters.transposed_matrix,
            "this is the entry with row and column exchanged: the matrix is written transposed"),
    Mistake("transposed_weights",     weights.transposed_weights,
            "the weight with row and column exchanged was used (W transposed)"),
    Mistake("one_path",               weights.one_path,
            "only one path was followed: the paths add up"),
    Mistake("path_dropped",           weights.path_dropped,
            "one path was dropped: all of them add up"),
    Mistake("one_sample",             samples.one_sample,
            "only one sample was used: all of the batch count"),
    Mistake("sample_dropped",         samples.sample_dropped,
            "one sample was dropped: all of the batch count"),
    Mistake("product_of_means",       samples.product_of_means,
            "the means were multiplied: it must be the mean of the products"),
    Mistake("sample_by_sample",       samples.sample_by_sample,
            "the parameters were updated after each sample; the batch is asked: one step with all samples"),
    Mistake("penalty_left_out",       penalties.penalty_left_out,
            "the penalty was left out: it adds its own term, also to the gradients of what it holds small"),
    Mistake("penalty_factor_two",     penalties.penalty_factor_two,
            "a factor 2 (or ½) in the penalty, or in its derivative, was lost or doubled"),
    Mistake("penalty_subtracted",     penalties.penalty_subtracted,
            "the penalty was subtracted: it is added, and so is its derivative"),
    Mistake("penalty_rate_left_out",  penalties.penalty_rate_left_out,
            "{lambda} was left out: the penalty, and its derivative, are {lambda} times as large"),
    Mistake("penalty_not_differentiated", penalties.penalty_not_differentiated,
            "the penalty itself was added to the gradient: it must be its derivative"),
    Mistake("bias_penalised",         penalties.bias_penalised,
            "the bias was put into the penalty: it holds only weights"),
    Mistake("keep_left_out",          stages.keep_left_out,
            "what dropout keeps was not divided by the probability of being kept"),
    Mistake("keep_multiplied",        stages.keep_multiplied,
            "what dropout keeps was multiplied by the probability of being kept: it is divided by it"),
    Mistake("divided_by_dropped",     stages.divided_by_dropped,
            "what dropout keeps was divided by 1 − keep: it is divided by the probability of being kept"),
    Mistake("mask_left_out",          stages.mask_left_out,
            "the mask was left out: dropout has this unit at 0, and nothing goes back through it"),
    Mistake("slope_of_dropped",       slopes.slope_of_dropped,
            "the derivative of the activation was worked with the value behind dropout, for {a}"),
    Mistake("sample_variance",        stages.sample_variance,
            "the variance was divided by n − 1: batch normalisation divides by n"),
    Mistake("variance_for_deviation", stages.variance_for_deviation,
            "the root was left out: batch normalisation divides by the root of the variance"),
    Mistake("old_parameters",         trainings.old_parameters,
            "the parameters from before the last step were used: each step starts from the new ones"),
    Mistake("sign",                   factors.sign,
            "the sign is turned",                                  Nearness.SIGN),
    Mistake("factor_two",             factors.factor_two,
            "a factor 2 (or ½) was lost or doubled"),
    Mistake("factor_outputs",         factors.factor_outputs,
            "the factor 1/m of the loss, or 2/m of its derivative (m outputs), was lost or doubled"),
    Mistake("mean_or_sum",            samples.mean_or_sum,
            "mean and sum over the samples were exchanged"),
    Mistake("constant_factor",        factors.nowhere,
            "it is a constant multiple of the right formula"),
    Mistake("decimal_point",          factors.decimal_point,
            "the decimal point slipped",                           Nearness.DIGITS),
    Mistake("digits_transposed",      factors.nowhere,
            "two neighbouring digits were exchanged",              Nearness.DIGITS, digits.digits_transposed),
    Mistake("wrong_input",            parameters.wrong_input,
            "another input was used: it must be the one that the weight belongs to",   Nearness.EXCHANGED),
    Mistake("neighbour_weight",       weights.neighbour_weight,
            "another entry of the weight matrix was used",         Nearness.EXCHANGED),
    Mistake("other_layer",            weights.other_layer,
            "the weight of another layer was used",                Nearness.EXCHANGED),
    Mistake("other_activation",       forward.other_activation,
            "another activation was worked: each layer has its own",    Nearness.RARE),
    Mistake("exponent_turned",        written_activations.exponent_turned,
            "the sign of an exponent is turned: e^z is not e^(−z)",   Nearness.RARE),
    Mistake("number_left_out",        written_activations.number_left_out,
            "a number was left out of the activation's formula, or of its derivative",   Nearness.RARE),
    Mistake("mu_left_out",            optimisers.mu_left_out,
            "{mu} was left out: what the step before has left counts with that share",   Nearness.RARE),
    Mistake("plus_without_rate",      pairs.plus_without_rate,
            "the step goes up the gradient, and the learning rate was left out:"
            " it must be − {alpha} · gradient",
            Nearness.RARE),
    Mistake("slope_left_out_and_sign", pairs.slope_left_out_and_sign,
            "the derivative of the activation was left out, and the sign is turned",   Nearness.RARE),
    Mistake("slope_left_out_and_two", pairs.slope_left_out_and_two,
            "the derivative of the activation was left out, and a factor 2 (or ½) was lost or doubled",
            Nearness.RARE),
    Mistake("transposed_without_bias", pairs.transposed_without_bias,
            "the weights with row and column exchanged were used (W transposed), and the bias was left out",
            Nearness.RARE),
    Mistake("power_not_lowered",      formulas.power_not_lowered,
            "the exponent was not lowered: (xⁿ)′ = n · xⁿ⁻¹", Nearness.RARE),
    Mistake("power_factor_left_out",  formulas.power_without_factor,
            "the exponent was not taken as a factor: (xⁿ)′ = n · xⁿ⁻¹", Nearness.RARE),
    Mistake("constant_kept",          formulas.constant_kept,
            "a constant was kept: its derivative is 0", Nearness.RARE),
    Mistake("own_factor",             formulas.own_factor,
            "the factor itself was taken: the derivative of a product by one factor is the other one",
            Nearness.RARE),
    Mistake("outer_at_inner",         formulas.outer_at_inner,
            "the outer derivative was taken at the inner variable: it is taken at the inner value",
            Nearness.RARE),
    Mistake("all_ways",               formulas.all_ways,
            "the ways through other quantities were added: this is the derivative of the one formula, with"
            " all else in it held fixed"),
    Mistake("summand_left_out",       parts.summand_left_out,
            "a term was left out of a sum"),
    Mistake("summand_turned",         parts.summand_turned,
            "the sign of one term is turned", Nearness.RARE),
    Mistake("number_not_multiplied",  parts.number_not_multiplied,
            "a number was left out: the formula multiplies or divides by it", Nearness.RARE),
    Mistake("power_not_taken",        parts.power_not_taken,
            "the power was left out: the base alone was taken", Nearness.RARE),
    Mistake("in_degrees",             formulas.in_degrees,
            "the angle was taken in degrees: it is in radians", Nearness.RARE),
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


def variants(place: Spot) -> Iterator[tuple[Mistake, Expr]]:
    """Every known mistake that can be made at a place, with what it gives."""
    if node_count(place.routes[0]) > LONGEST:
        return
    for mistake in MISTAKES:
        for formula in islice(mistake.rule(place), MOST_WAYS):
            yield mistake, formula


def simplest(slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """Of the mistakes that give what is written, those of the kind that is nearest at hand, each once."""
    found = tuple(dict.fromkeys(slips))
    nearest = min((slip.mistake.nearness for slip in found), default=None)
    return tuple(slip for slip in found if slip.mistake.nearness is nearest)


def miscopied(number: Written) -> Iterator[tuple[Mistake, Written]]:
    """Every slip of the pen that may have led to a number, with what it was before."""
    for mistake in MISTAKES:
        if mistake.meant is not None:
            for meant in mistake.meant(number):
                yield mistake, meant
