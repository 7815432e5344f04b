"""What a name in a formula is meant for, where nothing has it: another spelling, a product, a slip."""

from __future__ import annotations

from collections.abc import Collection

from backprop_cli.errors import nearest
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.problem.limits import MAX_NAME
from backprop_cli.problem_file.odd_letters import as_it_looks, what_is_odd
from backprop_cli.quantities.grammar import look_of

MeantBy = tuple[str, tuple[str, ...]]
"""A hint, and the names in it."""


def meant_by(name: str, known: Collection[str]) -> MeantBy:
    """What a name without a value is meant for, among those that have one; nothing: nobody can tell."""
    if name == "e":
        return "Euler's e is exp(1)", ()
    for each in known:
        if look_of(each) == look_of(name):
            return f"it has one as `{each}`: write it the same in both places", (each,)
    for each in known:
        if as_it_looks(each) == as_it_looks(name):
            odd = what_is_odd(name) or f"its letters are not those of `{each}`"
            return f"{odd}: type it anew", (each,)
    factors = _factors(name, {*known, *CONSTANTS})
    if len(set(factors)) == 1:
        return f"did you mean `{factors[0]}`, or `{'*'.join(factors)}`?", factors
    if factors:
        return f"write `{'*'.join(factors)}` for a product", factors
    if applied := _applied(name, {*known, *CONSTANTS}):
        function, argument = applied
        return f"write `{function}({argument})`", (argument,)
    close = nearest(name, known)
    return close, tuple(each for each in known if f"`{each}`" in close)


def _applied(typed: str, known: Collection[str]) -> tuple[str, str] | None:
    """The function and the argument of sinx; None where it is nothing like that."""
    parts = ((each, typed.removeprefix(each)) for each in FUNCTIONS if typed.startswith(each))
    return next(((function, argument) for function, argument in parts if argument in known), None)


def _factors(typed: str, known: Collection[str]) -> tuple[str, ...]:
    """The known names that a name is made of, one behind the other, the fewest of them."""
    if len(typed) > MAX_NAME:
        return ()
    ends: list[tuple[str, ...] | None] = [(), *[None] * len(typed)]
    for at in range(len(typed)):
        before = ends[at]
        for factor in known if before is not None else ():
            if typed.startswith(factor, at):
                end = at + len(factor)
                ends[end] = min(filter(None, [ends[end], (*(before or ()), factor)]), key=len)
    return ends[-1] or ()
