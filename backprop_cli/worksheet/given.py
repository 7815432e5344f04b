"""The numbers that an exercise starts from, as they stand on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_cli.expr.tree import Expr, Matrix, Num, Ref, Vector
from backprop_cli.problem.given import GivenValue, arrays_or_entries
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Formulas, Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Quantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.worksheet.document import Given

LARGEST_ARRAY = 8
"""An array with more rows or columns is not printed again: the file shows it."""


def given(problem: Problem) -> Given:
    """The numbers the exercise starts from; of large arrays only the file tells."""
    if isinstance(problem, Formulas):
        return Given(problem.at)
    written = {each: _written(value) for each, value in arrays_or_entries(problem).items()}
    shown = {each: expr for each, expr in written.items() if expr is not None}
    return Given(
        tuple((text(each), expr) for each, expr in shown.items()), entries(shown, symbols_of(problem))
    )


def entries(arrays: Mapping[AnyQuantity, Expr], symbols: Symbols) -> tuple[tuple[str, Expr], ...]:
    """The symbols of what stands in an array, where they are not the array's own with an index."""
    found = {each: _entries(each, value) for each, value in arrays.items() if isinstance(each, Quantity)}
    return tuple(
        (text(each), _as_refs(own)) for each, own in found.items() if _says_nothing(each, own, symbols)
    )


def _written(value: GivenValue) -> Expr | None:
    """A number, vector or matrix as a formula; None where it is too large for the page."""
    if isinstance(value, Num):
        return value
    entries: Sequence[Num | tuple[Num, ...]] = value
    rows = tuple(entry for entry in entries if isinstance(entry, tuple))
    if max(len(entries), *map(len, rows), 0) > LARGEST_ARRAY:
        return None
    return Matrix(rows) if rows else Vector(tuple(each for each in entries if isinstance(each, Num)))


def _entries(whole: Quantity, value: Expr) -> list[list[Quantity]]:
    """Row by row; none of a single number."""
    match value:
        case Matrix(rows):
            return [
                [whole.at(row, column) for column in range(1, len(entries) + 1)]
                for row, entries in enumerate(rows, start=1)
            ]
        case Vector(column):
            return [[whole.at(row) for row in range(1, len(column) + 1)]]
    return []


def _as_refs(rows: Sequence[Sequence[Quantity]]) -> Expr:
    refs = tuple(tuple(Ref(text(each)) for each in row) for row in rows)
    return Vector(refs[0]) if len(rows[0][0].indices) == 1 else Matrix(refs)


def _says_nothing(whole: Quantity, rows: Sequence[Sequence[Quantity]], symbols: Symbols) -> bool:
    """Whether nobody sees where an entry stands: w₃ has no layer, and W5_n1 is an author's own name."""
    own = [symbols.symbol(each) for row in rows for each in row]
    layer = symbols.symbol(whole).raised
    return any(each.own or each.raised != layer for each in own)
