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
        rounded = f"{value:.{digits}g}"
        numbers.setdefault(quantity.whole, {})[quantity.indices] = Num(float(rounded), rounded)
        is_rounded |= not isclose(float(rounded), value, rel_tol=NOISE)
    rows = [(whole, _array(entries)) for whole, entries in numbers.items()]
    shown = tuple((text(whole), expr) for whole, expr in rows if expr is not None)
    if shown:
        yield Paragraph(say(words.STARTS_FROM_ROUNDED if is_rounded else words.STARTS_FROM))
        yield Given(shown)


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
