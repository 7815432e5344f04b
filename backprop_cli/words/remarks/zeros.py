"""What is exactly 0, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Literal

from backprop_cli.derivation.link import Kind
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.graph import Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words.flat import Flat, reasons
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.remarks.lists import listed_formulas, listed_numbers, listed_quantities, on_samples
from backprop_cli.words.say import Message, mark, phrase, say, several

FLAT: Literal["flat"] = "flat"
"""A key, no word: nothing is a factor 0, but the function has no slope there."""
CauseKind = Kind | Role | Literal["flat"] | None
"""What makes a derivative 0; None: its shares cancel."""
Vanishing = Expr | Flat
"""What is 0, or why there is no slope."""
_CONSEQUENCES: dict[CauseKind | Role, Message] = {
    Kind.INPUT: mark(
        "{zero}: a weight of 0 lets nothing back, so what lies before gets no gradient this way."
    ),
    Kind.LOSS: mark("{zero}: this output is already what it should be, so there is nothing to correct."),
    Role.TARGET: mark("{zero}: where a target is 0 this loss does not look at the output."),
    Role.DROPPED: mark("{zero}: dropout leaves the unit out, so nothing comes back through it."),
}
_NO_MORE = mark("{zero}.")
_BECAUSE = several("{names} is exactly 0 because {factors}", "{names} are exactly 0 because {factors}")
_AND = mark("{one}, and {other}")
_IN_ORDER = mark("{zero}, in this order")
MOST_REASONS = 2
"""Reasons that are told one by one, each with its derivatives."""
_FACTORS = several("{factors} is 0", "{factors} are 0")
_CANCEL = several(
    "{names} is exactly 0: what comes back on several ways cancels out.",
    "{names} are exactly 0: what comes back on several ways cancels out.",
)


def zero_gradient(kind: CauseKind, causes: Mapping[str, Sequence[Vanishing]]) -> Words:
    """Which factor makes derivatives 0, so that one sees which belongs to which."""
    if kind is None:
        return say(_CANCEL, count=len(causes), names=listed_quantities(tuple(causes)))
    groups: dict[tuple[Vanishing, ...], list[str]] = {}
    for name, factors in causes.items():
        groups.setdefault(tuple(factors), []).append(name)
    zero = _one_by_one(groups) if len(groups) <= MOST_REASONS else _together(groups)
    return say(_CONSEQUENCES.get(kind, _NO_MORE), zero=zero)


def _one_by_one(groups: Mapping[tuple[Vanishing, ...], Sequence[str]]) -> Words:
    told = (
        say(_BECAUSE, count=len(names), names=listed_quantities(names), factors=_why(factors))
        for factors, names in groups.items()
    )
    return reduce(lambda one, other: say(_AND, one=one, other=other), told)


def _together(groups: Mapping[tuple[Vanishing, ...], Sequence[str]]) -> Words:
    """All names, then all factors: in the same order where each name has one of its own."""
    factors = tuple(dict.fromkeys(chain.from_iterable(groups)))
    names = tuple(chain.from_iterable(groups.values()))
    zero = say(_BECAUSE, count=len(names), names=listed_quantities(names), factors=_why(factors))
    is_flat = any(isinstance(each, Flat) for each in factors)
    in_order = len(factors) == len(names) == len(groups) and not is_flat
    return say(_IN_ORDER, zero=zero) if in_order else zero


def _why(factors: Sequence[Vanishing]) -> Words:
    flat = [each for each in factors if isinstance(each, Flat)]
    formulas = [Math((each,)) for each in factors if not isinstance(each, Flat)]
    clauses = [reasons(flat)] if flat else []
    if formulas:
        clauses.insert(0, say(_FACTORS, count=len(formulas), factors=listed_formulas(formulas)))
    return in_row(clauses)


_ZERO_INPUT = several(
    "{inputs} is 0{where}: the weights that lead from it get no gradient, so nothing can be learned about "
    "them here.",
    "{inputs} are 0{where}: the weights that lead from them get no gradient, so nothing can be learned about "
    "them here.",
)
_INPUTS = several("input {inputs}", "inputs {inputs}")


def zero_input(inputs: Sequence[Quantity], samples: int) -> Words:
    """Inputs that give nothing to learn from; `inputs` are those of one sample."""
    count = len(inputs)
    numbers = phrase(_INPUTS, count=count, inputs=listed_numbers([each.indices[0] for each in inputs]))
    named: Words = (numbers,) if samples > 1 else listed_quantities([text(each) for each in inputs])
    return say(_ZERO_INPUT, count=count, inputs=named, where=on_samples(samples))
