"""Whether a 0 that a known mistake gives was worked out, or costs no work: that is what any line can hold.

It was where numbers cancel that stand on the sheet, as the δ of a softmax add up to 0, or where a line
of the sheet that is rightly 0 is a factor. A constant, a slope taken on the other side of its kink, or a
given 0 tells of nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Ref, references
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness, Slip

CANCELLING = 2
"""Terms, at least, that cancel."""
HALF = 0.5 * (1 + 1e-9)
"""How far a written number may be off, in units of its last digit."""


def taking_work(
    slips: Iterable[Slip], ways: Iterable[tuple[Mistake, Expr]], work: OwnWork, shown: Container[Mistake]
) -> set[Mistake]:
    """Those of the slips that give a 0 which takes work: with a number of the sheet, or `shown` before.

    What is hardly ever done, or takes some other quantity, soon gives a 0 by chance.
    """
    made = {slip.mistake for slip in slips if slip.mistake.nearness <= Nearness.WORKING and not slip.at}
    worked = {
        mistake
        for mistake, way in ways
        if mistake in made and is_worked_zero(way, work) and (mistake in shown or _holds_work(way, work))
    }
    return worked | {mistake for mistake in made if mistake.leaves_zero}


def is_zero(formula: Expr, work: OwnWork) -> bool:
    """Whether a formula, worked from the student's lines, is 0; to their last digits where they cancel."""
    return value_or_none(formula, work) == 0 or is_worked_zero(formula, work)


def is_worked_zero(formula: Expr, work: OwnWork) -> bool:
    """Whether a formula is 0, worked from numbers on the sheet, and by nothing that costs no work."""
    match formula:
        case Neg(body):
            return is_worked_zero(body, work)
        case Mul(factors):
            return any(is_worked_zero(factor, work) for factor in factors)
        case Add(terms):
            return _cancel(terms, work) or all(is_worked_zero(term, work) for term in terms)
        case Ref(name):
            return name in work.carried and work.carried[name].value == 0
    return False


def _holds_work(formula: Expr, work: OwnWork) -> bool:
    """Whether a number other than 0 that stands on the sheet, and is good, is worked on with."""
    lines = [name for name in references(formula) if name in work.good and name in work.carried]
    return any(work.carried[name].value and work.true(name) for name in lines)


def _cancel(terms: tuple[Expr, ...], work: OwnWork) -> bool:
    """Whether terms that are not 0 add up to it, each a line of the sheet."""
    lines = [work.carried.get(name) for term in terms for name in references(term) if name in work.steps]
    values = [value_or_none(term, work) for term in terms]
    if len([value for value in values if value]) < CANCELLING or None in values or None in lines:
        return False
    room = sum(line.unit for line in lines if line is not None) if _are_bare(terms) else 0.0
    return abs(sum(value or 0.0 for value in values)) <= HALF * room + 1e-12 * max(
        map(abs, filter(None, values))
    )


def _are_bare(terms: tuple[Expr, ...]) -> bool:
    """Whether each term is a line itself, off by half of its last unit at most."""
    return all(isinstance(term.body if isinstance(term, Neg) else term, Ref) for term in terms)
