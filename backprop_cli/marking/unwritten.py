"""Mistakes in lines that the student did not write: found where they show, and carried on from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from backprop_cli.expr.names import whole
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.mistakes import Mistake
from backprop_cli.marking.own_work import OwnWork

MOST_LINES = 60
"""Unwritten lines that are looked at, the nearest first."""
MOST_TRIED = 600
FEWEST_DIGITS = 3
"""Digits that a number must have: with fewer, one mistake in so many would fit by chance."""


class Supposition(NamedTuple):
    """A known mistake in lines that are not written."""

    mistake: Mistake
    formulas: Mapping[str, Expr]
    """What was worked in those lines."""


def suppositions(name: str, work: OwnWork) -> Iterator[Supposition]:
    """The known mistakes in unwritten lines that lead to `name`: made everywhere, in a layer, in one line."""
    return islice(_suppositions(name, work), MOST_TRIED)


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
        layers.setdefault(whole(line), {}).setdefault(line, formula)
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
