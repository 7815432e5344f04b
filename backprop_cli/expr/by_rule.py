"""Differentiation as a lecture writes it: one rule after the other, each line with the rules that it took.

    ∂/∂z (8z³ + z²) = ∂/∂z (8z³) + ∂/∂z z²  =  8·∂/∂z z³ + 2z  =  8·3z² + 2z

Every rule is a row of `RULES`. `pull_back` differentiates at once; this shows how.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from backprop_cli.expr.constants import as_fraction
from backprop_cli.expr.parts import every_part, softmax_as_quotient
from backprop_cli.expr.pull_back import as_cases, pull_back, slopes_by_argument
from backprop_cli.expr.rules import as_derived
from backprop_cli.expr.tidy import add, multiply, power, tidied
from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Add,
    Call,
    Diff,
    Div,
    Expr,
    Mul,
    Neg,
    Pow,
    Ref,
    Softmax,
    integer,
    map_children,
    node_count,
    references,
)

MOST_LINES = 24
"""Rules within rules; what is nested deeper is worked at once."""
MOST_NODES = 400
"""Nodes of a line; what grows beyond is worked at once."""

CHAIN = "chain"
"""The rule that joins another where something stands inside."""
AT_ONCE = "at once"
"""No rule: the rest of a long derivation."""


class AppliedRule(NamedTuple):
    """A derivative and what its rule makes of it."""

    rules: tuple[str, ...]
    """Keys of `RULES`, and `CHAIN` where the rule left a derivative of what stands inside."""
    before: Diff
    after: Expr


class RuleLine(NamedTuple):
    """A line, with what was done to get it from the line before."""

    expr: Expr
    used: tuple[AppliedRule, ...]


class DifferentiationRule(NamedTuple):
    """One rule of differentiation."""

    key: str
    turned: Callable[[Expr, str], Expr | None]
    """What ∂/∂name of a formula becomes; None where it is a rule for other formulas."""
    chained: bool = False
    """Whether the chain rule joins it where something stands inside."""


@lru_cache(maxsize=256)
def by_rule(formula: Expr, by: str) -> tuple[RuleLine, ...]:
    """The lines that follow `∂/∂by formula`, the last one without any derivative left.

    At most `MOST_LINES` and one more, of at most `MOST_NODES` nodes each but for the last.
    """
    lines: list[RuleLine] = []
    expr: Expr = Diff(Ref(by), _with_quotients(formula))
    while _is_open(expr):
        used: list[AppliedRule] = []
        expr = _turned(expr, used)
        if len(lines) == MOST_LINES or node_count(expr) > MOST_NODES:
            rest = pull_back(formula).get(by, ZERO)
            return (*lines, RuleLine(rest, (AppliedRule((AT_ONCE,), Diff(Ref(by), formula), rest),)))
        lines.append(RuleLine(expr, tuple(used)))
    tidy = tidied(expr)
    return tuple(lines) if tidy == expr else (*lines, RuleLine(tidy, ()))


def _with_quotients(expr: Expr) -> Expr:
    """A formula with the quotient of each softmax, as the page has it."""
    body = softmax_as_quotient(expr) if isinstance(expr, Softmax) else expr
    return map_children(body, _with_quotients)


def worked_out(expr: Expr) -> Expr:
    """A line with its open derivatives worked at once, for a proof."""
    if isinstance(expr, Diff):
        return pull_back(expr.body).get(expr.by.name, ZERO)
    return map_children(expr, worked_out) if _is_open(expr) else expr


def _is_open(expr: Expr) -> bool:
    return any(isinstance(part, Diff) for part in every_part(expr))


def _turned(expr: Expr, used: list[AppliedRule]) -> Expr:
    """The line with a rule used on every derivative in it; a 0 of the line before goes."""
    if isinstance(expr, Diff):
        used.append(found := _used(expr))
        return found.after
    if not _is_open(expr):
        return expr
    if isinstance(expr, Add):
        expr = _sum_of(term for term in expr.terms if term != ZERO)
    return (
        _turned(expr, used)
        if isinstance(expr, Diff)
        else map_children(expr, lambda part: _turned(part, used))
    )


def _used(derivative: Diff) -> AppliedRule:
    body, by = derivative.body, derivative.by.name
    for rule in RULES:
        after = rule.turned(body, by)
        if after is not None:
            inside = (CHAIN,) if rule.chained and _is_open(after) else ()
            return AppliedRule((rule.key, *inside), derivative, after)
    return AppliedRule((AT_ONCE,), derivative, pull_back(body).get(by, ZERO))


# --- the rules ------------------------------------------------------------------------------------


def _depends(expr: Expr, by: str) -> bool:
    return by in references(expr)


def _of(expr: Expr, by: str) -> Expr:
    """∂/∂by of a part; of what is no more than the name, or without it, the number at once."""
    if expr == Ref(by):
        return ONE
    return Diff(Ref(by), expr) if _depends(expr, by) else ZERO


def _times(*factors: Expr) -> Expr:
    """The product without factors 1; a derivative stands last, so that nothing behind seems to be in it."""
    kept = tuple(sorted((factor for factor in factors if factor != ONE), key=_is_open))
    if ZERO in kept:
        return ZERO
    return Mul(kept) if len(kept) > 1 else next(iter(kept), ONE)


def _sum_of(terms: Iterator[Expr]) -> Expr:
    kept = tuple(terms)
    return Add(kept) if len(kept) > 1 else next(iter(kept), ZERO)


def _constant(expr: Expr, by: str) -> Expr | None:
    return None if _depends(expr, by) else ZERO


def _itself(expr: Expr, by: str) -> Expr | None:
    return ONE if expr == Ref(by) else None


def _sum(expr: Expr, by: str) -> Expr | None:
    if not isinstance(expr, Add):
        return None
    return Add(tuple(_of_term(term, by) for term in expr.terms))


def _of_term(term: Expr, by: str) -> Expr:
    """∂/∂by of a term, its sign in front."""
    return Neg(Diff(Ref(by), term.body)) if isinstance(term, Neg) else Diff(Ref(by), term)


def _multiple(expr: Expr, by: str) -> Expr | None:
    match expr:
        case Neg(body):
            return Neg(_of(body, by))
        case Div(top, bottom) if not _depends(bottom, by):
            return _times(Div(ONE, bottom), _of(top, by))
        case Mul(factors):
            constant = [factor for factor in factors if not _depends(factor, by)]
            others = [factor for factor in factors if _depends(factor, by)]
            return _times(*constant, _of(_times(*others), by)) if constant else None
    return None


def _product(expr: Expr, by: str) -> Expr | None:
    if not isinstance(expr, Mul):
        return None
    factors = expr.factors
    return _sum_of(
        _times(*factors[:place], _of(factor, by), *factors[place + 1 :])
        for place, factor in enumerate(factors)
    )


def _reciprocal(expr: Expr, by: str) -> Expr | None:
    match expr:
        case Div(top, bottom) if not _depends(top, by):
            return Neg(_times(Div(top, Pow(bottom, integer(2))), _of(bottom, by)))
    return None


def _quotient(expr: Expr, by: str) -> Expr | None:
    match expr:
        case Div(top, bottom):
            change = Add((_times(_of(top, by), bottom), Neg(_times(top, _of(bottom, by)))))
            return Div(change, Pow(bottom, integer(2)))
    return None


def _power(expr: Expr, by: str) -> Expr | None:
    if not isinstance(expr, Pow) or _depends(expr.exponent, by):
        return None
    exact = as_fraction(expr.exponent)
    if exact == 0:
        return ZERO
    if exact is None:
        lowered: Expr = Pow(expr.base, add(expr.exponent, Neg(ONE)))
        return _times(expr.exponent, lowered, _of(expr.base, by))
    outer = multiply(expr.exponent, power(expr.base, exact - 1))
    return _times(outer, _of(expr.base, by))


def _exponential(expr: Expr, by: str) -> Expr | None:
    match expr:
        case Pow(base, exponent) if not _depends(base, by):
            return _times(expr, Call("ln", (base,)), _of(exponent, by))
        case Call("exp", (exponent,)):
            return _times(expr, _of(exponent, by))
    return None


def _both(expr: Expr, by: str) -> Expr | None:
    match expr:
        case Pow(base, exponent):
            through_exponent = _times(Call("ln", (base,)), _of(exponent, by))
            if base == exponent:
                return Mul((expr, Add((_of(base, by), through_exponent))))
            return Mul((expr, Add((through_exponent, _times(Div(exponent, base), _of(base, by))))))
    return None


_LOGARITHMS = frozenset({"ln", "log10", "log2"})


def _logarithm(expr: Expr, by: str) -> Expr | None:
    return _function(expr, by) if isinstance(expr, Call) and expr.function in _LOGARITHMS else None


def _cases(expr: Expr, by: str) -> Expr | None:
    """Each case by itself; what decides between them is no part of the derivative."""
    if (cases := as_cases(expr)) is not None:
        test, *both = cases
        return Call("where", (test, *(_of(case, by) for case in both)))
    match expr:
        case Call("relu", (z,)):
            return Call("where", (z, _of(z, by), ZERO))
        case Call("leaky_relu", (z, slope)) if not _depends(slope, by):
            return Call("where", (z, _of(z, by), _times(slope, _of(z, by))))
        case Call("elu", (z,)):
            return Call("where", (z, _of(z, by), _times(Call("exp", (z,)), _of(z, by))))
    return None


def _function(expr: Expr, by: str) -> Expr | None:
    """The function's own derivative by each argument, times that of the argument."""
    if not isinstance(expr, Call):
        return None
    call = as_derived(expr)
    parts = zip(call.args, slopes_by_argument(call), strict=True)
    return _sum_of(_times(slope, _of(part, by)) for part, slope in parts if _depends(part, by))


# fmt: off
RULES = (
    #    key             what it makes of ∂/∂x   joined by the chain rule
    DifferentiationRule("constant",     _constant),
    DifferentiationRule("itself",       _itself),
    DifferentiationRule("sum",          _sum),
    DifferentiationRule("multiple",     _multiple),
    DifferentiationRule("product",      _product),
    DifferentiationRule("reciprocal",   _reciprocal,            chained=True),
    DifferentiationRule("quotient",     _quotient),
    DifferentiationRule("power",        _power,                 chained=True),
    DifferentiationRule("exponential",  _exponential,           chained=True),
    DifferentiationRule("both",         _both),
    DifferentiationRule("logarithm",    _logarithm,             chained=True),
    DifferentiationRule("cases",        _cases,                 chained=True),
    DifferentiationRule("function",     _function,              chained=True),
)
# fmt: on
"""Every rule; the first that takes a formula is used. Source: any calculus book."""
