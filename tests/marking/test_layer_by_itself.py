"""A number in brackets behind letters, `z(2)`, `dz[2]`: a layer, as the whole sheet says, or a unit."""

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.api import MarkedSheet

X, Y, RATE = np.array([0.5, -1.2]), np.array([1.0]), 0.5
W1, B1 = np.array([[0.3, -0.1], [-0.4, 0.2]]), np.array([0.1, -0.2])
W2, B2 = np.array([[0.7, -0.6]]), np.array([0.05])
PROBLEM = {
    "inputs": X.tolist(),
    "targets": Y.tolist(),
    "layers": [
        {"weights": W1.tolist(), "biases": B1.tolist(), "activation": "sigmoid"},
        {"weights": W2.tolist(), "biases": B2.tolist(), "activation": "tanh"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": RATE},
}
Z1 = W1 @ X + B1
A1 = 1 / (1 + np.exp(-Z1))
Z2 = W2 @ A1 + B2
A2 = np.tanh(Z2)
D2 = (A2 - Y) * (1 - A2**2)
D1 = (W2.T @ D2) * A1 * (1 - A1)
FORWARD = {"z{1}": Z1, "a{1}": A1, "z{2}": Z2, "a{2}": A2}
BACKWARD = {
    "dL/dz{2}": D2,
    "dL/dW{2}": np.outer(D2, A1),
    "dL/db{2}": D2,
    "dL/dz{1}": D1,
    "dL/dW{1}": np.outer(D1, X),
    "W{2}_new": W2 - RATE * np.outer(D2, A1),
    "b{1} new": B1 - RATE * D1,
}
NOTATIONS = ["layers", "superscript", "net_o", "bracket", "net_out"]


def written(array: np.ndarray) -> str:
    """As students write it: one number without brackets, rows in square ones."""
    if array.size == 1:
        return f"{array.item():.6f}"
    if array.ndim == 1:
        return f"({', '.join(f'{each:.6f}' for each in array)})"
    return f"[{', '.join(str([float(f'{each:.6f}') for each in row]) for row in array)}]"


def marked(lines: dict[str, str], notation: str = "layers", brackets: str = "()") -> MarkedSheet:
    """The sheet with the layers in these brackets."""
    around = str.maketrans("{}", brackets)
    return check(PROBLEM, {name.translate(around): value for name, value in lines.items()}, notation=notation)


def verdicts(found: MarkedSheet) -> dict[str, str]:
    return {line.name: line.verdict.value for line in found.report.lines if line.on_sheet}


@pytest.mark.parametrize("brackets", ["()", "[]"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_vectors_and_matrices_of_layers(notation: str, brackets: str) -> None:
    """A right sheet is right in every line, whatever the notation, and how it was read is said."""
    sheet = {name: written(array) for name, array in (FORWARD | BACKWARD).items()}
    found = marked(sheet, notation, brackets)
    assert found.report.problems == ()
    assert set(verdicts(found).values()) == {"right"}
    assert len(verdicts(found)) == sum(array.size for array in (FORWARD | BACKWARD).values())
    assert len(found.report.remarks) == 1
    assert "is read as" in found.report.remarks[0]


@pytest.mark.parametrize("letters", ["dz{1} dz{2} dW{2} db{2}", "δ{1} δ{2} ∂L/∂W{2} ∂L/∂b{2}"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_gradients_by_their_short_names(notation: str, letters: str) -> None:
    """`db[2]` is of layer 2 as `dW[2]` on the same sheet is."""
    values = map(written, (D1, D2, np.outer(D2, A1), D2))
    found = marked(dict(zip(letters.split(), values, strict=True)), notation, "[]")
    assert (list(verdicts(found).values()), found.report.problems) == (["right"] * 6, ())


def test_a_list_says_layer_whatever_its_numbers_are() -> None:
    """A slip in every line does not make z(2) a unit: a vector stands under z(1)."""
    found = marked({"z{1}": "(0.41, -0.7)", "z{2}": "0.3"})
    assert verdicts(found).keys() == {"z1[1]", "z1[2]", "z2[1]"}
    assert found.report.problems == ()


def test_numbers_tell_where_no_list_does() -> None:
    """z(2) and a(2) by themselves are z⁽²⁾ and a⁽²⁾, or unit 2 of layer 1."""
    of_layer = marked({"z{2}": written(Z2), "a{2}": written(A2)})
    assert verdicts(of_layer) == {"z2[1]": "right", "a2[1]": "right"}
    of_unit = marked({"z{2}": written(Z1[1:]), "a{2}": written(A1[1:])})
    assert (verdicts(of_unit), of_unit.report.remarks) == ({"z1[2]": "right", "a1[2]": "right"}, ())


def test_formulas_have_the_names_of_the_lines() -> None:
    """`dL/db(2) = dz(2)` speaks of layer 2 like its own name."""
    sheet = {name: written(array) for name, array in FORWARD.items()}
    found = marked(sheet | {"dz{2}": "(a{2} - 1)*(1 - a{2}^2)".translate(str.maketrans("{}", "()"))})
    assert set(verdicts(found).values()) == {"right"}
    assert "dL/dz2[1]" in verdicts(found)


def test_units_of_the_one_layer_that_has_so_many() -> None:
    """There is no layer 2 in a network of one layer: z(1) and z(2) are its units, slip or not."""
    one = {**PROBLEM, "targets": [1, 0], "layers": PROBLEM["layers"][:1]}  # type: ignore[index]
    found = check(one, {"z(1)": written(Z1[:1]), "z(2)": "0.9", "a[1]": written(A1[:1])})
    assert verdicts(found) == {"z1[1]": "right", "z1[2]": "wrong", "a1[1]": "right"}
    assert (found.report.problems, found.report.remarks) == ((), ())


def test_what_is_wrong_both_ways_is_what_its_name_says() -> None:
    """Unit 2 of layer 1, as `ask` and `--only` understand it."""
    assert list(verdicts(marked({"z{2}": "0.9"}))) == ["z1[2]"]
