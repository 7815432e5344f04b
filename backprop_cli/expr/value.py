"""The value of a formula: a number, a vector or a matrix, and its shape."""

from typing import TypeAlias, TypeVar

T = TypeVar("T")
Filled: TypeAlias = T | tuple[T, ...] | tuple[tuple[T, ...], ...]
"""A number, a vector or a matrix (one tuple a row) of something."""
FloatVector = tuple[float, ...]
FloatMatrix = tuple[FloatVector, ...]
Array = FloatVector | FloatMatrix
Value = float | Array
Shape = tuple[int, ...]
"""() for a number, (n,) for a vector, (rows, columns) for a matrix."""
Size = tuple[int, int]
"""Rows and columns; a vector is a column."""


def entries_of(filled: Filled[T]) -> list[T]:
    """What stands in a number, a vector or a matrix, row by row."""
    if not isinstance(filled, tuple):
        return [filled]
    return [entry for part in filled for entry in (part if isinstance(part, tuple) else (part,))]


def size_of(shape: Shape) -> Size | None:
    """Rows and columns of a shape; None for a number."""
    return (shape[0], shape[1] if len(shape) > 1 else 1) if shape else None
