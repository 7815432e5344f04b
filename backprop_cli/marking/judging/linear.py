"""Values with first-order slopes to what they depend on, and the calculus of them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.rules import derivatives
from backprop_cli.expr.tree import Call, Div, Expr, Neg, Num, Pow, Ref


class Reach(NamedTuple):
    """How far a source may be from 0, below and above."""

    low: float
    high: float


class LinearForm(NamedTuple):
    """A value and what it depends on."""

    value: float
    slopes: Mapping[int, float]
    """How much it moves with each source, by its number."""


class Interval(NamedTuple):
    """Between which numbers a value may lie."""

    low: float
    high: float


class Differentiable(NamedTuple):
    """A function of numbers with its slopes, in numbers."""

    value: Callable[[list[float]], float]
    slope: Callable[[list[float], int], float]


def differentiable(name: str) -> Differentiable:
    """A function of the table."""
    letters = FUNCTIONS[name].arguments

    def values(numbers: list[float]) -> dict[str, float]:
        known = dict(zip(letters, numbers, strict=True))
        return {**known, "a": evaluate(Call(name, tuple(map(Ref, letters))), known)}

    return Differentiable(
        lambda numbers: values(numbers)["a"],
        lambda numbers, place: evaluate(derivatives(name)[place], values(numbers)),
    )


QUOTIENT = Differentiable(
    lambda numbers: evaluate(Div(Ref("u"), Ref("v")), dict(zip("uv", numbers, strict=True))),
    lambda numbers, place: 1 / numbers[1] if place == 0 else -numbers[0] / numbers[1] ** 2,
)


_BY_BASE = parse("v*u^(v - 1)")
_BY_EXPONENT = parse("u^v*ln(u)")


def _power_slope(numbers: list[float], place: int) -> float:
    base, exponent = numbers
    if place == 0:
        return evaluate(_BY_BASE, {"u": base, "v": exponent})
    return evaluate(_BY_EXPONENT, {"u": base, "v": exponent})


POWER = Differentiable(
    lambda numbers: evaluate(Pow(Ref("u"), Ref("v")), dict(zip("uv", numbers, strict=True))), _power_slope
)


def linearised(function: Differentiable, args: list[LinearForm]) -> LinearForm:
    """A function of forms."""
    numbers = [arg.value for arg in args]
    slopes: dict[int, float] = {}
    for place, arg in enumerate(args):
        if arg.slopes:
            add_slopes(slopes, arg.slopes, function.slope(numbers, place))
    return LinearForm(function.value(numbers), slopes)


def sum_of(terms: list[LinearForm]) -> LinearForm:
    """A sum of forms."""
    slopes: dict[int, float] = {}
    for term in terms:
        add_slopes(slopes, term.slopes, 1.0)
    return LinearForm(sum(term.value for term in terms), slopes)


def product_of(factors: list[LinearForm]) -> LinearForm:
    """A product of forms."""
    value, slopes = 1.0, dict[int, float]()
    for factor in factors:
        value *= factor.value
    for place, factor in enumerate(factors):
        others = 1.0
        for other in (*factors[:place], *factors[place + 1 :]):
            others *= other.value
        add_slopes(slopes, factor.slopes, others)
    return LinearForm(value, slopes)


def add_slopes(slopes: dict[int, float], more: Mapping[int, float], factor: float) -> None:
    """Adds to slopes what another form brings, times its factor."""
    for source, slope in more.items():
        slopes[source] = slopes.get(source, 0.0) + factor * slope


def is_bare(expr: Expr) -> bool:
    """Whether a formula is a name or a number, so that nothing is worked and rounded."""
    return isinstance(expr, Ref | Num) or (isinstance(expr, Neg) and is_bare(expr.body))


def negated(form: LinearForm) -> LinearForm:
    """The same with its sign turned."""
    return LinearForm(-form.value, {source: -slope for source, slope in form.slopes.items()})
