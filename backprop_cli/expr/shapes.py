"""The shape of a formula over arrays, as rows and columns."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.expr.tree import (
    Diagonal,
    Diff,
    Each,
    Expr,
    MatMul,
    Matrix,
    Ref,
    Total,
    Transpose,
    Vector,
    children,
)
from backprop_cli.expr.value import Shape, Size, size_of


def size(expr: Expr, shapes: Mapping[str, Shape]) -> Size | None:
    """Rows and columns of a formula's value, by the shapes of its names; None for a number."""
    match expr:
        case Ref(name):
            return size_of(shapes.get(name, ()))
        case Matrix(rows):
            return len(rows), len(rows[0])
        case Total():
            return None
        case Transpose(body):
            turned = size(body, shapes)
            return turned and turned[::-1]
        case MatMul(left, right):
            first, second = size(left, shapes), size(right, shapes)
            return first and second and (first[0], second[1])
        case Each(line, Total(body)):
            whole = size(body, shapes)
            return whole and ((whole[0], 1) if line == "row" else (1, whole[1]))
        case Diagonal(body):
            whole = size(body, shapes)
            return whole and (whole[0], whole[0])
        case Diff() | Vector():
            return None
    sizes = [found for part in children(expr) if (found := size(part, shapes))]
    return (max(rows for rows, _ in sizes), max(columns for _, columns in sizes)) if sizes else None
