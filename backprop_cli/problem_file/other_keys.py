"""Keys that other programs and courses have, and what to write for them here."""

from typing import NamedTuple

from backprop_cli.problem_file.other_programs import (
    ACTIVATION,
    DROPOUT,
    INIT,
    LAYER,
    MARKING,
    NORMALIZE,
    OF_STEPS,
    OPTIMIZER,
    PENALTY,
    RATES,
    SAMPLE,
    TRAINING,
    small_key,
)


class Meant(NamedTuple):
    """Keys that a file has for something, and what to write for it here."""

    keys: tuple[str, ...]
    """In small letters, without `_` and `-`."""
    group: str
    """Where it belongs; nothing: the top of the file."""
    inside: str
    """The hint for such a key in its group."""
    elsewhere: str = ""
    """The hint for one that stands anywhere else; nothing: it is not known there."""
    of_networks: bool = True
    """Whether it is for networks alone, and not for formula problems."""


def _of_layer(*keys: str) -> tuple[Meant, ...]:
    return tuple(
        Meant((key,), LAYER, "", f"this is a part of a layer: write `{key}: …` there") for key in keys
    )


def _of_marking(*keys: str) -> tuple[Meant, ...]:
    hint = "this is a part of `marking`: write `marking: {{{key}: …}}`"
    return tuple(Meant((key,), MARKING, "", hint.format(key=key), of_networks=False) for key in keys)


def _as_in(problem: str) -> str:
    return f"write it as `formulas`, as `{problem}` among `backprop problems` is"


_RATE = "write `optimizer: {name: sgd, learning_rate: …}` with this number"
_L2 = "write `penalty: {name: half_l2, rate: …}`"
_BETAS = "write `beta1: …, beta2: …`"
_ALL_INPUTS = "a layer of a network takes all inputs to every unit"
_FROM_BEFORE = "a layer of a network takes in only what the layer before it gives"
_CLIPPED = 'write a rule of your own: `update: {w: "w - alpha*max(-1, min(1, g))"}`'
_NORMAL = "write `normalize: {}` in a layer, or `{gamma: …, beta: …}`"
_KEYS = (
    Meant((*map(small_key, RATES), "learningrate"), OPTIMIZER,
         "did you mean `learning_rate`?", _RATE, of_networks=False),
    Meant(("updates", "rule"), OPTIMIZER, "did you mean `update`?", of_networks=False),
    Meant(("gamma", "γ", "momentumfactor"), OPTIMIZER,
          "did you mean `mu`, the constant of `momentum`? That of `rmsprop` is `rho`", of_networks=False),
    Meant(("betas",), OPTIMIZER, _BETAS, f"{_BETAS} in `optimizer`", of_networks=False),
    Meant(("momentum",), OPTIMIZER, "write `name: momentum, mu: …`",
         "write `optimizer: {name: momentum, learning_rate: …, mu: …}`", of_networks=False),
    Meant(("nesterov",), OPTIMIZER, "write `name: nesterov`",
         "write `optimizer: {name: nesterov, learning_rate: …}`", of_networks=False),
    Meant(("eps",), OPTIMIZER, "did you mean `epsilon`?", "write `epsilon: …` in `optimizer`",
         of_networks=False),
    Meant(("clip", "clipvalue", "clipping", "gradclip", "gradientclip", "gradientclipping"), OPTIMIZER,
          f"{_CLIPPED} instead of `name`", of_networks=False),
    Meant(("clipnorm", "maxnorm", "maxgradnorm", "globalclipnorm"), OPTIMIZER,
          f"no rule knows the norm of all gradients; to clip each of them, {_CLIPPED}", of_networks=False),
    Meant(("schedule", "scheduler", "lrschedule", "lrscheduler", "lrdecay", "learningratedecay", "warmup"),
          OPTIMIZER, OF_STEPS, of_networks=False),
    Meant(("solver", "optim", "algorithm"), "", "did you mean `optimizer`?", of_networks=False),
    Meant(("weightdecay", "wd"), OPTIMIZER, f"{_L2} beside `optimizer`, or `decay: …` here for `adamw`",
         f"{_L2}, or for `adamw` `decay: …` in `optimizer`"),
    Meant(("regularization", "regularisation", "regularizer", "regulariser", "kernelregularizer", "l1", "l2",
          "lambda", "λ"), PENALTY, "did you mean `rate`?",
         "write `penalty: {name: l2, rate: …}`; its names are `l2`, `half_l2` and `l1`"),
    Meant(("alpha", "strength"), PENALTY, "did you mean `rate`?"),
    Meant(("iterations", "numiterations", "iters", "maxiter", "nsteps", "updates"), TRAINING,
         "did you mean `steps`?", "write `training: {steps: …}`", of_networks=False),
    Meant(("steps",), TRAINING, "", "write `training: {steps: …}`", of_networks=False),
    Meant(("epochs", "numepochs", "nepochs", "maxepochs"), TRAINING, "did you mean `epochs`?",
         "write `training: {epochs: …}`"),
    Meant(("batchsize", "minibatchsize", "minibatch"), TRAINING, "did you mean `batch_size`?",
         "write `training: {epochs: …, batch_size: …}`"),
    Meant(("batchnorm", "batchnormalization", "batchnormalisation", "bn", "normalization", "normalisation"),
         LAYER, "write `normalize: {}`, or `normalize: {gamma: …, beta: …}`", _NORMAL),
    Meant(("conv", "conv1d", "conv2d", "convolution", "filter", "filters", "kernelsize", "stride", "strides",
           "padding", "dilation", "pool", "pooling", "maxpool", "avgpool", "poolsize"), LAYER,
          f"{_ALL_INPUTS}: {_as_in('convolution_and_pooling')}"),
    Meant(("residual", "skip", "skipconnection", "shortcut"), LAYER,
          f"{_FROM_BEFORE}: {_as_in('skip_connection')}"),
    Meant(("recurrent", "rnn", "lstm", "gru", "recurrentweights", "hiddenstate", "wh", "whh"), LAYER,
          f"{_FROM_BEFORE}: {_as_in('recurrent_three_steps')}"),
    Meant(("layernorm", "layernormalization", "layernormalisation", "rmsnorm", "groupnorm", "instancenorm"),
          LAYER, f"`normalize` is over the samples of a batch: {_as_in('layer_normalisation')}"),
    Meant(("type", "kind"), LAYER, f"leave it out, {_ALL_INPUTS}; other kinds are written as `formulas`"),
    Meant(("temperature", "tau"), ACTIVATION,
          "divide the layer's weights and biases by it, or write it as `formulas`"),
    Meant(("w", "kernel", "theta"), LAYER, "did you mean `weights`?", "write `weights: …` in a layer"),
    Meant(("b",), LAYER, "did you mean `biases`?", "write `biases: …` in a layer"),
    Meant(("threshold", "thresholds"), LAYER,
          "a threshold is a bias with its sign turned: write `biases: …` with minus these numbers"),
    Meant(("nonlinearity", "transfer", "transferfunction", "act"), LAYER, "did you mean `activation`?",
         "write `activation: …` in each layer"),
    Meant(("p", "rate", "prob", "probability", "droprate", "dropoutrate", "drop"), DROPOUT,
          "`keep` is the share that is kept: write `keep: …` with 1 minus this number"),
    Meant(("keepprob", "pkeep", "retain"), DROPOUT, "did you mean `keep`?"),
    Meant(("eps", "ε"), NORMALIZE, "did you mean `epsilon`?"),
    Meant(("weight", "scale", "γ"), NORMALIZE, "did you mean `gamma`?"),
    Meant(("bias", "shift", "offset", "β"), NORMALIZE, "did you mean `beta`?"),
    Meant(("std", "sigma", "stddev", "σ"), INIT, "did you mean `scale`?"),
    Meant(("min", "a"), INIT, "did you mean `low`?"),
    Meant(("max", "b"), INIT, "did you mean `high`?"),
    Meant(("method", "type", "distribution", "scheme"), INIT, "did you mean `name`?"),
    Meant(("type", "method", "kind"), OPTIMIZER, "did you mean `name`?", of_networks=False),
    Meant(("type", "kind", "norm"), PENALTY, "did you mean `name`?"),
    Meant(("type", "kind"), ACTIVATION, "did you mean `name`?"),
    Meant(("neurons", "size"), LAYER, "did you mean `units`?"),
    Meant(("initializer", "kernelinitializer"), LAYER, "did you mean `init`?", "write `init: …` in a layer"),
    *_of_layer("weights", "biases", "activation", "units", "init", "normalize", "dropout"),
    *_of_marking("points", "digits", "decimals"),
    Meant(("rounding", "round", "precision", "sigfigs", "significantdigits"), "",
          "`--digits` rounds pages; what an answer must have stands in `marking: {digits: …}`",
          of_networks=False),
    Meant(("alpha", "negativeslope"), ACTIVATION, "did you mean `slope`?"),
    *(Meant(("x", "xs", "features", "input"), group, "did you mean `inputs`?") for group in ("", SAMPLE)),
    *(Meant(("y", "ys", "t", "d", "label", "labels", "desired", "expected", "output", "outputs", "solution"),
            group, "did you mean `targets`?") for group in ("", SAMPLE)),
    Meant(("class",), SAMPLE, "write `targets: {class: …}`"),
    Meant(("labelsmoothing", "smoothing"), "", "write the smoothed `targets`: [0.05, 0.9, 0.05]"),
    Meant(("classweight", "classweights", "posweight"), "",
          "write the loss as a formula with it: `-(3*y*ln(yhat) + (1 - y)*ln(1 - yhat))`"),
    Meant(("cost", "criterion", "objective", "lossfunction"), "", "did you mean `loss`?"),
    Meant(("data", "dataset", "examples"), "",
          "write `samples:`, and below it `- {inputs: …, targets: …}` for each"),
    Meant(("samples",), "",
          "formulas have one point: write a loss for each sample, L1 and L2, and a mean", of_networks=False),
    Meant(("network", "model", "net"), "", "did you mean `layers`?"),
)  # fmt: skip


def hints_in(group: str, *, of_networks: bool) -> dict[str, str]:
    """Hints for keys that stand in a group and are none of its own, by the key as `small_key` gives it."""
    rows = [row for row in _KEYS if of_networks or not row.of_networks]
    hints = {key: row.elsewhere for row in rows for key in row.keys if row.group != group and row.elsewhere}
    return hints | {key: row.inside for row in rows for key in row.keys if row.group == group and row.inside}
