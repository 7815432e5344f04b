"""The formulas of the function table, read when they are first asked for: definitions and derivatives."""

from __future__ import annotations

from functools import cache

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Call, Expr, is_constant, references


@cache
def definition(name: str) -> Expr | None:
    """The definition of function `name` in its arguments, or nothing where none is simpler."""
    text = FUNCTIONS[name].definition
    return parse(text) if text else None


@cache
def derivatives(name: str) -> tuple[Expr, ...]:
    """The derivative of function `name` by each argument, in the arguments and `a`, its value."""
    return tuple(parse(text) for text in FUNCTIONS[name].derivatives)


def as_derived(call: Call) -> Call:
    """`call` as its derivatives are taken: max(0, z) as max(z, 0).

    Where both are equal a maximum has the slope of its second argument. A number decides from either place,
    so that max(0, z) is ReLU(z).
    """
    if call.function in {"max", "min"} and is_constant(call.args[0]):
        return Call(call.function, call.args[::-1])
    return call


@cache
def slope_in_value(name: str) -> Expr | None:
    """The derivative of function `name` in its value `a` alone, a(1 − a); None where it needs more."""
    slope = derivatives(name)[0]
    return slope if set(references(slope)) == {"a"} else None


@cache
def slope_by_value(name: str) -> Expr | None:
    """The derivative of function `name` where it may be worked from its value as well, by cases in z."""
    text = FUNCTIONS[name].by_value
    return parse(text) if text else None
