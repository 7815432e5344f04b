"""The bridge to SymPy: a tree as a SymPy expression, and SymPy's derivatives.

SymPy is imported inside the functions: a page is written without it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from operator import add, mul
from typing import Any

from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import as_derived, definition
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    substitute,
)


def to_sympy(expr: Expr) -> Any:
    """The formula in SymPy's terms, built node by node: no text is parsed. Names are real symbols."""
    import sympy as sp

    match expr:
        case Num(_, text):
            return sp.Rational(text)
        case Ref(name):
            return sp.pi if name in CONSTANTS else sp.Symbol(name, real=True)
        case Add(terms):
            return reduce(add, map(to_sympy, terms))
        case Mul(factors):
            return reduce(mul, map(to_sympy, factors))
        case Neg(body):
            return -to_sympy(body)
        case Div(top, bottom):
            return to_sympy(top) / to_sympy(bottom)
        case Pow(base, exponent):
            return to_sympy(base) ** to_sympy(exponent)
        case Slope(call, shown):
            return to_sympy(written_out(call) if isinstance(shown, Prime) else shown)
        case Prime(call):
            return to_sympy(written_out(call))
        case Softmax(index, logits):
            powers = [sp.exp(to_sympy(logit)) for logit in logits]
            return powers[index] / reduce(add, powers)
        case Call():
            call = as_derived(expr)
            return _called(call.function, call.args)
    raise TypeError(f"SymPy has no {type(expr).__name__}")


def _called(function: str, args: tuple[Expr, ...]) -> Any:
    import sympy as sp

    parts = list(map(to_sympy, args))
    if function == "where":
        test, positive, otherwise = parts
        return sp.Piecewise((positive, test > 0), (otherwise, True))
    if function in {"abs", "sign"}:
        (u,) = parts
        positive, negative = (u, -u) if function == "abs" else (sp.Integer(1), sp.Integer(-1))
        return sp.Piecewise((positive, u > 0), (negative, u < 0), (sp.Integer(0), True))
    if function in {"relu", "max", "min"}:
        # Cases, not Max: the derivative of a Piecewise has SymPy's own rule, without Heaviside.
        u, v = (parts[0], sp.Integer(0)) if function == "relu" else parts
        return sp.Piecewise((u, u > v if function != "min" else u < v), (v, True))
    if function == "Phi":
        return (1 + sp.erf(parts[0] / sp.sqrt(2))) / 2
    plain = {"exp": sp.exp, "ln": sp.log, "sqrt": sp.sqrt, "sin": sp.sin, "cos": sp.cos,
             "tanh": sp.tanh}  # fmt: skip
    if function in plain:
        return plain[function](*parts)
    meaning = definition(function)
    if meaning is None:
        raise TypeError(f"SymPy has no {function}")
    letters = FUNCTIONS[function].arguments
    return to_sympy(substitute(meaning, dict(zip(letters, args, strict=True)).get))


@cache
def numerically(function: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """A smooth function of one variable and SymPy's derivative of it, for mpmath's numbers."""
    import sympy as sp

    u = sp.Symbol("u", real=True)
    meaning = _called(function, (Ref("u"),))
    return sp.lambdify(u, meaning, "mpmath"), sp.lambdify(u, sp.diff(meaning, u), "mpmath")


def derivative(expr: Expr, by: str) -> Any:
    """SymPy's derivative of a formula by a name."""
    import sympy as sp

    return sp.diff(to_sympy(expr), sp.Symbol(by, real=True))
