"""Formulas over arrays with their numbers put in: each vector and matrix written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import FormulaError
from backprop_cli.expr.arrays import evaluate_arrays
from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Call,
    Diagonal,
    Div,
    Each,
    Expr,
    MatMul,
    Matrix,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Total,
    Transpose,
    children,
    is_constant,
    map_children,
)
from backprop_cli.expr.value import Filled, Value

T = TypeVar("T")
LARGEST_MATRIX = 8
"""Rows or columns of a matrix that is put into a formula; a result may be larger, and is shortened."""
MOST_ADDED = 4
"""Entries of a sum over all of them that are written out."""
NOISE = 1e-14
"""What is left of a sum that has vanished, relative to its terms."""
_BEYOND_NOISE = parse("where(abs(sum) - noise, sum, 0)")


class Literals:
    """The numbers of one derivation in arrays, as formulas to write in numbers."""

    def __init__(self, derivation: Derivation) -> None:
        self.singles = derivation.singles
        self.shapes = derivation.shapes
        self.values: Mapping[str, Value] = {**derivation.values, **derivation.arrays}

    def of(self, name: str) -> Expr | None:
        """The entries of a quantity, each by its name; None where one has no number."""
        if name not in self.values:
            return None
        names = self.singles.get(name, name)
        is_number = name not in self.shapes  # of a whole parameter too, where it is one for all entries
        return Ref(name) if is_number and isinstance(names, tuple) else as_matrix(names, Ref)

    def put_in(self, expr: Expr) -> Expr | None:
        """A formula with its factors and terms in numbers; None where one of them is too large, or none."""
        try:
            found = self._whole(expr)
        except FormulaError:
            return None
        return None if any(_is_large(part) for part in _matrices(found)) else found

    def _whole(self, expr: Expr) -> Expr:
        match expr:
            case Add(terms):
                return Add(tuple(map(self._whole, terms)))
            case Neg(body):
                return Neg(self._part(body))
        return self._part(expr)

    def _part(self, expr: Expr) -> Expr:
        if is_constant(expr):
            return expr
        match expr:
            case Ref(name):
                return self.of(name) or self._missing(name)
            case Transpose(Ref(name)):
                return _turned(self.of(name) or self._missing(name))
            case Mul() | MatMul():
                return map_children(expr, self._part)
            case Div(top, bottom) if _has_product(top):
                return self._quotient(top, bottom)
            case Total(body) if (added := self._added(body)) is not None:
                return added
        if _has_product(expr) and not has_diagonal(expr):
            return map_children(expr, self._part)
        value = evaluate_arrays(expr, self.values)
        return as_matrix(self._settled(expr, value) if isinstance(expr, Each) else value, worked_number)

    def _added(self, body: Expr) -> Expr | None:
        """The sum over a formula's entries, squares as squares; None where it is too long, or is none."""
        base = body.base if isinstance(body, Pow) else body
        entries = _flat(evaluate_arrays(base, self.values))
        if not 1 < len(entries) <= MOST_ADDED:
            return None
        terms = map(worked_number, entries)
        return Add(tuple(Pow(each, body.exponent) if isinstance(body, Pow) else each for each in terms))

    def _settled(self, lines: Each, value: Value) -> Value:
        """Sums over lines, 0 where no more is left of one than rounding."""
        if not isinstance(lines.body, Total):
            return value
        added = Each(lines.line, Total(Call("abs", (lines.body.body,))))
        noise = Mul((worked_number(NOISE), added))
        put: dict[str, Value] = {"sum": value, "noise": evaluate_arrays(noise, self.values)}
        return evaluate_arrays(_BEYOND_NOISE, put)

    def _quotient(self, top: Expr, bottom: Expr) -> Expr:
        """A product of matrices over something, as that product times what is left of the quotient."""
        factors = top.factors if isinstance(top, Mul) else (top,)
        products = tuple(factor for factor in factors if _has_product(factor))
        rest = tuple(factor for factor in factors if factor not in products)
        return Mul((*map(self._part, products), self._part(Div(Mul(rest) if rest else ONE, bottom))))

    def _missing(self, name: str) -> Expr:
        raise FormulaError(f"{name} has no value")


def _flat(value: Value) -> list[float]:
    return [entry for part in value for entry in _flat(part)] if isinstance(value, tuple) else [value]


def as_matrix(filled: Filled[T], write: Callable[[T], Expr]) -> Expr:
    """A number, a vector (as a column) or a matrix as a formula."""
    if not isinstance(filled, tuple):
        return write(filled)
    rows = (row if isinstance(row, tuple) else (row,) for row in filled)
    return Matrix(tuple(tuple(map(write, row)) for row in rows))


def worked_number(value: float | Fraction) -> Num:
    """A number that was worked out, with all digits of its float."""
    return Num(float(value), repr(float(value)).removesuffix(".0"))


def has_diagonal(expr: Expr) -> bool:
    """Whether a softmax's Jacobian is in a formula: it is worked as one matrix."""
    return any(isinstance(part, Diagonal) for part in every_part(expr))


def _turned(expr: Expr) -> Expr:
    return Matrix(tuple(zip(*expr.rows, strict=True))) if isinstance(expr, Matrix) else expr


def _has_product(expr: Expr) -> bool:
    return any(isinstance(part, MatMul) for part in every_part(expr))


def _matrices(expr: Expr) -> Iterator[Matrix]:
    if isinstance(expr, Matrix):
        yield expr
        return
    for part in children(expr):
        yield from _matrices(part)


def _is_large(matrix: Matrix) -> bool:
    return max(len(matrix.rows), len(matrix.rows[0])) > LARGEST_MATRIX
