"""The pen of all formulas: numbers, and vectors and matrices with their brackets and shapes."""

from itertools import pairwise
from typing import ClassVar

from backprop_cli.expr.tree import (
    Call,
    Diagonal,
    Each,
    Expr,
    MatMul,
    Matrix,
    Mul,
    Ref,
    Total,
    Transpose,
    Vector,
)
from backprop_cli.expr.value import size_of
from backprop_cli.late import late
from backprop_cli.notation.breaks import GLUE, bare, kept_together, width
from backprop_cli.notation.leading_sign import without_sign
from backprop_cli.notation.scalar_pen import KindWriter, ScalarPen
from backprop_cli.notation.script import ATOM, POWER, PRODUCT, SET
from backprop_cli.notation.tall import kept, narrowed, piece, placeholder
from backprop_cli.notation.touching import is_coefficient, may_touch

size = late("expr.shapes.size")


class Pen(ScalarPen):
    """One line under way, of which names may stand for arrays."""

    def _mat_mul(self, product: MatMul) -> tuple[str, int]:
        body = without_sign(product)
        return (self._matrix_product(product), PRODUCT) if body is None else self._minus(body)

    def _matrix_product(self, product: MatMul) -> str:
        dot = self.script.wide_matrix_dot if self.is_line else self.script.matrix_dot
        return self._factor(product.left, Mul) + self._joint(dot) + self._factor(product.right, Mul)

    def _transpose(self, transpose: Transpose) -> tuple[str, int]:
        if not isinstance(transpose.body, Ref):
            return self.script.transposed(self.within(transpose.body, ATOM)), POWER
        name = transpose.body.name
        symbol = self.script.name(name).removesuffix(SET)
        whole = self.script.brackets(symbol) if self.script.is_derivative(name) else symbol
        return self._shaped(name, self.script.transposed(whole), turned=True), POWER

    def _total(self, total: Total) -> tuple[str, int]:
        written = self.script.total(self.within(total.body, PRODUCT))
        return (written.replace(" ", GLUE, 1) if self.breaks else written), PRODUCT

    def _each(self, each: Each) -> tuple[str, int]:
        match each.body:
            case Total(terms):
                return self._applied(f"{each.line[:3]}sum", terms), ATOM
            case Call("softmax", _):
                return self.write(each.body)[0], ATOM
        return self._applied(f"{each.line}s", each.body), ATOM

    def _diagonal(self, diagonal: Diagonal) -> tuple[str, int]:
        return self._applied("diag", diagonal.body), ATOM

    def _vector(self, vector: Vector) -> tuple[str, int]:
        entries = [self.write(each)[0] for each in vector.entries]
        return self._enclosed(self.script.vector(entries)), ATOM

    def _matrix(self, matrix: Matrix) -> tuple[str, int]:
        return self._drawn(matrix.rows), ATOM

    def _drawn(self, rows: tuple[tuple[Expr, ...], ...]) -> str:
        script, most = self.script, self.manner.most_entries
        down, across = (kept(len(part), most) for part in (rows, rows[0]))

        def entry(row: int | None, column: int | None) -> str:
            if row is None:
                return script.dots_down
            return script.dots if column is None else bare(self.write(rows[row][column])[0])

        texts = [[entry(row, column) for column in across] for row in down]
        texts = narrowed(texts, script.widest, script.dots)
        drawing = script.matrix(texts)
        if self.manner.widest is not None and width(drawing.partition("\n")[0]) > self.manner.widest:
            return script.listed([self._enclosed(script.listed(row)) for row in texts])
        return self._on_line(drawing, (len(texts) - 1) // 2)

    def _on_line(self, text: str, middle: int) -> str:
        """A text of several lines as a piece of this one, which is never broken."""
        if not self.script.is_looked_at:
            return text
        self.tall.append(piece(text.split("\n"), middle))
        return placeholder(len(self.tall) - 1, self.tall[-1])

    # --- names and products -------------------------------------------------------------------------

    def _named(self, name: str) -> tuple[str, int, bool]:
        if self.manner.shaped and name not in self.values:
            symbol = self.script.name(name).removesuffix(SET)
            return self._shaped(name, symbol), ATOM, False  # a piece of this line alone
        return super()._named(name)

    def _product(self, factors: tuple[Expr, ...], dot: str) -> str:
        arrays = self.manner.shapes
        return self._product_of_arrays(factors, dot) if arrays else super()._product(factors, dot)

    def _shaped(self, name: str, text: str, *, turned: bool = False) -> str:
        """The symbol of a quantity, or of its transpose, with its shape where shapes are written."""
        size = size_of(self.manner.shapes.get(name, ())) if self.manner.shaped else None
        if size is None:
            return kept_together(text) if self.breaks else text
        return self._on_line(self.script.shaped(text, *(size[::-1] if turned else size)), 0)

    def _product_of_arrays(self, factors: tuple[Expr, ...], dot: str) -> str:
        """A product in which some factors may be arrays: these are multiplied entry by entry."""
        is_array = [bool(size(factor, self.manner.shapes)) for factor in factors]
        bracketed = MatMul if sum(is_array) > 1 else ()
        usual, touches = self._joint(dot), self.script.touching and dot == self.script.dot
        text = self._factor(factors[0], bracketed)
        for place, (before, factor) in enumerate(pairwise(factors), 1):
            joint, written = usual, self._factor(factor, bracketed)
            if is_array[place] and any(is_array[:place]):
                joint = self._joint(self.script.entry_dot)
            elif touches and is_coefficient(before) and may_touch(factor, written, numeric=self.numeric):
                joint = ""
            text += joint + written
        return text

    def _factor(self, factor: Expr, bracketed: type[Expr] | tuple[()]) -> str:
        """A factor, in brackets if it is a product of the other sort, entry by entry or of matrices."""
        text = self.within(factor, PRODUCT)
        return self._bracketed(text) if isinstance(factor, bracketed) else text

    ways: ClassVar[dict[type[Expr], KindWriter]] = {
        **ScalarPen.ways,
        MatMul: _mat_mul,
        Transpose: _transpose,
        Total: _total,
        Each: _each,
        Diagonal: _diagonal,
        Vector: _vector,
        Matrix: _matrix,
    }
