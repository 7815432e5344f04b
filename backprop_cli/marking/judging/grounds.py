"""What the verdict on a line rests on: what decided, and where the line may lie by which formula."""

from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr, Ref, references
from backprop_cli.marking.judging.compare import COARSER, allows
from backprop_cli.marking.judging.finding import Basis, Finding, Trial
from backprop_cli.marking.judging.linear import Interval
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import Pens
from backprop_cli.marking.sheets.written import Written


class Source(Enum):
    """Where a number that a line uses comes from."""

    WRITTEN = "written"
    """It stands on the sheet."""
    WORKED = "worked"
    """It was worked from lines on the sheet, or from given numbers."""
    GIVEN = "given"
    """The problem gives it."""
    READ = "read"
    """The problem gives another number, and this one was worked with."""
    TRUE = "true"
    """What stands on the sheet is not carried on; the true value stands for it."""


class Used(NamedTuple):
    """A number that a line uses."""

    name: str
    value: float
    source: Source


class Way(NamedTuple):
    """A formula, worked from the lines of a sheet."""

    formula: Expr
    value: float | None
    """None: it has none with these numbers."""
    interval: Interval | None
    """Where it may lie before it is rounded itself; None where nobody can say."""
    used: tuple[Used, ...]


class Grounds(NamedTuple):
    """Why a line has its verdict."""

    trial: Trial
    """What decided."""
    number: Written | None = None
    """What was compared; of a formula with numbers in it the number it gives; None: formulas."""
    ways: tuple[Way, ...] = ()
    """The right formula that fits; where none does, or none was needed, all of them."""
    pens: Pens = Pens()
    """How the sheet is seen to round."""
    mistaken: Way | None = None
    """The formula that the first of the known mistakes makes of this line, if it is made here."""


AS_FORMULA = Grounds(Trial.FORMULA)


def grounds_of(step: Step, number: Written, finding: Finding, basis: Basis) -> Grounds:
    """The grounds of a finding on a number, while the lines before it are all that is carried on."""
    world = basis.world.as_fine_as(number, COARSER)  # as it was compared
    routes = [basis.route] if basis.route else world.scheme.routes(step.name)
    mistaken = _mistaken(step, number, finding, world)
    return Grounds(
        basis.trial,
        number,
        tuple(_way(route, world) for route in routes),
        world.pens,
        _way(mistaken, world) if mistaken else None,
    )


def _mistaken(step: Step, number: Written, finding: Finding, world: OwnWork) -> Expr | None:
    if not finding.slips or finding.slips[0].at:
        return None
    made = finding.slips[0].mistake
    ways = world.scheme.variants(step.name)
    return next((way for mistake, way in ways if mistake is made and allows(way, number, world)), None)


def _way(formula: Expr, world: OwnWork) -> Way:
    names = dict.fromkeys(references(formula))
    values = [(name, value) for name in names if (value := value_or_none(Ref(name), world)) is not None]
    used = tuple(Used(name, value, _source(name, world)) for name, value in values)
    value = value_or_none(formula, world)
    return Way(formula, value, None if value is None else _interval(formula, world), used)


def _interval(formula: Expr, world: OwnWork) -> Interval | None:
    try:
        return world.room.interval(formula)
    except FormulaError:
        return None


def _source(name: str, world: OwnWork) -> Source:
    if name in world.carried:
        return Source.WRITTEN
    if name in world.disregarded and world[name] == world.true(name):
        return Source.TRUE
    if world.is_line(name):
        return Source.WORKED
    return Source.READ if name in world.supposed else Source.GIVEN
