"""Terms with a given factor 0, which are 0 whatever the rest is: 0·ln ŷ also where a slip made ŷ negative."""

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, Mul, Num, map_children, references
from backprop_cli.marking.judging.lines_seen import LinesSeen

NOTHING = Num(0.0, "0")


def without_given_zeros(formula: Expr, world: LinesSeen) -> Expr:
    """A formula with 0 for its products of a given 0: y₁·ln ŷ₁ + y₂·ln ŷ₂  →  0 + y₂·ln ŷ₂."""
    if isinstance(formula, Mul) and any(is_given_zero(factor, world) for factor in formula.factors):
        return NOTHING
    return map_children(formula, lambda part: without_given_zeros(part, world))


def is_given_zero(factor: Expr, world: LinesSeen) -> bool:
    """Whether a factor is 0 by the given numbers alone, as y and 1 − y may be, whoever worked the rest."""
    names = tuple(references(factor))
    if any(map(world.is_line, names)):
        return False
    try:
        return evaluate(factor, {name: world[name] for name in names}) == 0
    except (FormulaError, KeyError):  # it has no value, or the problem leaves a quantity open
        return False
