"""Matrices of fractions, as tuples of rows: product, reduced row echelon form, inverse; all exact.

The work is done in whole numbers over one denominator; fractions would be brought to lowest terms each time.
"""

from fractions import Fraction
from math import lcm
from typing import NamedTuple

Fractions = tuple[tuple[Fraction, ...], ...]
"""A matrix of shape (rows, columns), with at least one row and one column."""


class Echelon(NamedTuple):
    """A matrix in reduced row echelon form, without rows of zeros."""

    rows: Fractions
    pivots: tuple[int, ...]
    """The columns, from 0, in which the rows have their leading 1; as many as the rank."""


class _OverDenominator(NamedTuple):
    """A matrix as whole numbers over a common denominator."""

    rows: list[list[int]]
    denominator: int


def _whole(matrix: Fractions) -> _OverDenominator:
    common = lcm(*(entry.denominator for row in matrix for entry in row))
    rows = [[entry.numerator * (common // entry.denominator) for entry in row] for row in matrix]
    return _OverDenominator(rows, common)


def turned(matrix: Fractions) -> Fractions:
    """The transpose."""
    return tuple(zip(*matrix, strict=True))


def product(left: Fractions, right: Fractions) -> Fractions:
    """The product of matrices of shapes (m, k) and (k, n)."""
    first, second = _whole(left), _whole(turned(right))
    common = first.denominator * second.denominator
    return tuple(tuple(Fraction(_dot(row, column), common) for column in second.rows) for row in first.rows)


def _dot(row: list[int], column: list[int]) -> int:
    return sum(one * other for one, other in zip(row, column, strict=True))


def reduced(matrix: Fractions) -> Echelon:
    """Gauss–Jordan elimination, free of fractions (Bareiss 1968): every entry stays a minor of the matrix."""
    rows, pivots, before = _whole(matrix).rows, list[int](), 1
    for column in range(len(matrix[0])):
        done = len(pivots)
        pivot = next((place for place in range(done, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        leading = rows[done]
        rows = [row if row is leading else _eliminated(row, leading, column, before) for row in rows]
        pivots.append(column)
        before = leading[column]
    kept = tuple(tuple(Fraction(entry, before) for entry in row) for row in rows[: len(pivots)])
    return Echelon(kept, tuple(pivots))


def _eliminated(row: list[int], leading: list[int], column: int, before: int) -> list[int]:
    """A row with 0 in the column; the pivot before divides every entry."""
    size, times = leading[column], row[column]
    return [(size * one - times * other) // before for one, other in zip(row, leading, strict=True)]


def inverse(matrix: Fractions) -> Fractions | None:
    """The inverse of a square matrix; None where it is singular."""
    size = len(matrix)
    beside = tuple(
        (*row, *(Fraction(place == column) for column in range(size))) for place, row in enumerate(matrix)
    )
    rows, pivots = reduced(beside)
    return tuple(row[size:] for row in rows) if pivots == tuple(range(size)) else None
