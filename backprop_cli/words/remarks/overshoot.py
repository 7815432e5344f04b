"""A step that makes the loss larger."""

from typing import NamedTuple

from backprop_cli.words.inline import Number, Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.say import mark, phrase, say


class Shorter(NamedTuple):
    """A shorter step, and the loss after it."""

    halvings: int
    loss: float
    rate: float | None
    """The learning rate that makes the step so short; None where more than the rate decides it."""


class Uphill(NamedTuple):
    """A step that does not lead downhill at all, and what is known of why."""

    rate: str = ""
    """The learning rate by name, where it is below 0."""
    adds: bool = False
    """Whether it is what the optimiser adds to the gradient: old gradients, a decay."""


_SHARES = {1: mark("Half of it"), 2: mark("A quarter of it"), 3: mark("An eighth of it")}


def overshoot(output: str, why: Shorter | Uphill) -> Words:
    """Why a step made the loss larger, and what would have helped."""
    return _uphill(output, why) if isinstance(why, Uphill) else _too_long(output, why)


def _uphill(output: str, why: Uphill) -> Words:
    loss = symbol(output)
    if why.rate:
        return say(
            "{rate} is below 0, so the step goes up the gradient and {loss} rises.",
            rate=symbol(why.rate),
            loss=loss,
        )
    if why.adds:
        return say(
            "The step does not lead downhill: what the optimiser adds to the gradient outweighs it, and "
            "{loss} rises.",
            loss=loss,
        )
    return say("The step does not lead downhill, so {loss} rises.", loss=loss)


def _too_long(output: str, shorter: Shorter) -> Words:
    loss = symbol(output)
    share = _SHARES.get(shorter.halvings)
    part = phrase(share) if share else phrase("1/{count} of it", count=2**shorter.halvings)
    has_rate = shorter.rate is not None
    return say(
        "The step overshoots: along it {loss} falls at first, then rises beyond where it was. {part}{rate} "
        "would bring {loss} down to {value}.",
        loss=loss,
        part=part,
        rate=say(" (learning rate {rate})", rate=Number(shorter.rate or 0.0)) if has_rate else (),
        value=Number(shorter.loss),
    )
