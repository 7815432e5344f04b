"""A function of a formula with its argument worked out first: σ(0.9·0.6) as 1/(1 + e^(−0.54))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Neg,
    Num,
    Ref,
    is_constant,
    map_children,
    references,
    substitute,
)
from backprop_cli.worksheet.document import Line
from backprop_cli.worksheet.literals import worked_number


def with_argument_worked(step: Step, values: Mapping[str, float]) -> Iterator[Line]:
    """The line with the function of a number, where its argument has no line of its own."""
    match step.formula:
        case Call(name, (argument,)) if step.rule is Rule.FORWARD and name in FUNCTIONS:
            function = _to_be_worked(name, argument)
            if function is None or not all(each in values for each in references(argument)):
                return
            if (value := value_if_any(argument, values)) is not None:
                put = dict.fromkeys(FUNCTIONS[name].arguments, worked_number(value))
                yield Line(_with_one_sign(substitute(function, put.get)), numbers=True)


def _to_be_worked(name: str, argument: Expr) -> Expr | None:
    """Function `name` by its definition; one that has none, as tanh, is one key of a calculator.

    What it is taken of has a line then where it is a sum.
    """
    if _is_plain(argument):
        return None
    own = Call(name, (Ref(FUNCTIONS[name].arguments[0]),)) if isinstance(argument, Add) else None
    return definition(name) or own


def _with_one_sign(expr: Expr) -> Expr:
    """The formula with e^(0.2) for e^(−(−0.2))."""
    match expr:
        case Neg(Num(value, _)) if value < 0:
            return worked_number(-value)
    return map_children(expr, _with_one_sign)


def _is_plain(argument: Expr) -> bool:
    """Whether nothing is to be worked in it: z, −z and 2."""
    inner = argument.body if isinstance(argument, Neg) else argument
    return isinstance(inner, Ref) or is_constant(inner)
