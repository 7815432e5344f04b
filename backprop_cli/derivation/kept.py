"""Entries that stay as they are, in a vector or matrix whose other entries are updated.

A mask of 0 and 1 says so in the formulas of whole arrays: with W⁺ = W − α·moves(W) ∗ ∂L/∂W an entry stays
where `moves` is 0. What the optimiser then has of such an entry follows from its own formulas, without a
gradient.
"""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parts import as_sum, terms_of
from backprop_cli.expr.tidy import multiply
from backprop_cli.expr.tokens import free_letter
from backprop_cli.expr.tree import Add, Expr, Neg, Num, Ref, references, substitute
from backprop_cli.graph.walk import reached
from backprop_cli.problem.optimizers import CHANGE, GRADIENT, PARAMETER, STEP, Optimizer, UpdateFormulas

_TRIED = 0.6180339887498949
"""A parameter to try a rule with: one that no rule leaves in its place by chance."""


def mask_name(optimizer: Optimizer) -> str:
    """What the mask is called: `moves`, or the next free letter where the optimiser has a line so called."""
    return free_letter("moves", frozenset(optimizer.names))


def masked(lines: UpdateFormulas, mask: Expr, *, drifts: bool) -> dict[str, Expr]:
    """An optimiser's formulas with a gradient of 0 where the mask is 0; `drifts`: see `drifts`.

    w − α·g  →  w − α·mask·g
    """
    gradient = multiply(mask, Ref(GRADIENT))
    found = {name: substitute(line, {GRADIENT: gradient}.get) for name, line in lines.items()}
    if drifts and CHANGE in found:
        found[CHANGE] = multiply(mask, found[CHANGE])
    elif drifts:
        found[PARAMETER] = _masked_change(found[PARAMETER], mask)
    return found


def _masked_change(new: Expr, mask: Expr) -> Expr:
    """The new parameter: w − a − b  →  w − mask·(a + b)."""
    own = Ref(PARAMETER)
    terms = terms_of(new)
    rest = tuple(term for term in terms if term != own)
    if len(rest) == len(terms):
        rest = (*terms, Neg(own))
    falling = [term.body for term in rest if isinstance(term, Neg)]
    if len(falling) == len(rest):
        return Add((own, Neg(multiply(mask, as_sum(falling)))))
    return Add((own, multiply(mask, as_sum(rest))))


def drifts(lines: UpdateFormulas, optimizer: Optimizer, constants: Mapping[str, Num]) -> bool:
    """Whether a rule moves a parameter that has no gradient, as weight decay does."""
    state = optimizer.state
    try:
        for number in (1, 2):
            state = _without_gradient(lines, state, constants, _TRIED, number)
            if state[PARAMETER] != _TRIED:
                return True
    except FormulaError:
        return True
    return False


def of_kept_entry(
    lines: UpdateFormulas, optimizer: Optimizer, constants: Mapping[str, Num], value: float, steps: int
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """What an optimiser has of a parameter that stays at `value`: before step `steps`, and in it.

    Raises `FormulaError` where one of its lines has no value without a gradient.
    """
    state = optimizer.state
    leads_to_state = reached(state, lambda name: references(lines[name]) if name in lines else ())
    is_steady = STEP not in set(leads_to_state)
    for number in range(1, steps):
        before = state
        left = _without_gradient(lines, before, constants, value, number)
        state = {name: left[name] for name in before}
        if is_steady and state == before:
            break
    worked = _without_gradient(lines, state, constants, value, steps)
    changed = {CHANGE: 0.0} if CHANGE in worked else {}
    return state, {name: worked[name] for name in optimizer.names} | changed


def _without_gradient(
    lines: UpdateFormulas, state: Mapping[str, float], constants: Mapping[str, Num], value: float, number: int
) -> Mapping[str, float]:
    """What the lines give of a parameter in a step where it has no gradient."""
    values = {name: constant.value for name, constant in constants.items()}
    values |= {**state, PARAMETER: value, GRADIENT: 0.0, STEP: float(number)}
    for name, line in lines.items():
        values[name] = evaluate(line, values)
    return values
