"""A formula as a function, for those that are worked thousands of times.

The kinds of node that nearly all lines are made of become closures; any other is left to `evaluate`, and so
is a kind that it treats specially for the sake of digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum, prod
from operator import itemgetter

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import TOO_LARGE, evaluate
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Ref

Values = Mapping[str, float]
Compiled = Callable[[Values], float]


def compiled(expr: Expr) -> Compiled:
    """A function that gives what `evaluate` gives; errors of arithmetic come as they are."""
    match expr:
        case Ref(name) if name not in CONSTANTS:
            return itemgetter(name)
        case Num(value, _):
            return lambda values: value
        case Neg(body):
            inner = compiled(body)
            return lambda values: -inner(values)
        case Add(terms) if not _is_complement(expr):
            return _sum([compiled(term) for term in terms])
        case Mul(factors):
            return _product([compiled(factor) for factor in factors])
        case Div(top, bottom):
            above, below = compiled(top), compiled(bottom)
            return lambda values: above(values) / below(values)
        case Pow(base, Num(exponent, _)) if exponent.is_integer():
            powered = compiled(base)
            return lambda values: float(powered(values) ** exponent)
        case Call(function, (argument,)) if function != "ln":
            apply, number = FUNCTIONS[function].value, compiled(argument)
            return lambda values: apply(number(values))
    return lambda values: evaluate(expr, values)


def _is_complement(expr: Add) -> bool:
    """Whether it is 1 − σ(z), which `evaluate` works without cancellation."""
    match expr:
        case Add((Num(1.0, _), Neg(Call("sigmoid", _)))):
            return True
    return False


def _sum(terms: list[Compiled]) -> Compiled:
    if len(terms) == 2:
        first, second = terms
        return lambda values: first(values) + second(values)
    return lambda values: fsum([term(values) for term in terms])


def _product(factors: list[Compiled]) -> Compiled:
    if len(factors) == 2:
        first, second = factors
        return lambda values: first(values) * second(values)
    return lambda values: prod([factor(values) for factor in factors])


def computed(function: Compiled, values: Values) -> float:
    """The value of a compiled formula. Raises `FormulaError` where it is undefined or beyond a float."""
    try:
        value = function(values)
    except (OverflowError, ZeroDivisionError, ValueError):
        raise FormulaError("the value is undefined, or too large for a number") from None
    if value - value != 0:
        raise FormulaError(TOO_LARGE)
    return value
