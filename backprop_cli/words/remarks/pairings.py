"""The last activation beside the loss: pairs that belong together, and unusual ones."""

from __future__ import annotations

from fractions import Fraction

from backprop_cli.expr.constants import constant
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.say import Message, mark, say

SQUARED = "squared_error"
"""All losses that are Σ (y − ŷ)² but for a factor: a key, no word."""
Pair = tuple[str, str]
"""An activation and a loss."""
MATCHED: dict[Pair, Message] = {
    ("linear", SQUARED): mark(
        "A linear output and squared error belong together: the error comes back whole{times}."
    ),
    ("sigmoid", "bce"): mark(
        "Sigmoid and binary cross-entropy belong together: the error comes back whole{times}, even where "
        "the output is near 0 or 1."
    ),
    ("softmax", "cross_entropy"): mark(
        "Softmax and cross-entropy belong together: the error comes back whole{times}, even where a wrong "
        "class is near 1."
    ),
}
"""Those that leave the plain error, and why."""
UNUSUAL: dict[Pair, Message] = {
    ("sigmoid", SQUARED): mark(
        "Sigmoid with squared error keeps the factor σ′ (at most 1/4, tiny near 0 and 1), so a very wrong "
        "output learns slowly. Cross-entropy (bce) cancels it."
    ),
    ("tanh", SQUARED): mark(
        "Tanh with squared error keeps the factor tanh′ (tiny near −1 and 1), so a very wrong output learns "
        "slowly. A linear output has no such factor."
    ),
    ("relu", SQUARED): mark(
        "ReLU is unusual as an output: it cannot answer below 0, and where {z} < 0 nothing comes back. "
        "A linear output goes with squared error."
    ),
    ("softmax", SQUARED): mark(
        "Softmax is unusual with squared error, which keeps its slopes: where a wrong class is near 1 they "
        "are tiny, and it learns slowly. Cross-entropy cancels them."
    ),
    ("softmax", "bce"): mark(
        "Softmax is unusual with binary cross-entropy: bce takes each output for a question of its own, "
        "softmax makes one of all. Cross-entropy goes with it."
    ),
    ("sigmoid", "cross_entropy"): mark(
        "Sigmoid is unusual with −Σ {y}·ln {yhat}: where a target is 0, nothing comes back from its output. "
        "Binary cross-entropy (bce) has the term for that."
    ),
    ("linear", "bce"): mark(
        "A linear output is unusual with bce, whose logarithms need {yhat} between 0 and 1. Sigmoid goes "
        "with it."
    ),
    ("linear", "cross_entropy"): mark(
        "A linear output is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
    ("relu", "bce"): mark(
        "ReLU is unusual with bce, whose logarithms need {yhat} between 0 and 1. Sigmoid goes with it."
    ),
    ("relu", "cross_entropy"): mark(
        "ReLU is unusual with cross-entropy, which needs outputs above 0 that add up to 1. "
        "Softmax goes with it."
    ),
}
"""Those that are seldom put together, and why."""
SLOW = frozenset({("sigmoid", SQUARED), ("tanh", SQUARED), ("softmax", SQUARED)})
"""Those of them that do well as long as the output is not far off."""


def matched_pair(pair: Pair, factor: Fraction | None) -> Words:
    """Why what comes back is the plain error."""
    times = say(", times a constant")
    if factor is not None:
        times = () if factor == 1 else say(", times {factor}", factor=Math((constant(factor),)))
    return say(MATCHED[pair], times=times)


def unusual_pair(pair: Pair) -> Words:
    """What is wrong with a pair, and what would be usual."""
    return say(UNUSUAL[pair], **LETTERS)
