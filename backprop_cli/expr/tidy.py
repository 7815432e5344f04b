"""Sums and products as a student would write them down: no 0, no factor 1, one coefficient in front.

Only derivatives pass through here. A formula of the author's is printed as typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import TypeGuard

from backprop_cli.expr.constants import as_fraction, bits_of, constant
from backprop_cli.expr.parts import as_product, terms_of
from backprop_cli.expr.tree import ONE, ZERO, Add, Call, Div, Expr, Mul, Neg, Num, Pow, map_children


def multiply(*factors: Expr) -> Expr:
    """The product, flat, with one number in front and one fraction bar."""
    plain = [factor for factor in factors if factor is not ONE]
    if len(plain) < 2:
        return plain[0] if plain else ONE
    product = _Product()
    for factor in plain:
        product.times(factor)
    return product.result()


def negate(expr: Expr) -> Expr:
    """`-expr`; a difference of two quantities is turned round: -(y - a) is a - y."""
    match expr:
        case Neg(body):
            return body
        case Add((Neg(first), second)) if as_fraction(first) is None and as_fraction(second) is None:
            return Add((first, negate(second)))
        case Add((first, Neg(second))) if as_fraction(first) is None and as_fraction(second) is None:
            return Add((second, Neg(first)))
    return ZERO if as_fraction(expr) == 0 else Neg(expr)


def add(*terms: Expr) -> Expr:
    """The sum, flat, without zeros, equal terms counted together."""
    counted: dict[Expr, list[tuple[Fraction, Expr]]] = {}
    for term in chain.from_iterable(map(terms_of, terms)):
        coefficient, core = split(term)
        counted.setdefault(core, []).append((coefficient, term))
    kept = [term for core, found in counted.items() if (term := _together(core, found)) != ZERO]
    if len(kept) < 2:
        return kept[0] if kept else ZERO
    return Add(tuple(kept))


def tidied(expr: Expr) -> Expr:
    """Every sum and product within `expr` made tidy."""
    changed = map_children(expr, tidied)
    match changed:
        case Add(terms):
            return add(*terms)
        case Mul(factors):
            return multiply(*factors)
    return changed


def power(base: Expr, exponent: Fraction) -> Expr:
    """`base` to a known power, without the powers 0 and 1; the square of a root is what is under it."""
    if exponent == 0:
        return ONE
    if _is_root(base) and exponent == 2:
        return base.args[0]
    return base if exponent == 1 else Pow(base, constant(exponent, decimal=True))


def _is_root(expr: Expr) -> TypeGuard[Call]:
    return isinstance(expr, Call) and expr.function == "sqrt"


def split(term: Expr) -> tuple[Fraction, Expr]:
    """A term as its number and the rest: `-2*x` is (-2, x); a plain number is (number, 1)."""
    if (exact := as_fraction(term)) is not None:
        return exact, ONE
    match term:
        case Neg(body):
            coefficient, core = split(body)
            return -coefficient, core
        case Mul((first, *rest)) if (exact := as_fraction(first)) is not None:
            return exact, as_product(rest)
    return Fraction(1), term


def _together(core: Expr, found: list[tuple[Fraction, Expr]]) -> Expr:
    """Terms of one kind as one: x + x is 2x. A single term stays as it was written."""
    if len(found) == 1:
        return found[0][1]
    count = sum((coefficient for coefficient, _ in found), Fraction(0))
    if core == ONE:
        return constant(count, decimal=any(_has_decimals(term) for _, term in found))
    return multiply(constant(count), core)


def _has_decimals(expr: Expr) -> bool:
    match expr:
        case Num(_, text):
            return "." in text or "e" in text.lower()
        case Neg(body):
            return _has_decimals(body)
    return False


def _base_and_exponent(expr: Expr) -> tuple[Expr, Fraction | None]:
    """x³ as (x, 3); the exponent is None where it is not a number."""
    if isinstance(expr, Pow):
        return expr.base, as_fraction(expr.exponent)
    return expr, _FIRST


_FIRST = Fraction(1)


def _is_whole(exponent: Fraction, least: int = 1) -> bool:
    return exponent.denominator == 1 and exponent >= least


MOST_OPENED = 100
"""Powers of one factor, and binary digits of a number, up to which a power of a product is opened."""


def _opened(bottom: Expr) -> Expr:
    """(2s²)² as 4s⁴, (x²)² as x⁴, as one writes it below a bar; what is no such power stays."""
    base, exponent = _base_and_exponent(bottom)
    if exponent is None or not _is_whole(exponent, 2) or not isinstance(base, Mul | Pow):
        return bottom
    factors = base.factors if isinstance(base, Mul) else (base,)
    raised = [_raised(_opened(factor), int(exponent)) for factor in factors]
    return Mul(tuple(part for part in raised if part)) if all(raised) else bottom


def _raised(factor: Expr, exponent: int) -> Expr | None:
    """A factor to a power; None where that would be too large to be read again."""
    if (number := as_fraction(factor)) is not None:
        is_short = bits_of(number) * exponent <= MOST_OPENED
        return constant(number**exponent, decimal=_has_decimals(factor)) if is_short else None
    base, own = _base_and_exponent(factor)
    if own is None or not _is_whole(own):
        return power(factor, Fraction(exponent))
    return power(base, own * exponent) if own * exponent <= MOST_OPENED else None


class _Power:
    """A factor above the bar, and the exponent that it has got from factors of the same base."""

    def __init__(self, factor: Expr, base: Expr, exponent: Fraction | None) -> None:
        self.factor = factor
        self.base = base
        self.exponent = exponent
        self.joined = False

    def written(self) -> Expr:
        return power(self.base, self.exponent) if self.joined and self.exponent is not None else self.factor

    def is_whole_from(self, least: int) -> bool:
        """Whether the exponent is a whole number, of at least so much."""
        return self.exponent is not None and _is_whole(self.exponent, least)

    def lower(self, count: int = 1) -> None:
        """Takes so many factors away."""
        if self.exponent is not None:
            self.exponent -= count
            self.joined = True


class _Product:
    """A product under way: its exact number, and what stands above and below the bar."""

    def __init__(self) -> None:
        self.coefficient = Fraction(1)
        self.decimal = False
        self.powers: list[_Power] = []
        self.below: list[Expr] = []
        self._by_base: dict[Expr, _Power] = {}

    @property
    def above(self) -> list[Expr]:
        """The factors above the bar, in the order in which they came."""
        written = [each.written() for each in self.powers]
        pairs = zip(self.powers, written, strict=True)
        if any(each.joined and isinstance(factor, Pow) and factor == each.base for each, factor in pairs):
            again = _Product()  # (x^2)^0.5 · (x^2)^0.5 has become x^2, which joins with x
            for factor in written:
                again._put(factor)
            return again.above
        return [factor for factor in written if factor is not ONE]

    def times(self, factor: Expr) -> None:
        match factor:
            case Num(_, text):
                self.coefficient *= Fraction(text)
                self.decimal |= "." in text or "e" in text.lower()
            case Neg(body):
                self.coefficient = -self.coefficient
                self.times(body)
            case Mul(factors):
                for part in factors:
                    self.times(part)
            case Div(top, bottom):
                self.times(top)
                self.over(bottom)
            case _:
                self._put(factor)

    def _put(self, factor: Expr) -> None:
        """Joins x · x as x², and x² · x as x³: powers of one base with known exponents join."""
        base, exponent = _base_and_exponent(factor)
        earlier = self._by_base.get(base) if exponent is not None else None
        if earlier is not None and earlier.exponent is not None and exponent is not None:
            earlier.exponent += exponent
            earlier.joined = True
            return
        self.powers.append(_Power(factor, base, exponent))
        if exponent is not None:
            self._by_base[base] = self.powers[-1]

    def over(self, bottom: Expr) -> None:
        below = _Product()
        below.times(_opened(bottom))
        if below.coefficient == 0:
            below.coefficient, below.powers = Fraction(1), [_Power(ZERO, ZERO, None)]  # refused elsewhere
        self.coefficient /= below.coefficient
        self.decimal |= below.decimal
        for factor in below.below:
            self._put(factor)
        self.below = _without_roots([*self.below, *below.above])

    def _left_below(self, factor: Expr) -> Iterator[Expr]:
        """What is left of a factor below the bar: of s⁴ below s the power s³, of x² below x² nothing."""
        base, exponent = _base_and_exponent(factor)
        own = self._by_base.get(base) if exponent is not None and _is_whole(exponent) else None
        if own is None or exponent is None or not own.is_whole_from(1):
            left = factor
        else:
            shared = min(int(exponent), int(own.exponent or 0))
            own.lower(shared)
            left = power(base, exponent - shared)
        if left is not ONE and not (_is_root(left) and self._meet(left)):
            yield left

    def _meet(self, root: Call) -> bool:
        """Whether a root below the bar is gone, since x/√x is √x and (√x)³/√x is (√x)²."""
        own = self._by_base.get(root)
        if own is not None and own.is_whole_from(2):
            own.lower()
            return True
        under = self._by_base.get(root.args[0])
        if under is None or not under.is_whole_from(1):
            return False
        under.lower()
        self._put(root)
        return True

    def result(self) -> Expr:
        if self.coefficient == 0:
            return ZERO
        self.below = [left for factor in self.below for left in self._left_below(factor)]
        above = self.above
        if self.coefficient < 0:
            for index, factor in enumerate(above):
                if isinstance(factor, Add) and not isinstance(turned := negate(factor), Neg):
                    self.coefficient = -self.coefficient
                    above = [*above[:index], turned, *above[index + 1 :]]
                    break
        return self._signed(abs(self.coefficient), above)

    def _signed(self, size: Fraction, above: list[Expr]) -> Expr:
        front = [] if size == 1 else [constant(size, decimal=self.decimal)]
        if (self.below and size.denominator == 1) or not self.below:
            top = _joined([*front, *above])
            body = Div(top, _joined(self.below)) if self.below else top
        else:
            body = Mul((*front, Div(_joined(above), _joined(self.below))))
        return Neg(body) if self.coefficient < 0 else body


def _without_roots(factors: list[Expr]) -> list[Expr]:
    """x·√x as x^1.5, as one writes it below a bar."""
    for root in factors:
        if _is_root(root) and root.args[0] in factors:
            rest = [each for each in factors if each != root]
            rest[rest.index(root.args[0])] = power(root.args[0], Fraction(3, 2))
            return rest if len(rest) == len(factors) - 1 else factors
    return factors


def _joined(factors: list[Expr]) -> Expr:
    if len(factors) < 2:
        return factors[0] if factors else ONE
    return Mul(tuple(factors))
