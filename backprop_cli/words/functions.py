"""What functions are called, for readers who do not know their sign."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import Message, mark, say

FUNCTIONS: Mapping[str, Message] = {
    "sigmoid": mark("the sigmoid function"),
    "tanh": mark("the hyperbolic tangent (between −1 and 1)"),
    "relu": mark("the rectified linear unit"),
    "leaky_relu": mark("the leaky ReLU"),
    "elu": mark("the exponential linear unit"),
    "softplus": mark("the softplus function"),
    "silu": mark("the sigmoid linear unit, also called swish"),
    "gelu": mark("the Gaussian error linear unit"),
    "softmax": mark("e to the power of each entry, divided by the sum of all these powers"),
}
"""By their names in the function table; one that every student knows has none."""


def function(name: str, definition: Math | None, slope: Math | None) -> Words:
    """What a function is called, how it is worked, and what its slope is called."""
    told = say(FUNCTIONS[name])
    if definition is not None:
        told = say("{told}, {definition}", told=told, definition=definition)
    return say("{told}; its slope is {slope}", told=told, slope=slope) if slope is not None else told
