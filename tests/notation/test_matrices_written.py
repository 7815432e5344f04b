"""Products of matrices and of entries, shapes under names, matrices drawn in a line."""

import pytest
from portable_markdown import katex_errors, lint

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
    integer,
)
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import as_quantity

W, D, A, B = Ref("W1"), Ref("D1"), Ref("A1"), Ref("b1")
SHAPES = {"W1": (2, 3), "D1": (2, 4), "A1": (3, 4), "b1": (2,)}


def writer(script: type[Script] = Unicode, *, shaped: bool = False) -> Writer:
    names = {name: quantity for name in SHAPES if (quantity := as_quantity(name))}
    return Writer(script(names), shapes=SHAPES, shaped=shaped)


def matrix(*rows: list[float]) -> Matrix:
    return Matrix(tuple(tuple(Num(entry, repr(entry).removesuffix(".0")) for entry in row) for row in rows))


@pytest.mark.parametrize(
    ("formula", "unicode", "ascii", "latex"),
    [
        (MatMul(W, A), "W⁽¹⁾ · A⁽¹⁾", "W1 @ A1", r"W^{(1)} \cdot A^{(1)}"),
        (Mul((A, A)), "A⁽¹⁾ ∗ A⁽¹⁾", "A1 * A1", r"A^{(1)} \ast A^{(1)}"),
        (Mul((MatMul(Transpose(W), D), A)), "(W⁽¹⁾ᵀ · D⁽¹⁾) ∗ A⁽¹⁾", "(W1^T @ D1) * A1",
         r"((W^{(1)})^{T} \cdot D^{(1)}) \ast A^{(1)}"),
        (MatMul(Mul((D, D)), Transpose(A)), "(D⁽¹⁾ ∗ D⁽¹⁾) · A⁽¹⁾ᵀ", "(D1 * D1) @ A1^T",
         r"(D^{(1)} \ast D^{(1)}) \cdot (A^{(1)})^{T}"),
        (Mul((Div(ONE, integer(3)), MatMul(D, Transpose(A)))), "⅓·D⁽¹⁾ · A⁽¹⁾ᵀ", "(1/3)*D1 @ A1^T",
         r"\frac{1}{3} \cdot D^{(1)} \cdot (A^{(1)})^{T}"),
        (Mul((A, Add((ONE, Neg(A))))), "A⁽¹⁾ ∗ (1 − A⁽¹⁾)", "A1 * (1 - A1)", r"A^{(1)} \ast (1 - A^{(1)})"),
        (Add((ONE, Neg(Pow(A, integer(2))))), "1 − (A⁽¹⁾)²", "1 - A1^2", r"1 - (A^{(1)})^{2}"),
        (Each("row", Total(D)), "rowsum(D⁽¹⁾)", "rowsum(D1)", r"\mathrm{rowsum}(D^{(1)})"),
        (Each("column", Total(Mul((D, D)))), "colsum(D⁽¹⁾ ∗ D⁽¹⁾)", "colsum(D1 * D1)",
         r"\mathrm{colsum}(D^{(1)} \ast D^{(1)})"),
        (Each("column", Call("softmax", (D,))), "softmax(D⁽¹⁾)", "softmax(D1)", r"\mathrm{softmax}(D^{(1)})"),
        (Diagonal(B), "diag(b⁽¹⁾)", "diag(b1)", r"\mathrm{diag}(b^{(1)})"),
        (Transpose(Add((D, Neg(D)))), "(D⁽¹⁾ − D⁽¹⁾)ᵀ", "(D1 - D1)^T", "(D^{(1)} - D^{(1)})^{T}"),
    ],
)  # fmt: skip
def test_two_kinds_of_product_are_told_apart(formula: Expr, unicode: str, ascii: str, latex: str) -> None:
    """The product of matrices and that of entries have signs of their own, and brackets where they meet."""
    assert writer().symbols(formula) == unicode
    assert writer(Ascii).symbols(formula) == ascii
    assert writer(Latex).symbols(formula) == latex
    assert lint(f"$$\n{latex}\n$$\n") == []
    assert katex_errors(f"$$\n{latex}\n$$\n") == []


def test_a_number_is_no_array() -> None:
    """A product with a number has the plain dot, and single quantities are written as ever."""
    assert writer().symbols(Mul((Ref("α"), D))) == "α · D⁽¹⁾"
    assert Writer(Unicode({})).symbols(Mul((Ref("u"), Ref("v")))) == "u · v"


def test_the_shape_stands_under_every_factor() -> None:
    """Each name has its shape below it, a transposed one its own; where it is W² the power is no shape."""
    shown = writer(shaped=True).symbols(Mul((MatMul(Transpose(W), D), Pow(A, integer(2)))))
    assert shown == "(W⁽¹⁾ᵀ · D⁽¹⁾) ∗ (A⁽¹⁾)²\n 3×2     2×4      3×4"
    assert writer(Ascii, shaped=True).symbols(Add((MatMul(W, A), B))) == "W1  @ A1  + b1\n2x3   3x4   2x1"


def test_markdown_has_the_shape_under_the_factor() -> None:
    """TeX that KaTeX takes, and that no host breaks."""
    shown = writer(Latex, shaped=True).symbols(MatMul(Transpose(W), D))
    assert shown == r"\underset{3 \times 2}{(W^{(1)})^{T}} \cdot \underset{2 \times 4}{D^{(1)}}"
    assert lint(f"$$\n{shown}\n$$\n") == []
    assert katex_errors(f"$$\n{shown}\n$$\n") == []


def test_matrices_are_drawn_side_by_side() -> None:
    """Every matrix has its middle on the line, whatever the number of its rows."""
    column, row = matrix([1], [-2], [3]), matrix([0.5, 4])
    assert writer().symbols(MatMul(column, row)).split("\n") == [
        "⎡ 1⎤",
        "⎢−2⎥ · [0.5  4]",
        "⎣ 3⎦",
    ]
    assert writer(Ascii).symbols(Add((matrix([1], [2]), column))).split("\n") == [
        "      [ 1]",
        "[1] + [-2]",
        "[2]   [ 3]",
    ]


def test_a_large_matrix_keeps_its_corners() -> None:
    """Of more than eight rows or columns the first and the last are shown, dots for the rest."""
    large = matrix(*([10.0 * row + column for column in range(10)] for row in range(10)))
    lines = writer().symbols(large).split("\n")
    assert len(lines) == 8
    assert lines[0].split() == ["⎡", "0", "1", "2", "3", "4", "5", "…", "9⎤"]
    assert lines[-1].split() == ["⎣90", "91", "92", "93", "94", "95", "…", "99⎦"]
    assert "⋮" in lines[-2]
    tex = writer(Latex).symbols(large)
    assert (tex.count(r"\vdots"), tex.count(r"\cdots")) == (8, 7)
    assert katex_errors(f"$$\n{tex}\n$$\n") == []


def test_a_wide_matrix_is_narrowed() -> None:
    """No matrix is wider than a narrow page: columns give way, not digits."""
    wide = matrix([1234567.25 + column for column in range(8)])
    (line,) = writer().symbols(wide).split("\n")
    assert len(line) <= 58
    assert line.startswith("[1234567")
    assert "…" in line
