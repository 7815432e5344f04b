"""The numbers that a student's arithmetic may take for exact."""

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import Expr, Num


def exact_numbers(derivation: Derivation) -> frozenset[float]:
    """The given numbers, unsigned, the learning rate, and those in the formulas, such as a leaky slope.

    In a student's arithmetic they are exact.
    """
    formulas = [formula for _, formula in derivation.graph.worked]
    numbers = (*derivation.given.values(), *derivation.constants.values(), *_numbers_in(formulas))
    return frozenset({0.0, *(abs(number.value) for number in numbers)})


def _numbers_in(formulas: Iterable[Expr]) -> Iterator[Num]:
    return (part for formula in formulas for part in every_part(formula) if isinstance(part, Num))
