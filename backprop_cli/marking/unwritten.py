"""Mistakes in lines that the student did not write: found where they show, and carried on from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from backprop_cli.expr.names import whole, without_sample
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.compare import allows, is_written_form, room_for
from backprop_cli.marking.mistakes import Mistake
from backprop_cli.marking.own_work import OwnWork, value_or_none
from backprop_cli.marking.written import Written

MOST_LINES = 60
"""Unwritten lines that are looked at, the nearest first."""
MOST_TRIED = 500
MOST_AHEAD = 6
"""Later lines that are asked for confirmation."""
CHANCE = 0.1
"""How often a fit by chance may be taken for a mistake, where no later line can confirm it."""


class Supposition(NamedTuple):
    """A known mistake in lines that are not written."""

    mistake: Mistake
    formulas: Mapping[str, Expr]
    """What was worked in those lines."""


def found(
    name: str, number: Written, work: OwnWork, ahead: Sequence[tuple[str, Written]], *, confirmed: bool
) -> list[Supposition]:
    """The known mistakes in unwritten lines that give just `number` at `name`, and best what comes `ahead`.

    A number of few digits fits many mistakes by chance. So the later lines that rest on the same unwritten
    ones must speak for a mistake; where there are none, only so many mistakes are tried as the digits bear,
    and none if it has to be `confirmed`.
    """
    fitting = _fitting(name, number, work)
    later = _Later(name, number, work, ahead)
    support = {place: later.support(each) for place, (_, each) in enumerate(fitting)}
    best = max(support.values(), default=0)
    bearable = CHANCE * abs(number.value) / (2 * number.unit) if number.unit else MOST_TRIED
    if confirmed and not best:
        return []
    return [
        each
        for place, (tried, each) in enumerate(fitting)
        if support[place] == best and (best or (tried < bearable and not later.contradicts(each)))
    ]


def _fitting(name: str, number: Written, work: OwnWork) -> list[tuple[int, Supposition]]:
    """Those that give just `number`, else those that do so within the rounding; each with its place."""
    route = work.scheme.routes(name)[0]
    tried = enumerate(islice(_suppositions(name, work), MOST_TRIED))
    values = [
        (place, each, value)
        for place, each in tried
        if (value := value_or_none(route, work.supposing(each.formulas))) is not None
    ]
    exact = [(place, each) for place, each, value in values if is_written_form(value, number)]
    return exact or [
        (place, each)
        for place, each, value in values
        if value and abs(value - number.value) <= room_for(route, number, work)
    ]


class _Later:
    """What later lines say of a supposition."""

    def __init__(
        self, name: str, number: Written, work: OwnWork, ahead: Sequence[tuple[str, Written]]
    ) -> None:
        self.work = work.with_line(name, number)
        self.telling = list(islice(self._telling(ahead), MOST_AHEAD))

    def _telling(self, ahead: Sequence[tuple[str, Written]]) -> Iterator[tuple[str, Written]]:
        """The lines that are not right without a supposition."""
        for name, number in ahead:
            if not allows(self.work.scheme.routes(name)[0], number, self.work):
                yield name, number

    def support(self, supposed: Supposition) -> int:
        """How many later lines a supposition makes right."""
        world = self.work.supposing(supposed.formulas)
        told = self._told(supposed)
        return sum(allows(self.work.scheme.routes(name)[0], number, world) for name, number in told)

    def contradicts(self, supposed: Supposition) -> bool:
        """Whether there are later lines that rest on it, and none that it makes right."""
        return bool(self._told(supposed)) and not self.support(supposed)

    def _told(self, supposed: Supposition) -> list[tuple[str, Written]]:
        touched = set[str]().union(*map(self.work.scheme.descendants, supposed.formulas))
        return [(name, number) for name, number in self.telling if name in touched]


def _suppositions(name: str, work: OwnWork) -> Iterator[Supposition]:
    made: dict[Mistake, list[tuple[str, Expr]]] = {}
    for line in _unwritten(name, work)[:MOST_LINES]:
        for mistake, formula in work.scheme.variants(line):
            made.setdefault(mistake, []).append((line, formula))
    for mistake, ways in made.items():
        for formulas in _habits(ways):
            yield Supposition(mistake, formulas)
    for mistake, ways in made.items():
        for line, formula in ways:
            yield Supposition(mistake, {line: formula})


def _habits(ways: list[tuple[str, Expr]]) -> Iterator[dict[str, Expr]]:
    """A mistake made in all lines, and in all lines of a layer, where those are several."""
    everywhere: dict[str, Expr] = {}
    layers: dict[str, dict[str, Expr]] = {}
    for line, formula in ways:
        everywhere.setdefault(line, formula)
        layers.setdefault(without_sample(whole(line)), {}).setdefault(line, formula)
    if len(layers) > 1:
        yield everywhere
    yield from (layer for layer in layers.values() if len(layer) > 1)


def _unwritten(name: str, work: OwnWork) -> list[str]:
    """The lines that lead to `name` through unwritten ones only, the nearest first."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        for parent in work.scheme.parents(waiting.pop(0)):
            if parent in work.steps and parent not in found and not work.stands(parent):
                found[parent] = None
                waiting.append(parent)
    return list(found)
