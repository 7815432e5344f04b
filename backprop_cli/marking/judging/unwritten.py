"""Mistakes in unwritten lines, and given numbers misread: found where they show, and carried on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from math import inf, log10
from statistics import fmean
from typing import NamedTuple

from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.compare import (
    COARSER,
    Tolerance,
    allows,
    is_recognised,
    is_written_form,
    margin,
)
from backprop_cli.marking.judging.misread import MISREAD, OF_GIVEN, TURNED, numbers_read
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.supposed import Supposition, habits, single_slips
from backprop_cli.marking.mistakes.families import family_of
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness
from backprop_cli.marking.sheets.written import Written

LARGEST = 1_000
"""Lines of a solution in which nobody's slips are looked for beyond the line itself."""
MOST_TRIED = 2_000
MOST_ASKED, MOST_READ = 6, 100
"""Other lines that are asked for their word, and later ones among which they are looked for."""
FARTHER = 3.0
"""Times as far from what is written as the closest mistake another may be, to be named as well."""
FAR_OUT = 3.0
"""Times as far as rounding moves a line where nothing is supposed it hardly moves it in any world."""
FEWEST_ZEROS = 2
"""Later lines that must be explained for a mistake to be seen in a 0."""
SHARE = 3
"""Other lines that are asked, for each that speaks for a mistake; of more one soon does by chance."""
FEWEST_DIGITS = 3.0
"""Digits of other lines that must agree where a number was fitted to one: there are many that may be."""
CHANCE = 0.1
"""How often a fit by chance may be taken for a mistake, where no later line can confirm it."""


class NumberOnSheet(NamedTuple):
    """A number that stands on a line."""

    name: str
    number: Written


def suppositions(
    name: str, number: Written, work: OwnWork, ahead: Iterable[NumberOnSheet], own: Collection[Mistake]
) -> list[Supposition]:
    """The known mistakes in unwritten lines that give just `number` at `name`, and best what comes `ahead`.

    A number of few digits fits many mistakes by chance. So no right line may speak against a mistake, and the
    later lines that rest on the same unwritten ones must speak for it; where there are none, only so many
    mistakes are tried as the digits bear. Where the line has mistakes of its `own`, only the same ones, or
    what explains a later line that making them again does not, is likelier. No single slip is tried where a
    habit explains all that is asked. Of those that explain as many lines the closest remain. A 0 may come of
    anything, unless other lines are 0 for the same reason. A given number is misread where nothing common is
    known that gives what is written.
    """
    if work.searches.are_over or len(work.steps) > LARGEST:
        return []
    work.searches.begun += 1
    others = _OtherLines(name, number, work, ahead)
    heard = list(_heard(_fitting(name, number, work, habits(name, work)), others))
    if not any(says.is_unanimous for _, says in heard):
        heard += _heard(_fitting(name, number, work, single_slips(name, work)), others)
    known = _likeliest(number, heard, others, own)
    if known or any(mistake.nearness < Nearness.RARE for mistake in own):
        return known
    return _likeliest(number, _heard(_misread(name, number, work), others), others, own)


def _likeliest(
    number: Written, heard: Iterable[tuple[_Fit, _Says]], others: _OtherLines, own: Collection[Mistake]
) -> list[Supposition]:
    """What is left of suppositions after the word of the other lines, the fewest lines first."""
    fitting = [(fit, says) for fit, says in heard if not says.spoiled and _is_heard(fit, says)]
    families = set(map(family_of, own))
    likelier = [
        (fit, says)
        for fit, says in fitting
        if family_of(fit.supposed.mistake) in families
        or not all(others.is_explained(each, own) for each in says.agree)
    ]
    best = max((len(says.agree) for _, says in likelier), default=0)
    if best and (number.value or best >= FEWEST_ZEROS):
        kept = _closest([(fit, says) for fit, says in likelier if len(says.agree) == best])
    elif own or not number.value:
        kept = []
    else:
        kept = _borne(number, [fit for fit, says in fitting if not says.asked])
    # Who writes no line has hardly copied it wrongly.
    worked = [fit for fit in kept if fit.supposed.mistake.nearness is not Nearness.DIGITS]
    return [fit.supposed for fit in sorted(worked or kept, key=lambda fit: len(fit.supposed.formulas))]


def _heard(fits: Iterable[_Fit], others: _OtherLines) -> Iterator[tuple[_Fit, _Says]]:
    """What the other lines say of each, until enough was looked for."""
    for fit in fits:
        yield fit, others.says(fit.supposed)
        if others.work.searches.are_over:
            return


def _is_heard(fit: _Fit, says: _Says) -> bool:
    """Whether enough lines speak for it; most of the others, where there are so many that one soon fits."""
    supposed = fit.supposed
    if supposed.mistake is MISREAD and says.weight < FEWEST_DIGITS:
        return False
    agree = len(says.agree)
    is_most, is_some = 2 * agree > says.asked, SHARE * agree >= says.asked
    is_one_of_many = supposed.is_one_of_many or supposed.mistake in OF_GIVEN
    return is_most if is_one_of_many else is_some


class _Fit(NamedTuple):
    """A supposition that gives a number, within the rounding."""

    supposed: Supposition
    place: int
    """Of a single slip among all, the nearest lines first; of a habit, and of a given number, −1."""
    is_exact: bool
    """Whether it gives just what is written."""
    gap: float
    """How far it is from that, in units of the last digit."""


def _closest(heard: list[tuple[_Fit, _Says]]) -> list[_Fit]:
    """Those that are not much farther from what is written than the closest, over all the lines."""
    gaps = [fmean((fit.gap, *says.agree.values())) for fit, says in heard]
    bound = FARTHER * (min(gaps) + 0.5)  # what is written is rounded itself
    return [fit for (fit, _), gap in zip(heard, gaps, strict=True) if gap <= bound]


def _borne(number: Written, fits: list[_Fit]) -> list[_Fit]:
    """Of those that nothing else speaks for: so many as the digits bear, and best what is just as written.

    A habit that shows in one line only is no habit.
    """
    bearable = CHANCE * abs(number.value) / (2 * number.unit) if number.unit else MOST_TRIED
    exact = [fit for fit in fits if fit.is_exact]
    return [fit for fit in exact or fits if 0 <= fit.place < bearable]


def _fitting(name: str, number: Written, work: OwnWork, supposed: Iterable[Supposition]) -> Iterator[_Fit]:
    """Those that give `number` within the rounding of a student whose digits are true."""
    route, work = work.scheme.routes(name)[0], work.as_fine_as(number)
    # The room that no supposition touches is worked once, and not in every world.
    room = margin(route, work.as_fine_as(number, COARSER))
    place, met = -1, dict[frozenset[tuple[str, Expr]], float | None]()
    for each in islice(supposed, MOST_TRIED):
        place += len(each.formulas) == 1
        worked = frozenset(each.formulas.items())
        if worked not in met:  # several mistakes may come to the same
            here, reach = (each.in_lines[name], None) if name in each.in_lines else (route, room)
            met[worked] = _value_near(number, here, work.supposing(each.formulas), reach)
        value = met[worked]
        if value is not None:
            at = -1 if each.mistake is TURNED else place
            yield _Fit(each, at, is_written_form(value, number), _gap(value, number))
        if work.searches.are_over:
            return


def _misread(name: str, number: Written, work: OwnWork) -> Iterator[_Fit]:
    """What was read in place of a given number, so that this line is right."""
    route, work = work.scheme.routes(name)[0], work.as_fine_as(number)
    for given, read in numbers_read(name, number, work):
        value = _value_near(number, route, work.supposing({given: read}))
        if value is not None:
            exact = is_written_form(value, number)
            yield _Fit(Supposition(MISREAD, {given: read}), -1, exact, _gap(value, number))


def _value_near(number: Written, route: Expr, world: OwnWork, room: Tolerance | None = None) -> float | None:
    """The value of a line in a supposed world, where rounding may make what is written of it.

    `room`: how far rounding may move the line where nothing is supposed; many times as far is no rounding.
    """
    value = value_or_none(route, world)
    is_near = value is not None and is_recognised(value, number) and _is_in_reach(value, number, room)
    is_near = is_near and (is_written_form(value or 0.0, number) or allows(route, number, world))
    world.searches.count(world.room)
    return value if is_near else None


def _is_in_reach(value: float, number: Written, room: Tolerance | None) -> bool:
    reach = number.unit + FAR_OUT * (room.below + room.above) if room else inf
    return abs(value - number.value) <= reach


def _gap(value: float, number: Written) -> float:
    return abs(value - number.value) / number.unit if number.unit else 0.0


class _OtherLines:
    """What the other lines on the sheet say of a supposition."""

    def __init__(self, name: str, number: Written, work: OwnWork, ahead: Iterable[NumberOnSheet]) -> None:
        self.work = work.with_line(name, number)
        carried = (NumberOnSheet(*each) for each in work.carried.items())
        self.right = [each for each in carried if each.name not in work.tainted]
        """Earlier lines that are right without a supposition."""
        self.later = list(islice(ahead, MOST_READ))
        self._fitting = dict[str, bool]()

    def _fits(self, later: NumberOnSheet) -> bool:
        """Whether a later line is right without a supposition; worked out when somebody asks."""
        name, number = later
        if name not in self._fitting:
            self._fitting[name] = allows(self.work.scheme.routes(name)[0], number, self.work)
        return self._fitting[name]

    def says(self, supposed: Supposition) -> _Says:
        """How many of the other lines rest on a supposition, and how it suits them."""
        world = self.work.supposing(supposed.formulas)
        made = supposed.in_lines
        touched = {*made, *self.work.scheme.behind(supposed.formulas)}

        def suited(lines: Iterable[NumberOnSheet]) -> dict[str, float | None]:
            """How far lines are from it, by name; None: farther than rounding takes them."""
            asked = islice(lines, MOST_ASKED)
            return {
                name: _miss(made.get(name) or world.scheme.routes(name)[0], number, world)
                for name, number in asked
            }

        later = [each for each in self.later if each.name in touched]
        right = (each for each in self.right if each.name in touched)
        telling = suited(each for each in later if not self._fits(each))
        agree = {name: gap for name, gap in telling.items() if gap is not None}
        spoiled = suited(chain(right, filter(self._fits, later)))
        world.searches.count(world.room)
        worked = (each for each in later if abs(each.number.value) not in world.scheme.given)
        digits = (_digits_of(number, agree[name]) for name, number in worked if name in agree)
        return _Says(len(telling), agree, list(spoiled.values()).count(None), sum(digits))

    def is_explained(self, name: str, own: Collection[Mistake]) -> bool:
        """Whether one of these mistakes, made again in a later line, gives what is written there."""
        number = dict(self.later)[name]
        ways = self.work.scheme.variants(name)
        return any(mistake in own and allows(way, number, self.work) for mistake, way in ways)


def _miss(route: Expr, number: Written, world: OwnWork) -> float | None:
    value = value_or_none(route, world)
    return None if value is None or not allows(route, number, world) else _gap(value, number)


def _digits_of(number: Written, gap: float) -> float:
    """The digits in which what is written agrees with something so many of its last units away."""
    if not number.unit or not number.value:
        return 0.0
    return max(0.0, log10(abs(number.value) / number.unit / (1 + 2 * gap)))


class _Says(NamedTuple):
    """The word of other lines on a supposition."""

    asked: int
    agree: Mapping[str, float]
    """Those that it makes right, and how far they are from it, in units of their last digit."""
    spoiled: int
    """Right lines that it would make wrong."""
    weight: float
    """The digits in which those agree, taken together; a given number tells of no work."""

    @property
    def is_unanimous(self) -> bool:
        """Whether it explains all that was asked, and several lines, so that nothing explains more."""
        return FEWEST_ZEROS <= self.asked == len(self.agree) and not self.spoiled
