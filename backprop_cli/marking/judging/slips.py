"""The known mistakes that give what is written on a line, worked with the student's own lines.

There are so many that a number soon fits one within a wide room: so the room is that of a student whose
digits are true.
"""

from collections.abc import Callable, Container, Iterable

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr, references
from backprop_cli.marking.judging.compare import allows, gives, hits, is_recognised, is_written_form, margin
from backprop_cli.marking.judging.finding import Basis, Trial
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.worked_zeros import is_zero
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness, Slip
from backprop_cli.marking.mistakes.table import miscopied
from backprop_cli.marking.sheets.written import Written

FEWEST_COPIED = 2
"""Digits in which a slipped decimal point is seen; a single one agrees by chance."""
HARDLY, FACTOR = 0.6, "factor_two"
"""The share of a value that rounding on the way hardly leaves, and the mistake that does."""
SIGN = "sign"
"""The mistake that a lost minus is."""
FAR_OUT = 0.5
"""The share of the room beyond which few roundings lead."""
Compare = Callable[[Expr, Written, OwnWork], bool]
"""Whether a formula, worked in a student's world, fits what is written."""


def slips_in(step: Step, number: Written, compare: Compare, world: OwnWork) -> tuple[Slip, ...]:
    """The known mistakes in a line that fit, each once; 0.00 tells nothing but that it is 0."""
    fine = world.as_fine_as(number)
    fitting = (
        Slip(mistake)
        for mistake, formula in world.scheme.variants(step.name)
        if (mistake.nearness not in _SEEN or _is_seen(mistake, formula, number, fine))
        and (compare(formula, number, fine) if number.value else is_zero(formula, fine))
    )
    return tuple(dict.fromkeys(fitting))


_SEEN = frozenset({Nearness.RARE, Nearness.DIGITS})
"""Mistakes of which the room is not enough: the number that they give is to be seen in what is written."""


def _is_seen(mistake: Mistake, formula: Expr, number: Written, world: OwnWork) -> bool:
    """Whether what hardly anybody does, or a number that was copied wrongly, is still seen in the digits."""
    if mistake.nearness is Nearness.RARE and not number.value:
        return True
    value = value_or_none(formula, world)
    is_told = mistake.nearness is Nearness.RARE or number.digits >= FEWEST_COPIED
    return is_told and value is not None and is_recognised(value, number)


def ways_of(
    mistakes: Container[Mistake], step: Step, number: Written, near: Compare, world: OwnWork
) -> tuple[tuple[Mistake, Expr], ...]:
    """The formulas of these mistakes that give what is written, or come near it."""
    fine = world.as_fine_as(number)
    made = [each for each in world.scheme.variants(step.name) if each[0] in mistakes]
    exact = tuple(each for each in made if gives(each[1], number, fine))
    return exact or tuple(each for each in made if number.value and near(each[1], number, fine))


def without_rounding(
    slips: tuple[Slip, ...], step: Step, number: Written, world: OwnWork
) -> tuple[Slip, ...]:
    """Of several mistakes those that give all that is written without rounding, if there are such."""
    exact = slips_in(step, number, hits, world) if len(slips) > 1 else ()
    return tuple(slip for slip in slips if slip in exact) or slips


def not_copied(slips: tuple[Slip, ...], step: Step, number: Written, world: OwnWork) -> tuple[Slip, ...]:
    """The slips, of a given number or 1 only those that work with several: a copied one takes no work."""
    if abs(number.value) not in {1.0, *world.scheme.given}:
        return slips
    ways = world.scheme.variants(step.name)
    worked = {made for made, way in ways if len({*references(way)}) > 1 and gives(way, number, world)}
    return tuple(slip for slip in slips if slip.mistake in worked)


def lost_sign_again(
    named: Iterable[Mistake], step: Step, number: Written, near: Compare, work: OwnWork
) -> tuple[Slip, ...]:
    """The lost sign of lines before, once more where those were worked on with as they should be."""
    lost = next((mistake for mistake in named if mistake.key == SIGN), None)
    if lost is None or not number.value or not work.rests_on(work.tainted, step.name):
        return ()
    world, turned = work.without(work.tainted), number._replace(value=-number.value)
    return (Slip(lost),) if any(near(way, turned, world) for way in world.scheme.routes(step.name)) else ()


def slips_of_the_pen(step: Step, number: Written, world: OwnWork) -> tuple[Slip, ...]:
    """The ways in which a right value may have been copied wrongly, each once."""
    ways = [value_or_none(route, world) for route in world.scheme.routes(step.name)]
    known = [value for value in (step.value, *ways) if value is not None]
    fitting = (
        Slip(mistake)
        for mistake, meant in miscopied(number)
        if any(is_written_form(value, meant) for value in known)
    )
    return tuple(dict.fromkeys(fitting))


def is_rather_a_multiple(step: Step, number: Written, basis: Basis, world: OwnWork) -> bool:
    """Whether the room is so wide that it holds the double of the value, or half of it, and that is it.

    Rounding that far is possible with two digits on a long way, and a lost factor is likelier, but where
    the room is much wider still: of a difference of like numbers two digits leave anything.
    """
    value = value_or_none(basis.route, basis.world) if basis.route else None
    if basis.trial is not Trial.ROUNDED or basis.route is None or not value:
        return False
    if number.digits < FEWEST_COPIED:
        return False  # 0.00002 for 0.00001 among five decimals
    room, gap = margin(basis.route, basis.world), number.value - value
    if HARDLY < number.value / value < 1 / HARDLY or room is None:
        return False
    if abs(gap) < FAR_OUT * (room.above if gap > 0 else room.below):
        return False
    true = None if world.is_led_astray(step.name) else step.value
    doubled = true is not None and any(is_written_form(true * each, number) for each in (0.5, 2.0))
    fits = allows if doubled else gives
    return any(slip.mistake.key == FACTOR for slip in slips_in(step, number, fits, world))
