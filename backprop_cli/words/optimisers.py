"""An optimiser in words: its rule, and what the letters of its formulas mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_cli.expr.tree import Num
from backprop_cli.problem.optimizers import CHANGE, GRADIENT, RATE, STEP
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import in_row, listed, with_commas
from backprop_cli.words.say import Message, mark, phrase, say, several

_KEPT = mark("the share that is kept of the old {state}, from 0 to 1")
CONSTANTS: Mapping[str, Message] = {
    RATE: mark("learning rate: how large a step is taken"),
    "mu": _KEPT,
    "beta": _KEPT,
    "rho": _KEPT,
    "beta1": _KEPT,
    "beta2": _KEPT,
    "epsilon": mark("a tiny number that keeps the divisor away from 0"),
    "decay": mark("weight decay: each step takes the share {rate}·{itself} of a weight away"),
    STEP: mark("the number of the step: 1, 2, …"),
    GRADIENT: mark("the gradient of the parameter"),
}
"""The letters by their names in the table of optimisers."""

_MOVING_MEAN = mark("moving average of the gradients of {of}: older ones count less and less")
_MOVING_SQUARES = mark("moving average of the squared gradients of {of}")
_VELOCITY = mark("velocity: the gradients of {of} added up, older ones counting less and less")
_CORRECTED = mark("{state}, corrected for its start from 0")
STATES: Mapping[tuple[str, str], Message] = {
    ("momentum", "v"): _VELOCITY,
    ("momentum_classical", "v"): mark(
        "velocity: the steps of {of} added up, older ones counting less and less"
    ),
    ("momentum_average", "v"): _MOVING_MEAN,
    ("momentum_average", "vhat"): _CORRECTED,
    ("nesterov", "v"): _VELOCITY,
    ("adagrad", "s"): mark("sum of the squared gradients of {of} so far"),
    ("rmsprop", "s"): _MOVING_SQUARES,
    ("adam", "m"): _MOVING_MEAN,
    ("adam", "v"): _MOVING_SQUARES,
    ("adam", "mhat"): _CORRECTED,
    ("adam", "vhat"): _CORRECTED,
    ("adamw", "m"): _MOVING_MEAN,
    ("adamw", "v"): _MOVING_SQUARES,
    ("adamw", "mhat"): _CORRECTED,
    ("adamw", "vhat"): _CORRECTED,
}
"""What each optimiser works out of a parameter's gradients, by its name and the state's."""
_OWN_STATE = mark("what the optimiser works out of the gradients of {of}")


def state(optimizer: str, symbol: str, of: Math, plain: Math | None) -> Words:
    """What an optimiser works out of a parameter's gradients; `plain`: what is corrected, v of v̂."""
    if symbol == CHANGE:
        return say("change of {of}: new minus old", of=of)
    return say(STATES.get((optimizer, symbol), _OWN_STATE), of=of, state=plain or of)


def for_all(of: Math) -> Words:
    """What an optimiser works out without the gradient or the parameter, as a rate α/t."""
    return say("what the optimiser works out for {of}, the same for every parameter", of=of)


def before(state: Math, step: int) -> Words:
    """A state as a step finds it."""
    return say("{state} before step {step}", state=state, step=step)


def constant(name: str, itself: Math, rate: Math, kept: Math | None) -> Words | None:
    """What a constant does; `kept`: the state that a share is kept of. None of an author's own."""
    message = CONSTANTS.get(name)
    if message is None or (message is _KEPT and kept is None):
        return None
    return say(message, itself=itself, rate=rate, state=kept or itself)


OPTIMIZERS: dict[str, Message] = {
    "sgd": mark("gradient descent"),
    "momentum": mark("gradient descent with momentum"),
    "momentum_classical": mark("gradient descent with classical momentum"),
    "momentum_average": mark("gradient descent with momentum as a moving average"),
    "nesterov": mark("gradient descent with Nesterov's momentum"),
    "adagrad": mark("AdaGrad"),
    "rmsprop": mark("RMSProp"),
    "adam": mark("Adam"),
    "adamw": mark("AdamW"),
}
"""Rules in words, by what a problem file calls them."""


def descent(
    name: str, steps: int, formulas: Sequence[Math], constants: Sequence[Math], starts: Sequence[Words]
) -> list[Words]:
    """The update rule in a line, or line by line; `starts`: with what each state of a parameter begins."""
    called = phrase(OPTIMIZERS[name]) if name in OPTIMIZERS else name
    numbers, said = with_commas(constants), f"{steps:,}"
    if len(formulas) == 1:
        (formula,) = formulas
        return [say(_IN_A_LINE, count=steps, steps=said, name=called, formula=formula, constants=numbers)]
    lead = say(_LINE_BY_LINE, count=steps, steps=said, name=called)
    return [lead, *((each,) for each in formulas), in_row([say(WITH, constants=numbers), *starts], ", ")]


_IN_A_LINE = several(
    "{name}, one step: {formula} with {constants}; every gradient is taken at the old values",
    "{name}, {steps} steps: {formula} with {constants}; every gradient is taken at the old values",
)
_LINE_BY_LINE = several(
    "{name}, one step; every gradient is taken at the old values. One after the other:",
    "{name}, {steps} steps; every gradient is taken at the old values. One after the other:",
)
WITH = mark("with {constants}")


def for_each(told: Words, parameter: Math, gradient: Words) -> Words:
    """What is said of an update last, and what its letters stand for."""
    if gradient:
        sentence = mark("{told}; {w} stands for each parameter and {dL_dw} for its gradient")
        return say(sentence, told=told, w=parameter, dL_dw=gradient)
    return say("{told}; {w} stands for each parameter", told=told, w=parameter)


def likewise(told: Words, others: Sequence[str]) -> Words:
    """What is said of an update last, and which names have the same rule."""
    return (
        say("{told}; likewise for {names}", told=told, names=listed(others, MOST_NAMED)) if others else told
    )


MOST_NAMED = 8
"""Names with one rule that are told by name."""


def without_terms(told: Words, terms: Sequence[Math]) -> Words:
    """What is said of an update last, where the rule of a bias is shorter."""
    if not terms:
        return told
    return say("{told}; a bias goes without {terms}", told=told, terms=with_commas(terms))


def starting(state: Math, number: Num) -> Words:
    """What an optimiser keeps of each parameter, and from which number."""
    return say("{state} starts from {number}", state=state, number=Math((number,)))
