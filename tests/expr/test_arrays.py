"""Formulas over whole vectors and matrices, against numpy."""

import numpy as np
import pytest

from backprop_cli.errors import FormulaError
from backprop_cli.expr.arrays import evaluate_arrays
from backprop_cli.expr.parser import parse
from backprop_cli.expr.pull_back import pull_back, transposed
from backprop_cli.expr.tree import (
    ONE,
    Add,
    Call,
    Diagonal,
    Each,
    Expr,
    MatMul,
    Mul,
    Neg,
    Ref,
    Total,
    Transpose,
)

W, X, V, R = Ref("W"), Ref("X"), Ref("v"), Ref("r")
VALUES = {
    "W": ((1.0, -2.0, 0.5), (0.0, 3.0, 4.0)),
    "X": ((2.0, 1.0, -1.0, 0.25), (0.5, 0.0, 3.0, 1.0), (-2.0, 1.5, 1.0, 0.0)),
    "v": (0.5, -1.0, 2.0),
    "r": ((10.0, 20.0, 30.0, 40.0),),
    "n": 3.0,
}
w, x, v, r = (np.array(VALUES[name]) for name in "WXvr")


def softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (MatMul(W, X), w @ x),
        (MatMul(W, V), w @ v),
        (MatMul(V, Transpose(V)), np.outer(v, v)),
        (Transpose(W), w.T),
        (Total(X), x.sum()),
        (Each("row", Total(X)), x.sum(axis=1)),
        (Each("column", Total(X)), x.sum(axis=0, keepdims=True)),
        (Each("column", Call("softmax", (X,))), softmax(x)),
        (Call("softmax", (V,)), softmax(v)),
        (Diagonal(V), np.diag(v)),
        (Add((X, V)), x + v[:, None]),
        (Add((X, R)), x + r),
        (Mul((R, Add((X, V)))), r * (x + v[:, None])),
        (Add((X, Neg(parse("n")))), x - 3),
        (Mul((parse("n"), R)), 3 * r),
    ],
)
def test_values_are_numpys(formula: Expr, expected: np.ndarray) -> None:
    """Products, sums of lines and broadcasting: a vector serves every column, one row serves every row."""
    found = np.array(evaluate_arrays(formula, VALUES))
    assert found.shape == expected.shape
    assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (MatMul(X, W), "the product 3×4 · 2×3 is undefined"),
        (Add((W, V)), "arrays of 2 and 3 entries do not meet"),
        (Add((V, Ref("u"))), "arrays of 1 and 3 entries do not meet"),
    ],
)
def test_shapes_that_do_not_meet_are_told(formula: Expr, message: str) -> None:
    """Nothing is stretched or cut in silence."""
    with pytest.raises(FormulaError, match=message):
        evaluate_arrays(formula, {**VALUES, "u": (1.0,)})


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Transpose(W), W),
        (MatMul(W, X), MatMul(Transpose(X), Transpose(W))),
        (MatMul(Transpose(W), V), MatMul(Transpose(V), W)),
        (V, Transpose(V)),
        (ONE, ONE),
    ],
)
def test_a_transpose_is_written_as_one_writes_it(formula: Expr, expected: Expr) -> None:
    """(Aᵀ)ᵀ is A, and (A·B)ᵀ is Bᵀ·Aᵀ."""
    assert transposed(formula) == expected


def test_a_softmax_has_its_jacobian_as_a_matrix() -> None:
    """Of a vector: diag(a) − a·aᵀ; of columns the product with it, column by column."""
    a, g = softmax(v), np.array([1.0, -2.0, 0.5])
    jacobian = np.diag(a) - np.outer(a, a)
    local = pull_back(Call("softmax", (V,)))["v"]
    assert np.array(evaluate_arrays(local, VALUES)) == pytest.approx(jacobian, rel=1e-12)
    through = pull_back(Call("softmax", (V,)), Ref("g"))["v"]
    assert evaluate_arrays(through, {**VALUES, "g": tuple(g)}) == pytest.approx(jacobian @ g, rel=1e-12)
    columns = pull_back(Each("column", Call("softmax", (X,))), Ref("W"))["X"]
    gradient = np.array([[1.0, 2, 0, -1], [0.5, 0, 3, 1], [2, 1, 1, 0]])
    expected = [
        (np.diag(each) - np.outer(each, each)) @ back
        for each, back in zip(softmax(x).T, gradient.T, strict=True)
    ]
    found = evaluate_arrays(columns, {**VALUES, "W": tuple(map(tuple, gradient.tolist()))})
    assert np.array(found) == pytest.approx(np.array(expected).T, rel=1e-12)


def test_a_sum_gives_its_adjoint_to_every_entry() -> None:
    """Σ of a whole, or of each column, has the derivative 1 by each entry."""
    for formula in (Total(X), Each("column", Total(X)), Each("row", Total(X))):
        assert pull_back(formula)["X"] == ONE
    assert pull_back(Total(Mul((X, X))), Ref("n"))["X"] == parse("2*n*X")
