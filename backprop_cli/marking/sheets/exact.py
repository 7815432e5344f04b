"""The numbers that a student's arithmetic may take for exact."""

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import Num


def exact_numbers(derivation: Derivation) -> frozenset[float]:
    """The given numbers, unsigned, the learning rate, and those in the formulas, such as a leaky slope.

    In a student's arithmetic they are exact.
    """
    parts = (part for _, formula in derivation.graph.worked for part in every_part(formula))
    in_formulas = (part for part in parts if isinstance(part, Num))
    numbers = (*derivation.given.values(), *derivation.constants.values(), *in_formulas)
    return frozenset({0.0, *(abs(number.value) for number in numbers)})
