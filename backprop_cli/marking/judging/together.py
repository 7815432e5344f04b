"""Lines that only rounding explains, taken together: what moves one of them moves others with it.

Each may be off as far as rounding takes it, and all of them still be impossible: ∂L/∂w₁₁ and ∂L/∂w₁₂ are
worked from one δ, and when that is rounded both go up, or both go down. So it is asked how far the gaps of
such lines are, all in all, from what independent roundings make of them: Mahalanobis' distance, with the
slopes of the lines to their sources of uncertainty for how alike they move.

Students round one number twice, or work with it in full here and rounded there. So no two lines are taken to
move wholly alike, each may miss by a unit of its own, and how far a single line is off counts up to a point.
"""

from collections.abc import Mapping, Sequence
from math import hypot, sqrt
from typing import NamedTuple

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.compare import COARSER, SLACK
from backprop_cli.marking.judging.finding import Decision
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.marking.sheets.written import Written

FEWEST, MOST = 5, 40
"""Lines that tell something together, and that are looked at together; the first ones count."""
ALIKE = 0.97
"""How alike lines move at most."""
ALONE = 1.8
"""How far off a line counts at most, in its own typical gaps: alone, the room for its rounding decides."""
LAST = 0.6
"""Units of its last digit by which each line misses what it is worked from."""
FIRST = 0.3
"""The same, in units of as many digits of a number that begins with 1, as a product on the way to it may."""
FAR, NEAR = 2.6, 1.0
"""How far lines are from rounding, for each of them and `MORE`: certainly none, and as rounding is."""
MORE = 3
FEW = 0.25
"""Share of the lines that may be slips among roundings; where more are, it is none of rounding."""

SquareRows = list[list[float]]


class Leaning(NamedTuple):
    """A line that is good because rounding takes it as far as that."""

    name: str
    gap: float
    """What is written less what the lines before it give."""
    own: float
    """What its own rounding, and that of products on the way to it alone, make of it as a rule."""
    swings: Mapping[int, float]
    """How far each source of uncertainty moves it as a rule."""


def leaning_of(step: Step, number: Written, decision: Decision) -> Leaning | None:
    """A good line as one that leans on rounding; not where it is within a unit of its own or true value."""
    finding, (_, world, route) = decision
    if finding.verdict not in GOOD or route is None or step.value is None:
        return None
    least = number.unit * SLACK
    if abs(number.value - step.value) <= least:
        return None
    found = _leaning(step.name, number, route, world.as_fine_as(number, COARSER))
    return found if found and abs(found.gap) > least else None


def _leaning(name: str, number: Written, route: Expr, world: OwnWork) -> Leaning | None:
    try:
        form = world.room.form(route)
    except FormulaError:
        return None
    own = hypot(LAST * number.unit, FIRST * abs(number.value) * 10.0 ** (1 - number.digits))
    return Leaning(name, number.value - form.value, own, world.room.sources.swings(form))


def beyond_rounding(lines: Sequence[Leaning]) -> frozenset[str]:
    """The lines that no rounding gives together: a few of them, or all where more do not go with the rest."""
    lines = lines[:MOST]
    if len(lines) < FEWEST:
        return frozenset()
    scales = [_scale(line) for line in lines]
    gaps = [line.gap / scale for line, scale in zip(lines, scales, strict=True)]
    odd = _odd_ones(_inverse(_likeness(lines, scales)), gaps)
    if len(odd) > 1 and len(odd) >= FEW * len(lines):
        return frozenset(line.name for line in lines)
    return frozenset(lines[place].name for place in odd)


def _scale(line: Leaning) -> float:
    """The typical gap of a line, where it counts as far off as it may."""
    return max(sqrt(_common(line, line) + line.own**2), abs(line.gap) / ALONE)


def _common(one: Leaning, other: Leaning) -> float:
    """What the sources that two lines share make of both."""
    few, many = sorted((one.swings, other.swings), key=len)
    return sum(swing * many[source] for source, swing in few.items() if source in many)


def _likeness(lines: Sequence[Leaning], scales: Sequence[float]) -> SquareRows:
    """How alike lines move, from −1 to 1."""
    rows = [[1.0] * len(lines) for _ in lines]
    for place, line in enumerate(lines):
        for before in range(place):
            common = ALIKE * _common(line, lines[before]) / (scales[place] * scales[before])
            rows[place][before] = rows[before][place] = common
    return rows


def _odd_ones(inverse: SquareRows, gaps: Sequence[float]) -> list[int]:
    """The lines, hardly more than need be, without which the rest is near; none where all are near enough."""
    left = list(range(len(gaps)))
    weights = [sum(row[other] * gaps[other] for other in left) for row in inverse]
    distance = sum(gap * weight for gap, weight in zip(gaps, weights, strict=True))
    if distance <= FAR * (len(left) + MORE):
        return []
    while distance > NEAR * (len(left) + MORE):
        odd = max(left, key=lambda place: weights[place] ** 2 / inverse[place][place])
        pivot, weight = inverse[odd], weights[odd]
        distance -= weight**2 / pivot[odd]
        left.remove(odd)
        for place in left:
            share = inverse[place][odd] / pivot[odd]
            weights[place] -= share * weight
            inverse[place] = [each - share * other for each, other in zip(inverse[place], pivot, strict=True)]
    return sorted(set(range(len(gaps))) - set(left))


def _inverse(matrix: SquareRows) -> SquareRows:
    """Of a symmetric matrix whose eigenvalues are clearly positive, so that no row is exchanged."""
    size = len(matrix)
    rows = [[*row, *(float(place == other) for other in range(size))] for place, row in enumerate(matrix)]
    for place in range(size):
        pivot = rows[place] = [each / rows[place][place] for each in rows[place]]
        for other in range(size):
            factor = rows[other][place]
            if other != place and factor:
                rows[other] = [each - factor * by for each, by in zip(rows[other], pivot, strict=True)]
    return [row[size:] for row in rows]
