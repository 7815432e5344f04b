"""Python: formulas as a program works them out, z1_1 = w1_11 * x_1 + b1, with `math` and a few functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import as_derived
from backprop_cli.expr.tree import Add, Call, Expr, Neg, Num, Prime, Slope, Softmax, integer, map_children
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.numbers import Decimal

SLOPES = frozenset({"sigmoid", "tanh"})
"""Functions whose slope has a function of its own, which loses no digits."""

TOTAL = "sum"
LONGEST_SUM = 100
"""Terms of a sum with signs between; Python reads no chain of thousands."""


class Python(Ascii):
    """The script of programs. What it does not know of an `Expr`, `in_python` has replaced."""

    wide_dot = " * "

    def __init__(self, identifiers: Mapping[str, str]) -> None:
        super().__init__({})
        self.identifiers = identifiers

    def name(self, name: str) -> str:
        return self.identifiers.get(name, name)

    def typed(self, text: str, digits: int) -> Decimal:
        # A program has all digits; Python reads no 007.
        parts = text.removeprefix("+").split("/")
        return Decimal(
            "/".join(each if _LITERAL.fullmatch(each) else repr(float(each)) for each in parts), 0, False
        )

    def quotient(self, top: str, bottom: str) -> str:
        return f"{top} / {bottom}"

    def power(self, base: str, exponent: str) -> str:
        return (
            f"{base}**{exponent}"
            if exponent.isidentifier() or exponent.isdigit()
            else f"{base}**({exponent})"
        )

    def call(self, function: str, args: list[str]) -> str:
        if function == "where":
            test, positive, otherwise = args
            return f"({positive} if {test} > 0 else {otherwise})"
        if function == TOTAL:
            return f"sum([{', '.join(args)}])"
        return f"{_OF_MATH.get(function, function)}({', '.join(args)})"


_OF_MATH = {"ln": "log"}


_LITERAL = re.compile(r"-?(0|[1-9][0-9]*|[0-9]*\.[0-9]+|[0-9]+\.)([eE][+-]?[0-9]+)?", re.ASCII)
"""A number as Python reads it, typed without leading zeros where it is whole."""


def in_python(expr: Expr) -> Expr:
    """The formula in functions that a program has: slopes, cases, softmax as calls; nothing that cancels."""
    match expr:
        case Add(terms) if len(terms) > LONGEST_SUM:
            return Call(TOTAL, tuple(map(in_python, terms)))
        case Slope(Call(function, args), shown):
            own = function in SLOPES and not isinstance(shown, Prime)
            return in_python(Call(f"{function}_slope", args) if own else shown)
        case Prime(call):
            return in_python(written_out(call))
        case Softmax(index, logits):
            return Call("softmax", (integer(index), *map(in_python, logits)))
        case Call("ln", (Softmax(index, logits),)):
            return Call("log_softmax", (integer(index), *map(in_python, logits)))
        case Call("ln", (Call("sigmoid", (z,)),)):
            return Neg(Call("softplus", (Neg(in_python(z)),)))
        case Call("ln", (Add((Num(1.0, _), Neg(Call("sigmoid", (z,))))),)):
            return Neg(Call("softplus", (in_python(z),)))
        case Add((Num(1.0, _), Neg(Call("sigmoid", (z,))))):
            return Call("sigmoid", (Neg(in_python(z)),))
        case Call():
            return map_children(as_derived(expr), in_python)
    return map_children(expr, in_python)
