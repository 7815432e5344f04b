"""Fractions that meet what they are divided by, and what is left with its common factor taken out.

(−y/a + (1 − y)/(1 − a)) · a·(1 − a)   ->   −y·(1 − a) + (1 − y)·a
−y₁·(1 − a) + y₂·a + y₃·a              ->   (y₁ + y₂ + y₃)·a − y₁
"""

from collections.abc import Iterator
from typing import NamedTuple

from backprop_cli.expr.parts import as_product, as_sum, terms_of
from backprop_cli.expr.tree import ONE, Add, Div, Expr, Mul, Neg, Ref, Slope

FEWEST_GATHERED = 2
"""Terms of a sum with a common factor."""


class _Fraction(NamedTuple):
    """A product under way: its sign, the factors above the bar and those below."""

    negative: bool
    above: tuple[Expr, ...]
    below: tuple[Expr, ...]

    def times(self, other: "_Fraction") -> "_Fraction":
        return _Fraction(self.negative != other.negative, self.above + other.above, self.below + other.below)


def cancelled(expr: Expr) -> Expr | None:
    """A sum of products with every divisor cancelled; None where one is left, or there was none."""
    fractions = [each for term in terms_of(expr) for each in _distributed(term)]
    if not any(each.below for each in fractions):
        return None
    found = [_cancel(each) for each in fractions]
    if any(each.below for each in found):
        return None
    return as_sum(map(_product, found))


def gathered(expr: Expr) -> Expr | None:
    """A sum in which one term is −y₁·(1 − a), and every other one like y₂·a; None for any other.

    The y must be names: (1 − y)·a is clearer as it stands.
    """
    terms = expr.terms if isinstance(expr, Add) else ()
    parts = [_part(term) for term in terms]
    whole = [part for part in parts if part is not None]
    own = [part for part in whole if part.is_own]
    if len(terms) < FEWEST_GATHERED or len(whole) < len(terms) or len(own) != 1:
        return None
    if len({part.common for part in whole}) > 1:
        return None
    return Add((Mul((Add(tuple(part.rest for part in whole)), own[0].common)), Neg(own[0].rest)))


class _SoftmaxTerm(NamedTuple):
    """A term y·a, or, where it is `is_own`, −y·(1 − a)."""

    rest: Expr
    common: Expr
    is_own: bool


def _part(term: Expr) -> _SoftmaxTerm | None:
    match term:
        case Neg(Mul((Ref() as rest, Add((one, Neg(common)))))) if one == ONE:
            return _SoftmaxTerm(rest, common, is_own=True)
        case Mul((Ref() as rest, common)):
            return _SoftmaxTerm(rest, common, is_own=False)
    return None


def _distributed(term: Expr) -> Iterator[_Fraction]:
    """A product as fractions; one of its factors may be a sum of them, which is multiplied out."""
    factors = term.factors if isinstance(term, Mul) else (term,)
    sums = [
        each
        for each in factors
        if isinstance(each, Add) and any(_fraction(part).below for part in each.terms)
    ]
    if len(sums) != 1:
        yield _of_all(factors)
        return
    others = _of_all(tuple(each for each in factors if each is not sums[0]))
    for part in sums[0].terms:
        yield _fraction(part).times(others)


def _of_all(factors: tuple[Expr, ...]) -> _Fraction:
    whole = _Fraction(False, (), ())
    for factor in factors:
        whole = whole.times(_fraction(factor))
    return whole


def _fraction(expr: Expr) -> _Fraction:
    match expr:
        case Neg(body):
            inner = _fraction(body)
            return inner._replace(negative=not inner.negative)
        case Slope(_, shown):
            return _fraction(shown)
        case Mul(factors):
            return _of_all(factors)
        case Div(top, bottom):
            inner, under = _fraction(top), _fraction(bottom)
            return inner.times(_Fraction(under.negative, under.below, under.above))
    return _Fraction(False, () if expr == ONE else (expr,), ())


def _cancel(fraction: _Fraction) -> _Fraction:
    above, below = list(fraction.above), []
    for factor in fraction.below:
        if factor in above:
            above.remove(factor)
        else:
            below.append(factor)
    return _Fraction(fraction.negative, tuple(above), tuple(below))


def _product(fraction: _Fraction) -> Expr:
    body = as_product(fraction.above or (ONE,))
    return Neg(body) if fraction.negative else body
