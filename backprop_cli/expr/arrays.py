"""The value of a formula over whole vectors and matrices, as plain tuples of floats.

`MatMul`, `Transpose` and `Total` speak of whole arrays, and so does a softmax; every other kind of node works
entry by entry, where a number serves every entry. A vector counts as a column; beside a matrix it serves all
its columns, and a matrix of one row serves all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum
from typing import cast

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS
from backprop_cli.expr.tree import (
    Call,
    Diagonal,
    Each,
    Expr,
    MatMul,
    Num,
    Ref,
    Softmax,
    Total,
    Transpose,
    map_children,
)
from backprop_cli.expr.value import Array, FloatMatrix, FloatVector, Value


def evaluate_arrays(expr: Expr, values: Mapping[str, Value]) -> Value:
    """The value of `expr`: a number, a vector (n,) or a matrix (one tuple a row), dimensionless.

    Raises `FormulaError` where it is undefined, or where shapes do not meet.
    """
    match expr:
        case Ref(name):
            return values[name] if name in values else CONSTANTS[name]
        case Num(value, _):
            return value
        case MatMul(left, right):
            return _product(evaluate_arrays(left, values), evaluate_arrays(right, values))
        case Transpose(body):
            return _turned(_rows(evaluate_arrays(body, values)))
        case Total(body):
            return fsum(_entries(evaluate_arrays(body, values)))
        case Call("softmax", (body,)):
            return _softmax(evaluate_arrays(body, values))
        case Each("row", Total(body)):
            return tuple(map(fsum, _rows(evaluate_arrays(body, values))))
        case Each("column", Total(body)):
            return (tuple(map(fsum, _turned(_rows(evaluate_arrays(body, values))))),)
        case Each("column", Call("softmax", (body,))):
            return _turned(tuple(map(_softmax, _turned(_rows(evaluate_arrays(body, values))))))
        case Diagonal(body):
            return _diagonal(_entries(evaluate_arrays(body, values)))
    return _entry_by_entry(expr, values)


def _entry_by_entry(expr: Expr, values: Mapping[str, Value]) -> Value:
    """Whole arrays inside are worked first; what is left is a formula in one entry of each."""
    wholes: dict[str, Value] = {}
    within: dict[Expr, Ref] = {}

    def cut(part: Expr) -> Expr:
        if isinstance(part, Ref | MatMul | Transpose | Total | Each | Diagonal) or _is_softmax(part):
            if part not in within:
                within[part] = Ref(str(len(within)))
                wholes[within[part].name] = evaluate_arrays(part, values)
            return within[part]
        return map_children(part, cut)

    formula = map_children(expr, cut)
    return _spread(lambda numbers: evaluate(formula, numbers), wholes)


def _is_softmax(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.function == "softmax"


def _spread(formula: Callable[[Mapping[str, float]], float], wholes: Mapping[str, Value]) -> Value:
    """A formula in numbers, worked for every entry of the arrays; numbers serve every entry."""
    arrays = {name: value for name, value in wholes.items() if isinstance(value, tuple)}
    numbers = {name: value for name, value in wholes.items() if not isinstance(value, tuple)}
    if not arrays:
        return formula(numbers)
    lengths = {len(array) for array in arrays.values() if not _is_row(array)} or {1}
    if len(lengths) > 1:
        raise FormulaError(f"arrays of {' and '.join(map(str, sorted(lengths)))} entries do not meet")
    (length,) = lengths
    parts = (
        _spread(formula, numbers | {name: array[at % len(array)] for name, array in arrays.items()})
        for at in range(length)
    )
    return cast("Array", tuple(parts))  # all entries are numbers, or all are rows


def _is_row(array: Array) -> bool:
    return len(array) == 1 and isinstance(array[0], tuple)


def _rows(value: Value) -> FloatMatrix:
    """A matrix as it is, a vector as a column, a number as a matrix of one entry."""
    if not isinstance(value, tuple):
        return ((value,),)
    return tuple(part if isinstance(part, tuple) else (part,) for part in value)


def _entries(value: Value) -> list[float]:
    return [entry for row in _rows(value) for entry in row]


def _turned(rows: FloatMatrix) -> FloatMatrix:
    return tuple(zip(*rows, strict=True))


def _diagonal(entries: list[float]) -> FloatMatrix:
    places = range(len(entries))
    return tuple(tuple(entry if row == at else 0.0 for at in places) for row, entry in enumerate(entries))


def _product(left: Value, right: Value) -> Value:
    """The matrix product; a vector where the right side is one."""
    rows, columns = _rows(left), _turned(_rows(right))
    if len(rows[0]) != len(columns[0]):
        size = f"{len(rows)}×{len(rows[0])} · {len(columns[0])}×{len(columns)}"
        raise FormulaError(f"the product {size} is undefined")
    product = tuple(
        tuple(fsum(a * b for a, b in zip(row, column, strict=True)) for column in columns) for row in rows
    )
    return product if _is_matrix(right) else tuple(row[0] for row in product)


def _is_matrix(value: Value) -> bool:
    return isinstance(value, tuple) and isinstance(value[0], tuple)


def _softmax(value: Value) -> FloatVector:
    logits = tuple(Num(entry, repr(entry)) for entry in _entries(value))
    return tuple(evaluate(Softmax(index, logits), {}) for index in range(len(logits)))
