"""Given numbers read otherwise, 0.05 for α = 0.5 or Wᵀ for W, found from a line that was worked with them."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TypeGuard

from backprop_cli.expr.tree import Expr, Num
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.mistakes.factors import SHIFTS
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.sheets.written import Written, read_number
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Quantity

MISREAD, TURNED = (
    next(mistake for mistake in MISTAKES if mistake.key == key)
    for key in ("given_misread", "transposed_weights")
)
OF_GIVEN = frozenset({MISREAD, TURNED})
"""Mistakes in what is given: they count where other lines show them."""
MOST_GIVEN = 40
"""Given numbers behind a line that are looked at, the nearest first."""
MOST_TRIED = 6
"""Numbers that are put in for one of them on the way to the one that gives what is written."""
WIDE = 10
"""Units of its last digit by which a line may be off with a number that is looked at."""
MOST_DIGITS = 12
"""Digits of a given number that are kept where its decimal point slips."""
FEWEST, MOST_DECIMALS = 2, 6
"""Digits that a number read by mistake may have where the given one has fewer; decimals that any may have."""


def numbers_read(name: str, number: Written, work: OwnWork) -> Iterator[tuple[str, Num]]:
    """The given numbers behind a line, each with the short ones that in its place may give what is written.

    A 0 in its place is none: that takes no work.
    """
    if not number.value or not number.unit:
        return
    route = work.scheme.routes(name)[0]
    for given in islice(_given_behind(name, work), MOST_GIVEN):
        for read in _read_as(given, route, number, work):
            yield given, Num(float(read), read)
        if work.searches.are_over:
            return


def matrices_turned(name: str, work: OwnWork) -> Iterator[dict[str, Num]]:
    """The given matrices of weights behind a line, each with rows and columns exchanged."""
    known, values = work.scheme.derivation.quantities, work.scheme.values
    behind = (known[each] for each in islice(_given_behind(name, work), MOST_GIVEN))
    for layer in dict.fromkeys(each.layer for each in behind if _is_weight(each)):
        weights = (each for own, each in known.items() if own not in work.steps and _is_weight(each))
        others = {text(each): text(each.at(*each.indices[::-1])) for each in weights if each.layer == layer}
        read = {own: values[other] for own, other in others.items() if own != other and other in values}
        if read:
            yield {own: Num(value, repr(value)) for own, value in read.items()}


def _is_weight(quantity: AnyQuantity) -> TypeGuard[Quantity]:
    return isinstance(quantity, Quantity) and quantity.symbol == WEIGHT and len(quantity.indices) == 2


def _given_behind(name: str, work: OwnWork) -> Iterator[str]:
    """The given numbers that lead to a line through unwritten ones only, the nearest first."""

    def onward(line: str) -> tuple[str, ...]:
        is_open = line in work.steps and not (work.stands(line) and line != name)
        return work.scheme.parents(line) if is_open else ()

    quantities = work.scheme.derivation.quantities
    for each in reached([name], onward):
        quantity = quantities.get(each)
        if each not in work.steps and isinstance(quantity, Quantity) and quantity.of is None:
            yield each


def _read_as(given: str, route: Expr, number: Written, work: OwnWork) -> list[str]:
    """The short numbers that in place of a given one give about what is written."""

    def worked(read: float) -> float | None:
        world = work.supposing({given: Num(read, repr(read))})
        work.searches.count(world.room)
        return value_or_none(route, world)

    last, read = work[given], work[given] + max(1.0, abs(work[given])) / 2
    before, value = worked(last), worked(read)
    for _ in range(MOST_TRIED):
        if before is None or value is None or read == last:
            return []
        slope = (value - before) / (read - last)
        if not slope:
            return []
        if abs(value - number.value) <= number.unit:
            room = WIDE * number.unit / abs(slope)
            likely = dict.fromkeys((*_slipped(given, work), *_shorter(read)))
            near = (each for each in likely if abs(float(each) - read) <= room)
            return [each for each in near if _may_be_read(each, given, work)]
        last, before, read = read, value, read + (number.value - value) / slope
        value = worked(read)
    return []


def _slipped(given: str, work: OwnWork) -> list[str]:
    """A given number with its decimal point slipped."""
    return [f"{work[given] * float(shift):.{MOST_DIGITS}g}" for shift in SHIFTS]


def _shorter(read: float) -> list[str]:
    """A number with ever more decimals, as long as they are others."""
    numbers = [f"{read:.{decimals}f}" for decimals in range(MOST_DECIMALS + 1)]
    return [each for before, each in pairwise(["nan", *numbers]) if float(each) != float(before)]


def _may_be_read(short: str, given: str, work: OwnWork) -> bool:
    """Whether it is another number than the given one, and has no more digits than anybody would read."""
    read, known = read_number(short), work.scheme.derivation.given.get(given)
    if read is None or read.value in {0.0, work[given]}:
        return False
    as_given = read_number(known.text) if known else None
    return read.digits <= max(FEWEST, as_given.digits if as_given and as_given.value else 0)
