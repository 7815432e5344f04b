"""A derivative brought to a shorter form: divisors cancelled, what is left multiplied out and collected.

(−y/s + (1 − y)/(1 − s))·s·(1 − s)  ->  −y·(1 − s) + (1 − y)·s  ->  s − y
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from backprop_cli.expr.cancel import cancelled
from backprop_cli.expr.constants import as_fraction, constant
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tidy import add, multiply, power
from backprop_cli.expr.tree import Add, Expr, Mul, Neg, Num, Pow, Slope, node_count

MOST_NODES = 400
"""Nodes of a formula that is looked at."""
MOST_TERMS = 64
"""Of a sum that is multiplied out."""
LARGEST_POWER = 4
"""Of a sum that is multiplied out."""

Monomial = tuple[tuple[Expr, int], ...]
"""The factors of a term, each with its power, in the order in which they came."""
Polynomial = dict[Monomial, Fraction]


def shorter_forms(expr: Expr) -> tuple[Expr, ...]:
    """Ever shorter forms of a formula, the last the shortest; none where a divisor stays or none is shorter.

    Each equals the formula wherever that has a value: only equal factors above and below a bar are left out,
    and the rest is arithmetic of polynomials in what is no sum, product or power.
    """
    size = node_count(expr)
    short = cancelled(expr) if size <= MOST_NODES else None
    if short is None:
        return ()
    forms = [short]
    if (whole := collected(short)) is not None and node_count(whole) < node_count(short):
        forms.append(whole)
    return tuple(forms) if node_count(forms[-1]) < size else ()


def collected(expr: Expr) -> Expr | None:
    """A sum of products multiplied out, like terms together, their common factor behind a bracket.

    None where that has more than `MOST_TERMS` terms on the way.
    """
    found = _polynomial(expr)
    if found is None:
        return None
    terms = {monomial: number for monomial, number in found.items() if number}
    common = _common(list(terms))
    decimal = _has_decimals(expr)
    rest = [_term(_without(monomial, common), number, decimal) for monomial, number in terms.items()]
    # A sum that can start without a sign does: s − y, not −y + s.
    rest.sort(key=lambda term: isinstance(term, Neg))
    return multiply(add(*rest), *(power(factor, Fraction(size)) for factor, size in common))


def _term(monomial: Monomial, number: Fraction, decimal: bool) -> Expr:
    factors = (power(factor, Fraction(size)) for factor, size in monomial)
    return multiply(constant(number, decimal=decimal), *factors)


def _has_decimals(expr: Expr) -> bool:
    return any(isinstance(part, Num) and "." in part.text for part in every_part(expr))


# --- polynomials ----------------------------------------------------------------------------------


def _polynomial(expr: Expr) -> Polynomial | None:
    if (exact := as_fraction(expr)) is not None:
        return {(): exact}
    match expr:
        case Neg(body):
            return _times(_polynomial(body), {(): Fraction(-1)})
        case Slope(_, shown):
            return _polynomial(shown)
        case Add(terms):
            return reduce(_plus, map(_polynomial, terms))
        case Mul(factors):
            return reduce(_times, map(_polynomial, factors))
        case Pow(base, Num(exponent, _)) if exponent.is_integer() and 0 < exponent <= LARGEST_POWER:
            return reduce(_times, [_polynomial(base)] * int(exponent))
    return {((expr, 1),): Fraction(1)}


def _plus(left: Polynomial | None, right: Polynomial | None) -> Polynomial | None:
    if left is None or right is None:
        return None
    total = dict(left)
    for monomial, number in right.items():
        _count(total, monomial, number)
    return total


def _times(left: Polynomial | None, right: Polynomial | None) -> Polynomial | None:
    if left is None or right is None or len(left) * len(right) > MOST_TERMS:
        return None
    product: Polynomial = {}
    for first, number in left.items():
        for second, other in right.items():
            _count(product, (*first, *second), number * other)
    return product


def _count(total: Polynomial, factors: Monomial, number: Fraction) -> None:
    """Adds a term to those with the same factors, in whichever order."""
    sizes: dict[Expr, int] = {}
    for factor, size in factors:
        sizes[factor] = sizes.get(factor, 0) + size
    same = next((each for each in total if dict(each) == sizes), tuple(sizes.items()))
    total[same] = total.get(same, Fraction(0)) + number


def _common(monomials: list[Monomial]) -> Monomial:
    """What every term has as a factor; nothing of a single term."""
    if len(monomials) < 2:
        return ()
    first, *others = map(dict, monomials)
    sizes = {factor: min(size, *(each.get(factor, 0) for each in others)) for factor, size in first.items()}
    return tuple((factor, size) for factor, size in sizes.items() if size)


def _without(monomial: Monomial, common: Monomial) -> Monomial:
    taken = dict(common)
    return tuple((factor, left) for factor, size in monomial if (left := size - taken.get(factor, 0)))
