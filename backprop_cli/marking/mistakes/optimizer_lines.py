"""The line of an optimiser that a step works out, and what its letters stand for there."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import (
    Expr,
    Num,
    Pow,
    Ref,
    children,
    integer,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.problem.optimizers import ALIKE, GRADIENT, PARAMETER, STEP, Optimizer
from backprop_cli.quantities.quantity import Quantity


class OptimizerLine(NamedTuple):
    """A line of an optimiser, with what its letters stand for at one parameter."""

    row: Optimizer
    name: str
    letters: Mapping[str, Expr]
    number: int
    """The step that it belongs to."""

    @property
    def formula(self) -> Expr:
        """As the row has it."""
        return self.row.update[self.name]

    def of(self, row: Optimizer) -> Expr | None:
        """The line of that name in another rule, made of what this one works out; None where it has none."""
        own = row.update.get(self.name)
        more = {name: formula for name, formula in row.update.items() if name not in self.row.update}
        return own and substitute(own, more.get)

    def worked(self, formula: Expr) -> Expr | None:
        """Another formula in its letters; None where it has a letter that this rule has not."""
        letters = dict(self.letters)
        kept = [letters[name] for name in ALIKE if name in letters]
        letters |= dict.fromkeys((name for name in ALIKE if name not in letters), kept[0]) if kept else {}
        return substitute(formula, letters.get) if letters.keys() >= set(references(formula)) else None


def line_of(place: Spot) -> OptimizerLine | None:
    """The optimiser's line at hand; None in any other line."""
    quantity, update = place.step.quantity, place.derivation.update
    if place.step.rule is not Rule.UPDATE or update is None or not isinstance(quantity, Quantity):
        return None
    row = update.optimizer
    parameter, gradient = place.derivation.moved_by(place.step)
    lines = row.lines(of_bias=place.graph.by_name[parameter].role is Role.BIAS)
    row = row._replace(update=lines)
    of = quantity.of or quantity._replace(new=False, step=None)
    number = quantity.step or 1
    letters: dict[str, Expr] = {name: Ref(update.symbol(name)) for name in update.constants}
    letters |= {PARAMETER: Ref(parameter), GRADIENT: Ref(gradient), STEP: integer(number)}
    for name, formula in lines.items():
        own = of._replace(new=True) if name == PARAMETER else Quantity(name, of=of)
        worked = place.elsewhere(own._replace(step=quantity.step))
        if worked is None or worked.step.formula is None:
            return None
        _match(formula, worked.step.formula, letters)
        if worked.step.name == place.step.name:
            return OptimizerLine(row, name, letters, number)
        letters[name] = Ref(worked.step.name)
    return None


def _match(pattern: Expr, formula: Expr, letters: dict[str, Expr]) -> None:
    """Finds out what the letters of a row's formula stand for in a line made of it."""
    if isinstance(pattern, Ref):
        letters.setdefault(pattern.name, formula)
        return
    for part, made in zip(children(pattern), children(formula), strict=False):
        _match(part, made, letters)


def averages(row: Optimizer) -> set[str]:
    """The lines of a rule that hold an average of gradients, not of their squares; or of one of those."""
    found = set[str]()
    for name, formula in row.update.items():
        of_gradients = name in row.state and GRADIENT in references(formula)
        if name != PARAMETER and (of_gradients or found & set(references(formula))):
            found |= {name} if without_squares(formula) == formula else set()
    return found


def without_squares(expr: Expr, plain: Expr = Ref(GRADIENT)) -> Expr:  # noqa: B008 - immutable
    """A formula with the gradient, or what is `plain` there, for its square."""
    match expr:
        case Pow(Ref(name), Num(2.0, _)) if name == GRADIENT:
            return plain
    return map_children(expr, lambda part: without_squares(part, plain))
