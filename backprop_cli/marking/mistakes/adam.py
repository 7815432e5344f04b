"""What mistakes with Adam's corrected averages, and with AdamW's decay, give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Ref,
    map_children,
    references,
    substitute,
)
from backprop_cli.marking.mistakes.optimizer_lines import OptimizerLine, line_of
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.problem.optimizers import GRADIENT, PARAMETER, RATE, Optimizer
from backprop_cli.quantities.quantity import Quantity

DECAY = "decay"
"""AdamW's constant."""


def multiplied_by_correction(place: Spot) -> Iterator[Expr]:
    """Gives `m·(1 − β₁ᵗ)` for `m/(1 − β₁ᵗ)`."""
    if line := line_of(place):
        yield from _changed(line, _multiplied)


def _multiplied(expr: Expr) -> Expr:
    match expr:
        case Div(Ref() as state, Add((Num(1.0), Neg())) as rest):
            return Mul((state, rest))
    return map_children(expr, _multiplied)


def corrected_kept(place: Spot) -> Iterator[Expr]:
    """Gives `β₁·m̂ + (1 − β₁)·g`: the corrected average of the step before for the average itself."""
    line = line_of(place)
    before = line.letters.get(line.name) if line and line.name in line.row.state else None
    if line is None or not isinstance(before, Ref) or before.name not in place.steps:
        return
    state = place.steps[before.name].quantity
    for name, kept in _corrected(line.row).items():
        hat = place.elsewhere(state._replace(symbol=name)) if isinstance(state, Quantity) else None
        if kept == line.name and hat is not None:
            yield substitute(line.formula, {**line.letters, line.name: Ref(hat.step.name)}.get)


def one_uncorrected(place: Spot) -> Iterator[Expr]:
    """Gives the step with m̂ and v, or m and v̂: one of the two averages is left as it was."""
    line = line_of(place)
    hats = _corrected(line.row) if line and line.name == PARAMETER else {}
    for name, state in hats.items() if len(hats) > 1 else ():
        if line and name in references(line.formula):
            yield substitute(line.formula, {**line.letters, name: line.letters[state]}.get)


def _corrected(row: Optimizer) -> dict[str, str]:
    """The lines of a rule that correct an average, by name, each with the average."""
    return {
        name: formula.top.name
        for name, formula in row.update.items()
        if isinstance(formula, Div) and isinstance(formula.top, Ref) and formula.top.name in row.state
    }


# --- AdamW's decay --------------------------------------------------------------------------------------


def decay_in_gradient(place: Spot) -> Iterator[Expr]:
    """Gives m and v with `g + λ·w` for g, as a penalty would have it."""
    line = line_of(place)
    if line and line.name != PARAMETER and _decays(line.row):
        gradient = Add((Ref(GRADIENT), Mul((Ref(DECAY), Ref(PARAMETER)))))
        yield from _changed(line, lambda formula: substitute(formula, {GRADIENT: gradient}.get))


def decay_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `w − α·m̂/(√v̂ + ε)`, without the decay."""
    yield from _decayed_otherwise(place, lambda term: None)


def decay_added(place: Spot) -> Iterator[Expr]:
    """Gives + α·λ·w for − α·λ·w."""
    yield from _decayed_otherwise(place, lambda term: term.body if isinstance(term, Neg) else Neg(term))


def decay_without_rate(place: Spot) -> Iterator[Expr]:
    """Gives λ·w for α·λ·w."""
    yield from _decayed_otherwise(place, lambda term: substitute(term, {RATE: ONE}.get))


def _decays(row: Optimizer) -> bool:
    return any(DECAY in references(formula) for formula in row.update.values())


def _decayed_otherwise(place: Spot, changed: Callable[[Expr], Expr | None]) -> Iterator[Expr]:
    """The new parameter with another term for its decay, or with none."""
    line = line_of(place)
    formula = line.formula if line and line.name == PARAMETER else None
    if line and isinstance(formula, Add) and DECAY in references(formula):
        terms = (changed(term) if DECAY in references(term) else term for term in formula.terms)
        yield substitute(as_sum(term for term in terms if term is not None), line.letters.get)


def _changed(line: OptimizerLine, change: Callable[[Expr], Expr]) -> Iterator[Expr]:
    """A line in another form, where that is another."""
    letters: Mapping[str, Expr] = line.letters
    if (formula := change(line.formula)) != line.formula:
        yield substitute(formula, letters.get)
