"""What a later step of a training starts from, on the page."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.tree import Expr, Matrix, Num, Vector
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words import training as words
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Given, Paragraph
from backprop_cli.worksheet.given import LARGEST_ARRAY

NOISE = 1e-12
"""Two numbers that are nearer, relative to their size, differ by the noise of floats."""


def start_of(part: Derivation, digits: int) -> Iterator[Block]:
    """The parameters, rounded, as vectors and matrices."""
    numbers: dict[Quantity, dict[tuple[int, ...], Num]] = {}
    is_rounded = False
    for name in part.graph.wrt:
        quantity, value = part.graph.by_name[name].quantity, part.values[name]
        number, drops = _written(value, digits)
        numbers.setdefault(quantity.whole, {})[quantity.indices] = number
        is_rounded |= drops
    rows = [_row(whole, entries) for whole, entries in numbers.items()]
    shown = tuple((text(whole), expr) for whole, expr in rows if expr is not None)
    if shown:
        yield Paragraph(say(words.STARTS_FROM_ROUNDED if is_rounded else words.STARTS_FROM))
        yield Given(shown)


def _written(value: float, digits: int) -> tuple[Num, bool]:
    """A number, and whether it is rounded: then it keeps its zeros, as in every line that it stands in."""
    exact = f"{value:.{digits}g}"
    drops = not isclose(float(exact), value, rel_tol=NOISE)
    written = f"{value:#.{digits}g}".removesuffix(".") if drops else exact
    return Num(float(written), written), drops


def _row(whole: Quantity, entries: dict[tuple[int, ...], Num]) -> tuple[Quantity, Expr | None]:
    """A parameter with its numbers; an array of one entry is that entry, as where the exercise gives it."""
    if len(entries) == 1:
        ((place, number),) = entries.items()
        return whole.at(*place), number
    return whole, _array(entries)


def _array(entries: dict[tuple[int, ...], Num]) -> Expr | None:
    """A number, vector or matrix by its entries; None where it is too large for the page."""
    if () in entries:
        return entries[()]
    if max(max(place) for place in entries) > LARGEST_ARRAY:
        return None
    if len(next(iter(entries))) == 1:
        return Vector(tuple(entries.values()))
    rows: dict[int, list[Num]] = {}
    for (row, _), number in entries.items():
        rows.setdefault(row, []).append(number)
    return Matrix(tuple(map(tuple, rows.values())))
