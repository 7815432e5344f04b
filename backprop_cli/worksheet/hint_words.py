"""The words of a hint."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import MarkedLine, Policy
from backprop_cli.worksheet.document import Math, Words
from backprop_cli.worksheet.marking_words import asked_digits, inert, mistakes, spoken
from backprop_cli.worksheet.wording import symbol

HINT = "Hint"
FORMULA = "The formula"
NUMBERS = "The formula with your own numbers"
NOTHING_YET = "Nothing is written yet."
ALL_DONE = "All that is asked is written and right."
NO_KNOWN = "No known mistake gives this: work it once more."
MOST_NAMED = 12
"""Right lines that are named one by one."""
DEEPEST = 4
"""The last level of a hint."""

RULES = {
    Rule.FORWARD: "Forward formula: a line of the forward pass is its own formula, "
    "with the values of the lines before it put in.",
    Rule.LOCAL: "Local derivative: one formula is differentiated by one quantity in it; all others are held.",
    Rule.CHAIN: "Chain rule: for everything that uses this quantity, multiply the derivative by that with "
    "the local derivative of that by this; add the products.",
    Rule.COLLAPSED: "Chain rule: the derivative by the activation times the derivative of the activation, "
    "which the loss and the activation here make short.",
    Rule.BATCH: "Sum over samples: each sample's own derivative, added or averaged as their losses are.",
    Rule.UPDATE: "Update: the new parameter is the old one, moved by the optimiser's formula; every gradient "
    "in it was worked with the old parameters.",
}
"""The sentence of each rule."""


def look_at(line: MarkedLine) -> Words:
    """Which line it is, and what stands there."""
    written = inert(line.judged.answer.text, 60)
    return ("Look at ", symbol(line.name), f", {spoken(line.quantity)}: you wrote {written}.")


def kind(line: MarkedLine, policy: Policy) -> str:
    """What kind of thing is wrong."""
    match line.verdict:
        case Verdict.MISTAKE:
            return f"It looks like this: {mistakes(line)}."
        case Verdict.TOO_FEW_DIGITS:
            return f"It is right as far as it goes; {asked_digits(policy.demands)} are asked."
        case Verdict.UNREADABLE:
            return f"It cannot be read: {inert(line.judged.answer.note, 80) or 'no number or formula'}."
    return NO_KNOWN


def before(right: Sequence[MarkedLine]) -> Words:
    """Which lines before it are right."""
    if not right:
        return ("It is the first line on your sheet.",)
    return ("Everything before it is right: ", *_named(right), ".")


def so_far(right: Sequence[MarkedLine]) -> Words:
    """Which lines are right, where all are."""
    return ("No mistake so far; right: ", *_named(right), ".") if right else (NOTHING_YET,)


def go_on(name: str) -> Words:
    """What to do next."""
    return ("Next: ", symbol(name), ".")


def write_first(names: Sequence[str]) -> Words:
    """Which lines lead to it and are not on the sheet."""
    return ("It is worked from lines that are not on your sheet; write these first: ", *_symbols(names), ".")


def more(level: int) -> str:
    """How to see more."""
    return f"For more: --hint {level + 1}."


def rule(step: Step) -> str:
    """The sentence of a step's rule; a derivative of what nothing else uses needs no chain."""
    is_chain = step.rule in {Rule.CHAIN, Rule.COLLAPSED}
    return RULES[Rule.LOCAL if is_chain and not any(link.adjoint for link in step.links) else step.rule]


def _named(lines: Sequence[MarkedLine]) -> Words:
    return _symbols([line.name for line in lines])


def _symbols(names: Sequence[str]) -> Words:
    words: list[str | Math] = []
    for name in names[:MOST_NAMED]:
        words += [symbol(name), ", "]
    rest = len(names) - MOST_NAMED
    return (*words[:-1], *([f" and {rest} more"] if rest > 0 else []))
