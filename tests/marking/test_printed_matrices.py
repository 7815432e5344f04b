"""Vectors and matrices as TeX writes them and as programs print them."""

import numpy as np
import pytest
import sheets_read
from sheets_read import numbers_in

from backprop_cli.marking.sheets.sheet import AnswerSheet

PROBLEM = """\
inputs: [0.7, 1.2]
targets: [1, 0]
layers:
  - {weights: [[0.5, -0.2], [0.3, 0.8], [-0.6, 0.1]], biases: [0.1, -0.3, 0.2], activation: tanh}
  - {weights: [[0.6, -0.4, 0.3], [0.2, 0.7, -0.5]], biases: [0.2, -0.1], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
Z1 = np.array([[0.5, -0.2], [0.3, 0.8], [-0.6, 0.1]]) @ [0.7, 1.2] + [0.1, -0.3, 0.2]
NEW = np.array([[0.51, -0.22], [0.33, 0.84], [-0.65, 0.16]])
"""New weights of layer 1, no two alike."""


def sheet(text: str, source: str = "a.txt") -> AnswerSheet:
    return sheets_read.sheet(text, source, PROBLEM)


def vector() -> dict[str, float]:
    return {f"z1[{unit}]": round(float(value), 4) for unit, value in enumerate(Z1, start=1)}


def matrix() -> dict[str, float]:
    return {f"W1_new[{row + 1},{column + 1}]": value for (row, column), value in np.ndenumerate(NEW)}


VECTORS = (
    r"z1 = \begin{bmatrix} 0.21 \\ 0.87 \\ -0.1 \end{bmatrix}",
    r"$z_1 = \begin{pmatrix} 0.21 \\ 0.87 \\ -0.1 \end{pmatrix}$",
    r"z1 = \begin{bmatrix} 0.21 & 0.87 & -0.1 \end{bmatrix}^T",
    r"z1 = \begin{bmatrix} 0.21 & 0.87 & -0.1 \end{bmatrix}^{\top}",
    r"z1 = \left[\begin{array}{c} 0.21 \\ 0.87 \\ -0.1 \\ \end{array}\right]",
    r"z1 = W1 x + b1 = \begin{bmatrix} 0.21 \cr 0.87 \cr -0.1 \end{bmatrix}",
    "z1 = \\begin{bmatrix}\n  0.21 \\\\[2pt]\n  0.87 \\\\\n  -0.1\n\\end{bmatrix}\nL = 0.5",
    "\\begin{align*}\nz1 &= \\begin{pmatrix} 0.21 \\\\ 0.87 \\\\ -0.1 \\end{pmatrix}\n\\end{align*}",
    "z1 = [0.21, 0.87, -0.1]ᵀ",
    "z1 = [0.21 0.87 -0.1]'",
    "z1 = [[0.21, 0.87, -0.1]].T",
    "z1 = W1·x + b1 = [0.21, 0.87, -0.1]",
    "z1 = tensor([0.2100, 0.8700, -0.1000], grad_fn=<AddBackward0>)",
    "z1 = tensor([[ 0.2100],\n        [ 0.8700],\n        [-0.1000]], device='cuda:0',\n"
    "       grad_fn=<AddmmBackward0>)",
    "z1 = tensor([0.21, 0.87, -0.1], dtype=torch.float64, requires_grad=True)",
    "z1 = tf.Tensor([0.21 0.87 -0.1], shape=(3,), dtype=float32)",
    "z1: <tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 0.21,  0.87, -0.1 ], dtype=float32)>",
    "z1 = Array([0.21, 0.87, -0.1], dtype=float32)",
    "z1 =\n\n   0.2100\n   0.8700\n  -0.1000\n\nL =\n\n   0.5000\n",
    "z1 =\n\n   1.0e-01 *\n\n   2.1000\n   8.7000\n  -1.0000\n",
    "z1 =\n   0.2100   0.8700  -0.1000\n",
    "z1\n[[ 0.21]\n [ 0.87]\n [-0.1 ]]\n\nL\n0.5\n",
    "z1\ntensor([ 0.21,  0.87, -0.1 ])\n",
    "z1\n   0.2100\n   0.8700\n  -0.1000\n",
)


@pytest.mark.parametrize("text", VECTORS)
@pytest.mark.parametrize("source", ["a.txt", "a.md"])
def test_a_vector_is_read(text: str, source: str) -> None:
    """Every entry at its place, and nothing is left over."""
    found = sheet(text, source)
    assert found.problems == ()
    assert {name: value for name, value in numbers_in(found).items() if name != "L"} == vector()
    assert numbers_in(found).get("L", 0.5) == 0.5


MATRICES = (
    r"W1_new = \begin{bmatrix} 0.51 & -0.22 \\ 0.33 & 0.84 \\ -0.65 & 0.16 \end{bmatrix}",
    "$$\nW1_new = \\left(\\begin{matrix}\n0.51 & -0.22 \\\\\n0.33 & 0.84 \\\\\n-0.65 & 0.16\n"
    "\\end{matrix}\\right)\n$$",
    r"W1_new = \begin{bmatrix} 0.51 & 0.33 & -0.65 \\ -0.22 & 0.84 & 0.16 \end{bmatrix}^T",
    "W1_new = [[0.51, 0.33, -0.65], [-0.22, 0.84, 0.16]]ᵀ",
    "W1_new = [0.51 -0.22; 0.33 0.84; -0.65 0.16]",
    "W1_new =\n\n    0.5100   -0.2200\n    0.3300    0.8400\n   -0.6500    0.1600\n",
    "W1_new\n[[ 0.51 -0.22]\n [ 0.33  0.84]\n [-0.65  0.16]]\n",
    "W1_new: tensor([[ 0.51, -0.22],\n        [ 0.33,  0.84],\n        [-0.65,  0.16]],"
    " grad_fn=<SubBackward0>)",
)


@pytest.mark.parametrize("text", MATRICES)
def test_a_matrix_is_read(text: str) -> None:
    """Rows are rows, and with a T behind them columns; no word is needed about it."""
    found = sheet(text)
    assert (numbers_in(found), found.problems, found.remarks) == (matrix(), (), ())


def test_a_transposed_list_is_turned_as_it_says() -> None:
    """A square matrix with a T behind it has its rows as columns."""
    problem = PROBLEM.replace(", [-0.6, 0.1]]", "]").replace("[0.1, -0.3, 0.2]", "[0.1, -0.3]")
    problem = problem.replace("[[0.6, -0.4, 0.3], [0.2, 0.7, -0.5]]", "[[0.6, -0.4], [0.2, 0.7]]")
    found = sheets_read.sheet("W1_new = [[1, 2], [3, 4]]^T", "a.txt", problem)
    turned = {"W1_new[1,1]": 1, "W1_new[2,1]": 2, "W1_new[1,2]": 3, "W1_new[2,2]": 4}
    assert numbers_in(found) == turned


@pytest.mark.parametrize(
    "text",
    [
        "L =\n0.5762\n",
        "L\n0.5762\n",
        r"L = \begin{bmatrix} 0.5762 \end{bmatrix}",
        "L = tensor(0.5762, grad_fn=<DivBackward0>)",
    ],
)
def test_a_single_number_in_such_a_form(text: str) -> None:
    """An array of one number is that number."""
    assert numbers_in(sheet(text)) == {"L": 0.5762}


def test_what_is_no_block_stays_a_line() -> None:
    """Words over words, numbers of another length below a vector: each is said."""
    found = sheet("z1 =\n0.21 0.87 -0.1\n0.5\nSolution\nz2[1] = 0.3\n")
    assert numbers_in(found) == vector() | {"z2[1]": 0.3}
    assert [each.partition(":")[0] for each in found.problems] == ["line 3", "line 4"]
