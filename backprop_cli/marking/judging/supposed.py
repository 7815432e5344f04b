"""The known mistakes that may have been made in lines that are not written, habits before single slips."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import Expr, Num, Ref
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.misread import MISREAD, TURNED, matrices_turned
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.mistakes.factors import ONE_OFF
from backprop_cli.marking.mistakes.families import NO_SLOPES, family_of, goes_along
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness, Slip
from backprop_cli.quantities.quantity import AnyQuantity, Gradient

MOST_LINES, MOST_OF_HABIT = 60, 240
"""Unwritten lines that are looked at for single slips, and for habits, the nearest first."""
MOST_FORMS = 4
"""Formulas of one mistake, 3/2 and 3/4 of a mean over three, that are tried in all sums over a batch."""


class Supposition(NamedTuple):
    """A known mistake in lines that are not written."""

    mistake: Mistake
    formulas: Mapping[str, Expr]
    """What was worked in those lines, or read in place of a given number."""
    is_one_of_many: bool = False
    """Whether there are so many like it that one of them soon fits by chance."""
    is_in_lines: bool = False
    """Whether it was made in lines that are written, too."""

    @property
    def in_lines(self) -> Mapping[str, Expr]:
        """The formulas of the lines that it was made in, written ones, if any."""
        return self.formulas if self.is_in_lines else {}

    def made(self, quantities: Mapping[str, AnyQuantity], shown_at: str) -> Slip:
        """The mistake, with where it was made, but in the line in which it shows."""
        if self.mistake is TURNED or shown_at in self.formulas:
            return Slip(self.mistake)
        (first, *_) = self.formulas.values()
        read_as = first.value if self.mistake is MISREAD and isinstance(first, Num) else None
        return Slip(self.mistake, tuple(quantities[name] for name in self.formulas), read_as)


class _Extent(NamedTuple):
    """Lines in all of which the same mistake may have been made."""

    lines: list[str]
    forms: int = 1
    """Of the formulas that the mistake may give how many are tried."""
    is_through: bool = False
    """Whether some of the lines rest on others."""
    is_one_of_many: bool = False


def habits(name: str, work: OwnWork) -> Iterator[Supposition]:
    """Mistakes made wherever they can be: in a layer or several, in one unit of every sample, in all sums.

    With each, what goes along with it in the same layers: who works tanh for σ works tanh′ for σ′.
    """
    yield from (Supposition(TURNED, each) for each in matrices_turned(name, work))
    lines = _unwritten(name, work, MOST_OF_HABIT)
    layers = [_unwritten_in(layer, work) for layer in dict.fromkeys(map(work.scheme.layer, lines))]
    everywhere = [line for layer in layers for line in layer][:MOST_OF_HABIT]
    sums = [line for line in work.steps if work.steps[line].rule is Rule.BATCH and not work.stands(line)]
    places = [
        *([_Extent(everywhere, is_through=True)] if len(layers) > 1 else []),
        *map(_Extent, layers),
        _Extent(sums, MOST_FORMS, is_one_of_many=True),
        *(_Extent(each, is_one_of_many=True) for each in _in_every_sample(everywhere, work)),
    ]
    for mistake in dict.fromkeys(mistake for line in lines for mistake in work.scheme.by_mistake(line)):
        for place in places:
            if len(place.lines) > 1 and not (place.is_through and mistake.rule in ONE_OFF):
                yield from _made_in(place, mistake, everywhere, work)
    yield from _made_here_too(name, lines, work)


def _made_here_too(name: str, behind: Iterable[str], work: OwnWork) -> Iterator[Supposition]:
    """Slopes left out in a line, in those that lead to it, and wherever else nothing is written yet.

    Who leaves tanh′ out of ∂L/∂w through three steps leaves it out of ∂L/∂u.
    """
    ways = work.scheme.by_mistake
    still_open = (line for line in work.steps if not work.stands(line) and line not in work.scheme.shares)
    lines = list(islice(dict.fromkeys((name, *still_open)), MOST_OF_HABIT))
    for mistake in ways(name):
        if family_of(mistake) == NO_SLOPES and any(mistake in ways(line) for line in behind):
            made = {line: found[mistake][0] for line in lines if mistake in (found := ways(line))}
            yield Supposition(mistake, made, is_in_lines=True)


def _made_in(place: _Extent, mistake: Mistake, others: list[str], work: OwnWork) -> Iterator[Supposition]:
    """A mistake wherever it can be made in some place, by itself and with what goes along with it."""
    ways = work.scheme.by_mistake
    for form in range(place.forms):
        at = (line for line in place.lines if len(ways(line).get(mistake, ())) > form)
        if made := {line: ways(line)[mistake][form] for line in at}:
            yield Supposition(mistake, made, place.is_one_of_many)
            if along := _along(mistake, made, others, work):
                yield Supposition(mistake, {**made, **along}, is_one_of_many=True)


def _in_every_sample(lines: Iterable[str], work: OwnWork) -> list[list[str]]:
    """Lines by what they are, whatever the sample."""
    units: dict[tuple[AnyQuantity, int | None], list[str]] = {}
    for line in lines:
        quantity = work.steps[line].quantity
        units.setdefault((quantity.anywhere, quantity.step), []).append(line)
    return list(units.values())


def _along(mistake: Mistake, made: Iterable[str], lines: Iterable[str], work: OwnWork) -> dict[str, Expr]:
    """The mistakes of the same family that go along with one in other lines of the layers it is made in."""
    keys = goes_along(mistake)
    layers = {_layer_of(line, work) for line in made} if keys else set()
    return {
        line: way
        for line in (lines if keys else ())
        if line not in made and _layer_of(line, work) in layers
        for other, (way, *_) in work.scheme.by_mistake(line).items()
        if other.key in keys
    }


def _layer_of(line: str, work: OwnWork) -> int | None:
    quantity = work.steps[line].quantity
    return (quantity.by if isinstance(quantity, Gradient) else quantity).layer


def single_slips(name: str, work: OwnWork) -> Iterator[Supposition]:
    """Mistakes made in one line only; where that is a given number, it is none to copy it wrongly."""
    for line in _unwritten(name, work, MOST_LINES):
        route = work.scheme.routes(line)[0]
        is_given = isinstance(route, Ref) and route.name not in work.steps
        for mistake, formula in work.scheme.variants(line):
            if not (is_given and mistake.nearness is Nearness.DIGITS):
                yield Supposition(mistake, {line: formula})


def _unwritten_in(layer: tuple[str, ...], work: OwnWork) -> list[str]:
    """The lines of a layer that are not written, each under its own name: a share of it is no other line."""
    shares = work.scheme.shares
    return [line for line in layer[:MOST_LINES] if not work.stands(line) and line not in shares]


def _unwritten(name: str, work: OwnWork, most: int) -> list[str]:
    """The lines that lead to `name` through unwritten ones only, the nearest first."""

    def onward(line: str) -> list[str]:
        parents = work.scheme.parents(line)
        return [parent for parent in parents if parent in work.steps and not work.stands(parent)]

    own = work.scheme.shares.get(name)  # the same line under another name
    lines = islice(reached([name], onward), 1, None)
    return list(islice((line for line in lines if own is None or line != own.name), most))
